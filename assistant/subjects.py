"""What sentences speak of, in a form in which it can be asked for: countries, names and things.

There is no grammar here but that of small words: what stands between a preposition or article and
a small word or stop is a noun. What is in doubt is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from assistant.speakers import speakers
from index import STOPWORDS, Article, countries_in, country_name, normalise, terms


class Kind(Enum):
    """What a subject is; a thing in its place is "sanctions on Peru"."""

    COUNTRY = "country"
    NAME = "name"
    THING = "thing"
    THING_IN_PLACE = "thing in place"


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be asked for, as it is written after "about"."""

    form: str
    kind: Kind

    @property
    def terms(self) -> frozenset[str]:
        """The terms of which a sentence on the subject has all; of a name, the last one."""
        found = terms(self.form)
        return frozenset(found[-1:] if self.kind is Kind.NAME else found)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of an article, in one spelling, and who is quoted saying it, if anybody is."""

    article: Article
    start: int
    end: int
    text: str
    speaker: str


_CAPITAL = r"[A-ZÀ-Þ][\w'-]*\w"
_BODY = (
    r"(?:Institute|Ministry|Minister|University|Council|Bank|Centre|Center|Department|Office|Agency|Association|Union"
    r"|Court|Committee|Commission|Organi[sz]ation|Foundation|School|Academy|Federation|Republic|Board|Chamber|Gulf|Forum"
    r"|Observatory)"
)
_NAME = rf"(?:(?:{_CAPITAL} )*{_BODY} (?:of|for) )?{_CAPITAL}(?: {_CAPITAL})*"
_SMALL = (
    r"of|in|on|and|or|to|for|with|from|by|at|that|which|who|whose|is|are|was|were|has|have|had|will|would|can|could"
    r"|may|might|must|should|do|does|did|than|but|because|while|when|where|if|so|into|against|under|between|among"
    r"|after|before|during|since|until|without|through|towards?|over|about|as|not|also|have|near|beyond|within"
)
_CLOSES = rf"(?=[.,;:?!)\"]|$| (?:{_SMALL})\b)"
_PREPOSITION = r"(?:of|on|about|with|by|from|for|without|against|under|through|into|over|like|via|including)"
_OTHER_DETERMINER = r"(?:its|their|his|her|our|these|those|some|more|most|many|such|all|any|new|both|several|other)"
_MODIFIER = (
    r"(?:(?:[A-ZÀ-Þ][a-zà-ÿ]+(?:[iea]an|can|ish|ese|ern|ic)|[A-Z]{2,4}|[a-z][a-z-]+(?<!ing)(?<!ly)(?<![^s]s)) )?"
)
_ENDS_LIKE_A_PLURAL = r"[a-z][a-z-]*(?:[b-hj-rtv-z]|[^e]i)s"
_SINGULAR = r"[a-z][a-z-]+[a-z](?<!ed)(?<!ing)(?<!est)(?<!ly)"
_ENDS = r"(?=[.,;:?!)\"]|$| (?!and\b|or\b)(?:" + _SMALL + r")\b)"
_IN_PLACE = (
    rf"(?P<place> (?:(?:of|in|on|with|from|against|to) (?:the )?{_NAME}|between (?:the )?{_NAME} and (?:the )?{_NAME})"
    rf"{_ENDS})"
)
_PLURAL = re.compile(
    rf"\b{_PREPOSITION} (?:{_OTHER_DETERMINER} )?(?P<thing>{_MODIFIER}{_ENDS_LIKE_A_PLURAL})"
    rf"(?:(?! to ){_IN_PLACE}|{_CLOSES})"
)
_DEFINITE = re.compile(rf"\b(?P<thing>[Tt]he {_MODIFIER}{_SINGULAR}){_IN_PLACE}")
_BARE = re.compile(rf"\b(?:of|on|about|for) (?P<thing>{_MODIFIER}{_SINGULAR}(?<!s)){_IN_PLACE}")
_ONE_NAME = re.compile(rf"\b{_NAME}")
_FORMS_A_NAME = re.compile(rf"(?:'s)?{_CLOSES}|'s\b")
_TAKES_THE = re.compile(
    r"^(?:United|Republic|Democratic Republic|Netherlands|Philippines|Maldives|Bahamas|Gambia|Comoros)\b"
    r"|\b(?:Sea|South|States|Union|Route|Canal|Islands)$"
)
_TELLS_NOTHING = STOPWORDS | frozenset(
    """
    one two three four five six seven eight nine ten dozens hundreds thousands millions billions tens first second
    third last next latter former whole rest least best worst fact case cases addition behalf course response charge
    spite part parts light account top board sale exchange return terms view views eyes words names ways times years
    days weeks months hours minutes decades centuries moments others things people members experts analysts observers
    officials sources critics readers outlets articles newspapers authors reporters questions answers examples reasons
    results sides lines levels steps kinds sorts types forms numbers figures amounts shares points areas places lots
    respects aspects matters issues problems cost costs order favour favor search need lack number amount share level
    kind sort type form time way place end start beginning middle use help means hands needs interests conditions
    circumstances purposes grounds occasions wrong right north south east west various previous eleven twelve twenty
    thirty forty fifty hundred thousand million billion dollars euros pounds roubles countries states nations parties
    ones thanks neighbours instance friends partners role size description judgment figure scheme ranking story
    portrayal reading serious us less across perhaps always towards afterwards besides sometimes
    """.split()  # noqa: SIM905 (a list of literals would fill the page)
)
_ADJECTIVE = re.compile(r"(?:sian|pean|rican|lian|ern|ese|ish)$")
_NO_NAME = re.compile(
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Mr|Mrs|Ms|Dr)\b"
)
_GOES_ON = re.compile(rf" {_CAPITAL}")  # "Peru University" is not Peru
_TOLD = ("told ", "told the ")  # an outlet rather than a subject
_MOST_CHARS = 50_000
_FEWEST_OF_ONE_WORD = 4  # times that an article has it: "sanctions" rather than "handcuffs"
_FEWEST_WORDS, _LONGEST = 6, 1000  # in words, and in characters: what is longer is no sentence
_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n")
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*$")


def remarks(article: Article, start: int, end: int) -> Iterator[Remark]:
    """Yield the whole sentences of prose in a stretch of an article, in order."""
    for a, b, speaker in speakers(article, start, end):
        text = normalise(article.text[a:b])
        words = text.split()
        if _PARAGRAPHS.search(article.text, a, b):
            continue
        if (
            len(text) <= _LONGEST
            and len(words) >= _FEWEST_WORDS
            and _SENTENCE_END.search(text)
            and sum(map(str.islower, words)) * 2 > len(words)
        ):
            yield Remark(article, a, b, text, normalise(speaker))


def subjects(remark: Remark) -> list[Subject]:
    """Return what a sentence speaks of, each once, in order of its kinds."""
    found = [Subject(form, kind) for kind, form in _things(remark.text, whole(remark.article))]
    countries = list(countries_in(remark.text))
    found += [
        Subject(with_the(country_name(code)), Kind.COUNTRY)
        for _, end, code in countries
        if not _GOES_ON.match(remark.text, end)
    ]
    for start, end in _names(remark.text):
        if not any(a < end and start < b for a, b, _ in countries):
            found.append(Subject(named(remark.text[start:end], remark.article), Kind.NAME))
    return [one for one in dict.fromkeys(found) if one.terms]


@lru_cache(maxsize=1000)
def named(name: str, article: Article) -> str:
    """Return a name with "the" before it where the article mostly writes it so."""
    found = re.findall(rf"\b([Tt]he )?{re.escape(name)}(?:'s\b|{_CLOSES})", whole(article))
    return f"the {name}" if 2 * sum(map(bool, found)) > len(found) else with_the(name)


@lru_cache(maxsize=64)
def whole(article: Article) -> str:
    """Return the text of an article in one spelling, as far as it is looked through."""
    return normalise(article.text[:_MOST_CHARS])


def is_body(name: str) -> bool:
    """Say whether a name ends as those of bodies do that are "of" or "for" something: Ministry, Council."""
    return bool(re.search(rf"\b{_BODY}$", name))


def with_the(name: str) -> str:
    """Return a country or region with "the" before it where its name takes one."""
    return f"the {name}" if _TAKES_THE.search(name) else name


def _things(text: str, around: str) -> Iterator[tuple[Kind, str]]:
    """Yield the things of a sentence that the whole text comes back to, and those in a place."""
    for pattern in (_PLURAL, _DEFINITE, _BARE):
        for match in pattern.finditer(text):
            thing, place = re.sub("^The ", "the ", match["thing"]), match["place"] or ""
            words = thing.removeprefix("the ").split()
            if any(word.lower() in _TELLS_NOTHING for word in words):
                continue
            if pattern is _BARE and re.search(rf"\b(?:an?|each|every|this) (?:[\w-]+ )?{words[-1]}{_CLOSES}", around):
                continue  # what is counted does not go without an article
            returns = len(re.findall(rf"\b{words[-1]}\b", around))
            if place and returns > 1 and not _NO_NAME.search(place):
                yield Kind.THING_IN_PLACE, thing + place
            if pattern is _PLURAL and returns >= (_FEWEST_OF_ONE_WORD if len(words) == 1 else 2):
                yield Kind.THING, thing


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Yield the names of several words, or in capitals, that stand as nouns in a sentence."""
    for match in _ONE_NAME.finditer(text):
        start, end = match.span()
        first = match.group().split()[0]
        if first.lower() in STOPWORDS and " " in match.group():
            start += len(first) + 1
        name = text[start:end].removesuffix("'s")
        end = start + len(name)
        several = " " in name or sum(map(str.isupper, name)) > 2
        if (
            several
            and not text[:start].endswith(_TOLD)
            and not _NO_NAME.search(name)
            and not _ADJECTIVE.search(name)
            and _FORMS_A_NAME.match(text, end)
        ):
            yield start, end
