"""Files in, articles out: text unchanged, and a reason for every file that is not read."""

import hashlib
import os
from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder

from index import Article, ArticleIndex, ArticlesError, Skipped
from index.reader import SourceFile, folder_signature, parse_article, read_file, read_folder

MAX_BYTES = 1000
PROSE = "The ferry crossed the sound before the storm came in from the west.\n"


def parse(text: str, path: str = "notes/on-ferries.md") -> Article:
    """Return the article of a file that holds this text."""
    return parse_article(SourceFile(path, text.encode(), "0" * 64))


def read(folder: Path, leave_out: Path | None = None) -> tuple[list[str], dict[str, str]]:
    """Return the paths that were read, and the reason for each one skipped."""
    files = list(read_folder(folder, MAX_BYTES, leave_out))
    return (
        [file.path for file in files if isinstance(file, SourceFile)],
        {file.path: file.reason for file in files if isinstance(file, Skipped)},
    )


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE.replace("\n", "\r\n") * 2,
        "\ufeff" + PROSE,
        "---\r\ntitle: Ferries\r\n---\r\n" + PROSE,
        "Ein Schiff\u00a0— « ولكن » 船が出た。 e\u0301 👩‍👩‍👧 \u2028 end\r mac\n",
    ],
)
def test_the_text_is_the_decoded_file(folder: Folder, text: str) -> None:
    """Line ends, byte order mark and every other character stay, so that offsets hold in the file."""
    (source,) = read_folder(folder({"a.md": text}), MAX_BYTES)
    assert isinstance(source, SourceFile)
    article = parse_article(source)
    assert article.text == text
    assert article.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("fence", ["---", "..."])
def test_front_matter_is_believed(newline: str, mark: str, fence: str) -> None:
    """Title, authors, outlet and date are taken from it; a date becomes an ISO date."""
    lines = ["---", "Title: Ferries at  rest", "authors: [Ann Lee, Bo Chen]", "outlet: The Sound", "date: 2023-02-03"]
    article = parse(mark + newline.join([*lines, fence, PROSE]))
    assert (article.title, article.author) == ("Ferries at rest", "Ann Lee, Bo Chen")
    assert (article.publisher, article.published) == ("The Sound", "2023-02-03")


@pytest.mark.parametrize(
    ("yaml", "published"),
    [("date: 2023-02-03 10:20:30", "2023-02-03"), ("published: Spring 2021", "Spring 2021"), ("date:", "")],
)
def test_a_date_is_kept_as_given_where_it_is_none(yaml: str, published: str) -> None:
    """What YAML reads as a date is shortened to the day; other words stay as they are."""
    assert parse(f"---\n{yaml}\n---\n{PROSE}").published == published


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcd", "bcde", strict=True)
)


@pytest.mark.parametrize(
    "yaml",
    [
        "title: [unclosed",
        "title: a: b: c",
        "date: 2024-13-45",
        "title: !!python/object/apply:os.system [exit]",
        "? [list, as, key]\n: value",
        "just words",
        "- a\n- list",
        "title: {a: 1}",
        "title: " + "[" * 3000,
        "title: &loop [*loop]",
        "title: !!int ''",
        "title: !!bool perhaps",
        "title: !!timestamp never",
        "title: 0x" + "f" * 5000,
        'title: "\\ud800"',
        f"{BOMB}title: *e",
    ],
    ids=lambda yaml: yaml.splitlines()[0][:24],
)
def test_no_front_matter_stops_the_reading(yaml: str) -> None:
    """Whatever stands between the fences, the article is read, and its fields are text no longer than itself."""
    text = f"---\n{yaml}\n---\n{PROSE}"
    article = parse(text)
    fields = (article.title, article.author, article.publisher, article.published)
    assert article.text == text
    assert article.title
    assert len("".join(fields).encode()) <= len(text)


def test_the_file_name_is_the_title_of_last_resort() -> None:
    """An article that has no title goes by its file's name."""
    assert parse(PROSE).title == "on-ferries"


@pytest.mark.parametrize("text", ["\ufeff# A Ferry Comes Home\n\n", "\ufeffA Ferry Comes Home\n\n"])
def test_a_byte_order_mark_is_no_part_of_the_title(text: str) -> None:
    """A file saved by a Windows editor has the same title as any other."""
    assert parse(text + PROSE).title == "A Ferry Comes Home"


def test_files_come_in_the_order_of_their_paths(folder: Folder) -> None:
    """Folders below the folder are read too; hidden files and folders are not even mentioned."""
    names = ["b/z.md", "b/a/deep.TXT", "a.md", "c.Md", ".hidden.md", ".git/x.md", "b/.draft.txt"]
    assert read(folder(dict.fromkeys(names, PROSE))) == (["a.md", "b/a/deep.TXT", "b/z.md", "c.Md"], {})


