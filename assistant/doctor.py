"""What answering needs of this machine, looked at one thing after the other: `assistant doctor`."""

import argparse
import json
import os
import platform
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.adapted import AdaptedCrossEncoder
from assistant.command import Command, given_index
from assistant.cross_encoder import Candidate, CrossEncoder, Reading, SentenceTransformerCrossEncoder
from assistant.folders import folders
from assistant.terminal import visible
from index import BUNDLED_MODEL, QAError, SentenceTransformerEmbedder, device_for_many, processor_flags

if TYPE_CHECKING:
    from assistant.configuration import Configuration

_PACKAGE = "article-assistant"
_PINNED = re.compile(r"^([\w.-]+)==([\w.]+)$")  # what an extra needs has a condition after it
_FLAGS = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16")
_INDEX_COMMAND = "assistant index"
_LITTLE_DISK = 1_000_000_000
_LITTLE_MEMORY = 1_000_000_000


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, in words, and what to do about it.

    `exit_code` is that of the error that asking would end with, and 0 where it would not.
    """

    thing: str
    state: State
    told: str
    remedy: str = ""
    exit_code: int = 0


def examine(settings: "Configuration") -> Iterator[Finding]:
    """Look at each thing; nothing of the person's is changed, and no index is made."""
    yield _machine()
    yield _packages()
    yield _looked("search model", _search_model, settings)
    yield _looked("reading model", _reading_model, settings)
    each = settings.each()
    for name, one in each.items():
        for thing, look in (("articles", _articles), ("index folder", _index_folder), ("index", _index)):
            found = _looked(thing, look, one)
            yield _in_collection(found, name, one.articles) if len(each) > 1 else found


def _looked(thing: str, look: "Callable[[Configuration], Finding]", settings: "Configuration") -> Finding:
    try:
        return look(settings)
    except QAError as error:
        return Finding(thing, State.FAULT, str(error), error.remedy, error.exit_code)


def _in_collection(found: Finding, name: str, folder: str) -> Finding:
    """Return what was found of one of several collections, which it and its remedy then name."""
    picked = f"{_INDEX_COMMAND} --collection {shlex.quote(f'{name}={folder}')}"
    return replace(found, thing=f"{found.thing} of {name}", remedy=found.remedy.replace(_INDEX_COMMAND, picked))


def _machine() -> Finding:
    flags = processor_flags()
    known = [flag for flag in _FLAGS if flag in flags]
    told = [f"Python {platform.python_version()}", f"{platform.system()} {platform.machine()}"]
    told += [" with ".join(filter(None, (f"{os.cpu_count()} processors", ", ".join(known))))]
    told += [f"many texts are embedded on: {device_for_many() or 'the processor, in 32 bits'}"]
    free = _free_memory()
    if free is not None:
        told += [f"{free / 1e9:.1f} GB of memory free"]
        if free < _LITTLE_MEMORY:
            return Finding("machine", State.WARNING, "; ".join(told), "Close other programs: a gigabyte is needed.")
    return Finding("machine", State.OK, "; ".join(told))


def _free_memory() -> int | None:
    """Return the memory that a program can still get, in bytes, where the system tells."""
    try:
        lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
    except OSError:
        return None
    kilobytes = [int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]
    return 1024 * kilobytes[0] if kilobytes else None


def _packages() -> Finding:
    """Compare what is installed with what this version was tested with."""
    try:
        pinned = {found[1]: found[2] for line in requires(_PACKAGE) or () if (found := _PINNED.match(line))}
    except PackageNotFoundError:
        return Finding("packages", State.WARNING, "run from a folder, not installed", "Run: pip install .")
    others = [told for name, wanted in pinned.items() if (told := _other_version(name, wanted))]
    if others:
        remedy = f"Run: pip install --force-reinstall {_PACKAGE}=={version(_PACKAGE)}, or in its clone: pip install ."
        return Finding("packages", State.WARNING, "; ".join(others), remedy)
    return Finding("packages", State.OK, f"{len(pinned)} installed, each in the version that was tested")


