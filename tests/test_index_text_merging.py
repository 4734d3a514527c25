"""The full-text tables written anew, thousands of times."""

import sqlite3
from contextlib import closing

import pytest

from index.schema import SCHEMA
from index.text_merging import merge_text_tables


@pytest.mark.parametrize("passages", [1, 30_000], ids=["small", "large"])
def test_full_text_tables_stay_sound_after_thousands_of_changes(passages: int) -> None:
    """Each time a row is added and one in three removed, whose words are forgotten where the tables are small."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(SCHEMA)
        for number in range(1, 2401):
            connection.execute("BEGIN")
            words = (number, "lamp", f"harbour{number}")
            connection.execute("INSERT INTO passages_text (rowid, title, body) VALUES (?, ?, ?)", words)
            if number % 3 == 0:
                connection.execute("DELETE FROM passages_text WHERE rowid = ?", (number // 3,))
            merge_text_tables(connection, passages)
            connection.execute("COMMIT")
        connection.execute("INSERT INTO passages_text (passages_text, rank) VALUES ('integrity-check', 1)")
        query = "SELECT count(*) FROM vocabulary WHERE term GLOB 'harbour*'"
        (held,) = connection.execute(query).fetchone()
        found = connection.execute("SELECT count(*) FROM passages_text WHERE passages_text MATCH 'lamp'").fetchone()
        assert found == (1600,)
        assert held == 1600 or passages > 1
