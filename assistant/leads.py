"""Questions that a sentence leads to, each in words that are grammatical whatever the sentence."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from assistant.answers import Answer, Quote
from assistant.speakers import is_same
from assistant.subjects import Kind, Remark, Subject, is_body, named, subjects, whole
from index import STOPWORDS, Article, normalise, terms


class Form(Enum):
    """The forms of a question."""

    SAYS = "what somebody says"
    BOTH_SAY = "what two say"
    WHO = "who or what something is"
    YEAR = "what the articles say of a year"
    HOW_MANY = "how many"
    ABOUT = "what the articles say"


@dataclass(frozen=True, slots=True)
class Lead:
    """A question with the subject that it asks about, and those whom it asks for their word."""

    question: str
    form: Form
    subject: Subject
    voices: tuple[str, ...] = ()

    def is_answered_by(self, answer: Answer, least: float) -> bool:
        """Say whether an answer is sure enough, speaks of the subject, and has all voices asked for."""
        if answer.abstained or answer.confidence < least or not answer.quotes:
            return False
        on = [quote for quote in answer.quotes if self.subject.terms <= set(terms(f"{quote.context} {quote.text}"))]
        text = answer.quotes[0].text
        told = {
            Form.WHO: introduces(text, self.subject),
            Form.YEAR: self.subject.terms <= set(terms(text)) and len(set(_ANY_YEAR.findall(text))) == 1,
        }
        if answer.quotes[0] not in on or not told.get(self.form, True):
            return False
        heard = on if self.form is Form.BOTH_SAY else on[:1]
        return all(any(_is_voice(voice, quote) for quote in heard) for voice in self.voices)

    def asks_same(self, other: "Lead") -> bool:
        """Say whether both ask the same voices, or one about whom the other asks."""
        return (
            bool(set(self.voices) & set(other.voices))
            or self.subject.form in other.voices
            or other.subject.form in self.voices
        )


_CAPITAL = r"[A-ZÀ-Þ][\w'-]*\w"
_PEOPLE = re.compile(r"(?:[a-z]s|police|people)$")
_BY_TRADE = (
    r"(?:\w+(?:ist|ian|cher|ster|yst|mat|lar|dent|cian|sor|tor|wyer|ier|ner|eer)|minister|chief|head|leader|spokes\w+"
    r"|judge|professor|king|queen|ally|member|founder|fellow|envoy|general|admiral|chair\w*|governor|mayor|expert"
    r"|author|writer|farmer|adviser|advisor|official|widow|who)"
)
_IS_SOMEBODY = re.compile(
    rf", (?:(?:an?|the|its|then|now|former|(?:[A-Z][\w-]*'s)) )?(?:[\w'-]+ ){{0,3}}?{_BY_TRADE}\b[^,;.]{{0,90}}[,.]"
)
_IS_SOMETHING = re.compile(r",? (?:is|was|are) an? [a-z-]+ |, an? [a-z-]+ [^,;.]{2,80}[,.]")
_YEAR = re.compile(r"\b[Ii]n ((?:19|20)\d\d)\b")
_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MANY = re.compile(
    r"\b(?:\d{1,3}(?:,\d{3})+|\d{2,3}|(?:[a-z]+|\d+) (?:hundred|thousand|million)"
    r"|(?:dozens|hundreds|thousands|millions) of)"
    r" (?P<things>(?:[a-z-]+(?<!ed) )?[a-z-]+[^s\W]s)"
    r"(?=[.,;]| (?:in|from|of|to|with|at|for|on|and|are|were|have|had|that)\b)"
)
_NOT_COUNTED = re.compile(
    r"\b(?:years|days|weeks|months|hours|minutes|decades|centuries|times|per|dollars|euros|pounds|cents|\w*met(?:re|er)s"
    r"|tonnes|tons|miles|degrees|pages|ways|things|and|or|of|in|sides|points|kilos|litres|hectares|words|others|millions"
    r"|thousands|hundreds|thousand|million|hundred|former|other|more)\b"
)
_ADJECTIVE = re.compile(r"(?:[iea]an|can|ish|ese|ern)$")
_EMPLOYS = re.compile(r"\b(?:University|Institute|School|College|Academy|Centre|Center|Foundation)\b")


def leads(remark: Remark, voices: Collection[str], together: str = "the articles") -> Iterator[Lead]:
    """Yield the questions that a sentence leads to.

    Args:
        voices: those who are quoted in the articles; they are asked, not asked about.
        together: how the articles are called together.
    """
    spoken_of = subjects(remark)
    yield from _who(remark, spoken_of)
    heard = {_bare(voice).split()[-1] for voice in voices}
    spoken_of = [
        one for one in spoken_of if not heard & set(re.findall(r"[\w'-]+", one.form)) and not _EMPLOYS.search(one.form)
    ]
    voice = voiced(remark)
    if voice:
        yield from (says(subject, voice) for subject in spoken_of if not subject.terms <= set(terms(voice)))
    yield from _how_many(remark, together)
    do = "does" if together.endswith("article") else "do"
    for subject in spoken_of:
        if not voice and subject.kind is Kind.COUNTRY and (year := _YEAR.search(remark.text)):
            then = Subject(f"{subject.form} in {year.group(1)}", Kind.THING_IN_PLACE)
            yield Lead(f"What {do} {together} say about {then.form}?", Form.YEAR, then)
        yield Lead(f"What {do} {together} say about {subject.form}?", Form.ABOUT, subject)


def says(subject: Subject, *voices: str) -> Lead:
    """Ask what one or two say about a subject."""
    several = len(voices) > 1 or _PEOPLE.search(voices[0].split()[-1])
    form = Form.BOTH_SAY if len(voices) > 1 else Form.SAYS
    return Lead(
        f"What {'do' if several else 'does'} {' and '.join(voices)} say about {subject.form}?", form, subject, voices
    )


def voiced(remark: Remark) -> str:
    """Return who is quoted, by the fullest name that the article gives; empty where that is in doubt."""
    name, article = remark.speaker, remark.article
    if not name:
        return ""
    if " of " in name and not is_body(name.split(" of ")[0]):
        name = name.split(" of ")[0]
    form = named(name if " " in name else fullest(name, article), article)
    last = name.split()[-1]
    if last[0].islower():
        return form if _PEOPLE.search(last) or form.startswith("the ") else ""
    several = form.startswith("the ") and last.endswith("s") and last not in ("States", "Nations")
    return "" if several or (_ADJECTIVE.search(last) and form == last) else form


@lru_cache(maxsize=1000)
def fullest(name: str, article: Article) -> str:
    """Return a name with the given names that the article mostly writes before it."""
    text = whole(article)
    found: Counter[str] = Counter()
    for match in re.finditer(rf"\b(?:{_CAPITAL} ){{1,2}}{re.escape(name)}\b", text):
        first, *rest = match.group().split()
        common = first.lower() in STOPWORDS or re.search(rf"\b{re.escape(first.lower())}\b", text)
        found[" ".join(rest if common else (first, *rest))] += 1
    return max(found, key=lambda full: (" " in full, found[full]), default=name)


def speaks(name: str, articles: Iterable[Article]) -> bool:
    """Say whether some article quotes what goes by this name."""
    said = re.compile(rf"\b{re.escape(_bare(name))}(?:,[^,.]{{3,60}},)? (?:says|said|writes|wrote|reports|argues)\b")
    return any(said.search(article.text) for article in articles)


def introduces(text: str, subject: Subject) -> bool:
    """Say whether a text tells who or what a name is, right after the name."""
    bare = _bare(subject.form)
    _, found, rest = normalise(text).partition(bare)
    return bool(found) and bool((_IS_SOMEBODY if subject.form == bare else _IS_SOMETHING).match(rest))


def _who(remark: Remark, spoken_of: Sequence[Subject]) -> Iterator[Lead]:
    for subject in spoken_of:
        if subject.kind is Kind.NAME and introduces(remark.text, subject):
            if subject.form != _bare(subject.form):
                yield Lead(f"What is {subject.form}?", Form.WHO, subject)
            elif _goes_by_last_name(subject.form, remark.article):
                yield Lead(f"Who is {subject.form}?", Form.WHO, subject)


def _goes_by_last_name(name: str, article: Article) -> bool:
    """Say whether the last word of a name stands alone elsewhere in its article, as a person's does."""
    *_, before, last = ["", *name.split()]
    alone = rf"\b(?!(?:the|a)\b)[a-z][\w'-]{{0,30}}[,;:]? {re.escape(last)}\b"
    return bool(before) and last.lower() not in STOPWORDS and bool(re.search(alone, whole(article)))


def _how_many(remark: Remark, together: str) -> Iterator[Lead]:
    for match in _MANY.finditer(remark.text):
        things = match["things"]
        uncounted = rf"\b(?!in |of |million |thousand |hundred )[a-z]+ {things.split()[-1]}\b"
        if not _NOT_COUNTED.search(things) and re.search(
            uncounted, whole(remark.article)
        ):  # money only ever is counted
            do = "does" if together.endswith("article") else "do"
            yield Lead(f"How many {things} {do} {together} speak of?", Form.HOW_MANY, Subject(things, Kind.THING))


def _is_voice(voice: str, quote: Quote) -> bool:
    own = normalise(quote.article.publisher).casefold()
    return is_same(voice, quote.speaker) or voice.rsplit(maxsplit=1)[-1] in quote.text or own == voice.casefold()


def _bare(form: str) -> str:
    return form.removeprefix("the ")
