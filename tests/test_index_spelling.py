"""A misspelt word is searched as the closest word of the articles; any other word stays as it is."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Assistant
from index import ArticleIndex, SentenceTransformerEmbedder
from index.spelling import closest_word, correct

WORDS = {"harbour": 3, "harbours": 9, "lantern": 1, "lanterns": 1, "ferry": 2, "ferries": 1, "yearning": 5, "clinic": 1}


class Dictionary(FakeEmbedder):
    """Knows a few words whole; others come in pieces."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count one token for a word of the dictionary, and three for any other."""
        return [sum(1 if word in ("which", "hanover") else 3 for word in text.split()) + 2 for text in texts]


@pytest.mark.parametrize(
    ("word", "slips", "closest"),
    [
        ("harbuor", 1, "harbour"),
        ("habour", 1, "harbour"),
        ("harbourr", 1, "harbours"),
        ("harbxxr", 1, ""),
        ("harbxxrs", 2, "harbours"),
        ("lanterm", 1, "lantern"),
        ("lantérn", 1, "lantern"),
        ("zzzzz", 2, ""),
    ],
)
def test_the_closest_word(word: str, slips: int, closest: str) -> None:
    """Fewest slips first, then the most frequent, then the alphabet; swapped letters are one slip."""
    assert closest_word(word, WORDS.items(), slips) == closest


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("Where is the habour's Lanterm?", "Where is the harbour's Lantern?"),
        ("FERRYS?", "FERRY?"),
        ("the fery", "the fery"),
        ("about Estonya's  “ferry” and clinics", "about Estonya's  “ferry” and clinics"),
        ("Iranian habours", "Iranian harbours"),
        ("x-habour habour-x habour1 o'habour", "x-habour habour-x habour1 o'habour"),
    ],
)
def test_only_what_is_no_word_is_corrected(text: str, corrected: str) -> None:
    """Short words, parts of words, countries and stopwords are left alone, and so is a text without slips."""
    known = {"ferry", "clinics"}
    assert correct(text, known.__contains__, lambda word, letters: WORDS.items()) == corrected


@pytest.fixture
def index(folder: Folder, tmp_path: Path) -> ArticleIndex:
    """Two articles, indexed with a model that knows few words."""
    place = folder(
        {
            "a.md": "---\nauthor: Ottoline Zander\n---\nThe crane of the harbour stood there all day and waited.\n",
            "b.md": "The Lantérn of the ferrymen shone over the handover at the quay.\n",
            "aliases.txt": "handover = Quaybridge\n",
        }
    )
    return ArticleIndex.open(place, tmp_path / "index", Dictionary())[0]


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("the habour", "the harbour"),
        ("the harbours waiting", "the harbours waiting"),
        ("a lantern, a Lantérn and a lantren", "a lantern, a Lantérn and a lantern"),
        ("Ottoline Zandre", "Ottoline Zander"),
        ("Quaybridge", "Quaybridge"),
        ("Hanover and handower", "Hanover and handover"),
        ("elephant", "elephant"),
    ],
)
def test_the_articles_words_come_from_the_index(index: ArticleIndex, text: str, corrected: str) -> None:
    """Other forms of their words, names of aliases and words that the model knows whole are no slips."""
    with index.reading() as searcher:
        assert searcher.corrected(text) == corrected


def test_the_words_follow_the_folder(index: ArticleIndex) -> None:
    """A word that is in no article any more is not put for another, and a new one is."""
    (index.articles_dir / "a.md").write_text("The jetty of the townspeople stood there all day and waited.\n")
    index.refresh()
    with index.reading() as searcher:
        assert searcher.corrected("habour towmspeople") == "habour townspeople"


def test_a_misspelt_question_is_answered(folder: Folder, embedder: SentenceTransformerEmbedder) -> None:
    """The query shows what was searched; the question stays as it was asked."""
    place = folder({"a.md": "The lighthouse keeper Tobias Ruiz fed eleven hungry cats on the rock every evening.\n"})
    answer = Assistant.open(place, "index", embedder=embedder).ask("Who fed the cats of the lighthuose?")
    assert (answer.question, answer.query) == (
        "Who fed the cats of the lighthuose?",
        "Who fed the cats of the lighthouse?",
    )
    assert not answer.abstained
