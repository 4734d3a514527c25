"""The command `index`: bring the index in line with the folder, tell what would change, check it, or follow it."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from threading import Event

from assistant.command import Command, given_index, tell_skipped
from assistant.report import changes_data
from assistant.terminal import progress_bar, visible
from index import ArticleIndex, Changes, QAError

_MOST_NAMED = 20
_FAULTY = 5  # as when damage is met while answering
_DONE = {"added": "added", "edited": "edited", "renamed": "renamed", "deleted": "deleted"}
_WOULD = {"added": "would add", "edited": "would update", "renamed": "would rename", "deleted": "would remove"}


def _configure(parser: argparse.ArgumentParser) -> None:
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--dry-run", action="store_true", help="say what would change; write and embed nothing")
    instead.add_argument(
        "--rebuild",
        action="store_true",
        help="read and embed everything anew; until that is done, the old index answers",
    )
    instead.add_argument("--check", action="store_true", help="look through the whole index; status 5 if it is faulty")
    instead.add_argument("--watch", action="store_true", help="follow the folder until Ctrl-C")
    parser.add_argument("--verbose", action="store_true", help="name every file, unchanged ones too")
    parser.add_argument("--json", action="store_true", help="print the result as JSON; of --watch, a line each time")


def _run(arguments: argparse.Namespace) -> int:
    index = given_index(arguments.configuration)
    if arguments.check:
        return _check(index, arguments.json)
    if arguments.watch:
        return _watch(index, arguments)
    if arguments.dry_run:
        changes = index.preview()
    else:
        with progress_bar() as progress:
            changes = index.refresh(progress, rebuild=arguments.rebuild)
    tell_skipped(changes)
    if changes.rebuilt:
        made = "would be" if arguments.dry_run else "was"
        print(visible(f"the index {made} made anew: {changes.rebuilt}"), file=sys.stderr)
    if arguments.json:
        print(json.dumps(changes_data(changes), indent=2))
    else:
        print(visible("\n".join(_summary(changes, arguments.verbose, arguments.dry_run))))
    return 0


def _check(index: ArticleIndex, as_json: bool) -> int:
    faults = index.check()
    if as_json:
        print(json.dumps({"sound": not faults, "faults": list(faults)}, indent=2))
    else:
        print(visible("\n".join(faults) or "The index is sound."))
    if faults:
        print("assistant: the index is faulty.\n  Repair it from the articles: assistant index", file=sys.stderr)
    return _FAULTY if faults else 0


def _watch(index: ArticleIndex, arguments: argparse.Namespace) -> int:
    """Take in what changes until Ctrl-C."""
    looks = index.looks(Event())
    next(looks)  # from here on, nothing is missed
    with progress_bar() as progress:
        changes = index.refresh(progress)
    tell_skipped(changes)
    _print(changes, _summary(changes, arguments.verbose), arguments.json)
    print(visible(f"Following {index.articles_dir} (Ctrl+C stops)"), file=sys.stderr, flush=True)
    try:
        _follow(index, looks, changes, arguments.json)
    except KeyboardInterrupt:
        print("", file=sys.stderr)
    return 0


def _follow(index: ArticleIndex, looks: Iterator[bool], last: Changes, as_json: bool) -> None:
    """Tell what each look took in; what goes wrong is told once, and tried again at the next."""
    skipped, trouble = last.skipped, ""
    for _ in looks:
        try:
            with progress_bar() as progress:
                changes = index.refresh(progress)
        except QAError as error:
            if str(error) != trouble:
                print(visible(f"assistant: {error} {error.remedy}".strip()), file=sys.stderr)
            trouble = str(error)
            continue
        if changes.skipped != skipped:
            tell_skipped(changes)
        skipped, trouble = changes.skipped, ""
        if changes:
            _print(changes, list(_lines(changes, _DONE, None)), as_json)


def _print(changes: Changes, lines: Sequence[str], as_json: bool) -> None:
    print(json.dumps(changes_data(changes)) if as_json else visible("\n".join(lines)), flush=True)


def _summary(changes: Changes, verbose: bool, would: bool = False) -> list[str]:
    unchanged = [f"unchanged {path}" for path in changes.unchanged] if verbose else []
    embedded = f"{changes.embedded:,} passages {'to embed; nothing was written' if would else 'embedded'}"
    return [
        *_lines(changes, _WOULD if would else _DONE, None if verbose else _MOST_NAMED),
        *unchanged,
        f"{len(changes.unchanged):,} unchanged, {embedded}",
    ]


def _lines(changes: Changes, words: dict[str, str], most: int | None) -> Iterator[str]:
    """Yield a line for each file that changed; of more than `most` of a kind, the first, and how many more."""
    found: dict[str, Sequence[str]] = {
        "added": changes.added,
        "edited": changes.edited,
        "renamed": [f"{old} to {new}" for old, new in changes.renamed],
        "deleted": changes.deleted,
    }
    for what, paths in found.items():
        yield from (f"{words[what]} {path}" for path in paths[:most])
        if most is not None and len(paths) > most:
            yield f"{words[what]} {len(paths) - most:,} more (--verbose names them)"
    if changes.aliases:
        yield f"{'would read' if words is _WOULD else 'read'} other names from aliases.txt"


INDEX = Command(
    "index",
    "bring the index in line with the folder",
    _configure,
    _run,
    "assistant index --articles seeds --dry-run",
)
