"""The command `assistant eval`: measure the answers on a question set."""

import argparse
import json
from pathlib import Path

from assistant.command import Command, open_assistant
from assistant.evaluation import evaluate
from assistant.question_sets import read_question_set
from assistant.report import evaluation_data
from assistant.scores import score_outcomes, table_lines
from assistant.terminal import visible


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", help="a question set: a file of JSON lines")
    parser.add_argument("--json", action="store_true", help="print scores and every outcome as JSON")


def _run(arguments: argparse.Namespace) -> int:
    questions = read_question_set(Path(arguments.questions))
    assistant = open_assistant(arguments)
    outcomes = evaluate(
        questions, lambda question, history: assistant.ask(question, history=history), assistant.current_text
    )
    evaluation = score_outcomes(outcomes)
    if arguments.json:
        print(json.dumps(evaluation_data(evaluation), indent=2))
    else:
        print(visible("\n".join(table_lines(evaluation))))
    return 0


EVAL = Command("eval", "measure the answers on a question set", _configure, _run, "assistant eval questions.jsonl")
