"""Whether the quotes that a sentence cites support it, as far as that can be checked exactly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from index import STOPWORDS, normalise

_CITATION = re.compile(r"\[(\d{1,4})\]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
_WORD = re.compile(r"[^\W\d_][\w'-]*")


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence is supported, and why not, in words for a person; no reason where it is."""

    supported: bool
    reason: str = ""


def check_support(sentence: str, quotes: Sequence[Quote]) -> Support:
    """Say whether a sentence says nothing that the quotes it cites do not.

    Args:
        sentence: its `[n]` refers to `quotes[n - 1]`.
        quotes: those that it may cite.
    """
    numbers = [int(number) for number in _CITATION.findall(sentence)]
    if not numbers:
        return Support(False, "It cites no quote.")
    if any(not 1 <= number <= len(quotes) for number in numbers):
        return Support(False, "It cites a quote that there is not.")
    cited = [quotes[number - 1] for number in numbers]
    said = _plain(_CITATION.sub(" ", sentence))
    given = _plain(" ".join(quote.text for quote in cited))
    for words in filter(None, (part for found in _QUOTED.findall(said) for part in found)):
        if " ".join(words.split()).strip(" .,;") not in given:
            return Support(False, f"The quote does not have the words “{words}”.")
    figures = _figures(said) - _figures(given)
    if figures:
        return Support(False, f"The quote does not have the figure {min(figures)}.")
    known = {word for quote in cited for word in _words(f"{quote.text} {quote.speaker} {_source(quote)}")}
    for name in _names(said):
        if name.lower() not in known:
            return Support(False, f"The quote does not name {name}.")
    return Support(True)


def _plain(text: str) -> str:
    return " ".join(normalise(text).split())


def _figures(text: str) -> set[str]:
    return {figure.replace(",", "") for figure in _FIGURE.findall(text)}


def _names(text: str) -> list[str]:
    found = (word.removesuffix("'s") for word in _WORD.findall(text))
    return [word for word in found if word[0].isupper() and word.lower() not in STOPWORDS]


def _words(text: str) -> set[str]:
    return {word.removesuffix("'s").lower() for word in _WORD.findall(_plain(text))}


def _source(quote: Quote) -> str:
    article = quote.article
    return f"{article.title} {article.author} {article.publisher}"
