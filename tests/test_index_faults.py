"""An operation on a file fails, or the power does: the index is the old or the new one, and nothing is lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Folder
from damage import keep_result, opened
from power import WORLDS, Disk
from test_index_crash import edition, editions, index_of
from traced import CALLS, STRACE, Operation, TracedBuilder, operations

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace makes the operations fail")
FAULTS = {
    "ENOSPC": "error=ENOSPC",
    "EIO": "error=EIO",
    "EACCES": "error=EACCES",
    "EMFILE": "error=EMFILE",
    "nothing written": "retval=0",
}


@pytest.fixture(scope="module")
def builder() -> Iterator[TracedBuilder]:
    """One builder for all tests."""
    builder = TracedBuilder()
    yield builder
    builder.close()


def numbered(edition_number: int) -> list[str]:
    """Return the paths of an edition's articles."""
    return [f"{article:02}.md" for article in range(edition_number, edition_number + 4)]


def faults_at(
    builder: TracedBuilder, folder: Folder, tmp_path: Path, call: str, fault: str, every: int
) -> tuple[int, list[str]]:
    """Have each operation of one kind (or every so many) fail in a rebuild; return how many, and what went wrong."""
    sound, place = tmp_path / "sound", tmp_path / "index"
    opened(edition(folder, 1), sound)
    articles = edition(folder, 2)
    wrong: list[str] = []
    count = 0
    for number in range(1, 10_000, every):
        shutil.copytree(sound, place)
        built = builder.build(
            articles, place, ["-e", f"trace={call}", "-e", f"inject={call}:{FAULTS[fault]}:when={number}"]
        )
        hit = any("INJECTED" in line for line in built.trace)
        wrong += [f"{call} {number} {fault}: {what}" for what in faults_after(articles, place, built.code, built.told)]
        shutil.rmtree(place)
        if not hit:
            break
        count += 1
    return count, wrong


def faults_after(articles: Path, place: Path, code: int, told: str) -> Iterator[str]:
    """Look at an index after a fault; tell what is not as promised."""
    if code < 0 or "\n" in told:
        yield f"no error of ours: {told}"
    paths, seen = editions(index_of(articles, place))
    if code and (paths, seen) != (numbered(1), {"1"}) and (paths, seen) != (numbered(2), {"2"}):
        yield f"after an error it is neither old nor new: {seen} {told}"
    if not code and (paths, seen) != (numbered(2), {"2"}) and "cannot be read" not in told and "changed" not in told:
        yield f"a silent failure: {seen} {told}"
    index, _ = opened(articles, place)
    if editions(index) != (numbered(2), {"2"}) or index.check():
        yield f"the next run did not mend it: {editions(index)} {index.check()}"


@pytest.mark.parametrize("call", ["pwrite64", "fsync", "rename"])
def test_a_failing_operation_leaves_the_old_index_or_the_new(
    builder: TracedBuilder, folder: Folder, tmp_path: Path, call: str
) -> None:
    """A full disk at some of the operations; the next run succeeds."""
    count, wrong = faults_at(builder, folder, tmp_path, call, "ENOSPC", every=9)
    assert wrong == []
    assert count


def test_the_folder_that_cannot_be_opened_to_tidy_up_is_told(
    builder: TracedBuilder, folder: Folder, tmp_path: Path
) -> None:
    """What opens the index folder itself, rather than a file of it, may fail as well."""
    sound, place = tmp_path / "sound", tmp_path / "index"
    opened(edition(folder, 1), sound)
    articles = edition(folder, 2)
    told = []
    for number in range(1, 20):
        shutil.copytree(sound, place)
        fault = ["-P", str(place), "-e", "trace=openat", "-e", f"inject=openat:error=EMFILE:when={number}"]
        built = builder.build(articles, place, fault)
        assert list(faults_after(articles, place, built.code, built.told)) == []
        told.append(built.told)
        shutil.rmtree(place)
        if not any("INJECTED" in line for line in built.trace):
            break
    assert any("Too many open files" in what for what in told)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_every_operation_with_every_fault(builder: TracedBuilder, folder: Folder, tmp_path: Path) -> None:
    """Each operation of a rebuild, times five faults."""
    lines, failures = [], []
    for fault in FAULTS:
        total = 0
        for call in CALLS if fault != "nothing written" else ("write", "pwrite64"):
            count, wrong = faults_at(builder, folder, tmp_path / f"{call}-{fault}", call, fault, every=1)
            total += count
            failures += wrong
        lines.append(f"{fault}: {total} operations")
    keep_result("faults.md", "; ".join([*lines, f"{len(failures)} failures", *failures]))
    assert failures == []


