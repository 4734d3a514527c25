"""Questions to begin with take several forms, and the articles answer each."""

from collections.abc import Sequence

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Answer, Article, Assistant, AssistantSettings
from assistant.leads import Form
from assistant.starters import starter_leads
from assistant.suggestions import starters
from index import terms

GOATS = (
    "The herders of Peru have counted the goats of the high valleys again this summer. Ana Ruiz, a farmer on the coast,"
    " said that 300 mountain goats are the price of the trade with Chile."
    " The old trade is over, and mountain goats eat less."
    " When asked, Ruiz said the drought in Peru is the worst in her lifetime."
)
SHEEP = (
    "The shepherds of Peru moved to the coast with 4,000 sheep when it got hot. Bo Lund said that he expects little of"
    " the trade with Chile. Few live on trade now. According to the records, mountain goats did better than sheep."
)
COWS = "The cows of the plain stayed in the barn all winter, and nobody in the United States asked for their milk."


def article(text: str, number: int = 0, publisher: str = "") -> Article:
    """Make an article of a text."""
    return Article(f"{number:04}.md", "", "", publisher, "", text, "")


def questions(*texts: str) -> dict[Form, list[str]]:
    """Return the questions of each form, in order."""
    found: dict[Form, list[str]] = {}
    for lead in starter_leads([article(text, number) for number, text in enumerate(texts)]):
        found.setdefault(lead.form, []).append(lead.question)
    return found


def test_the_forms_take_turns() -> None:
    """One of each before the second of any."""
    forms = [lead.form for lead in starter_leads([article(GOATS, 0), article(SHEEP, 1), article(COWS, 2)])]
    assert len(set(forms)) == len(set(forms[: len(set(forms))])) >= 4


def test_questions_are_put_to_those_who_are_quoted() -> None:
    """By the full name, to one on a subject or to two on the same; they themselves are no subject."""
    found = questions(GOATS, SHEEP, COWS)
    assert "What does Ana Ruiz say about the trade with Chile?" in found[Form.SAYS]
    assert "What do Ana Ruiz and Bo Lund say about the trade with Chile?" in found[Form.BOTH_SAY]
    assert found[Form.WHO] == ["Who is Ana Ruiz?"]
    assert not [question for question in found[Form.ABOUT] if "Ruiz" in question or "Lund" in question]


def test_outlets_are_asked_what_they_say_on_one_subject() -> None:
    """Where nobody is quoted; a name in capitals throughout is not shouted."""
    told = "The frost of Norway has reached the wheat of the islands, and the barges lie idle there."
    leads = starter_leads([article(told, 0, "THE HILL POST"), article(told, 1, "Valley News")])
    assert "What do The Hill Post and Valley News say about Norway?" in [lead.question for lead in leads]


def test_what_is_counted_is_asked_for() -> None:
    """But not money and years, which nobody speaks of without a number."""
    counted = questions(GOATS, SHEEP, f"{COWS} It took 300 years and 20 million reais for that barn to be built.")
    assert counted[Form.HOW_MANY] == ["How many mountain goats do the articles speak of?"]


def test_nobody_is_asked_about_their_own() -> None:
    """The authorities of a country speak of everything in it."""
    told = "Peruvian authorities say that no goats are sold in Peru, and that all of them are sold in Chile."
    assert questions(told)[Form.SAYS] == ["What do Peruvian authorities say about Chile?"]


def test_names_take_their_article() -> None:
    """Countries by their name, others as the article writes them."""
    text = f"{COWS} Everybody obeys the Hill Council, and the records of the Hill Council, in five parts, are public."
    found = questions(text, GOATS)
    assert "What do the articles say about the United States?" in found[Form.ABOUT]
    assert "What do the articles say about the Hill Council?" in found[Form.ABOUT]


def test_a_country_of_nearly_every_article_is_left_out() -> None:
    """It would ask for everything at once."""
    peru = [f"The goats of Peru are as many as {n} in this valley." for n in range(6)]
    found = questions(*peru, "The goats of the south like Chile more than the hills.")
    assert found == {Form.ABOUT: ["What do the articles say about Chile?"]}


def test_a_single_article_is_one() -> None:
    """The question says "the article"."""
    found = questions(COWS)
    assert found == {Form.ABOUT: ["What does the article say about the United States?"]}


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["Cows slept."],
        ["# Peru\n\n- Chile\n- Peru\n\nRead More About Our Newsletter"],
        ["Коровы Перу спали в сарае всю зиму, и никто не просил молока. "] * 2,
        ["“(((” ... ’s of the 's. " * 50, "\x00\u202e𝔓𝔢𝔯𝔲 " * 50, "of " * 5000],
    ],
)
def test_texts_without_subjects_give_none(texts: Sequence[str]) -> None:
    """Nor do they do harm."""
    assert questions(*texts) == {}


def test_a_large_folder_is_read_here_and_there() -> None:
    """So that the page does not wait for a thousand articles; the same are read each time."""
    many = [
        article(f"The old barn of the {n}th farm belongs to Ana Ruiz{'abcdefghij'[n % 10] * 3}{n}.", n)
        for n in range(1000)
    ]
    first, second = ([lead.question for lead in starter_leads(many)] for _ in range(2))
    assert first == second
    assert 10 < len(first) <= 50
    assert [lead.question for lead in starter_leads([article(f"{GOATS} " * 4000)])]


def test_the_assistant_offers_only_what_it_answers(folder: Folder, fake_embedder: FakeEmbedder) -> None:
    """Up to as many as asked for, each once; none where it answers nothing."""
    place = folder({f"{number}.txt": f"{text}\n" for number, text in enumerate((GOATS, SHEEP, COWS))})
    speaks, silent = (
        Assistant.open(place, "index", embedder=fake_embedder, settings=AssistantSettings(threshold=threshold))
        for threshold in (0.0, 1.0)
    )
    offered = speaks.starter_questions(3)
    assert len(set(offered)) == len(offered)
    assert speaks.starter_questions(1) == offered[:1]
    assert (speaks.starter_questions(0), silent.starter_questions()) == ([], [])


def test_the_shipped_articles_offer_a_mix(seeds_assistant: Assistant) -> None:
    """Four questions of several forms on subjects of their own, each answered, after few attempts."""
    attempts: list[str] = []

    def ask(question: str, history: Sequence[object]) -> Answer:
        attempts.append(question)
        return seeds_assistant.ask(question, history)

    offered = starters(seeds_assistant.articles(), ask, 4)
    assert offered == seeds_assistant.starter_questions()
    assert len(offered) == 4
    assert len(attempts) <= 10
    assert len({question.split()[1] for question in offered} | {question.split()[0] for question in offered}) > 2
    for question in offered:
        answer = seeds_assistant.ask(question)
        assert (answer.abstained, answer.confidence >= 0.6) == (False, True)
        assert set(terms(question)) & set(terms(answer.quotes[0].text))
