"""Other processes: killed at any moment, holding the lock, or reading while the index changes."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from conftest import ROOT, FakeEmbedder, Folder
from damage import keep_result

from index import ArticleIndex, IndexLockedError, IndexSettings, Query

SETTINGS = IndexSettings(passage_tokens=32, lock_seconds=0.2)
LINE = "The crane number {0} stood at the quay in edition {1}, and nobody knew for whom it was waiting.\n"

# Imports once, then for each line builds an index in a child of its own, and kills it after the delay.
BUILDER = """
import json, os, sys, time
from pathlib import Path
from conftest import FakeEmbedder
from index import ArticleIndex, IndexSettings

print("ready", flush=True)
for line in sys.stdin:
    articles, place, delay = json.loads(line)
    began = time.monotonic()
    child = os.fork()
    if not child:
        settings = IndexSettings(passage_tokens=32)
        ArticleIndex.open(Path(articles), Path(place), FakeEmbedder(), settings)
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, 9)
    _, status = os.waitpid(child, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), time.monotonic() - began]), flush=True)
"""

HOLDER = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


class Child:
    """A Python process that is talked to line by line."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        )
        self.greeting = self.read()

    def read(self) -> str:
        """Return the next line it prints."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def build(self, articles: Path, place: Path, delay: float | None) -> tuple[int, float]:
        """Build an index, killed after the delay; return the exit code and the seconds it took."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps([str(articles), str(place), delay]) + "\n")
        self.process.stdin.flush()
        code, seconds = json.loads(self.read())
        return code, seconds


@pytest.fixture(scope="module")
def builder() -> Iterator[Child]:
    """One builder for all tests."""
    child = Child(BUILDER)
    with child.process:
        assert child.greeting == "ready"
        yield child


def edition(folder: Folder, number: int) -> Path:
    """Write a folder all of whose lines name one edition; an article is added, and one deleted, in each."""
    place = folder({})
    for path in place.iterdir():
        path.unlink()
    for article in range(number, number + 4):
        folder({f"{article:02}.md": "".join(LINE.format(f"{article}-{line}", number) for line in range(40))})
    return place


def index_of(articles: Path, place: Path) -> ArticleIndex:
    """Return the index as it lies there, not brought up to date."""
    return ArticleIndex(articles, place, FakeEmbedder(), SETTINGS)


def editions(index: ArticleIndex) -> tuple[list[str], set[str]]:
    """Return the paths of the articles, and every edition that articles and hits belong to, seen in one reading."""
    with index.reading() as searcher:
        texts = [article.text for article in searcher.articles()]
        texts += [hit.passage.text for hit in searcher.search([Query("crane number 3")], 50)]
        paths = [article.path for article in searcher.articles()]
    return paths, {text.split("edition ")[1].split(",")[0] for text in texts}


def test_killed_at_any_moment_it_is_the_old_or_the_new_generation(
    folder: Folder, builder: Child, tmp_path: Path
) -> None:
    """After kill -9 the index answers from one whole edition, and the next opening brings it up to date."""
    place = tmp_path / "index"
    articles = edition(folder, 1)
    code, seconds = builder.build(articles, place, None)
    assert code == 0
    codes = []
    for number in range(2, 10):
        articles = edition(folder, number)
        codes.append(builder.build(articles, place, seconds * (number - 1) / 5)[0])
        paths, seen = editions(index_of(articles, place))
        assert len(seen) == 1
        assert paths == [f"{article:02}.md" for article in range(int(min(seen)), int(min(seen)) + 4)]
        index, changes = ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
        assert changes.rebuilt == ""
        assert editions(index) == ([f"{article:02}.md" for article in range(number, number + 4)], {str(number)})
    assert -9 in codes


def test_killed_while_it_is_made_for_the_first_time(folder: Folder, builder: Child, tmp_path: Path) -> None:
    """What was begun is finished by the next opening."""
    articles = edition(folder, 1)
    code, seconds = builder.build(articles, tmp_path / "whole", None)
    assert code == 0
    for part in range(1, 5):
        place = tmp_path / f"index{part}"
        builder.build(articles, place, seconds * part / 5)
        index, changes = ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
        assert changes.rebuilt == ""
        assert editions(index) == (["01.md", "02.md", "03.md", "04.md"], {"1"})


