"""Questions offered to a person: each is asked first, and offered only where the articles answer it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.answers import Answer, Quote
from assistant.history import earlier_questions, last_answer
from assistant.leads import Form, Lead, leads, speaks, voiced
from assistant.starters import starter_leads
from assistant.subjects import Kind, Remark, remarks
from index import Article, QAError, normalise, terms

_LEAST_CONFIDENCE = 0.6
_MOST_ASKED = 6  # each takes as long as an answer
_MOST_ASKED_AT_START = 10
_MOST_QUOTES = 3
_AROUND_CHARS = 6000  # in which those who are quoted are looked for
_FURTHEST = 2.0
_FEW, _MOST_SHARE, _MOST_SHARE_SAID = 3, 0.8, 0.95
_IN_A_YEAR = re.compile(r" in \d{4}$")
_WORTH = {Form.SAYS: 2.0, Form.WHO: 2.0, Form.HOW_MANY: 2.0, Form.YEAR: 0.5, Form.ABOUT: 1.5}
_OF_KIND = {Kind.THING_IN_PLACE: 2.0, Kind.NAME: 1.5, Kind.THING: 1.5, Kind.COUNTRY: 1.0}
_A_SENTENCE_FURTHER, _A_QUOTE_FURTHER, _SAME_FORM = 0.25, 0.5, 1.5

Ask = Callable[[str, Sequence[object]], Answer]


def starters(articles: Sequence[Article], ask: Ask, most: int) -> list[str]:
    """Return questions to begin with, each on a subject of its own."""
    return _answered(starter_leads(articles), ask, (), most, _MOST_ASKED_AT_START)


def next_questions(
    answer: Answer, history: Sequence[object], articles: Callable[[], Sequence[Article]], ask: Ask, most: int
) -> list[str]:
    """Return questions that lead on from an answer, or from the nearest passages where there is none.

    Args:
        history: the conversation before the question that was answered.
        articles: returns those of the folder.

    Raises:
        QuestionError: the history is malformed.
    """
    asked = earlier_questions(history)
    if not answer.small_talk and asked[-1:] != [answer.question]:
        history = [*history, _message("user", answer.question), _message("assistant", answer.text)]
        asked.append(answer.question)
    leads_on = answer.quotes or answer.nearest
    found = _leading_on(answer, articles()) if leads_on else starter_leads(articles())
    known = {frozenset(terms(question)) for question in asked}
    new = (lead for lead in found if frozenset(terms(lead.question)) not in known)
    return _answered(new, ask, history, most, _MOST_ASKED, shown=answer.quotes)


def _leading_on(answer: Answer, articles: Sequence[Article]) -> Iterator[Lead]:
    """Yield questions on what stands around the quotes of an answer, the nearest first and the forms in turn.

    Nearest is what the quotes speak of and other sentences tell more about.
    """
    quotes = (answer.quotes or answer.nearest)[:_MOST_QUOTES]
    near = [(remark, away) for number, quote in enumerate(quotes) for remark, away in _around(quote, number)]
    voices = {voice for remark, _ in near if (voice := voiced(remark))} | {one.publisher for one in articles} - {""}
    about = set(terms(answer.question))
    mentioned = {term for quote in quotes for term in terms(quote.text)}
    worth: dict[Lead, float] = {}
    for remark, distance in near:
        if any(_overlap(remark, quote) for quote in answer.quotes):
            continue
        for lead in leads(remark, voices, "the articles" if articles[1:] else "the article"):
            away = 0.0 if lead.subject.terms <= mentioned else distance
            known = lead.subject.terms <= about and all(set(terms(voice)) & about for voice in lead.voices)
            if not known and away <= _FURTHEST:
                value = _WORTH[lead.form] + _OF_KIND[lead.subject.kind] - away
                worth[lead] = max(value, worth.get(lead, value))
    taken: Counter[Form] = Counter()
    while worth:
        best = max(worth, key=lambda lead: worth[lead] - _SAME_FORM * taken[lead.form])
        del worth[best]
        if _is_no_subject(best, articles):
            continue
        taken[best.form] += 1
        yield best


def _around(quote: Quote, number: int) -> Iterator[tuple[Remark, float]]:
    """Yield the sentences in and around a quote, each with how far away it counts."""
    low, high = max(0, quote.start - _AROUND_CHARS), min(len(quote.article.text), quote.end + _AROUND_CHARS)
    found = list(remarks(quote.article, low, high))
    inside = [place for place, one in enumerate(found) if one.start < quote.end and quote.start < one.end]
    for place, remark in enumerate(found):
        away = min((abs(place - other) for other in inside), default=1)
        yield remark, away * _A_SENTENCE_FURTHER + number * _A_QUOTE_FURTHER


def _is_no_subject(lead: Lead, articles: Sequence[Article]) -> bool:
    """Say whether a question is on a country of which nearly every article speaks, or on one who is quoted."""
    if lead.form is Form.ABOUT and lead.subject.kind is Kind.NAME and speaks(lead.subject.form, articles):
        return True
    if not (lead.form is Form.YEAR or lead.subject.kind is Kind.COUNTRY) or len(articles) < _FEW:
        return False
    name = _IN_A_YEAR.sub("", lead.subject.form).removeprefix("the ")
    share = sum(name in article.text.replace("\u00a0", " ") for article in articles) / len(articles)
    return share > (_MOST_SHARE_SAID if lead.form is Form.SAYS else _MOST_SHARE)


def _answered(
    found: Iterable[Lead],
    ask: Ask,
    history: Sequence[object],
    most: int,
    most_asked: int,
    shown: Sequence[Quote] = (),
) -> list[str]:
    """Ask in turn, and return the questions that get answers of their own, each on another subject."""
    told = [normalise(last_answer(history[:length])) for length in range(1, len(history) + 1)]
    chosen: list[Lead] = []
    first_quotes = list(shown)
    for lead in found:
        if len(chosen) >= most or most_asked <= 0:
            break
        if any(lead.subject.terms & other.subject.terms or lead.asks_same(other) for other in chosen):
            continue
        most_asked -= 1
        try:
            answer = ask(lead.question, history)
        except QAError:
            continue
        if (
            lead.question in answer.query
            and lead.is_answered_by(answer, _LEAST_CONFIDENCE)
            and not any(_overlap(answer.quotes[0], quote) for quote in first_quotes)
            and not any(normalise(answer.quotes[0].text) in text for text in told)
        ):
            chosen.append(lead)
            first_quotes.append(answer.quotes[0])
    return [lead.question for lead in chosen]


def _overlap(one: Remark | Quote, other: Quote) -> bool:
    return one.article.path == other.article.path and one.start < other.end and other.start < one.end


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
