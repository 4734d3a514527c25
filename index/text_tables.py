"""The full-text tables of one generation: what BM25 ranks, who speaks of what, and how words are spelled."""

import json
import sqlite3
from collections.abc import Collection

from index.keywords import phrase
from index.normalise import without_accents


class TextTables:
    """Reads them within the transaction of a snapshot."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def matching_passages(self, expression: str, k: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Return the `k` best passages by BM25 for an FTS5 expression, of these only; a higher score is better."""
        chosen = ""
        given: tuple[int | str, ...] = ()
        if among:
            chosen = " AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
            given = (min(among), max(among), json.dumps(list(among)))
        rows = self._connection.execute(
            "SELECT rowid, -bm25(passages_text, 0.5, 1.0, 1.0) FROM passages_text"  # noqa: S608 (a constant)
            f" WHERE passages_text MATCH ?{chosen} ORDER BY bm25(passages_text, 0.5, 1.0, 1.0) LIMIT ?",
            (expression, *given, k),
        )
        return dict(rows)

    def having(self, term: str, among: Collection[int]) -> list[int]:
        """Return those of some passages that have a term."""
        rows = self._connection.execute(
            "SELECT rowid FROM passages_text WHERE passages_text MATCH ?"
            " AND +rowid IN (SELECT value FROM json_each(?))",  # with the sign, not a search for each of them
            (phrase(term), json.dumps([*among])),
        )
        return [row[0] for row in rows]

    def passages_matching(self, expression: str) -> set[int]:
        """Return the ids of all passages that match an FTS5 expression."""
        query = "SELECT rowid FROM passages_text WHERE passages_text MATCH ?"
        return {row[0] for row in self._connection.execute(query, (expression,))}

    def articles_about(self, expression: str) -> list[str]:
        """Return the paths of articles whose title, author, outlet or furniture match."""
        return self._paths_matching(f"about : ({expression})")

    def is_said(self, expression: str) -> bool:
        """Say whether the body of any article matches."""
        query = "SELECT 1 FROM articles_text WHERE articles_text MATCH ? LIMIT 1"
        return self._connection.execute(query, (f"body : ({expression})",)).fetchone() is not None

    def articles_saying(self, expression: str) -> list[str]:
        """Return the paths of articles whose body matches."""
        return self._paths_matching(f"body : ({expression})")

    def passages_with(self, term: str) -> int:
        """Return how many passages have a term, given as a stem.

        Of a frequent one in a large index, how many had it when its vectors were last made anew.
        """
        query = "SELECT passages FROM frequent_terms WHERE term = ?"
        row = self._connection.execute(query, (term,)).fetchone()
        row = row or self._connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
        return int(row[0]) if row else 0

    def is_spelled(self, word: str) -> bool:
        """Say whether an article has a word as it is spelled, accents and capitals aside."""
        query = "SELECT 1 FROM spelled WHERE term = ?"
        return self._connection.execute(query, (without_accents(word),)).fetchone() is not None

    def words_like(self, word: str, letters: int) -> list[tuple[str, int]]:
        """Return the articles' words with the same first letter, at most so many letters longer or shorter.

        Each comes with how often it occurs.
        """
        plain = without_accents(word)
        rows = self._connection.execute(
            "SELECT term, cnt FROM spelled WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
            (plain[0], chr(ord(plain[0]) + 1), len(plain) - letters, len(plain) + letters),
        )
        return [(term, count) for term, count in rows if term.isalpha()]

    def _paths_matching(self, expression: str) -> list[str]:
        rows = self._connection.execute(
            "SELECT a.path FROM articles_text t JOIN articles a ON a.id = t.rowid"
            " WHERE articles_text MATCH ? ORDER BY a.path",
            (expression,),
        )
        return [row[0] for row in rows]