def recorded(builder: TracedBuilder, folder: Folder, tmp_path: Path) -> tuple[Path, Path, list[Operation]]:
    """Rebuild an index and write down each operation; return articles, the index before, and the operations."""
    before, place = tmp_path / "before", tmp_path / "index"
    opened(edition(folder, 1), before)
    shutil.copytree(before, place)
    articles = edition(folder, 2)
    built = builder.build(articles, place, ["-y", "-xx", "-s", "100000000", "-e", f"trace=lseek,{','.join(CALLS)}"])
    assert built.code == 0
    return articles, before, list(operations(built.trace, place))


def test_what_was_written_down_is_what_was_done(builder: TracedBuilder, folder: Folder, tmp_path: Path) -> None:
    """All operations in turn make the files that are there, so that the simulation below is of the real thing."""
    _, before, done = recorded(builder, folder, tmp_path)
    disk = Disk(before, tmp_path / "index")
    for operation in done:
        disk.do(operation)
    disk.write_world(tmp_path / "world", "random")
    for name in ("articles.db", "articles.db.seal", "vectors.faiss"):
        assert (tmp_path / "world" / name).read_bytes() == (tmp_path / "index" / name).read_bytes()


def lost_power(builder: TracedBuilder, folder: Folder, tmp_path: Path, every: int) -> tuple[int, list[str]]:
    """Cut the power after each operation (or every so many); return after how many, and what went wrong."""
    articles, before, done = recorded(builder, folder, tmp_path)
    disk = Disk(before, tmp_path / "index")
    world = tmp_path / "world"
    wrong: list[str] = []
    kept = "1"
    tried = 0
    for number, operation in enumerate(done, start=1):
        disk.do(operation)
        if number % every and number != len(done):
            continue
        tried += 1
        for kind in WORLDS:
            disk.write_world(world, kind)
            paths, seen = editions(index_of(articles, world))
            if len(seen) != 1 or paths != numbered(int(min(seen))) or min(seen) < kept:
                wrong.append(f"{number} {kind}: {paths} {seen}, kept was {kept}")
            if kind == "missing":
                kept = max(kept, min(seen))
            index, told = opened(articles, world)
            if editions(index) != (numbered(2), {"2"}) or index.check() or "damaged (" in told:
                wrong.append(f"{number} {kind}: not brought up to date: {told} {index.check()}")
            shutil.rmtree(world)
    if kept != "2":
        wrong.append("what was acknowledged is not on the disk")
    return tried, wrong


def test_power_lost_at_some_moments(builder: TracedBuilder, folder: Folder, tmp_path: Path) -> None:
    """What was not synced is missing, zeros or garbage: the index is the old one or the new one."""
    tried, wrong = lost_power(builder, folder, tmp_path, every=9)
    assert wrong == []
    assert tried


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_power_lost_at_every_moment(builder: TracedBuilder, folder: Folder, tmp_path: Path) -> None:
    """After each operation that the system was asked for, SQLite's own included."""
    tried, wrong = lost_power(builder, folder, tmp_path, every=1)
    keep_result("power.md", f"{tried} prefixes x {len(WORLDS)} worlds: {len(wrong)} failures {wrong}")
    assert wrong == []
