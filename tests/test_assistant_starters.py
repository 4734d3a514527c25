"""Questions to begin with are about what the articles speak of, and the articles answer them."""

from conftest import FakeEmbedder, Folder

from assistant import Article, Assistant, AssistantSettings
from assistant.starters import starter_questions

TEXTS = [
    "Goats in Peru met Ana Ruiz of the Hill Post.",
    "Goats in Peru met Ana Ruiz again, says Bo Lund.",
    "Sheep in Peru fled to Chile.",
    "Sheep in the United States fled to Chile too, and others in Chile hid.",
    "Cows stayed in the barn.",
    "Cows slept.",
]


def articles(*texts: str) -> list[Article]:
    """Build articles of one outlet and author."""
    return [Article(f"{n}.md", "", "Bo Lund", "Hill Post", "", text, "") for n, text in enumerate(texts)]


def test_the_subjects_of_most_articles_come_first() -> None:
    """Countries and names; neither outlet nor author; with an article where the name takes one."""
    assert list(starter_questions(articles(*TEXTS))) == [
        "What do the articles say about Peru?",
        "What do the articles say about Chile?",
        "What do the articles say about Ana Ruiz?",
        "What do the articles say about the United States?",
    ]


def test_a_subject_of_nearly_every_article_is_left_out() -> None:
    """It would ask for everything at once."""
    questions = list(starter_questions(articles(*(f"Goats in Peru are {n}." for n in range(6)), "Goats like Chile.")))
    assert questions == ["What do the articles say about Chile?"]


def test_articles_without_subjects_give_none() -> None:
    """Nor does an empty folder."""
    assert list(starter_questions([])) == []
    assert list(starter_questions(articles("Cows slept.", "cows"))) == []


def test_the_assistant_offers_only_what_it_answers(folder: Folder, fake_embedder: FakeEmbedder) -> None:
    """Up to as many as asked for, each once."""
    place = folder({f"{n}.txt": f"{text} That was in the quiet summer of the goats.\n" for n, text in enumerate(TEXTS)})
    speaks, silent = (
        Assistant.open(place, "index", embedder=fake_embedder, settings=AssistantSettings(threshold=threshold))
        for threshold in (0.0, 1.0)
    )
    offered = speaks.starter_questions(3)
    assert offered[:2] == ["What do the articles say about Peru?", "What do the articles say about Chile?"]
    assert len(set(offered)) == 3
    assert speaks.starter_questions(1) == offered[:1]
    assert (speaks.starter_questions(0), silent.starter_questions()) == ([], [])
