"""Who says it: the person or body that the article's words name, or nobody where that is not certain."""

import pytest

from assistant import Article
from assistant.speakers import common_speaker, speakers


def said(text: str, author: str = "", outlet: str = "") -> list[str]:
    """Return the speaker of each sentence."""
    article = Article("a.md", "", author, outlet, "", text, "")
    return [name for _, _, name in speakers(article, 0, len(text))]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Jane Doe said the harbour was closed.", "Jane Doe"),
        ("The harbour, Doe says, is closed.", "Doe"),
        ("Doe, a professor at Calder, argues that goats climb.", "Doe"),
        ("As Ana Ruiz told Hill Post, goats climb.", "Ana Ruiz"),
        ("On Monday Ana Ruiz said that goats climb.", "Ana Ruiz"),
        ("But Ruiz says they do not.", "Ruiz"),
        ("Ruiz has repeatedly warned that goats climb.", "Ruiz"),
        ("According to Jane Doe, the harbour is closed.", "Jane Doe"),
        ("The harbour is closed, according to the economist Jane Doe.", "Jane Doe"),
        ("It is closed, according to Calder’s deputy harbour master, Jane Doe.", "Jane Doe"),
        ("It is closed, according to Norland’s deputy prime minister, Jane Doe.", "Jane Doe"),
        ("According to Norland’s prime minister, it is closed.", "Norland’s prime minister"),
        ("According to Doe’s account, it is closed.", "Doe"),
        ("In Ruiz's view, goats climb.", "Ruiz"),
        ("In the words of Ana Ruiz, goats climb.", "Ana Ruiz"),
        ("By Ruiz's reckoning, thirty goats climb.", "Ruiz"),
        ("Goats climb, says economist Ana Ruiz.", "Ana Ruiz"),
        ("“Goats climb,” said Ana Ruiz, a keeper at Calder.", "Ana Ruiz"),
        ("«Goats climb», explains Ana Ruiz.", "Ana Ruiz"),
        ('"Goats climb," Ana Ruiz says.', "Ana Ruiz"),
        ("“Goats climb.” Ruiz adds.", "Ruiz"),
        ("Norland authorities have reported that 50 goats came.", "Norland authorities"),
        ("The Ministry of Goats announced that sheep graze.", "Ministry of Goats"),
    ],
)
def test_the_speaker_is_whom_the_sentence_names(sentence: str, speaker: str) -> None:
    """By the name as it is written."""
    assert said(sentence) == [speaker]


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbour is closed.",
        "Ana Ruiz met Bo Kay in Calder.",
        "Critics say the harbour is closed.",
        "The report said that goats climb.",
        "Ana Ruiz was said to be late.",
        "Ruiz reports, Doe says, that goats climb.",
        "Ruiz and Doe say that goats climb.",
        "Calder added three ferries.",
        "Calder reported losses of ten ferries.",
        "“Goats climb,” the mayor of Calder told reporters.",
        "“Goats climb,” the mayor of Calder, Ana Ruiz, told reporters.",
        "The head of the Calder Institute said that goats climb.",
        "Ruiz did not say that goats climb.",
        "Ruiz's brother says that goats climb.",
        "The sign says “closed”.",
        "Why goats climb, nobody says.",
        "According to Calder law, goats climb.",
        "According to a report from Calder, goats climb.",
        "Experts argue that goats climb.",
        "Goats say little.",
        "In March, goats climb.",
        "He said that goats climb.",
    ],
)
def test_nobody_is_named_where_it_is_not_certain(sentence: str) -> None:
    """A wrong name is worse than none."""
    assert said(sentence + " All goats, critics and experts agree on the report.")[0] == ""


@pytest.mark.parametrize(
    ("text", "speakers_in_order"),
    [
        ("“Goats climb. Sheep graze. Cows low,” explains Ana Ruiz.", ["Ana Ruiz"] * 3),
        ("“Goats climb,” said Ana Ruiz. “Sheep graze a lot.”", ["Ana Ruiz", "Ana Ruiz"]),
        ("Ana Ruiz sums it up: “Goats climb. Sheep graze.”", ["Ana Ruiz", "Ana Ruiz"]),
        ("Ana Ruiz said goats climb. “They graze too,” he adds.", ["Ana Ruiz", "Ana Ruiz"]),
        ("Ana Ruiz said goats climb. The hill is steep.", ["Ana Ruiz", ""]),
        ("Ana Ruiz met Bo Kay. He said goats climb.", ["", ""]),
        ("“Goats climb,” said Ana Ruiz. “Sheep graze,” said Bo Kay.", ["Ana Ruiz", "Bo Kay"]),
        ("Ana Ruiz said goats climb.\n\n“Sheep graze a lot.”", ["Ana Ruiz", ""]),
    ],
)
def test_speech_is_whose_the_sentences_around_it_say(text: str, speakers_in_order: list[str]) -> None:
    """Within the paragraph only."""
    assert said(text) == speakers_in_order


def test_the_articles_own_author_and_outlet_are_the_article_itself() -> None:
    """It does not quote itself."""
    assert said("Ana Ruiz argues that goats climb.", author="Ana Ruiz") == [""]
    assert said("Ruiz argues that goats climb.", author="Ana Ruiz") == [""]
    assert said("Hill Post writes that goats climb.", outlet="Hill Post Weekly") == [""]
    assert said("Dale Post writes that goats climb.", outlet="Hill Post Weekly") == ["Dale Post"]


def test_a_quote_has_a_speaker_only_where_all_of_it_is_theirs() -> None:
    """The fullest form of the name counts."""
    assert common_speaker([(0, 1, "Ruiz"), (1, 2, "Ana Ruiz")]) == "Ana Ruiz"
    assert common_speaker([(0, 1, "Ruiz"), (1, 2, "")]) == ""
    assert common_speaker([(0, 1, "Ruiz"), (1, 2, "Kay")]) == ""
    assert common_speaker([]) == ""


def test_only_the_sentences_asked_for_are_told() -> None:
    """With their offsets in the article."""
    text = "Goats climb.\n\nAna Ruiz said sheep graze. “Cows low,” he adds.\n\nBo Kay says no."
    start = text.index("“Cows")
    end = text.index(".\n\nBo") + 1
    assert speakers(Article("a.md", "", "", "", "", text, ""), start, end) == [(start, end, "Ana Ruiz")]
