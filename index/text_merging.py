"""The full-text tables written anew after a change, so that no words of removed articles stay in them."""

import sqlite3

_TABLES = ("passages_text", "articles_text", "spellings")
_MOST_WRITTEN_ANEW = 20_000  # passages, whose full-text tables are written in a second or two
_PAGES_MERGED = 200
# Each 'optimize' puts all there is a level higher. SQLite 3.40 takes a table for damaged when the list of its levels
# outgrows a page, which 1,379 do; a 'rebuild' begins at the lowest.
_MOST_LEVELS = 500
_STRUCTURE, _COOKIE_BYTES = 10, 4  # the row with that list; after a cookie comes how many there are


def merge_text_tables(connection: sqlite3.Connection, passages: int) -> None:
    """Write them anew in a transaction; of large ones only a part, where such words stay until it is its turn."""
    for table in _TABLES:
        if passages > _MOST_WRITTEN_ANEW:
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', {_PAGES_MERGED})")  # noqa: S608
        else:
            command = "optimize" if _levels(connection, table) < _MOST_LEVELS else "rebuild"
            connection.execute(f"INSERT INTO {table} ({table}) VALUES (?)", (command,))  # noqa: S608


def _levels(connection: sqlite3.Connection, table: str) -> int:
    """Return the number of levels, kept in seven bits a byte, of which only the last has its top bit clear."""
    row = connection.execute(f"SELECT block FROM {table}_data WHERE id = {_STRUCTURE}").fetchone()  # noqa: S608
    levels = 0
    for byte in row[0][_COOKIE_BYTES:]:
        levels = levels << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    return levels
