"""On real articles as they were saved: every quote holds, and nothing of the page around them is quoted."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from assistant import Answer, Assistant, AssistantSettings, SentenceTransformerEmbedder

# Where each saved page's article begins and ends; what stands outside belongs to the page.
BODIES = {
    "000": ("This September", "Top reads"),
    "001": ("In its attack", "Sign up for our"),
    "004": ("Ukraine keeps", "[Lucas"),
}
HEADINGS = ["Showing off in", "Chinese wariness", "What does the trip say", "Other countries\n", "Print\n"]
FACTS = [
    ("How many shells did North Korea supply?", "million"),
    ("How much is trade between Russia and China worth?", "240"),
    ("What does Belarus offer Russia?", "strategic depth"),
    ("How much Russian crude did India buy in July 2023?", "two million barrels"),
    ("Who mediated between Putin and Prigozhin?", "Lukashenko"),
    ("What did Putin talk about in Mongolia?", "WWII"),
    ("Which countries buy 90% of Russian crude oil?", "Turkey"),
    ("Which country is the real winner of this shift?", "India"),
    ("What did Beijing refuse to supply to Arctic LNG 2?", "equipment"),
    ("Which aircraft does Iran want?", "Su-35"),
]
TEMPTING = """How do I sign up for the weekly newsletter?
Which newsletter does EL PAÍS offer?
How can I subscribe to the USA edition?
Does Riddle have a paywall?
Why does Riddle ask its readers for help?
How can readers support Riddle?
What is Fair Observer's postal address?
Where is Fair Observer's office in Belmont?
Who wrote the first draft of the piece?
Does the article reflect the editorial policy of Fair Observer?
How many comments are there?
What is said of Telegram under attack?
What are the top reads?
What else should I read about the Zangezur Corridor?
Who makes a case on transitional justice?
How are Chinese companies getting rich at Russia's expense?
Why did Donald Trump win again?
What did Rachel Reeves deliver after Brexit?
What did Mario Draghi call for?
Is the Middle East tense as Israel hits Hezbollah?
Can South Korea be useful to the Quad?
What lies ahead in the EU crisis?
What is the Maker Space movement in India?
Who took the photo?
In which section was Putin after Mongolia filed?
Can I read this in Russian?
Where is this archived?
Is there more information?
Statism based on love or calculation?
Who is Roman Chernikov?
Whose views are expressed in the video?
What about the events in the Kursk region?
Which donations does Riddle refuse?""".splitlines()


@pytest.fixture(scope="module")
def answers(real_assistant: Assistant, embedder: SentenceTransformerEmbedder) -> list[Answer]:
    """What an assistant that never abstains, and quotes at length, says to every question."""
    settings = AssistantSettings(threshold=0.0, most_quotes=8)
    talker = Assistant.open(real_assistant.articles_dir, real_assistant.index_dir, embedder=embedder, settings=settings)
    return [talker.ask(question) for question in [*(question for question, _ in FACTS), *TEMPTING]]


def test_every_quote_is_verbatim_in_its_file(answers: list[Answer], real_articles: Path) -> None:
    """Whatever was asked; from all three articles."""
    quotes = [quote for answer in answers for quote in answer.quotes]
    for quote in quotes:
        decoded = (real_articles / quote.article.path).read_bytes().decode("utf-8")
        assert decoded[quote.start : quote.end] == quote.text
        assert all(0 <= start < end <= len(quote.text) for start, end in quote.marks)
    assert {quote.article.path[:3] for quote in quotes} == set(BODIES)


def test_nothing_of_the_page_is_quoted(answers: list[Answer]) -> None:
    """Neither what stands before the article nor after it, however much the question asks for it."""
    for quote in (quote for answer in answers for quote in answer.quotes):
        first, last = BODIES[quote.article.path[:3]]
        end = quote.article.text.index(last)
        assert quote.end <= end, quote.text
        assert quote.start >= quote.article.text.index(first) or quote.text[-1] in ".!?”»", quote.text
        assert not re.search(
            r"newsletter|readers for help|paywall|Harbor Blvd|Scanpix|FO° (?:Exclusive|Talks)", quote.text
        )


def test_headings_and_lines_of_the_page_are_no_part_of_a_quote(answers: list[Answer]) -> None:
    """A quote lies within one paragraph and has no heading in it."""
    for quote in (quote for answer in answers for quote in answer.quotes):
        assert "\n\n" not in quote.text
        assert not [heading for heading in HEADINGS if heading in quote.text + "\n"]
        assert len(quote.text.split()) >= 3


def test_no_two_quotes_of_an_answer_overlap(answers: list[Answer]) -> None:
    """Nothing is said twice."""
    for answer in answers:
        spans = sorted((quote.article.path, quote.start, quote.end) for quote in answer.quotes)
        for (path, _, end), (next_path, start, _) in pairwise(spans):
            assert path != next_path or end <= start, answer.question


@pytest.mark.parametrize(("question", "words"), FACTS)
def test_facts_are_found(real_assistant: Assistant, question: str, words: str) -> None:
    """The words that answer stand in a quote."""
    answer = real_assistant.ask(question)
    assert words in " ".join(quote.text for quote in answer.quotes).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "question", ["How do I bake bread?", "Who won the chess final of 1987?", "How are violins made?"]
)
def test_other_topics_are_not_answered(real_assistant: Assistant, question: str) -> None:
    """However much the articles say on theirs."""
    assert real_assistant.ask(question).abstained


def test_articles_know_where_they_are_from(real_assistant: Assistant) -> None:
    """Title, author and outlet are read off the page around the article."""
    known = {
        article.path[:3]: (article.title, article.author, article.publisher) for article in real_assistant.articles()
    }
    assert known["000"] == ("Putin after Mongolia", "Anton Barbashin", "Riddle")
    assert known["001"][2].startswith("EL PAÍS")
    assert known["004"][2] == "Fair Observer"


def test_an_outlet_in_the_question_says_where_to_look(real_assistant: Assistant) -> None:
    """Its name stands only in the page around the article."""
    for outlet, path in (("Riddle", "000"), ("Fair Observer", "004")):
        answer = real_assistant.ask(f"What does {outlet} say about North Korea's shells?")
        assert path in {quote.article.path[:3] for quote in answer.quotes}
