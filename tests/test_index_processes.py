"""Several processes at one index: some read while others rebuild it, and two rebuild it at once."""

import json
from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder
from test_index_crash import SETTINGS, Child, edition, editions, index_of

from index import ArticleIndex, IndexLockedError, Query

# Reads again and again until its input ends; then tells how often, and what was no single generation.
READER = """
import json, select, sys
from pathlib import Path
from test_index_crash import editions, index_of

index = index_of(Path(sys.argv[1]), Path(sys.argv[2]))
print("ready", flush=True)
readings, faults = 0, []
while not select.select([sys.stdin], [], [], 0)[0]:
    try:
        paths, seen = editions(index)
        numbers = [int(number) for number in seen]
        if len(numbers) != 1 or paths != sorted(f"{n:02}.md" for n in range(numbers[0], numbers[0] + 4)):
            faults.append([paths, numbers])
    except Exception as error:
        faults.append(repr(error))
    readings += 1
print(json.dumps([readings, faults]), flush=True)
"""

# Brings the index up to date, and ends.
REFRESH = """
import sys
from pathlib import Path
from test_index_crash import index_of

index_of(Path(sys.argv[1]), Path(sys.argv[2])).refresh()
print("done", flush=True)
"""

# For each line, two processes rebuild the index at the same moment; tells how each ended.
PAIR = """
import json, os, sys
from pathlib import Path
from conftest import FakeEmbedder
from index import ArticleIndex, IndexLockedError, Query, IndexSettings

print("ready", flush=True)
for line in sys.stdin:
    articles, place, seconds = json.loads(line)
    children, (gate, start) = [], os.pipe()
    for _ in range(2):
        if not (child := os.fork()):
            os.close(start)
            os.read(gate, 1)
            code = 1
            try:
                settings = IndexSettings(passage_tokens=32, lock_seconds=seconds)
                ArticleIndex(Path(articles), Path(place), FakeEmbedder(), settings).refresh(rebuild=True)
                code = 0
            except IndexLockedError as error:
                code = error.exit_code
            finally:
                os._exit(code)
        children.append(child)
    os.close(gate)
    os.close(start)
    print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]), flush=True)
"""


@pytest.mark.parametrize(
    ("readers", "rebuilds"), [(2, 6), pytest.param(8, 100, marks=pytest.mark.soak)], ids=["quick", "soak"]
)
@pytest.mark.timeout(3600)
def test_readers_in_other_processes_see_one_generation_each_time(
    folder: Folder, tmp_path: Path, readers: int, rebuilds: int
) -> None:
    """While the index is refreshed and made anew in turns."""
    place = tmp_path / "index"
    articles = edition(folder, 1)
    writer, _ = ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
    children = [Child(READER, str(articles), str(place)) for _ in range(readers)]
    try:
        assert [child.greeting for child in children] == ["ready"] * readers
        for number in range(2, rebuilds + 2):
            edition(folder, number)
            writer.refresh(rebuild=number % 2 == 0)
    finally:
        told = [json.loads(child.process.communicate("\n", timeout=60)[0]) for child in children]
    print(f"{sum(readings for readings, _ in told)} readings")  # noqa: T201
    assert [faults for _, faults in told] == [[]] * readers
    assert all(readings > 1 for readings, _ in told)
    assert writer.check() == ()


def test_a_reading_is_of_one_generation_though_its_process_looks_at_the_file_as_well(
    folder: Folder, tmp_path: Path
) -> None:
    """Another process changes the index after the file was opened and closed again where it is being read."""
    place = tmp_path / "index"
    articles = edition(folder, 1)
    index, _ = ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
    with index.reading() as searcher:
        ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
        edition(folder, 2)
        with Child(REFRESH, str(articles), str(place)).process as other:
            assert other.wait(60) == 0
        hits = searcher.search([Query("crane number 3")], 50)
        assert {hit.passage.text.split("edition ")[1].split(",")[0] for hit in hits} == {"1"}
    assert editions(index)[1] == {"2"}
    assert index.check() == ()


@pytest.mark.parametrize("times", [4, pytest.param(50, marks=pytest.mark.soak)], ids=["quick", "soak"])
@pytest.mark.timeout(3600)
def test_of_two_rebuilds_at_once_the_other_waits_or_is_told(folder: Folder, tmp_path: Path, times: int) -> None:
    """With patience both are done, without it one is locked out; the index is sound."""
    pair = Child(PAIR)
    place = tmp_path / "index"
    ended = []
    with pair.process:
        assert pair.greeting == "ready"
        assert pair.process.stdin
        for number in range(1, times + 1):
            articles = edition(folder, number)
            patience = 30.0 if number % 2 else 0.0
            pair.process.stdin.write(json.dumps([str(articles), str(place), patience]) + "\n")
            pair.process.stdin.flush()
            codes = sorted(json.loads(pair.read()))
            ended.append(codes)
            assert codes in ([[0, 0]] if patience else [[0, 0], [0, IndexLockedError.exit_code]])
            index = index_of(articles, place)
            assert index.check() == ()
            assert editions(index)[1] == {str(number)}
        pair.process.stdin.close()
    print(f"one was locked out {ended.count([0, IndexLockedError.exit_code])} times")  # noqa: T201
