"""Articles are added and removed; nothing is written over, nothing leaves the folder but to where it is kept."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, FakeEmbedder, Folder

from assistant import Assistant, QAError
from ui.folder_changes import add_article, remove_article

GOATS = b"The old goats of Calder climb the steep hill every morning.\n"
COWS = b"The cows of the valley stay in the barn today.\n"


@pytest.fixture
def place(folder: Folder) -> Path:
    """A folder with an article, and one in a folder below it."""
    return folder({"a.md": GOATS, "sub/b.txt": COWS})


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where removed articles are kept; it is not there yet."""
    return tmp_path / "index" / "removed"


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too, with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


NAMES = [
    ("goats.md", "goats.md"),
    ("Goats.TXT", "Goats.TXT"),
    ("Wer? 山羊 – “goats”: 100%.md", "Wer? 山羊 – “goats”: 100%.md"),
    ("🐐🏔️.md", "🐐🏔️.md"),
    ("👩\u200d🚀.md", "👩🚀.md"),
    ("cafe\u0301.md", "café.md"),
    ("a.md", "a (2).md"),
    ("../../escape.md", "escape.md"),
    ("/etc/cron.d/job.txt", "job.txt"),
    ("..\\..\\C:\\Windows\\x.md", "x.md"),
    ("sub/b.txt", "b.txt"),
    ("...hidden.md", "hidden.md"),
    (" .\u200b.hidden.md ", "hidden.md"),
    ("a\x00b\x1b[31m\r\n.md", "ab[31m.md"),
    ("\u202etxt.goats\u202c.md", "txt.goats.md"),
    ("\ud800lone.md", "lone.md"),
    ("  two   words \t.md", "two words.md"),
]


@pytest.mark.parametrize(("name", "path"), NAMES, ids=range(len(NAMES)))
def test_a_file_is_added_under_a_safe_name(place: Path, name: str, path: str) -> None:
    """In the folder itself, byte for byte, with nothing left beside it; nothing else changes."""
    before = files(place)
    added = add_article(place, name, COWS)
    assert added == path
    assert files(place) == {**before, path: COWS}
    assert {child.name for child in place.parent.iterdir()} == {"articles"}


def test_a_long_name_is_cut(place: Path) -> None:
    """Between letters, and so that the next of the same name has room for a number."""
    for number in ("", " (2)", " (3)"):
        added = add_article(place, "é" * 300 + ".md", GOATS)
        assert added == f"{'é' * 88}{number}.md"
        assert (place / added).read_bytes() == GOATS


def test_what_was_added_is_asked_and_what_was_removed_is_not(
    place: Path, kept: Path, fake_embedder: FakeEmbedder
) -> None:
    """The index reads every file that is added; one that is put back is an article again."""
    assistant = Assistant.open(place, "index", embedder=fake_embedder)
    added = [add_article(place, name, b"%d: %s" % (number, GOATS)) for number, (name, _) in enumerate(NAMES)]
    changes = assistant.refresh()
    assert (sorted(changes.added), changes.skipped) == (sorted(added), ())
    removed = remove_article(place, added[3], kept)
    assert assistant.refresh().deleted == (added[3],)
    removed.rename(place / added[3])
    assert assistant.refresh().added == (added[3],)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("goats.pdf", GOATS, "not a PDF that can be read"),
        ("goats.odt", GOATS, "not a .txt, .md"),
        ("goats", GOATS, "not a .txt, .md, .html"),
        (".md", GOATS, "not a .txt, .md, .html"),
        ("goats.md/..", GOATS, "not a .txt, .md, .html"),
        ("", GOATS, "not a .txt, .md, .html"),
        ("aliases.txt", b"DPRK = North Korea\n", "other names, not an article"),
        ("Metadata.yaml", b"a.md: {title: A}\n", "not a .txt, .md"),
        ("Aliases.TXT", b"DPRK = North Korea\n", "a meaning of its own"),
        ("con.md", GOATS, "a meaning of its own"),
        ("LPT1.goats.txt", GOATS, "a meaning of its own"),
        ("goats.md", b"", "empty"),
        ("goats.md", b"\xef\xbb\xbf \n", "empty"),
        ("goats.md", b"caf\xe9 and goats", "not UTF-8 (byte 3)"),
        ("goats.md", b"%PDF\x00\x01", "binary, not text"),
        ("goats.md", b"x" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_what_is_no_article_is_refused(place: Path, name: str, content: bytes, reason: str) -> None:
    """With the file's name, why, and what to do; the folder is as it was."""
    before = files(place)
    with pytest.raises(QAError) as caught:
        add_article(place, name, content)
    assert reason in str(caught.value)
    assert "was not added" in str(caught.value)
    assert caught.value.remedy != ""
    assert files(place) == before


def test_the_largest_size_can_be_set(place: Path) -> None:
    """To the byte."""
    assert add_article(place, "b.md", GOATS, most_bytes=len(GOATS)) == "b.md"
    with pytest.raises(QAError, match=r"“c\.md” was not added: larger than 5\.9e-05 MB"):
        add_article(place, "c.md", GOATS, most_bytes=len(GOATS) - 1)


def test_files_of_one_name_added_at_once_are_all_kept(place: Path) -> None:
    """Each under a name of its own."""
    contents = [b"Goat number %d climbs the hill." % number for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda content: add_article(place, "goat.md", content), contents))
    assert len(set(added)) == 40
    assert [(place / name).read_bytes() for name in added] == contents


