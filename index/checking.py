"""Check everything in the database: each row by its checksum, and that the rows belong together.

A sample that is sound says nothing about the rest, so nothing is left out. Faults are told in words.
"""

import sqlite3
from collections.abc import Iterator

from index.articles import Article, Passage
from index.checksum import checksum, total
from index.errors import IndexDamagedError
from index.snapshot import Snapshot, passage_of

_TEXT_TABLES = {"passages_text": "passages", "articles_text": "articles", "spellings": ""}
_COUNTED = ("articles", "passages", "abbreviations", "aliases")
_FLOAT, _HALF = 4, 2  # bytes of a number in the vector of a passage, and in those of its sentences


def find_faults(connection: sqlite3.Connection, schema: str) -> Iterator[str]:
    """Tell what is wrong with a database, in an open transaction that can write (nothing is written).

    Args:
        schema: the statements that made its tables.

    Raises:
        sqlite3.Error, IndexDamagedError: something cannot be read at all.
    """
    pages = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
    if pages != ["ok"]:
        yield from pages
        return
    if _tables(connection) != _tables_made_by(schema):
        yield "the tables are not those that were made"
        return
    snapshot = Snapshot(connection)
    yield from _faults_in_rows(connection, snapshot)
    yield from _faults_in_text_tables(connection)


def _faults_in_rows(connection: sqlite3.Connection, snapshot: Snapshot) -> Iterator[str]:
    sentences: dict[str, int] = {}
    for (identifier,) in connection.execute("SELECT id FROM articles ORDER BY id").fetchall():
        try:
            for passage, key in _passages(connection, snapshot.read_article(identifier), identifier):
                sentences[key] = len(passage.sentences)
                if not 0 <= passage.start < passage.end <= len(passage.article.text):
                    yield f"a passage of {passage.article.path} does not lie in it"
        except IndexDamagedError as error:
            yield str(error)
    yield from _faults_in_embeddings(connection, sentences, int(snapshot.manifest().get("dimension", "0")))
    for read in (snapshot.abbreviations, snapshot.aliases):
        try:
            read()
        except IndexDamagedError as error:
            yield str(error)
    rows = connection.execute(" UNION ALL ".join(f"SELECT checksum FROM {table}" for table in _COUNTED))  # noqa: S608
    if total(row[0] for row in rows) != int(snapshot.manifest().get("total", "0"), 16):
        yield "rows are missing, or are of another state of the index"


def _passages(connection: sqlite3.Connection, article: Article, identifier: int) -> Iterator[tuple[Passage, str]]:
    """Return the passages of an article with the keys of their embeddings."""
    query = "SELECT start, stop, sentences, embedding, checksum FROM passages WHERE article_id = ?"
    for row in connection.execute(query, (identifier,)):
        yield passage_of(article, *row), row[3]


def _faults_in_embeddings(connection: sqlite3.Connection, sentences: dict[str, int], dimension: int) -> Iterator[str]:
    """Check every embedding, and that there is one of the right length for each key, given its sentences."""
    missing = set(sentences)
    for key, vector, of_sentences, *expected in connection.execute("SELECT * FROM embeddings"):
        missing.discard(key)
        count = sentences.get(key)
        if [checksum(key, vector), checksum(key, of_sentences)] != expected:
            yield "an embedding is altered"
        elif count is not None and (len(vector), len(of_sentences)) != (
            dimension * _FLOAT,
            count * 2 * dimension * _HALF,
        ):
            yield "an embedding has the wrong length"
    if missing:
        yield f"{len(missing)} embeddings are missing"


def _faults_in_text_tables(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare each full-text table with its own text, and its rows with those it was made of."""
    for table, source in _TEXT_TABLES.items():
        if (
            source
            and connection.execute(
                f"SELECT 1 FROM (SELECT id FROM {source} EXCEPT SELECT id FROM {table}_content)"  # noqa: S608
                f" UNION ALL SELECT 1 FROM (SELECT id FROM {table}_content EXCEPT SELECT id FROM {source})"
            ).fetchone()
        ):
            yield f"the full-text table {table} does not hold the {source} of the index"
        try:
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            yield f"the full-text table {table} does not agree with its text"


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()


def _tables_made_by(schema: str) -> list[tuple[str, str, str, str | None]]:
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(schema)
        made = _tables(connection)
    connection.close()
    return made
