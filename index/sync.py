"""Bring an index in line with its folder: compare, read, chunk, embed, store, swap.

Only what changed is read closely, and only passages whose text is new are embedded.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.aliases import Aliases, Names, read_aliases
from index.articles import Article, Passage
from index.blocks import Kind, is_boilerplate, split_blocks
from index.changes import Changes, compare, nothing_to_read
from index.chunker import CHUNKING, chunk_article, embedded_text
from index.database import Database
from index.embedder import Embedder
from index.embedding import Progress, embed
from index.extraction import Extractor, extraction_version
from index.metadata import read_front_matter
from index.names import find_abbreviations
from index.normalise import normalise
from index.reader import parse_article, read_folder
from index.schema import FORMAT
from index.settings import IndexSettings
from index.sidecar import Entries, of_no_article, read_sidecar, said_of, told_the_same
from index.snapshot import Snapshot
from index.texts import with_texts
from index.transaction import StoredPassage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """What an index holds already; by default one that is not there yet."""

    manifest: dict[str, str] = field(default_factory=dict)
    checksums: dict[str, str] = field(default_factory=dict)
    keys: Callable[[Iterable[str]], set[str]] = lambda _: set()
    aliases: tuple[Names, ...] = ()
    said: Entries = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    articles: Callable[[str], Article | None] = lambda _: None

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Stored":
        """Return what a generation holds; it must stay open for as long as this is in use."""
        return cls(
            snapshot.manifest(),
            snapshot.checksums(),
            snapshot.known_keys,
            snapshot.aliases(),
            snapshot.sidecar(),
            snapshot.unreadable(),
            snapshot.article,
        )

    def without_embeddings(self) -> "Stored":
        """Return the same with no embedding to be used again."""
        return replace(self, keys=lambda _: set())


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done to an index: the articles to be written, and their passages that are to be embedded."""

    changes: Changes
    articles: Sequence[Article]
    passages: Sequence[Sequence[StoredPassage]]
    to_embed: dict[str, Passage]
    aliases: Aliases
    said: Entries
    unreadable: dict[str, str]
    manifest: dict[str, str]


def plan(
    folder: Path, index_dir: Path, stored: Stored, embedder: Embedder, settings: IndexSettings, reason: str = ""
) -> Plan:
    """Find out what is to be done to bring an index in line with its folder; nothing is written or embedded.

    Args:
        index_dir: is no part of the folder, wherever it lies.
        reason: why everything is to be made anew, where that is known already.

    Raises:
        ArticlesError: the folder is missing or nothing in it can be read.
    """
    manifest = manifest_of(embedder.fingerprint, settings)
    anew = reason or _mismatch(stored.manifest, manifest)
    aliases = read_aliases(folder, settings.max_file_bytes, stored.aliases)
    sidecar = read_sidecar(folder, settings.max_file_bytes, stored.said)
    known = {} if anew else stored.checksums
    sound = told_the_same(known, stored.said, sidecar.entries)
    unreadable: dict[str, str] = {}
    with Extractor() as extractor:
        files = with_texts(
            read_folder(folder, settings.max_file_bytes, index_dir), sound, {} if anew else stored.unreadable,
            unreadable, extractor,
        )  # fmt: skip
        changes, new = compare(folder, files, sound, known, settings.rest_seconds)
    if not (changes.unchanged or new or stored.checksums.keys() & {file.path for file in changes.skipped}):
        raise nothing_to_read(folder, changes.skipped)
    articles = [parse_article(source, said_of(source.path, sidecar.entries)) for source in new]
    if anew:  # what cannot be read just now keeps its last good version
        paths = (file.path for file in changes.skipped if file.path in stored.checksums)
        articles += filter(None, map(stored.articles, paths))
    passages = _chunk(articles, embedder, settings)
    wanted = {piece.key: piece.passage for group in passages for piece in group}
    keys = stored.keys(wanted)
    to_embed = {key: passage for key, passage in wanted.items() if key not in keys}
    changes = replace(
        changes,
        skipped=(*changes.skipped, *aliases.faults, *sidecar.faults, *of_no_article(sidecar.entries, changes.seen)),
        embedded=len(to_embed),
        rebuilt=anew,
        aliases=aliases.names != stored.aliases,
    )
    return Plan(changes, articles, passages, to_embed, aliases, sidecar.entries, unreadable, manifest)


