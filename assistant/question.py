"""What kind of answer a question asks for, and the words in a sentence that would give it."""

import re
from dataclasses import dataclass

from index import countries_in, normalise, terms

_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|large|big|long|far|high|often|old|fast|small|deep|tall|great|heavy|wide)\b"
    r"|\bwhat (?:share|percentage|percent|proportion|number|figure|amount|price|place|rank|size|volume|fraction|rate"
    r"|cost|value)\b|\bhow .{0,20}\b(?:cost|pay|paid|worth)\b|\b(?:number|percentage|share|amount|price|cost) of\b",
    re.IGNORECASE,
)
_DATE_ASKED = re.compile(
    r"\b(?:since )?when\b|\b(?:what|which) (?:year|date|month|day|time)\b|\bhow long ago\b", re.IGNORECASE
)
_NAME_ASKED = re.compile(
    r"\bwho(?:m|se)?\b|\bname\b|\b(?:which|what) (?:person|people|expert|politician|leader|minister|president|author"
    r"|company|firm|country|countries|state|states|nation|nations|court|party|outlet|city|place)\b",
    re.IGNORECASE,
)
_REASON_ASKED = re.compile(
    r"\bwhy\b|\bhow come\b|\breasons?\b|\bwhat (?:made|makes|explains|is behind|prompted|led|causes?|drives?)\b",
    re.IGNORECASE,
)
_ARTICLES = "articles|outlets|newspapers|columnists"
_TELLERS = rf"(?:{_ARTICLES}|reports|texts|papers|sources|writers|authors|accounts|essays)"
_TELLER = r"(?:the )?[\w’'.-]+(?: [\w’'.-]+){0,3}"
_TELL = (
    "(?:say|think|report|describe|see|view|write|tell|treat|put|explain|mention|state|claim|argue|judge|recommend"
    "|conclude|agree|expect|propose)"
)
_SEVERAL_ASKED = re.compile(
    r"\b(?:each|both|compare[ds]?|comparison|disagree|differ(?:s|ences?)?|contradict(?:s|ions?)?|versus|vs)\b"
    rf"|\b(?:two|three|four|five|several|different|all|various)(?: of)?(?: the)?(?: \w+)? {_TELLERS}\b(?! of\b)"
    rf"|\b(?:other|which|do|did)(?: of)?(?: the)?(?: \w+)? (?:{_ARTICLES})\b"
    rf"|\b(?:do|did) {_TELLER} and {_TELLER} {_TELL}\b|\baccording to {_TELLER} and {_TELLER}"
    r"|(?<=[\w,]) and (?:what|how|who|when|where|why|which)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:(?<=[\w,;:“\"«(’'—-] )|(?<=\w [“\"«(]))[A-ZÀ-Þ][\w’'-]*(?:[ \u00a0][A-ZÀ-Þ][\w’'-]*)*")
_CAPITALISED = re.compile(r"(?<=[^.?!] )[A-ZÀ-Þ][\w'-]+")
_COUNTED = re.compile(r"\bhow many\s+(.*)", re.IGNORECASE)
_AFTER_THE_COUNTED = (
    "is|are|was|were|has|have|had|do|does|did|can|could|will|would|may|might|of|in|on|per|a|an|the|from|that|which"
    "|to|at"
)
_CAUSE = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|as a result|so that|in order to|therefore|reason|explain\w*|hence"
    r"|thus|caus\w+|led to|leads? to|allow\w*|forc\w+|means? that|which is why|so)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kinds of answer a question asks for; a plain question asks for none in particular."""

    number: bool
    date: bool
    name: bool
    reason: bool
    several: bool


def wanted(question: str) -> Wanted:
    """Read off a question what kind of answer it asks for."""
    return Wanted(
        number=bool(_NUMBER_ASKED.search(question)),
        date=bool(_DATE_ASKED.search(question)),
        name=bool(_NAME_ASKED.search(question)),
        reason=bool(_REASON_ASKED.search(question)),
        several=bool(_SEVERAL_ASKED.search(question)),
    )


def counted(question: str) -> frozenset[str]:
    """Return the terms of what "how many" counts, countries left out; none where nothing is counted."""
    match = _COUNTED.search(normalise(question))
    if not match:
        return frozenset()
    thing = re.split(rf"\b(?:{_AFTER_THE_COUNTED})\b", match.group(1), maxsplit=1, flags=re.IGNORECASE)[0]
    kept = thing
    for start, end, _ in reversed(list(countries_in(thing))):
        kept = kept[:start] + kept[end:]
    return frozenset(terms(kept))


def named(question: str) -> frozenset[str]:
    """Return the terms of the capitalised names in a question, but for its first word and for countries."""
    plain = normalise(question)
    countries = [(start, end) for start, end, _ in countries_in(plain)]
    return frozenset(
        term
        for match in _CAPITALISED.finditer(plain)
        if not any(start <= match.start() < end for start, end in countries)
        for term in terms(match.group())
    )


def names(sentence: str) -> list[tuple[int, int]]:
    """Return the spans of the capitalised names in a sentence, but for its first word."""
    return [match.span() for match in _NAME.finditer(sentence)]


def gives_reason(sentence: str) -> bool:
    """Say whether a sentence has a word of cause or purpose."""
    return bool(_CAUSE.search(sentence))
