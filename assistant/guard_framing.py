"""The words by which a sentence only points to its source: "according to El País", "the article notes that"."""

import re
from collections.abc import Iterator, Sequence

from assistant.answers import Quote
from index import normalise

_FEWEST_WORDS = 2
_PLAIN = (
    r"(?:(?:the|this|that|these|those|both|two|three|several|all|one|another|other|same|cited|first|second|third)"
    r" (?:of (?:the|these) )?)*"
    r"(?:articles?|authors?|sources?|texts?|pieces?|passages?|quotes?|quotations?|excerpts?|journalists?|writers?"
    r"|outlets?|newspapers?)"
)
_TOLD = (
    r"(?:(?:also |further |then |both |all |each )?(?:say|note|report|mention|state|describe|explain|write|observe"
    r"|point out|add|recall|remark|highlight|stress|emphasi[sz]e|agree|indicate|tell|show|put|make clear)(?:e?s|ed)?"
    r"(?: us)?|said|wrote|told|tells us|makes? (?:it )?clear)"
)
_REPORTS = r"(?:reports? (?:by|from|in) )?"


def without_framing(text: str, quotes: Sequence[Quote]) -> str:
    """Return a sentence in one spelling without the words that only attribute it to what is cited."""
    source = rf"(?:{'|'.join([_PLAIN, *map(re.escape, _source_names(quotes))])})"
    place = rf"(?:{'|'.join([_PLAIN, *map(re.escape, _outlets(quotes))])})"  # an author or title may be a town's name
    whose = rf"{_REPORTS}{source}(?:'s (?:report|article|account))?(?:,? (?:in|of|from|writing (?:in|for)) {source})?"
    by = rf"(?:according to|as {_TOLD} (?:in|by)|as reported (?:in|by)|in the words of)"
    for pattern in (
        rf"^(?:(?:as|and|but) )?{whose},? {_TOLD}(?:,| that|:)? (?!to\b|of\b|about\b|on\b)",
        rf"^(?:{by} {whose}|in {place}), ",
        rf",? {by} {whose}(?=[.!]?$|,)",
        rf", (?:as )?{whose} {_TOLD}(?=[.!]?$)",
    ):
        shorter = re.sub(pattern, "", text, count=1, flags=re.IGNORECASE)
        if len(shorter.split()) > _FEWEST_WORDS:
            text = shorter
    return text[:1].upper() + text[1:]


def _outlets(quotes: Sequence[Quote]) -> Iterator[str]:
    for quote in quotes:
        if outlet := normalise(quote.article.publisher or ""):
            yield outlet


def _source_names(quotes: Sequence[Quote]) -> Iterator[str]:
    """Yield how the source of quotes may be named: outlet and author, also by the last name, and title."""
    for quote in quotes:
        article = quote.article
        author = normalise(article.author or "")
        for name in (normalise(article.publisher or ""), author, author.split(" ")[-1], normalise(article.title or "")):
            if len(name) > 2:
                yield name
                yield f"the {name}"
                yield name.removeprefix("The ")
