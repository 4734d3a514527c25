"""The command `assistant eval`: measure the answers on a question set, report them, and hold them to floors."""

import argparse
import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

from assistant.command import Command, add_model_options, open_assistant
from assistant.evaluation import evaluate
from assistant.evaluation_report import check_report_path, report_page, write_report
from assistant.floors import broken_floors, read_floors
from assistant.question_sets import read_question_set
from assistant.report import evaluation_data
from assistant.scores import score_outcomes, table_lines
from assistant.terminal import visible

_BELOW_FLOORS = 11


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", metavar="FILE", help="a question set: a file of JSON lines")
    parser.add_argument("--report", metavar="FILE", help="where the report goes (NAME-report.html, in this folder)")
    parser.add_argument("--floors", metavar="FILE", help='scores to hold, such as {"lead": 0.8, "ece_at_most": 0.1}')
    parser.add_argument("--json", action="store_true", help="print scores and every outcome as JSON")
    add_model_options(parser)


def _run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.questions)
    report = Path(arguments.report or f"{path.stem}-report.html")
    questions = read_question_set(path)
    floors = read_floors(Path(arguments.floors)) if arguments.floors else {}
    check_report_path(report)
    with closing(open_assistant(arguments)) as assistant:
        outcomes = evaluate(
            questions, lambda question, history: assistant.ask(question, history=history), assistant.current_text
        )
    evaluation = score_outcomes(outcomes)
    broken = broken_floors(evaluation, floors)
    page = report_page(evaluation, path.name, arguments.configuration.articles, datetime.now().astimezone())
    if arguments.json:
        print(json.dumps({**evaluation_data(evaluation), "broken": broken, "report": str(report)}, indent=2))
        write_report(report, page)
    else:
        print(visible("\n".join([*table_lines(evaluation), *(f"broken: {sentence}" for sentence in broken)])))
        write_report(report, page)
        print(visible(str(report)))
    return _BELOW_FLOORS if broken else 0


EVAL = Command("eval", "measure the answers on a question set", _configure, _run, "assistant eval questions.jsonl")