def sync(  # noqa: PLR0913
    folder: Path,
    database: Database,
    embedder: Embedder,
    settings: IndexSettings,
    progress: Progress | None = None,
    reason: str = "",
    *,
    embed_all: bool = False,
) -> Changes:
    """Make the database hold what the folder holds.

    Args:
        progress: called with (passages embedded, passages to embed) as the work goes on.
        reason: why everything is to be made anew, to be told in the summary.
        embed_all: do not use the embeddings at hand.

    Raises:
        ArticlesError: the folder is missing or nothing in it can be read; the index is left as it was.
        IndexStoreError: the index cannot be written; the old generation is left as it was.
    """
    with database.reading() as snapshot:
        stored = Stored.of(snapshot)
        if embed_all:
            stored = stored.without_embeddings()
        todo = plan(folder, database.path.parent, stored, embedder, settings, reason)
    changes = todo.changes
    if "generation" in stored.manifest and not changes:
        if todo.unreadable != stored.unreadable:
            with database.writing() as transaction:
                transaction.set_unreadable(todo.unreadable)
        return changes
    if changes.rebuilt and not reason:
        logger.warning("rebuilding the index: %s", changes.rebuilt)
    embed(todo.to_embed, database, embedder, progress)
    kept = frozenset(changes.unchanged if changes.rebuilt else (*changes.unchanged, *(f.path for f in changes.skipped)))
    with database.writing() as transaction:
        transaction.remove_articles(path for path in stored.checksums if path not in kept)
        for article, stored_passages in zip(todo.articles, todo.passages, strict=True):
            transaction.add_article(article, stored_passages, _about(article))
            transaction.add_abbreviations(article.path, find_abbreviations(article.text))
        transaction.set_aliases(todo.aliases.names)
        transaction.set_sidecar(todo.said)
        transaction.set_unreadable(todo.unreadable)
        transaction.forget_unused_embeddings()
        if changes.deleted or changes.edited or changes.rebuilt:
            transaction.merge_text_tables()
        dimension = str(embedder.dimension) if todo.articles else stored.manifest["dimension"]
        transaction.begin_generation({**todo.manifest, "dimension": dimension})
    return changes


def manifest_of(model: str, settings: IndexSettings) -> dict[str, str]:
    """Return how an index is made, but for its dimension; an index made otherwise is made anew."""
    return {
        "format": FORMAT,
        "model": model,
        "chunking": f"{CHUNKING}, at most {settings.passage_tokens} tokens",
        "extraction": extraction_version(),
    }


def _mismatch(stored: dict[str, str], wanted: dict[str, str]) -> str:
    """Say why an index cannot go on being used, or nothing."""
    for key, value in wanted.items():
        if stored and stored.get(key) != value:
            return f"its {key} is {stored.get(key, 'unknown')}, now {value}"
    return ""


def _chunk(articles: Sequence[Article], embedder: Embedder, settings: IndexSettings) -> list[list[StoredPassage]]:
    if not articles:
        return []
    limit = min(settings.passage_tokens, embedder.max_tokens)
    return [
        [
            StoredPassage(passage, _key(passage, embedder.fingerprint))
            for passage in chunk_article(article, limit, embedder.count_tokens)
        ]
        for article in articles
    ]


def _key(passage: Passage, model: str) -> str:
    """Name what is embedded of a passage, and by what: its text, where its sentences lie, the model."""
    spans = [(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
    return hashlib.sha256(f"{model}\0{embedded_text(passage)}\0{spans}".encode()).hexdigest()


def _about(article: Article) -> str:
    """Return what names an article rather than its subject: title, author, outlet, date, the page's own notices."""
    _, start = read_front_matter(article.text)
    notices = [
        article.text[block.start : block.end]
        for block in split_blocks(article.text, start)
        if block.kind is Kind.FURNITURE and is_boilerplate(article.text[block.start : block.end])
    ]
    return normalise("\n".join((article.title, article.author, article.publisher, article.published, *notices)))
