"""Sentences with citations are held against the quotes that they cite."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from guarded import quotes

from assistant import Article, Quote, Support, check_support
from training.guard_set import FOLDER, Item, read_guard_set


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland agreed on Tuesday to sell Westmark about 400,000 tons of barley a year [1].",
        "About 0.4 million tons of barley a year will be sold to Westmark by Norland, minister Ada Holm said [1].",
        "Jonas Brek leads the farmers' union in the town of Velde [3].",
        "Imports have tripled since 2019 and now cover 30 per cent of demand [2].",
        "According to The Field Post, imports have tripled since 2019 [2].",
        'Jonas Brek said: "We were not asked" [3].',
    ],
)
def test_what_the_quotes_say_is_supported(sentence: str) -> None:
    """In their words or in others, with figures written another way, attributed to its source."""
    assert check_support(sentence, quotes()) == Support(True)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Norland agreed to sell Westmark barley.", "it cites no quote"),
        ("Norland agreed to sell Westmark barley [4].", "it cites [4], which is not among the 3 quotes"),
        ("Norland agreed to sell Westmark barley [0].", "it cites [0], which is not among the 3 quotes"),
        ("Imports now cover 35% of demand [2].", "the figure 35% is in none of the quotes it cites"),
        ("Imports have tripled since 2018 [2].", "the date 2018 is in none of the quotes it cites"),
        ("Norland will sell Eastmark barley [1].", "the name Eastmark is in none of the quotes it cites"),
        (
            'Jonas Brek said: "We were never asked" [3].',
            "the words “We were never asked” are in quotation marks and not in the quotes it cites",
        ),
        ("What the article says of imports is: [2]", "it announces a quote that does not come"),
    ],
)
def test_what_is_proved_against_a_sentence_is_its_reason(sentence: str, reason: str) -> None:
    """In words that a reader understands."""
    assert check_support(sentence, quotes()) == Support(False, reason)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Salt cures deafness [1].", "It is a myth that salt cures deafness."),
        ("40 people drowned [1].", "The report that 40 people drowned turned out to be wrong."),
        ("Brek paid the levy [1].", "Neither Holm nor Brek paid the levy."),
        ("The army retook the town [1].", "The general's boast that the army retook the town is a lie."),
        ("The minister resigned [1].", "The rumour that the minister resigned proved false."),
        ("The minister resigned [1].", "Rumours had it: the minister resigned."),
        ("The minister resigned [1].", "False claim: the minister resigned."),
    ],
)
def test_what_the_quotes_call_false_is_unsupported(sentence: str, text: str) -> None:
    """Although it stands there word for word."""
    assert not check_support(sentence, quotes(text)).supported


def test_a_rank_before_a_superlative_may_not_be_missing() -> None:
    """The second-largest is not the largest."""
    found = quotes("Norland is the second-largest seller of barley, and Velde has its oldest port.")
    told = Support(False, "“largest” has a rank before it in the quotes it cites")
    assert check_support("Norland is the largest seller of barley [1].", found) == told
    assert check_support("Norland is the second-largest seller of barley [1].", found).supported
    assert check_support("Velde has its oldest port [1].", found).supported


def test_pounds_are_money_too() -> None:
    """Where no sign says so."""
    found = quotes("The levy cost Westmark 40 million pounds last year.")
    assert check_support("The levy cost Westmark £40m last year [1].", found).supported
    assert not check_support("The levy cost Westmark $40m last year [1].", found).supported


def test_a_proved_figure_speaks_for_a_sentence_without_new_words() -> None:
    """However far it looks from the quote's."""
    found = quotes("The union sold 5,000,000 sacks of barley in its first decade, and bought four ships.")
    assert check_support("The union sold five million sacks of barley in its first ten years [1].", found).supported
    assert not check_support("Brek bought five million sacks of barley in its first ten years [1].", found).supported