def test_a_link_is_neither_followed_nor_replaced(place: Path, tmp_path: Path, kept: Path) -> None:
    """Wherever it leads, by adding or by removing."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(COWS)
    (place / "dangling.md").symlink_to(outside / "new.md")
    (place / "secret.md").symlink_to(outside / "secret.md")
    (place / "door").symlink_to(outside)
    (place / "twin.md").symlink_to(place / "a.md")
    assert add_article(place, "dangling.md", GOATS) == "dangling (2).md"
    assert add_article(place, "secret.md", GOATS) == "secret (2).md"
    for path in ("dangling.md", "secret.md", "door/secret.md", "twin.md"):
        with pytest.raises(QAError, match="outside the folder, or a link"):
            remove_article(place, path, kept)
    assert files(outside) == {"secret.md": COWS}
    assert (place / "a.md").read_bytes() == GOATS


def test_a_folder_given_by_a_link_is_the_folder(place: Path, tmp_path: Path, kept: Path) -> None:
    """It is the person's own choice where the articles are."""
    (tmp_path / "link").symlink_to(place)
    assert add_article(tmp_path / "link", "new.md", COWS) == "new.md"
    assert remove_article(tmp_path / "link", "sub/b.txt", kept).read_bytes() == COWS
    assert files(place) == {"a.md": GOATS, "new.md": COWS}


def test_a_removed_article_is_kept(place: Path, kept: Path) -> None:
    """Each of several with one name."""
    assert remove_article(place, "a.md", kept) == kept / "a.md"
    add_article(place, "a.md", COWS)
    assert remove_article(place, "a.md", kept) == kept / "a (2).md"
    assert remove_article(place, "sub/b.txt", kept) == kept / "b.txt"
    assert (files(place), files(kept)) == ({}, {"a.md": GOATS, "a (2).md": COWS, "b.txt": COWS})


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", "/", "sub", "sub/", "odd.md", "none.md", "../outside.md", "sub/../../outside.md", "sub/../a.md",
        "{outside}", "aliases.txt", "notes.csv", ".hidden.md", ".git/b.md", "a.md\x00", "\ud800.md", "a.md/b.md",
        "x" * 5000 + ".md",
    ],
)  # fmt: skip
def test_only_an_article_of_the_folder_is_removed(folder: Folder, kept: Path, path: str) -> None:
    """No folder, nothing outside, nothing that is no article; all is as it was, and the reason is told."""
    place = folder({
        "a.md": GOATS, "sub/b.txt": COWS, "odd.md/c.md": COWS, "../outside.md": COWS, "aliases.txt": b"A = B\n",
        "notes.csv": b"1\n", ".hidden.md": COWS, ".git/b.md": COWS,
    })  # fmt: skip
    before = files(place.parent)
    with pytest.raises(QAError, match="was not removed") as caught:
        remove_article(place, path.format(outside=place.parent / "outside.md"), kept)
    assert caught.value.remedy != ""
    assert str(caught.value).encode()
    assert files(place.parent) == before


def test_a_folder_that_is_gone_is_told(tmp_path: Path, kept: Path) -> None:
    """By both."""
    for act in (
        lambda: add_article(tmp_path / "gone", "a.md", GOATS),
        lambda: remove_article(tmp_path / "gone", "a.md", kept),
    ):
        with pytest.raises(QAError, match="There is no folder"):
            act()


ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from assistant import QAError
from ui.folder_changes import add_article
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
folder = Path(sys.argv[1])
print(add_article(folder, "small.md", b"g" * 900))
try:
    add_article(folder, "large.md", b"g" * 5000)
except QAError as error:
    print(error, error.remedy)
"""


def test_a_full_disk_leaves_the_folder_as_it_was(place: Path) -> None:
    """No half of a file is left, and the reason is told."""
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, place], capture_output=True, encoding="utf-8", check=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    added, told = done.stdout.splitlines()
    assert added == "small.md"
    assert told.startswith("“large.md” was not added: File too large. Free some space")
    assert files(place) == {"a.md": GOATS, "sub/b.txt": COWS, "small.md": b"g" * 900}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(place: Path, kept: Path) -> None:
    """Nothing is added or removed, and no trace is left where removed articles are kept."""
    place.chmod(0o500)
    try:
        with pytest.raises(QAError, match=r"“b\.md” was not added: Permission denied"):
            add_article(place, "b.md", GOATS)
        with pytest.raises(QAError, match="still in the folder"):
            remove_article(place, "a.md", kept)
    finally:
        place.chmod(0o700)
    assert (files(place), files(kept)) == ({"a.md": GOATS, "sub/b.txt": COWS}, {})


def test_a_file_in_the_way_is_told(place: Path, tmp_path: Path) -> None:
    """Where the folder should be, or where articles should be kept; they stay in the folder."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(QAError, match=r"“b\.md” was not added: Not a directory"):
        add_article(tmp_path / "file", "b.md", GOATS)
    with pytest.raises(QAError, match=r"“a\.md” could not be removed.*still in the folder"):
        remove_article(place, "a.md", tmp_path / "file" / "removed")
    assert files(place) == {"a.md": GOATS, "sub/b.txt": COWS}


OTHER_DISK = Path("/dev/shm")  # noqa: S108


@pytest.mark.skipif(not os.access(OTHER_DISK, os.W_OK), reason="there is no other disk")
def test_an_article_is_kept_on_another_disk(place: Path) -> None:
    """Where it cannot just be renamed, it is copied whole first."""
    kept = OTHER_DISK / f"article-assistant-{os.getpid()}"
    try:
        if OTHER_DISK.stat().st_dev == place.stat().st_dev:
            pytest.skip("it is the same disk")
        assert remove_article(place, "a.md", kept).read_bytes() == GOATS
        assert (files(place), files(kept)) == ({"sub/b.txt": COWS}, {"a.md": GOATS})
    finally:
        for path in kept.glob("*"):
            path.unlink()
        kept.rmdir()