def test_a_second_process_is_waited_for_and_no_longer_than_said(folder: Folder, tmp_path: Path) -> None:
    """While it holds the lock the index can be read, not changed; killed, it holds nothing."""
    place = tmp_path / "index"
    index, _ = ArticleIndex.open(edition(folder, 1), place, FakeEmbedder(), SETTINGS)
    articles = edition(folder, 2)
    holder = Child(HOLDER, str(place / "lock"))
    with holder.process:
        assert holder.greeting == "held"
        began = time.monotonic()
        with pytest.raises(IndexLockedError, match=r"for 0\.2 seconds") as caught:
            index.refresh()
        assert 0.2 <= time.monotonic() - began < 10
        assert "--index-dir" in caught.value.remedy
        with pytest.raises(IndexLockedError):
            ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
        assert editions(index)[1] == {"1"}
        holder.process.kill()
        holder.process.wait()
        index.refresh()
        assert editions(index)[1] == {"2"}


def test_a_reading_sees_one_generation_to_its_end(folder: Folder, tmp_path: Path) -> None:
    """What was begun on the old generation ends on it; the next reading sees the new one."""
    place = tmp_path / "index"
    index, _ = ArticleIndex.open(edition(folder, 1), place, FakeEmbedder(), SETTINGS)
    with index.reading() as old:
        articles = edition(folder, 2)
        other, changes = ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
        assert changes.deleted == ("01.md",)
        assert [article.path for article in old.articles()] == ["01.md", "02.md", "03.md", "04.md"]
        assert all("edition 1," in hit.passage.text for hit in old.search([Query("crane")], 500))
        with index.reading() as new:
            assert (old.generation, new.generation) == (1, 2)
            assert all("edition 2," in hit.passage.text for hit in new.search([Query("crane")], 500))
            assert old.article("01.md") is not None
            assert new.article("01.md") is None
    assert editions(index) == editions(other)


def test_readers_never_see_a_mixture(folder: Folder, tmp_path: Path) -> None:
    """Threads that share the index, and others with their own, read on while it changes again and again."""
    place = tmp_path / "index"
    articles = edition(folder, 1)
    writer, _ = ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
    done = Event()
    seen: list[tuple[list[str], set[str]]] = []
    faults: list[Exception] = []

    def read(index: ArticleIndex) -> None:
        try:
            while not done.is_set():
                seen.append(editions(index))
        except Exception as error:  # noqa: BLE001 (handed to the test)
            faults.append(error)

    threads = [Thread(target=read, args=(index,)) for index in (writer, index_of(articles, place))]
    for thread in threads:
        thread.start()
    for number in range(2, 7):
        edition(folder, number)
        writer.refresh()
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(seen) >= 2
    for paths, numbers in seen:
        assert len(numbers) == 1
        assert paths == [f"{article:02}.md" for article in range(int(min(numbers)), int(min(numbers)) + 4)]


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_killed_at_200_moments(folder: Folder, builder: Child, tmp_path: Path) -> None:
    """First builds, edits, additions, deletions and the emptying of the log; nothing acknowledged is lost."""
    random = np.random.default_rng(200)
    articles = edition(folder, 1)
    code, seconds = builder.build(articles, tmp_path / "whole", None)
    assert code == 0
    place, acknowledged, killed = tmp_path / "index", 0, 0
    for number in range(1, 201):
        if number % 10 == 1:  # a first build
            shutil.rmtree(place, ignore_errors=True)
            acknowledged = 0
        articles = edition(folder, number)
        code, _ = builder.build(articles, place, float(random.uniform(0, 1.1 * seconds)))
        killed += code == -9
        acknowledged = number if code == 0 else acknowledged
        if acknowledged:
            paths, seen = editions(index_of(articles, place))
            assert len(seen) == 1
            assert int(min(seen)) in (acknowledged, number)
            assert paths == sorted(f"{article:02}.md" for article in range(int(min(seen)), int(min(seen)) + 4))
        index, changes = ArticleIndex.open(articles, place, FakeEmbedder(), SETTINGS)
        assert changes.rebuilt == ""
        assert index.check() == ()
        acknowledged = number
    keep_result("kills.md", f"200 rebuilds, {killed} killed: 200 of 200 open, old or new, 0 acknowledged lost")
