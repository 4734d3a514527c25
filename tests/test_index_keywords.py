"""Words, keywords and terms, and expressions that no user can turn into operators."""

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer

from index import STOPWORDS, keywords, normalise, terms, words
from index.keywords import any_of, countries, phrase


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("\u201cquay\u201d \u2018quay\u2019 «quay» „quay“", '"quay" \'quay\' "quay" "quay"'),
        ("a–b—c‑d−e", "a-b-c-d-e"),
        ("no\u00a0break\u2003\t\r\nblank ", "no break blank"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("ﬁne ① ｆｕｌｌ e\u0301", "fine 1 full é"),
        ("bell\x07null\x00", "bell null"),
        ("", ""),
    ],
)
def test_one_spelling_for_searching(text: str, spelling: str) -> None:
    """Quotation marks, dashes, blanks, ligatures and invisible characters are folded; a second time changes nothing."""
    assert normalise(text) == spelling
    assert normalise(spelling) == spelling


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("John’s U.S. friends paid 3.5 crowns", ["john", "u.s", "friends", "paid", "3.5", "crowns"]),
        ("can't CAN’T", ["can't", "can't"]),
        ("e-mail, «naïve» — 你好", ["e", "mail", "naïve", "你好"]),
        ("?! ***", []),
    ],
)
def test_words_in_lower_case(text: str, found: list[str]) -> None:
    """In order, without possessive endings."""
    assert words(text) == found


def test_keywords_carry_a_subject() -> None:
    """Each once, in order, and none of them grammar."""
    assert keywords("What did he say about the ports, and about ports abroad?") == ["ports", "abroad"]
    assert keywords("What is it that they did?") == []
    assert keywords(" ".join(STOPWORDS)) == []


@pytest.mark.parametrize("name", ["DPRK", "North Korea", "north korea’s", "Pyongyang", "PYONGYANG"])
def test_a_country_is_one_term(name: str) -> None:
    """Whatever it is called, a question about it looks for the same term as its passages have."""
    assert terms(f"the ports of {name}") == ("port", "kp0countri")
    assert countries(f"{name} has ports") == "kp0country"


def test_terms_are_stems() -> None:
    """Forms of one word are one term; a pronoun is no country."""
    assert terms("Shipping ships") == ("ship", "ship")
    assert terms("Tell us of fishing") == ("fish",)
    assert terms("American fishing") == ("us0countri", "fish")


@pytest.fixture
def table() -> Iterator[sqlite3.Connection]:
    """A full-text table like that of the index."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (body, tokenize = 'porter unicode61 remove_diacritics 2')")
    connection.executemany("INSERT INTO t VALUES (?)", [("quay and ships",), ("cranes near the sea",)])
    yield connection
    connection.close()


def match(table: sqlite3.Connection, expression: str) -> list[str]:
    """Return the texts that match."""
    return [row[0] for row in table.execute("SELECT body FROM t WHERE t MATCH ? ORDER BY rowid", (expression,))]


@pytest.mark.parametrize(
    "typed",
    [
        '"', '""', "'", "quay AND", "OR", "NOT", "NEAR(quay", "body:quay", "{body}:x", "(", ")", "quay*", "^quay", "-",
        "+", "'; DROP TABLE t;--", "\\", "%", "🙂", "quay\n", "a" * 10_000,
    ],
)  # fmt: skip
def test_no_character_is_an_operator(table: sqlite3.Connection, typed: str) -> None:
    """Whatever a user types is looked for as words; it is never an error."""
    assert set(match(table, any_of([typed, "cranes"]))) >= {"cranes near the sea"}
    assert "cranes near the sea" not in match(table, phrase(typed))


def test_expressions_find_what_they_say(table: sqlite3.Connection) -> None:
    """Any of the terms, or all words of a phrase in order."""
    assert match(table, any_of(["quay", "crane"])) == ["quay and ships", "cranes near the sea"]
    assert match(table, phrase("near the sea")) == ["cranes near the sea"]
    assert match(table, phrase("sea the near")) == []
    assert match(table, any_of([f"word{number}" for number in range(5000)] + ["ship"])) == ["quay and ships"]


def test_words_are_stemmed_alike_by_threads_at_once() -> None:
    """The stemmer holds one word at a time; a wrong stem would be kept, and indexed."""
    made = [
        f"{head}{number}{tail}" for number in range(400) for head in "bkt" for tail in ("ations", "ingly", "nesses")
    ]
    stemmer = snowballstemmer.stemmer("porter")
    expected = [tuple(stemmer.stemWord(f"{thread}{word}") for word in made) for thread in "abcdefgh"]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda thread: terms(" ".join(f"{thread}{word}" for word in made)), "abcdefgh"))
    finally:
        sys.setswitchinterval(before)
    assert found == expected