def _other_version(name: str, wanted: str) -> str:
    try:
        found = version(name).partition("+")[0]
    except PackageNotFoundError:
        return f"{name} is missing"
    return "" if found == wanted else f"{name} is {found}, tested with {wanted}"


def _search_model(settings: "Configuration") -> Finding:
    embedder = SentenceTransformerEmbedder(settings.index.model)
    vector = embedder.embed_queries(["Who keeps the light of the harbour?"])[0]
    if not abs(float(vector @ vector) - 1) < 1e-3:
        return Finding("search model", State.FAULT, f"{settings.index.model} gives no vector of length 1.", exit_code=6)
    checked = "SHA-256 as published, " if settings.index.model == BUNDLED_MODEL else ""
    return Finding("search model", State.OK, f"{settings.index.model}: {checked}{embedder.dimension} dimensions")


def _reading_model(settings: "Configuration") -> Finding:
    readers: list[CrossEncoder] = [AdaptedCrossEncoder()]
    if settings.answers.cross_encoder:
        readers.append(SentenceTransformerCrossEncoder(settings.answers.cross_encoder))
    asked = Reading("Who keeps the light of the harbour?")
    told = [Candidate("Ann Lee keeps the light of the harbour."), Candidate("The price of salt fell.")]
    for reader in readers:
        right, wrong = reader.score(asked, told)
        if not right > wrong:
            said = "puts a sentence on something else before the answer"
            return Finding("reading model", State.WARNING, said, "Leave --cross-encoder out, or give another.")
    return Finding("reading model", State.OK, "SHA-256 as published, and reads a question with its answer as it should")


def _articles(settings: "Configuration") -> Finding:
    changes = given_index(settings).preview()
    there = len(changes.seen) - len(changes.skipped)
    told = f"{there:,} in {settings.articles}, {len(changes.skipped):,} files skipped"
    if changes.skipped:
        return Finding("articles", State.WARNING, told, f"{_INDEX_COMMAND} --dry-run names each with the reason.")
    return Finding("articles", State.OK, told)


def _index_folder(settings: "Configuration") -> Finding:
    _, place = folders(settings.articles, settings.index_dir)
    there = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            free = shutil.disk_usage(there).free
    except OSError as error:
        remedy = "Check its permissions, or give another --index-dir."
        told = f"{there} cannot be written: {error.strerror or error}."
        return Finding("index folder", State.FAULT, told, remedy, 4)
    told = f"{place} can be written; {free / 1e9:.1f} GB free"
    if free < _LITTLE_DISK:
        return Finding("index folder", State.WARNING, told, "Free some space, or give another --index-dir.")
    return Finding("index folder", State.OK, told)


def _index(settings: "Configuration") -> Finding:
    _, place = folders(settings.articles, settings.index_dir)
    if not place.is_dir() or not any(place.iterdir()):
        return Finding("index", State.OK, "not made yet; the first question makes it")
    faults = given_index(settings).check()
    if faults:
        return Finding("index", State.FAULT, "; ".join(faults[:3]), f"Repair it from the articles: {_INDEX_COMMAND}", 5)
    return Finding("index", State.OK, "every row, checksum and vector is sound")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def _run(arguments: argparse.Namespace) -> int:
    found = []
    for finding in examine(arguments.configuration):
        found.append(finding)
        if not arguments.json:
            print(visible(f"{finding.state:8} {finding.thing}: {finding.told}"), flush=True)
            if finding.remedy:
                print(visible(f"{'':8} {finding.remedy}"), flush=True)
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in found], indent=2))
    return next((finding.exit_code for finding in found if finding.state is State.FAULT), 0)


DOCTOR = Command("doctor", "look whether all that is needed is there, and say what to do", _configure, _run,
                 "assistant doctor --articles seeds", several=True)  # fmt: skip
