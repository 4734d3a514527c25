"""Questions to begin with, drawn from what several of the articles speak of."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from assistant.question import names
from index import Article, countries_in, country_name, normalise

_READ_CHARS = 20_000
_TAKES_THE = re.compile(r"^(?:United|Republic|Netherlands|Philippines)\b|\b(?:Sea|South|States|Union|Route|Canal)$")
_MOST_SHARE = 0.8  # a subject of nearly every article asks for everything at once


def starter_questions(articles: Sequence[Article]) -> Iterator[str]:
    """Yield questions, those on subjects of the most articles first."""
    spoken_of: defaultdict[str, set[str]] = defaultdict(set)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        own = normalise(f"{article.publisher} {article.author}")
        for subject, form in _subjects(normalise(article.text[:_READ_CHARS])):
            if form not in own:
                spoken_of[subject].add(article.path)
                forms[subject][form] += 1
    most = max(2, _MOST_SHARE * len(articles))
    ranked = sorted(spoken_of, key=lambda subject: (-len(spoken_of[subject]), -forms[subject].total(), subject))
    for subject in ranked:
        if len(spoken_of[subject]) <= most:
            yield f"What do the articles say about {_with_article(forms[subject].most_common(1)[0][0])}?"


def _subjects(text: str) -> Iterator[tuple[str, str]]:
    """Yield each country and each name of several words, with the form in which to ask for it."""
    countries = list(countries_in(text))
    for _, _, code in countries:
        yield code, country_name(code)
    for start, end in names(text):
        if " " in text[start:end] and not any(a < end and start < b for a, b, _ in countries):
            yield text[start:end].casefold(), text[start:end]


def _with_article(subject: str) -> str:
    return f"the {subject}" if _TAKES_THE.search(subject) else subject