def test_the_index_below_the_folder_is_left_out(folder: Folder) -> None:
    """A folder that is to be left out is not read, and nothing of it is reported."""
    place = folder({"a.md": PROSE, "index/b.md": PROSE})
    assert read(place, place / "index") == (["a.md"], {})


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("page.odt", PROSE, "not a .txt, .md, .html, .htm, .pdf, .docx or .epub file"),
        ("noname", PROSE, "not a .txt, .md, .html, .htm, .pdf, .docx or .epub file"),
        ("empty.md", "", "empty"),
        ("blank.md", "\ufeff \r\n\t\n", "empty"),
        ("binary.txt", b"abc\0def", "binary, not text"),
        ("latin.md", "Caf\u00e9 ".encode("latin-1") + PROSE.encode(), "not UTF-8 (byte 3); save it as UTF-8"),
        ("wide.txt", PROSE.encode("utf-16-be"), "binary, not text"),
        ("large.md", "x" * (MAX_BYTES + 1), "larger than 0.001 MB"),
        ("two\nlines.md", PROSE, "the file name has characters that cannot be shown; rename it"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(
    folder: Folder, name: str, content: str | bytes, reason: str
) -> None:
    """The other files are read all the same."""
    place = folder({"good.md": "x" * MAX_BYTES, name: content})
    assert read(place) == (["good.md"], {name.replace("\n", "\\n"): reason})


def test_a_name_that_is_no_unicode_is_told_in_escapes(folder: Folder) -> None:
    """The name can be shown, printed and encoded."""
    place = folder({"good.md": PROSE})
    try:
        Path(os.fsdecode(os.fsencode(place) + b"/caf\xe9.md")).write_text(PROSE)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    read_paths, skipped = read(place)
    assert read_paths == ["good.md"]
    assert list(skipped) == ["caf\\udce9.md"]


@pytest.mark.timeout(20)
def test_a_pipe_is_not_opened(folder: Folder) -> None:
    """Reading a pipe would wait for ever."""
    place = folder({"good.md": PROSE})
    os.mkfifo(place / "pipe.md")
    assert read(place) == (["good.md"], {"pipe.md": "not a regular file"})


def test_links_are_followed_inside_the_folder_only(folder: Folder, tmp_path: Path) -> None:
    """A link out of the folder, to itself or to nothing is skipped with the reason."""
    place = folder({"good.md": PROSE})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.md").write_text(PROSE)
    (place / "alias.md").symlink_to("good.md")
    (place / "away.md").symlink_to("../outside/secret.md")
    (place / "folder").symlink_to(tmp_path / "outside")
    (place / "gone.md").symlink_to("nothing.md")
    (place / "loop.md").symlink_to("loop.md")
    read_paths, skipped = read(place)
    assert read_paths == ["alias.md", "good.md"]
    assert skipped["away.md"] == "a link that leads out of the folder"
    assert skipped["gone.md"] == "cannot be read: No such file or directory"
    assert skipped["loop.md"].startswith("cannot be read: ")
    assert skipped.keys() == {"away.md", "gone.md", "loop.md"}


@pytest.mark.parametrize("name", ["../outside.md", "/etc/hostname", "sub/../../outside.md"])
def test_one_file_is_read_below_the_folder_only(folder: Folder, tmp_path: Path, name: str) -> None:
    """A path that was handed in does not lead out either."""
    (tmp_path / "outside.md").write_text(PROSE)
    assert isinstance(read_file(folder({"sub/a.md": PROSE}), name, MAX_BYTES), Skipped)


def test_the_folder_itself_must_be_one(folder: Folder, tmp_path: Path) -> None:
    """A folder that is missing, a file, empty or without articles is an error that names it."""
    place = folder({"page.odt": PROSE})
    (tmp_path / "empty").mkdir()
    for path, message in [
        (tmp_path / "none", "There is no folder"),
        (place / "page.odt", "is a file, not a folder"),
        (tmp_path / "empty", "is empty"),
        (place, r"page.odt: not a .txt, .md"),
    ]:
        with pytest.raises(ArticlesError, match=message) as caught:
            ArticleIndex.open(path, tmp_path / "index", FakeEmbedder())
        assert str(path) in str(caught.value)
        assert caught.value.remedy


def test_the_signature_follows_the_folder(folder: Folder) -> None:
    """It changes with every file added, edited, renamed or deleted, and with nothing else."""
    place = folder({"a.md": PROSE, "b.md": PROSE})
    seen = [folder_signature(place)]
    assert folder_signature(place) == seen[0]
    (place / "c.md").write_text(PROSE)
    seen.append(folder_signature(place))
    (place / "c.md").write_text(PROSE * 2)
    seen.append(folder_signature(place))
    (place / "c.md").rename(place / "d.md")
    seen.append(folder_signature(place))
    (place / "a.md").unlink()
    seen.append(folder_signature(place))
    assert len(set(seen)) == 5
