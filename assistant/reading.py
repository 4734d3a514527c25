"""Third step: the promising sentences, each read together with the question.

What the search and the words speak for is cheap, and known of every sentence; reading is dear, and
done only of those that could still be the best. Both together give the log-odds that a sentence answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.cross_encoder import Candidate, CrossEncoder, Reading
from assistant.evidence import Evidence
from index import countries_in, in_one_name, normalise

# Fitted by logistic regression on the sentences of 2,176 questions that the adapter was not trained on; what a sentence
# promises counts by how far it lies below the most promising one.
_READ_WEIGHT, _PROMISE_WEIGHT, _BIAS = 0.7, 0.25, -0.2
_UNREAD = -4.0  # what a sentence that is not worth reading is taken to be read as
_FIRST, _MARGIN = 4, 1.8  # the most promising ones, and how far below the best of them
_CLEAR = 0.5  # log-odds of a sentence after which no further ones are read
_UNSURE, _FURTHER = 0.0, 5 / 3  # log-odds below which more are, and how many times as many
_OF_EACH_SOURCE = 3
_OTHER_FIGURES = 2
_BEFORE_CHARS = 150


def read(
    reading: Reading,
    evidence: Sequence[Evidence],
    sources: Sequence[frozenset[str]],
    most: int,
    reader: CrossEncoder,
    further: CrossEncoder | None = None,
) -> list[Evidence]:
    """Return the sentences with the log-odds that they answer; the best first.

    Args:
        evidence: weighed sentences, best first.
        sources: for each source that is asked, the paths of its articles.
        most: of how many to read where none of the most promising ones clearly answers; more where none of these
            is likely to. Beside those, a few of other articles that give a figure where one is asked for, and
            of each source, are read.
        reader: the adapted cross-encoder, whose scores are log-odds.
        further: another cross-encoder to be heard on the order; only how its scores differ counts.
    """
    chosen = _read_first(evidence, sources)
    scored = reader.score(*as_read(reading, chosen))
    for enough, up_to in ((_CLEAR, most), (_UNSURE, round(_FURTHER * most))):
        if max(scored, default=_UNREAD) < enough:
            rest = [one for one in evidence[:up_to] if one not in chosen]
            chosen, scored = [*chosen, *rest], [*scored, *reader.score(*as_read(reading, rest))]
    opinions = _standardised(further.score(*as_read(reading, chosen))) if further else [0.0] * len(chosen)
    scores = {
        (one.article.path, one.start): (score, opinion)
        for one, score, opinion in zip(chosen, scored, opinions, strict=True)
    }
    most_promising = max((one.promise for one in evidence), default=0.0)
    found = [
        _with_log_odds(one, *scores.get((one.article.path, one.start), (_UNREAD, 0.0)), one.promise - most_promising)
        for one in evidence
    ]
    return sorted(found, key=lambda one: (-one.score, one.article.path, one.start))


def as_read(reading: Reading, sentences: Sequence[Evidence]) -> tuple[Reading, list[Candidate]]:
    """Return a question and sentences as a cross-encoder is given them: one name for each thing."""
    one_name = _as_the_question_names_it(reading)
    candidates = [Candidate(one_name(one.text), one_name(_before(one))) for one in sentences]
    return replace(reading, question=one_name(reading.question)), candidates


def _before(one: Evidence) -> str:
    """Return the text before a sentence, which tells what it is about; for an article's first one, the title."""
    return one.article.text[max(0, one.start - _BEFORE_CHARS) : one.start].strip() or one.article.title


def _as_the_question_names_it(reading: Reading) -> Callable[[str], str]:
    """Return a function that puts one name for what goes by several, and the question's own for its countries."""
    one_name = in_one_name(reading.names)
    asked = normalise(one_name(reading.question))
    forms = {code: asked[start:end] for start, end, code in countries_in(asked)}
    if not forms:
        return one_name

    def put(text: str) -> str:
        plain = normalise(one_name(text))
        for start, end, code in reversed(list(countries_in(plain))):
            if code in forms:
                plain = plain[:start] + forms[code] + plain[end:]
        return plain

    return put


def _read_first(evidence: Sequence[Evidence], sources: Sequence[frozenset[str]]) -> list[Evidence]:
    chosen = [one for one in evidence[:_FIRST] if one.promise >= evidence[0].promise - _MARGIN]
    for one in _other_figures(evidence)[:_OTHER_FIGURES]:
        chosen += [one] if one not in chosen else []
    for paths in sources:
        own = [one for one in evidence if one.article.path in paths][:_OF_EACH_SOURCE]
        chosen += [one for one in own if one not in chosen]
    return chosen


def _other_figures(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the best sentence of each other article that gives a figure too, where the most promising one does."""
    if not evidence or evidence[0].values["figure"] < 1:
        return []
    found: dict[str, Evidence] = {}
    for one in evidence[1:]:
        if one.values["figure"] == 1 and one.article.path != evidence[0].article.path:
            found.setdefault(one.article.path, one)
    return list(found.values())


def _with_log_odds(one: Evidence, read_as: float, opinion: float, below: float) -> Evidence:
    log_odds = _READ_WEIGHT * (read_as + opinion) + _PROMISE_WEIGHT * below + _BIAS
    return replace(one, values={**one.values, "reading": read_as}, log_odds=log_odds)


def _standardised(scores: Sequence[float]) -> list[float]:
    """Return the scores with mean 0 and deviation 1; all 0 where they do not differ."""
    mean = sum(scores) / max(1, len(scores))
    deviation = (sum((score - mean) ** 2 for score in scores) / max(1, len(scores))) ** 0.5
    return [(score - mean) / deviation if deviation else 0.0 for score in scores]
