"""An article about goats, and answers, questions and outcomes made of it, for the tests of the evaluation."""

import json

from assistant import Answer, Article, Quote
from assistant.evaluation import Outcome, judge
from assistant.question_sets import GoldQuote, SetQuestion

GOATS, SHEEP, COWS = "Goats climb the hill.", "Sheep graze below.", "Cows low in the barn all day."
TEXT = f"{GOATS} {SHEEP} {COWS}"
ARTICLE = Article("sub/a.md", "Farm <b>news</b>", "", "The Daily Goat", "", TEXT, "")


def current_text(path: str) -> str | None:
    """Return what the file of the article holds."""
    return TEXT if path == "sub/a.md" else None


def quote(text: str) -> Quote:
    """Quote the article."""
    return Quote(ARTICLE, text, TEXT.index(text), TEXT.index(text) + len(text))


def given(*texts: str, confidence: float = 0.5, nearest: tuple[str, ...] = (GOATS,)) -> Answer:
    """Answer with these quotes, or abstain without any."""
    quotes = tuple(map(quote, texts))
    closest = () if quotes else tuple(map(quote, nearest))
    return Answer("?", "", quotes, not quotes, confidence, "Who?", nearest=closest)


def asked(
    *gold: tuple[str, ...], kind: str = "fact", question: str = "Who?", history: tuple[str, ...] = ()
) -> SetQuestion:
    """Ask something that each of these alternatives answers."""
    alternatives = tuple(tuple(GoldQuote("a.md", text) for text in parts) for parts in gold)
    return SetQuestion(3, "q3", kind, question, history, alternatives)


def outcome(question: SetQuestion, answer: Answer, milliseconds: float = 5.0) -> Outcome:
    """Judge an answer by the article as it is."""
    return judge(question, answer, current_text, milliseconds)


def line(gold: object = (), *, kind: object = "fact", history: object = (), question: object = "Who?") -> str:
    """Write a line of a question set."""
    return json.dumps({"id": 1, "kind": kind, "history": history, "question": question, "gold": gold})
