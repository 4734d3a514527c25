"""A folder that is being opened: what is told meanwhile, and what becomes of it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from reading_room import Keeper, fill

from assistant import ArticlesError, Assistant, EmbeddingError, QAError, default_index_dir
from ui.exchange import Exchange
from ui.opening import Opening


def opening(place: Path, open_folder: Callable[[Callable[[int, int], None]], object]) -> Opening:
    """Return an opening that uses this function."""
    return Opening(place, lambda watch: cast("Assistant", open_folder(watch)))


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so; fail where that takes long."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_is_open_has_its_assistant_and_its_starters(tmp_path: Path) -> None:
    """An opening that is done is handed on as it is."""
    keeper = Keeper(tmp_path)
    done = Opening.of(cast("Any", keeper))
    assert done.assistant is cast("Any", keeper)
    assert done.standing.state == "open"
    assert list(done.starters) == keeper.starter_questions()
    assert Opening.of(done) is done


def test_the_conversations_are_kept_with_the_index_before_it_is_there(tmp_path: Path) -> None:
    """In the index folder that was given, or in the folder's own."""
    given = Opening(tmp_path, lambda _: cast("Any", None), tmp_path / "kept")
    given.conversations.append(None, Exchange("Why?", None, ""))
    assert (tmp_path / "kept" / "conversations.db").exists()
    Opening(tmp_path, lambda _: cast("Any", None)).conversations.append(None, Exchange("Why?", None, ""))
    assert (default_index_dir(tmp_path) / "conversations.db").exists()


def test_the_standing_differs_when_the_articles_may(tmp_path: Path) -> None:
    """A page that asks for it knows when to look again."""
    fill(tmp_path)
    keeper = Keeper(tmp_path)
    done = Opening.of(cast("Any", keeper))
    before = done.standing
    assert done.standing == before
    keeper.refresh()
    assert done.standing != before


def test_how_far_the_reading_is_is_told_and_the_assistant_awaited(tmp_path: Path) -> None:
    """Nobody is handed an assistant that is not open."""
    go: list[bool] = []

    def read(watch: Callable[[int, int], None]) -> Keeper:
        while not go:
            watch(1200, 4000)
            time.sleep(0.02)
        return Keeper(tmp_path)

    with opening(tmp_path, read) as slow:
        slow.wait_for_news()
        assert slow.standing.told == "The articles are being read: 1,200 of 4,000 passages."
        with pytest.raises(QAError, match="1,200 of 4,000"):
            _ = slow.assistant
        go.append(True)
        assert slow.result() is slow.assistant
        assert slow.standing.state == "open"


def test_an_empty_folder_is_waited_for(tmp_path: Path) -> None:
    """The first file is enough."""

    def read(watch: Callable[[int, int], None]) -> Keeper:
        if not any(tmp_path.iterdir()):
            raise ArticlesError("Empty.", "Put files there.")
        watch(1, 1)
        return Keeper(tmp_path)

    with opening(tmp_path, read) as empty:
        empty.wait_for_news()
        assert (empty.standing.state, empty.standing.told, empty.standing.remedy) == (
            "empty", "Empty.", "Put files there.",
        )  # fmt: skip
        fill(tmp_path)
        until(lambda: empty.standing.state == "open")


@pytest.mark.parametrize("error", [EmbeddingError("No model.", "Install it."), ZeroDivisionError("a fault")])
def test_what_cannot_be_opened_says_so_where_it_is_awaited(tmp_path: Path, error: Exception) -> None:
    """Expected or not, it is not kept from the one who waits."""

    def fail(_: object) -> Keeper:
        raise error

    with opening(tmp_path, fail) as failed:
        for wait in (failed.wait_for_news, failed.result):
            with pytest.raises(type(error)) as caught:
                wait()
            assert caught.value is error


def test_a_missing_folder_is_not_waited_for(tmp_path: Path) -> None:
    """It is more likely mistyped."""

    def fail(_: object) -> Keeper:
        raise ArticlesError("There is no folder.")

    with opening(tmp_path / "missing", fail) as missing, pytest.raises(ArticlesError):
        missing.wait_for_news()


def test_the_reading_ends_when_it_is_given_up(tmp_path: Path) -> None:
    """As when the program is interrupted."""

    def read(watch: Callable[[int, int], None]) -> Keeper:
        while True:
            watch(1, 2)
            time.sleep(0.02)

    with opening(tmp_path, read) as endless:
        endless.wait_for_news()
    with pytest.raises(QAError, match="given up"):
        endless.result()
