"""Questions to begin with, of several forms, on what the articles speak of."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from assistant.leads import Form, Lead, leads, says, voiced
from assistant.subjects import Kind, Remark, Subject, remarks
from index import Article, normalise, terms

_MOST_ARTICLES, _MOST_CHARS, _MOST_OF_ONE = (
    50,
    200_000,
    20_000,
)  # what is read of a folder: more would keep the page waiting
_MOST_SHARE = 0.8  # a subject of nearly every article asks for everything at once
_LONGEST_NAME = 5  # in words
_ORDER = (Form.BOTH_SAY, Form.SAYS, Form.WHO, Form.HOW_MANY, Form.ABOUT)
_WEIGHT = {Kind.THING_IN_PLACE: 3.0, Kind.NAME: 2.0, Kind.THING: 2.0, Kind.COUNTRY: 1.0}
_MOST_COUNTED = 4  # articles: a subject of more is not more worth a question


def starter_leads(articles: Sequence[Article]) -> Iterator[Lead]:
    """Yield questions that the articles may answer: one of each form, then the next of each."""
    said = [remark for article, most in _sample(articles) for remark in remarks(article, 0, most)]
    voices = {voice for remark in said if (voice := voiced(remark))}
    together = "the articles" if articles[1:] else "the article"
    found = [(lead, remark) for remark in said for lead in leads(remark, voices, together)]
    spread = _Spread(said)
    worth = {lead: spread.worth(lead.subject) for lead in (*(lead for lead, _ in found), *_both(found))}
    by_form: defaultdict[Form, list[Lead]] = defaultdict(list)
    for lead in sorted(worth, key=lambda lead: (-worth[lead], len(lead.question), lead.question)):
        if worth[lead] > 0:
            by_form[lead.form].append(lead)
    for one_of_each in zip_longest(*(by_form[form] for form in _ORDER)):
        yield from filter(None, one_of_each)


def _sample(articles: Sequence[Article]) -> Iterator[tuple[Article, int]]:
    """Choose articles from all over the folder, each with how many of its characters are read."""
    chosen = articles[:: max(1, -(-len(articles) // _MOST_ARTICLES))]
    for article in chosen:
        yield article, min(len(article.text), _MOST_OF_ONE, _MOST_CHARS // len(chosen))


def _both(found: Sequence[tuple[Lead, Remark]]) -> Iterator[Lead]:
    """Yield questions to the two, of those quoted or of the outlets, who say most on a subject."""
    said: defaultdict[tuple[frozenset[str], Form], Counter[str]] = defaultdict(Counter)
    subjects: dict[frozenset[str], Subject] = {}
    for lead, remark in found:
        if lead.form in (Form.SAYS, Form.ABOUT) and (voice := "".join(lead.voices) or _outlet(remark.article)):
            said[lead.subject.terms, lead.form][voice] += 1
            subjects.setdefault(lead.subject.terms, lead.subject)
    for (key, _), heard in said.items():
        if len(heard) > 1:
            first, second = sorted(sorted(heard, key=lambda voice: (-heard[voice], voice))[:2])
            yield says(subjects[key], first, second)


def _outlet(article: Article) -> str:
    """Return the name of an article's outlet, not in capitals throughout; empty for one that reads like no name."""
    name = normalise(article.publisher)
    name = name.title() if name.isupper() and " " in name else name
    return name if len(name.split()) <= _LONGEST_NAME and re.fullmatch(r"[\w '-]*", name) else ""


class _Spread:
    """In how many articles the sentences speak of a subject."""

    def __init__(self, said: Sequence[Remark]) -> None:
        self._articles: defaultdict[str, set[str]] = defaultdict(set)
        for remark in said:
            for term in terms(remark.text):
                self._articles[term].add(remark.article.path)
        self._all = len({remark.article.path for remark in said})

    def worth(self, subject: Subject) -> float:
        """Say how much a question on a subject is worth; 0 for one of nearly every article."""
        shared = len(set.intersection(*(self._articles[term] for term in subject.terms)))
        if not shared or (subject.kind is Kind.COUNTRY and shared > max(2, _MOST_SHARE * self._all)):
            return 0.0
        return _WEIGHT[subject.kind] + min(shared, _MOST_COUNTED)
