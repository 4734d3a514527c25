"""What articles agree and differ on, as data for scripts and as lines for a terminal."""

from assistant import Agreement, Answer, Article, Group, Quote, Words
from assistant.report import answer_data
from assistant.terminal import answer_lines

TEXTS = "Five goats climb.", "About 5 goats\x1b climb.", "Nine goats climb."


def answer() -> Answer:
    """Build an answer of three articles, of which two agree and two differ."""
    articles = [
        Article(f"{n}.md", f"T{n}", "", f"Post {n}", "2024-10-01", text, f"sum {n}") for n, text in enumerate(TEXTS)
    ]
    quotes = tuple(Quote(of, of.text, 0, len(of.text), speaker="Ana Ruiz" * (of.path == "2.md")) for of in articles)
    agreed = Agreement(
        (Group((Words(1, 0, 10), Words(2, 0, 14))),),
        (Group((Words(1, 0, 10), Words(3, 0, 10))),),
    )
    return Answer("How many?", "", quotes, False, 0.9, "How many?", agreement=agreed)


def test_the_data_holds_quotes_and_words_of_each_group() -> None:
    """The words with their place in the quote."""
    data = answer_data(answer())
    assert data["agreement"] == {
        "agreeing": [
            {
                "quotes": [1, 2],
                "words": [
                    {"quote": 1, "start": 0, "end": 10, "text": "Five goats"},
                    {"quote": 2, "start": 0, "end": 14, "text": "About 5 goats\x1b"},
                ],
            }
        ],
        "differing": [
            {
                "quotes": [1, 3],
                "words": [
                    {"quote": 1, "start": 0, "end": 10, "text": "Five goats"},
                    {"quote": 3, "start": 0, "end": 10, "text": "Nine goats"},
                ],
            }
        ],
    }
    assert [quote["speaker"] for quote in data["quotes"]] == ["", "", "Ana Ruiz"]


def test_each_quote_says_of_which_state_of_its_file_it_is() -> None:
    """The sum of the article, so that a later change of it can be told."""
    data = answer_data(answer())
    assert [quote["article"]["sha256"] for quote in data["quotes"]] == ["sum 0", "sum 1", "sum 2"]


def test_a_terminal_is_told_first_and_obeys_nothing() -> None:
    """Control characters in the words are shown."""
    lines = list(answer_lines(answer()))
    assert lines[0] == (
        "2 articles agree on Five goats: ‘Five goats’ (Post 0, 2024-10-01 [1]);"
        " ‘About 5 goats<U+001B>’ (Post 1, 2024-10-01 [2])"
    )
    assert (
        lines[1] == "They differ: ‘Five goats’ (Post 0, 2024-10-01 [1]) against ‘Nine goats’ (Post 2, 2024-10-01 [3])"
    )
    assert lines[2:4] == ["", "[1] Five goats climb."]
    assert lines[-1] == "    -- Ana Ruiz, quoted in T2, Post 2, 2024-10-01, 2.md"
