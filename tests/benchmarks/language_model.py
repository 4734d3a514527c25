"""What a small real language model claims, what is removed of it and what is read, over the shipped questions.

`python -m tests.benchmarks.language_model --llm FILE.gguf` asks it and keeps each raw reply as it comes, so that it can
be stopped and gone on with; then it writes docs/language_model.md. Without `--llm`, the replies kept are held to the
quotes anew: so the report follows the guard, without the model.
"""

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Answer, Assistant, Piece
from assistant.choosing_model import choose_model
from assistant.compose import compose_sentence
from assistant.evaluation import Outcome, judge
from assistant.language_model import LanguageModel
from assistant.model_writer import ModelWriter
from assistant.prompts import WRITE, write_prompt
from assistant.question_sets import SetQuestion, read_question_set
from assistant.scores import score_outcomes

ROOT = Path(__file__).parent.parent.parent
REPLIES = Path(__file__).parent / "language_model.jsonl"
REPORT = ROOT / "docs" / "language_model.md"
_STEP = 7  # every seventh question, then from the next: so that a part is of all kinds
_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Replied:
    """A model that says again what it said."""

    name: str
    reply: str
    place: str = ""

    def say(self, instruction: str, told: str) -> Iterator[Piece]:
        """Yield the reply."""
        yield Piece(self.reply)

    def close(self) -> None:
        """Nothing was started."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A question answered by the quotes alone, and with what a model replied."""

    reply: str
    quoting: Outcome
    written: Outcome


def main() -> None:
    """Ask, where there is a model, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.language_model")
    parser.add_argument("--llm", default="", metavar="FILE", help="a GGUF file, to be asked what is not kept yet")
    parser.add_argument("--most", type=int, default=1000, help="replies to have in the end")
    parser.add_argument("--scratch", type=Path, default=Path(".index/language-model"), help="where the index is made")
    args = parser.parse_args()
    assistant = Assistant.open(ROOT / "seeds", args.scratch)
    questions = read_question_set(ROOT / "evaluation" / "seeds.jsonl")
    if args.llm:
        model = choose_model(args.llm, "", _SECONDS)
        try:
            record(assistant, questions, model, args.most)
        finally:
            model.close()
    kept = _kept()
    beside = [_beside(assistant, one, kept[one.id]) for one in questions if one.id in kept]
    REPORT.write_text(report([one for one in beside if one], kept), "utf-8")
    print(REPORT)


def record(assistant: Assistant, questions: Sequence[SetQuestion], model: LanguageModel, most: int) -> None:
    """Ask the model what it was not asked yet, and keep each reply as it comes."""
    for asked in (one for first in range(_STEP) for one in questions[first::_STEP]):
        answer = _quoting(assistant, asked)
        prompt = write_prompt(answer.query, answer.quotes)
        kept = _kept()
        if len(kept) >= most:
            return
        if not answer.quotes or kept.get(asked.id, {}).get("prompt") == _checksum(WRITE + prompt):
            continue
        began = time.monotonic()
        pieces = list(model.say(WRITE, prompt))
        row = {
            "id": asked.id,
            "model": model.name,
            "prompt": _checksum(WRITE + prompt),
            "reply": "".join(piece.text for piece in pieces),
            "input_tokens": sum(piece.input_tokens for piece in pieces),
            "output_tokens": sum(piece.output_tokens for piece in pieces),
            "seconds": round(time.monotonic() - began, 1),
        }
        with REPLIES.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{asked.id}: {row['output_tokens']} tokens in {row['seconds']} s", flush=True)


def report(rows: Sequence[Beside], kept: dict[str, dict[str, Any]]) -> str:
    """Return the report in Markdown."""
    quoting, written = (score_outcomes([getattr(row, side) for row in rows]).overall for side in ("quoting", "written"))
    answers = [row.written.answer for row in rows]
    shown = sum(len(answer.writing.sentences) for answer in answers if answer.writing)
    removed = sum(len(answer.removed) for answer in answers)
    alone = sum(not (answer.writing and answer.writing.sentences) for answer in answers)
    worse = sum(row.written.lead < row.quoting.lead or row.written.found < row.quoting.found for row in rows)
    name = next(iter(kept.values()))["model"]
    seconds = statistics.median(kept[row.quoting.asked.id]["seconds"] for row in rows)
    silent = sum("[" not in row.reply for row in rows)
    lines = [
        "# A small language model, held to the quotes",
        f"{name} was asked to write from the quotes found for {len(rows)} of the questions in `evaluation/`. It is as"
        " small as a language model gets, and invents freely: a good test. `python -m tests.benchmarks.language_model`"
        " makes this page from its replies, which are in `tests/benchmarks/language_model.jsonl`.",
        "| | lead | found | quotes not in their file |\n|---|---|---|---|\n"
        f"| quotes alone | {_share(quoting.lead)} | {_share(quoting.found)} | {quoting.invalid} |\n"
        f"| with the model | {_share(written.lead)} | {_share(written.found)} | {written.invalid} |",
        f"It wrote {shown + removed} different sentences; {removed} were removed, {shown} shown. In {alone} answers"
        f" nothing was left, and the quotes answered alone. Worse in lead or found than the quotes alone: {worse}."
        f" A reply took {seconds:.0f} s (median), on two cores.",
        f"{silent} replies cite no quote, and a sentence without a citation is not read.",
        "Below, what is ~~struck through~~ was removed, with the reason; the rest was read, above the quotes.",
    ]
    return "\n\n".join([*lines, *map(_section, rows)]) + "\n"


def _section(row: Beside) -> str:
    answer = row.written.answer
    reasons = {removed.sentence: removed.reason for removed in answer.removed}
    kept = [f"- {compose_sentence(sentence)}" for sentence in (answer.writing.sentences if answer.writing else ())]
    struck = [f"- ~~{compose_sentence(sentence)}~~ ({reason})" for sentence, reason in reasons.items()]
    gold = "the first quote answers" if row.written.lead else "the first quote does not answer"
    head = f"## {compose_sentence(row.quoting.asked.question)}\n\nQuotes: {len(answer.quotes)}; {gold}."
    return "\n".join([head, "", *kept, *struck]) if kept or struck else f"{head} It wrote nothing."


def _beside(assistant: Assistant, asked: SetQuestion, kept: dict[str, Any]) -> Beside | None:
    """Return both answers, or None where other quotes are found now than those that the model was given."""
    answer = _quoting(assistant, asked)
    if _checksum(WRITE + write_prompt(answer.query, answer.quotes)) != kept["prompt"]:
        return None
    *_, written = ModelWriter(Replied(kept["model"], kept["reply"]), _SECONDS).write(answer)
    assert isinstance(written, Answer)
    texts = assistant.current_text
    return Beside(kept["reply"], judge(asked, answer, texts), judge(asked, written, texts))


def _quoting(assistant: Assistant, asked: SetQuestion) -> Answer:
    return assistant.ask(asked.question, history=[{"role": "user", "content": one} for one in asked.history])


def _kept() -> dict[str, dict[str, Any]]:
    lines = REPLIES.read_text("utf-8").splitlines() if REPLIES.exists() else []
    return {row["id"]: row for row in map(json.loads, lines)}


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