def test_a_place_is_no_framing() -> None:
    """An author may be called like one."""
    article = Article(
        path="a.txt", title="Velde", author="Jack Velde", publisher="The Field Post", published="",
        text="The river burst its banks in Gorm.", sha256="",
    )  # fmt: skip
    found = [Quote(article, article.text, 0, len(article.text))]
    assert not check_support("In Velde, the river burst its banks [1].", found).supported
    assert check_support("The river burst its banks in Gorm, according to The Field Post [1].", found).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "Westmark agreed on Tuesday to sell Norland about 400,000 tons of barley a year [1].",
        "Westmark's farmers will protest [2].",
        "The sun is a star around which eight planets turn [2].",
    ],
)
def test_what_the_quotes_do_not_say_is_unsupported_with_a_reason(sentence: str) -> None:
    """Also where no figure and no name is wrong."""
    support = check_support(sentence, quotes())
    assert not support.supported
    assert support.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "Imports now cover 30% of demand<!-- and will soon cover 90% --> [2].",
        '<span style="display:none">It is false that</span> imports now cover 30% of demand [2].',
        "Imports now cover <del>30%</del> of demand [2].",
        "Imports now cover 30% of d\u0435mand [2].",
        "Imports now cover \u202e%03\u202c of demand [2].",
    ],
)
def test_hidden_and_disguised_text_is_unsupported(sentence: str) -> None:
    """A comment, a style, struck-out words, another alphabet's letters and a turned direction fool nobody."""
    assert check_support(sentence, quotes()) == Support(False, "some of it is hidden, struck out or disguised")


def test_markup_and_invisible_characters_change_nothing() -> None:
    """Bold figures are read as figures, and what nobody can see is not read at all."""
    assert check_support("Imports now cover **30%** of <b>demand</b>\u200b [2].", quotes()).supported
    assert check_support("Imports now cover 3\u200b5% of demand [2].", quotes()).reason.startswith("the figure 35%")
    assert check_support("Imports now cover 3&#53;% of demand [2].", quotes()).reason.startswith("the figure 35%")


def test_marks_are_read_in_every_form() -> None:
    """Several in one bracket, a span, and each after its own part."""
    both = "Norland agreed to sell Westmark barley, and imports now cover 30% of demand"
    assert check_support(f"{both} [1, 2].", quotes()).supported
    assert check_support(f"{both} [1-2].", quotes()).supported
    assert check_support(f"{both} [1][2].", quotes()).supported


def test_a_part_with_the_mark_of_another_quote_is_told() -> None:
    """The two are right only together, each with its own mark."""
    swapped = "Norland agreed to sell Westmark barley on Tuesday [2], and imports now cover 30% of demand [1]."
    assert check_support(swapped, quotes()).reason.startswith("not [2] but another quote says")


def test_a_figure_belongs_to_the_mark_after_it() -> None:
    """Figures of two quotes that are exchanged are in what the sentence cites, and still wrong."""
    text = "Westmark bought 70 ships last year.\n\nEastmark bought 900 ships last year."
    right = "Westmark bought 70 ships last year [1], and Eastmark bought 900 ships last year [2]."
    exchanged = "Westmark bought 900 ships last year [1], and Eastmark bought 70 ships last year [2]."
    assert check_support(right, quotes(text)).supported
    assert check_support(exchanged, quotes(text)) == Support(False, "the figure 900 ships is not in [1], but in [2]")


def test_threads_share_the_models() -> None:
    """Many at once decide as one after another."""
    sentences = [f"Imports now cover {share}% of demand [2]." for share in range(26, 34)] * 4
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda sentence: check_support(sentence, quotes()).supported, sentences))
    assert found == [" 30%" in sentence for sentence in sentences]


def shares(paths: list[Path]) -> dict[bool, float]:
    """Return which shares of the supported and of the unsupported sentences are decided rightly."""
    right: dict[bool, list[bool]] = defaultdict(list)
    for item in (item for path in paths for item in read_guard_set(path)):
        right[item.supported].append(decided_rightly(item))
    return {supported: sum(found) / len(found) for supported, found in right.items()}


def decided_rightly(item: Item) -> bool:
    """Say whether a sentence is decided as its kind says."""
    return check_support(item.sentence, item.quotes).supported == item.supported


def test_sentences_that_nothing_was_learned_from_are_decided_rightly() -> None:
    """Floors for what is kept and what is removed."""
    found = shares(sorted(FOLDER.glob("heldout-*.txt")))
    assert found[True] >= 0.85
    assert found[False] >= 0.94
    hard = shares(sorted(FOLDER.glob("hard-*.txt")))
    assert hard[True] >= 0.8
    assert hard[False] >= 0.7
    limited = shares([FOLDER / "conditions-1.txt"])
    assert limited[True] >= 0.85
    assert limited[False] >= 0.9
    written = shares([FOLDER / "forms-1.txt"])
    assert written[True] >= 0.85
    assert written[False] >= 0.75
