"""Answers, articles, hits, changes and evaluations as plain data for JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.answers import Answer, Group, Quote
from assistant.evaluation import Outcome
from assistant.scores import Evaluation
from assistant.verify import checksum
from index import Article, Changes, Hit, is_extracted


def answer_data(answer: Answer) -> dict[str, Any]:
    """Return an answer as `ask --json` prints it: plain data, scores and confidence rounded to four places."""
    return {
        "question": answer.question,
        "text": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "query": answer.query,
        "agreement": {
            "agreeing": [_group_data(group, answer.quotes) for group in answer.agreement.agreeing],
            "differing": [_group_data(group, answer.quotes) for group in answer.agreement.differing],
        },
        "quotes": [_quote_data(number, quote) for number, quote in enumerate(answer.quotes, start=1)],
        "nearest": [_quote_data(number, quote) for number, quote in enumerate(answer.nearest, start=1)],
        **({"writing": asdict(answer.writing)} if answer.writing else {}),
    }


def article_data(article: Article) -> dict[str, Any]:
    """Return an article's facts without its text, as plain data.

    Of an article that is no plain text, the checksum of what was got out of it as well.
    """
    text = {"text_sha256": checksum(article.text)} if is_extracted(article.path) else {}
    return {
        "path": article.path,
        "title": article.title,
        "author": article.author,
        "publisher": article.publisher,
        "published": article.published,
        "sha256": article.sha256,
        **text,
    }


def hit_data(hit: Hit) -> dict[str, Any]:
    """Return a passage that was found, with its score, offsets and article, as plain data."""
    passage = hit.passage
    return {
        "score": round(hit.score, 4),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "article": article_data(passage.article),
    }


def changes_data(changes: Changes) -> dict[str, Any]:
    """Return what a refresh found as `index --json` prints it."""
    return {
        "added": list(changes.added),
        "edited": list(changes.edited),
        "renamed": [list(pair) for pair in changes.renamed],
        "deleted": list(changes.deleted),
        "unchanged": list(changes.unchanged),
        "skipped": [{"path": file.path, "reason": file.reason} for file in changes.skipped],
        "embedded": changes.embedded,
        "rebuilt": changes.rebuilt,
        "aliases": changes.aliases,
    }


def evaluation_data(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation as `eval --json` prints it; a score that the set has no question for is null."""
    return {
        "scores": {**asdict(evaluation.overall), "ece": evaluation.ece, "auroc": evaluation.auroc},
        "kinds": {kind: asdict(scores) for kind, scores in evaluation.kinds.items()},
        "calibration": [asdict(row) for row in evaluation.curve],
        "outcomes": [_outcome_data(outcome) for outcome in evaluation.outcomes],
    }


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    asked = outcome.asked
    return {
        "id": asked.id,
        "kind": asked.kind,
        "question": asked.question,
        "history": list(asked.history),
        "answerable": asked.answerable,
        "gold": [[asdict(part) for part in parts] for parts in asked.gold],
        "spoke": outcome.spoke,
        "lead": outcome.lead,
        "found": outcome.found,
        "clean": outcome.clean,
        "invalid": outcome.invalid,
        "milliseconds": round(outcome.milliseconds, 1),
        "faults": list(outcome.faults),
        "answer": answer_data(outcome.answer),
    }


def _group_data(group: Group, quotes: Sequence[Quote]) -> dict[str, Any]:
    """Return a group's quotes and words; offsets count within a quote's text."""
    return {
        "quotes": list(group.numbers),
        "words": [
            {
                "quote": words.number,
                "start": words.start,
                "end": words.end,
                "text": quotes[words.number - 1].text[words.start : words.end],
            }
            for words in group.words
        ],
    }


def _quote_data(number: int, quote: Quote) -> dict[str, Any]:
    page = {"page": quote.page} if quote.page else {}
    return {
        "number": number,
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "score": round(quote.score, 4),
        "speaker": quote.speaker,
        **page,
        "article": article_data(quote.article),
        "copies": list(quote.copies),
    }
