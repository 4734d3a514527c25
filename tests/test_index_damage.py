"""A file of the index that is damaged in any way never changes an answer silently."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from conftest import FakeEmbedder
from damage import FILES, Room, damages, everything, keep_result, make_room, opened, outcome, table

from index import ArticleIndex, IndexDamagedError


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Sound indexes to be damaged."""
    return make_room(tmp_path_factory.mktemp("room"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """The same articles, indexed elsewhere."""
    return make_room(tmp_path_factory.mktemp("other"))


def trials(room: Room, other: Room, name: str, flips: int, place: Path) -> Counter[tuple[str, str]]:
    """Damage a file in many ways; return how often each kind of damage ended in which way."""
    whole, foreign = ((one.sound(name) / name).read_bytes() for one in (room, other))
    seed = 20_000 + FILES.index(name)
    return Counter(
        (kind, outcome(room, name, content, place / "trial")[0])
        for kind, content in damages(whole, foreign, seed, flips)
    )


@pytest.mark.parametrize("name", FILES)
def test_damage_is_harmless_or_told_and_repaired(room: Room, other: Room, name: str, tmp_path: Path) -> None:
    """Flipped bits, cut short, with garbage at its end, or of another index."""
    ends = trials(room, other, name, 12, tmp_path)
    assert {end for _, end in ends} <= {"no harm", "repaired"}


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", FILES)
def test_damage_1400_times(room: Room, other: Room, name: str, tmp_path: Path) -> None:
    """1,000 flips, 300 truncations, 50 with garbage appended, 50 swapped."""
    ends = trials(room, other, name, 1000, tmp_path)
    keep_result(f"damage-{name}.md", table({name: ends}))
    assert sum(ends.values()) == 1400
    assert {end for _, end in ends} <= {"no harm", "repaired"}


WORDS = (b"Of the crane", b"crane.md", b"The Quay", b"Northern", b"Pilots Guild", b"[[", b"porter")


@pytest.mark.parametrize("bit", [1, 128])
@pytest.mark.parametrize("word", WORDS)
def test_a_letter_altered_anywhere_in_the_database_is_repaired(
    room: Room, word: bytes, bit: int, tmp_path: Path
) -> None:
    """In an article, a name, the offsets or the tables' own description; and where it is no UTF-8 any more."""
    whole = (room.plain / "articles.db").read_bytes()
    place = whole.index(word) + 2
    altered = whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
    end, told = outcome(room, "articles.db", altered, tmp_path / "index")
    assert end == "repaired"
    assert told.startswith("it was damaged (")


@pytest.mark.parametrize("place", [0, 18, 19, 24, 40, 56, 92])
def test_an_altered_header_is_harmless_or_repaired(room: Room, place: int, tmp_path: Path) -> None:
    """Wherever in the first 100 bytes."""
    whole = (room.plain / "articles.db").read_bytes()
    for bit in (1, 4, 128):
        altered = whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
        assert outcome(room, "articles.db", altered, tmp_path / "index")[0] in ("no harm", "repaired")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_or_empty_is_made_again(room: Room, name: str, tmp_path: Path) -> None:
    """And nothing is said of another's loss."""
    assert outcome(room, name, b"", tmp_path / "empty")[0] in ("no harm", "repaired")
    place = tmp_path / "missing"
    make = room.sound(name)
    place.mkdir()
    for file in make.iterdir():
        if file.name != name:
            (place / file.name).write_bytes(file.read_bytes())
    index, _ = opened(room.articles, place)
    assert everything(index) == room.answers
    assert index.check() == ()


@pytest.mark.parametrize(("name", "end"), [("articles.db", "refused"), ("articles.db-wal", "refused")])
def test_a_folder_in_the_place_of_a_file_is_named_and_left_alone(
    room: Room, name: str, end: str, tmp_path: Path
) -> None:
    """What is in it may be somebody's; the error names the file."""
    found, told = outcome(room, name, None, tmp_path / "index")
    assert (found, "articles.db" in told) == (end, True)


def test_a_row_altered_while_the_index_is_open_is_refused_then_repaired(room: Room, tmp_path: Path) -> None:
    """The checksum of each row is checked as it is read; the next refresh repairs what was found."""
    index, _ = opened(room.articles, tmp_path / "index")
    path = tmp_path / "index/articles.db"
    whole = path.read_bytes()
    before = everything(index)
    path.write_bytes(whole.replace(b"Of the crane", b"Of the crate"))
    assert path.read_bytes() != whole
    with pytest.raises(IndexDamagedError, match=r"crane\.md is altered"):
        everything(index)
    assert any("crane.md is altered" in fault or "does not agree" in fault for fault in index.check())
    changes = index.refresh()
    assert changes.rebuilt.startswith("it was damaged (")
    assert changes.embedded == 0
    assert everything(index) == before
    assert index.check() == ()


def test_an_index_of_an_older_format_is_made_anew_and_the_reason_told(room: Room, tmp_path: Path) -> None:
    """As it was made before rows had checksums."""
    place = tmp_path / "index"
    place.mkdir()
    older = Path(__file__).parent / "data" / "format2.db.gz"
    (place / "articles.db").write_bytes(gzip.decompress(older.read_bytes()))
    index, changes = ArticleIndex.open(room.articles, place, FakeEmbedder())
    assert changes.rebuilt == "its format is 2, now 3"
    assert everything(index) == room.answers
