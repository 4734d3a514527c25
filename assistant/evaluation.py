"""Ask the questions of a set, and hold each answer against the gold quotes."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from assistant.answers import Answer, Quote
from assistant.question_sets import GoldQuote, SetQuestion
from index import QuestionError, normalise

_ENOUGH = 0.6  # of the shorter of two quotes, as one run of words, for them to be the same
_SHOWN = 5

Ask = Callable[[str, list[dict[str, str]]], Answer]
CurrentText = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went.

    Attributes:
        asked: the question with its gold.
        answer: what was answered.
        spoke: quotes were shown, rather than an abstention.
        lead: the first quote shown is a gold quote.
        found: the quotes shown cover every gold quote of one alternative.
        clean: the share of the characters shown that belong to gold quotes, 0 to 1; 0 where none is shown.
        invalid: how many quotes, the nearest included, do not stand in their file as given.
        milliseconds: wall time of the asking.
    """

    asked: SetQuestion
    answer: Answer
    spoke: bool
    lead: bool
    found: bool
    clean: float
    invalid: int
    milliseconds: float

    @property
    def faults(self) -> tuple[str, ...]:
        """What went wrong, in words; empty where nothing did."""
        if not self.asked.answerable:
            wrong = ["answered, though the articles do not"] if self.spoke else []
        elif not self.spoke:
            wrong = ["abstained, though the articles answer"]
        else:
            wrong = [
                name for name, good in (("first quote wrong", self.lead), ("not all found", self.found)) if not good
            ]
        return (*wrong, "a quote is not in its file") if self.invalid else tuple(wrong)


def evaluate(questions: Iterable[SetQuestion], ask: Ask, current_text: CurrentText) -> list[Outcome]:
    """Ask every question of a set, in order.

    Args:
        questions: as `read_question_set` returns them.
        ask: takes a question and a history of role/content messages.
        current_text: returns what an article's file holds now, or None where it is gone.

    Raises:
        QuestionError: a question cannot be asked; its line is told.
    """
    outcomes = []
    for asked in questions:
        history = [{"role": "user", "content": question} for question in asked.history]
        began = time.perf_counter()
        try:
            answer = ask(asked.question, history)
        except QuestionError as error:
            raise QuestionError(f"Line {asked.line} cannot be asked: {error}", error.remedy) from error
        milliseconds = 1000 * (time.perf_counter() - began)
        outcomes.append(judge(asked, answer, current_text, milliseconds))
    return outcomes


def judge(asked: SetQuestion, answer: Answer, current_text: CurrentText, milliseconds: float = 0.0) -> Outcome:
    """Hold an answer against the gold quotes of its question. At most the first five quotes count as shown."""
    shown = shown_quotes(answer)
    gold = asked.gold if asked.answerable else ()
    wanted = asked.wanted if asked.answerable else ()
    return Outcome(
        asked=asked,
        answer=answer,
        spoke=bool(shown),
        lead=any(is_gold(quote, wanted) for quote in shown[:1]),
        found=any(all(any(same_quote(quote, part) for quote in shown) for part in parts) for parts in gold),
        clean=sum(_gold_chars(quote, wanted) for quote in shown) / max(1, sum(len(quote.text) for quote in shown)),
        invalid=sum(not _stands(quote, current_text) for quote in (*answer.quotes, *answer.nearest)),
        milliseconds=milliseconds,
    )


def shown_quotes(answer: Answer) -> tuple[Quote, ...]:
    """Return the quotes of an answer that are judged: its first five, or none where it abstained."""
    return () if answer.abstained else answer.quotes[:_SHOWN]


def is_gold(quote: Quote, wanted: Sequence[GoldQuote]) -> bool:
    """Say whether a quote is one of the gold quotes."""
    return any(same_quote(quote, part) for part in wanted)


def same_quote(quote: Quote, part: GoldQuote) -> bool:
    """Say whether a quote and a gold quote are of one file and share most of their words in one run."""
    if PurePosixPath(quote.article.path).name != part.file:
        return False
    ours, theirs = normalise(quote.text).lower().split(), normalise(part.quote).lower().split()
    longest = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match().size
    return longest >= _ENOUGH * max(1, min(len(ours), len(theirs)))


def _gold_chars(quote: Quote, wanted: Sequence[GoldQuote]) -> int:
    return min(len(quote.text), sum(len(part.quote) for part in wanted if same_quote(quote, part)))


def _stands(quote: Quote, current_text: CurrentText) -> bool:
    return (current_text(quote.article.path) or "")[quote.start : quote.end] == quote.text
