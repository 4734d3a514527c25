"""An evaluation as one HTML page that needs nothing else: no script, no request, no word of an article obeyed."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from os import W_OK, access
from pathlib import Path

from assistant.evaluation_charts import bar, calibration_chart, latency_chart
from assistant.evaluation_misses import html_text, miss_card
from assistant.scores import SHARES, Evaluation, Scores, rounded
from index import QAError

_STYLE = Path(__file__).parent / "evaluation_report.css"
_UNKNOWN = "–"
_MEANING = {
    "spoke": "answerable questions that got an answer",
    "lead": "first quote is right",
    "found": "all that answers was shown",
    "clean": "share of the quoted text that answers",
    "abstain": "declined where the articles do not answer",
}


def report_page(evaluation: Evaluation, set_name: str, articles: str, made: datetime) -> str:
    """Return the page.

    Args:
        evaluation: what is reported.
        set_name: the question set's file name.
        articles: the folder that was asked, as it was given.
        made: when, in the time zone to show.
    """
    missed = [outcome for outcome in evaluation.outcomes if outcome.faults]
    kinds = list(dict.fromkeys(outcome.asked.kind for outcome in missed))
    return "\n".join(
        [
            *_head(set_name, len(kinds)),
            "<body>",
            *_header(evaluation, set_name, articles, made),
            "<main>",
            *_kinds(evaluation),
            *_charts(evaluation),
            f"<section><h2>Misses</h2><p>{_missed(len(missed))}</p>",
            *_picks(kinds, [outcome.asked.kind for outcome in missed]),
            '<div class="list">',
            *(miss_card(outcome, f"kind-{kinds.index(outcome.asked.kind)}") for outcome in missed),
            "</div></section>",
            "</main></body></html>\n",
        ]
    )


def check_report_path(path: Path) -> None:
    """Find out before a long run whether a report could be written.

    Raises:
        QAError: it cannot.
    """
    if not path.parent.is_dir():
        raise _unwritable(path, f"there is no folder {path.parent}")
    if path.is_dir():
        raise _unwritable(path, "it is a folder")
    if not access(path if path.exists() else path.parent, W_OK):
        raise _unwritable(path, "writing there is not allowed")


def write_report(path: Path, page: str) -> None:
    """Write a page to a file, in place of what was there.

    Raises:
        QAError: it cannot be written.
    """
    try:
        path.write_bytes(page.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        raise _unwritable(path, str(error)) from error


def _unwritable(path: Path, why: str) -> QAError:
    return QAError(f"The report {path} cannot be written: {why}.", "Name another file with --report.")


def _head(set_name: str, kinds: int) -> Iterator[str]:
    only = (f"#kind-{at}:checked ~ .list > :not(.kind-{at}) {{ display: none; }}\n" for at in range(kinds))
    style = f"\n{_STYLE.read_text('utf-8')}{''.join(only)}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>Evaluation: {html_text(set_name)}</title>"
    yield f"<style>{style}</style></head>"


def _header(evaluation: Evaluation, set_name: str, articles: str, made: datetime) -> Iterator[str]:
    scores = evaluation.overall
    yield '<header><p class="eyebrow">article-assistant evaluation</p>'
    yield f"<h1>{html_text(set_name)}</h1>"
    yield f'<p class="meta">asked of <b>{html_text(articles)}</b> on {made:%d %B %Y at %H:%M %Z}</p>'
    yield f'<p class="lede">{_lede(evaluation)}</p>'
    yield '<dl class="scores">'
    for name in SHARES:
        yield _figure(rounded(getattr(scores, name), 2), name, _MEANING[name])
    yield _figure(rounded(evaluation.ece, 3), "ECE", "calibration error of the confidence, 0 at best")
    yield _figure(rounded(evaluation.auroc, 3), "AUROC", "confidence tells answerable from not, 1 at best")
    yield _figure(str(scores.invalid), "invalid", "quotes that are not in their file")
    yield _figure(rounded(scores.p50_ms, 0), "p50 ms", "half of the answers took no longer")
    yield _figure(rounded(scores.p95_ms, 0), "p95 ms", "95 in 100 took no longer")
    yield "</dl></header>"


def _lede(evaluation: Evaluation) -> str:
    answerable = [outcome for outcome in evaluation.outcomes if outcome.asked.answerable]
    others = [outcome for outcome in evaluation.outcomes if not outcome.asked.answerable]
    lead, declined = sum(outcome.lead for outcome in answerable), sum(not outcome.spoke for outcome in others)
    number = len(evaluation.outcomes)
    sentences = [f"{number} question{'' if number == 1 else 's'}."]
    if answerable:
        sentences.append(f"The articles answer {len(answerable)}: the first quote is right for {lead}.")
    if others:
        sentences.append(f"The articles do not answer {len(others)}: the assistant declined {declined}.")
    return " ".join(sentences)


def _figure(value: str, name: str, meaning: str) -> str:
    return f"<div><dt><b>{name}</b> {meaning}</dt><dd>{value or _UNKNOWN}</dd></div>"


def _kinds(evaluation: Evaluation) -> Iterator[str]:
    yield '<section><h2>By kind of question</h2><table class="kinds"><thead><tr><th>kind</th><th class="number">n</th>'
    yield "".join(f"<th>{name}</th>" for name in SHARES)
    yield "".join(f'<th class="number">{name}</th>' for name in ("invalid", "p50 ms", "p95 ms"))
    yield "</tr></thead><tbody>"
    for kind, scores in (*evaluation.kinds.items(), ("all", evaluation.overall)):
        yield f'<tr><th scope="row">{html_text(kind)}</th>{_number("n", str(scores.n))}{_shares(scores)}'
        yield _number("invalid", str(scores.invalid))
        yield f"{_number('p50 ms', rounded(scores.p50_ms, 0))}{_number('p95 ms', rounded(scores.p95_ms, 0))}</tr>"
    yield "</tbody></table></section>"


def _shares(scores: Scores) -> str:
    cells = []
    for name in SHARES:
        share: float | None = getattr(scores, name)
        known = f'<td data-name="{name}">{rounded(share, 2)}{bar(share or 0)}</td>'
        cells.append('<td class="none"></td>' if share is None else known)
    return "".join(cells)


def _number(name: str, value: str) -> str:
    return f'<td class="number" data-name="{name}">{value}</td>'


def _charts(evaluation: Evaluation) -> Iterator[str]:
    yield '<div class="charts"><section><h2>Confidence</h2>'
    yield "<p>How often the articles answer, of questions of about the same confidence. On the dashed line"
    yield "both agree; below it, the assistant is too sure of itself.</p>"
    yield calibration_chart(evaluation.curve, rounded(evaluation.ece, 3) or _UNKNOWN)
    yield '<details><summary>The numbers</summary><table><thead><tr><th class="number">questions</th>'
    yield '<th class="number">confidence</th><th class="number">answered by the articles</th></tr></thead><tbody>'
    for row in evaluation.curve:
        cells = (_number("", value) for value in (str(row.count), f"{row.confidence:.3f}", f"{row.happened:.3f}"))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></details></section>"
    yield "<section><h2>Time</h2><p>How many questions took how long, from question to answer.</p>"
    scores = evaluation.overall
    if scores.p50_ms is not None and scores.p95_ms is not None:
        yield latency_chart([outcome.milliseconds for outcome in evaluation.outcomes], scores.p50_ms, scores.p95_ms)
    yield "</section></div>"


def _missed(count: int) -> str:
    if not count:
        return "None: every question went as it should."
    return "Questions whose first quote is wrong, that were not fully answered, or that should have been declined."


def _picks(kinds: Sequence[str], missed: Sequence[str]) -> Iterator[str]:
    if not kinds:
        return
    choices = [("all", "All", len(missed)), *((str(at), kind, missed.count(kind)) for at, kind in enumerate(kinds))]
    for key, name, count in choices:
        checked = " checked" if key == "all" else ""
        yield f'<input class="pick" type="radio" name="kind" id="kind-{key}" autocomplete="off"{checked}>'
        yield f'<label for="kind-{key}">{html_text(name)} {count}</label>'
