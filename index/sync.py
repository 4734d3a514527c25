"""Bring an index in line with its folder: compare, read, chunk, embed, store, swap.

Only what changed is read closely, and only passages whose text is new are embedded.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import numpy as np

from index.aliases import read_aliases
from index.articles import Article, Passage
from index.blocks import Kind, is_boilerplate, split_blocks
from index.chunker import CHUNKING, chunk_article, embedded_text
from index.database import FORMAT, Database, StoredPassage
from index.embedder import Embedder, Vectors
from index.errors import ArticlesError
from index.extraction import Extractor, extraction_version
from index.metadata import read_front_matter
from index.names import find_abbreviations
from index.normalise import normalise
from index.reader import KINDS, Skipped, SourceFile, parse_article, read_folder
from index.settings import IndexSettings
from index.sidecar import of_no_article, read_sidecar, said_of, told_the_same
from index.texts import with_texts

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Changes:
    """What a refresh found, as paths: each file of the folder is in exactly one of the lists.

    `renamed` pairs the old path with the new one. `rebuilt` says why everything was read anew,
    and is empty when it was not. `aliases` says whether what goes by several names changed.
    """

    added: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    embedded: int = 0
    rebuilt: str = ""
    aliases: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.edited or self.renamed or self.deleted or self.rebuilt or self.aliases)


def sync(
    folder: Path,
    database: Database,
    embedder: Embedder,
    settings: IndexSettings,
    progress: Progress | None = None,
    damage: str = "",
) -> Changes:
    """Make the database hold what the folder holds.

    Args:
        progress: called with (passages embedded, passages to embed) as the work goes on.
        damage: why an earlier index had to be removed, to be told in the summary.

    Raises:
        ArticlesError: the folder is missing or nothing in it can be read; the index is left as it was.
        IndexStoreError: the index cannot be written; the old generation is left as it was.
    """
    wanted = _manifest(embedder, settings)
    with database.reading() as snapshot:
        stored, generation = snapshot.manifest(), snapshot.generation
        reason = damage or _mismatch(stored, wanted)
        known = snapshot.checksums()
        keys = snapshot.known_keys()
        last, last_said = snapshot.aliases(), snapshot.sidecar()
        before = {} if reason else known
        had_no_text = {} if reason else snapshot.unreadable()
    aliases = read_aliases(folder, settings.max_file_bytes, last)
    sidecar = read_sidecar(folder, settings.max_file_bytes, last_said)
    sound = told_the_same(before, last_said, sidecar.entries)
    found = read_folder(folder, settings.max_file_bytes, database.path.parent)
    unreadable: dict[str, str] = {}
    with Extractor() as extractor:
        changes, new = _compare(with_texts(found, sound, had_no_text, unreadable, extractor), sound, before)
    if not (changes.unchanged or new or known.keys() & {file.path for file in changes.skipped}):
        raise _nothing_to_read(folder, changes.skipped)
    faults = (*aliases.faults, *sidecar.faults, *of_no_article(sidecar.entries, _there(changes)))
    changes = replace(changes, skipped=(*changes.skipped, *faults), aliases=aliases.names != last)
    if generation and not changes and not reason:
        if unreadable != had_no_text:
            with database.writing() as transaction:
                transaction.set_unreadable(unreadable)
        return changes
    if reason:
        logger.warning("rebuilding the index: %s", reason)
    articles = [parse_article(source, said_of(source.path, sidecar.entries)) for source in new]
    passages = _chunk(articles, embedder, settings)
    embedded = _embed(passages, keys, database, embedder, progress)
    with database.writing() as transaction:
        kept = frozenset((*changes.unchanged, *(file.path for file in changes.skipped)))
        transaction.remove_articles(path for path in known if path not in kept)
        for article, stored_passages in zip(articles, passages, strict=True):
            transaction.add_article(article, stored_passages, _about(article))
            transaction.add_abbreviations(article.path, find_abbreviations(article.text))
        transaction.set_aliases(aliases.names)
        transaction.set_sidecar(sidecar.entries)
        transaction.set_unreadable(unreadable)
        transaction.forget_unused_embeddings()
        if changes.deleted or changes.edited or reason:
            transaction.merge_text_tables()
        transaction.set_manifest(
            {
                **wanted,
                "identity": uuid4().hex,  # a generation number alone comes back with a restored backup
                "generation": str(generation + 1),
                "dimension": str(embedder.dimension) if articles else stored["dimension"],
            }
        )
    return replace(changes, embedded=embedded, rebuilt=reason)


def _manifest(embedder: Embedder, settings: IndexSettings) -> dict[str, str]:
    return {
        "format": FORMAT,
        "model": embedder.fingerprint,
        "chunking": f"{CHUNKING}, at most {settings.passage_tokens} tokens",
        "extraction": extraction_version(),
    }


def _mismatch(stored: dict[str, str], wanted: dict[str, str]) -> str:
    """Say why an index cannot go on being used, or nothing."""
    for key, value in wanted.items():
        if stored and stored.get(key) != value:
            return f"its {key} is {stored.get(key, 'unknown')}, now {value}"
    return ""


def _compare(
    files: Iterable[SourceFile | Skipped], sound: dict[str, str], known: dict[str, str]
) -> tuple[Changes, list[SourceFile]]:
    """Sort the folder's files by what became of them; return the ones to read with the summary.

    Args:
        files: the folder's files.
        sound: the checksums, by path, of the articles in the index that can stay as they are.
        known: those of all articles in the index.
    """
    found: dict[str, SourceFile] = {}
    skipped: list[Skipped] = []
    unchanged: list[str] = []
    for file in files:
        if isinstance(file, Skipped):
            skipped.append(file)
        elif sound.get(file.path) == file.sha256:
            unchanged.append(file.path)
        else:
            found[file.path] = file
    # A file that cannot be read just now, such as a half-written one, keeps its last good version.
    kept = {*unchanged, *(file.path for file in skipped)}
    gone = {path: checksum for path, checksum in known.items() if path not in found and path not in kept}
    renamed: list[tuple[str, str]] = []
    for path, file in found.items():
        old = next((old for old, checksum in gone.items() if checksum == file.sha256), None)
        if path not in known and old is not None:
            renamed.append((old, path))
            del gone[old]
    moved = {new for _, new in renamed}
    return (
        Changes(
            added=tuple(path for path in found if path not in known and path not in moved),
            edited=tuple(path for path in found if path in known),
            renamed=tuple(renamed),
            deleted=tuple(gone),
            unchanged=tuple(unchanged),
            skipped=tuple(skipped),
        ),
        list(found.values()),
    )


def _there(changes: Changes) -> frozenset[str]:
    """Return the paths of all files that were seen."""
    renamed, skipped = (new for _, new in changes.renamed), (file.path for file in changes.skipped)
    return frozenset((*changes.added, *changes.edited, *changes.unchanged, *renamed, *skipped))


def _nothing_to_read(folder: Path, skipped: Sequence[Skipped]) -> ArticlesError:
    remedy = f"Put {KINDS} there, or give another folder with --articles."
    if not skipped:
        return ArticlesError(f"The folder {folder} is empty.", remedy)
    named = "; ".join(f"{file.path}: {file.reason}" for file in skipped[:5])
    return ArticlesError(f"Nothing in {folder} can be read as an article ({named}).", remedy)


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


def _embed(
    passages: Sequence[Sequence[StoredPassage]],
    keys: set[str],
    database: Database,
    embedder: Embedder,
    progress: Progress | None,
) -> int:
    """Embed what is new, the longest first so that a batch is of one length; return how many."""
    new = {stored.key: stored.passage for group in passages for stored in group if stored.key not in keys}
    todo = sorted(new.items(), key=lambda item: -len(item[1].text))
    done = 0
    for batch in _batches(todo):
        vectors = embedder.embed_passages([embedded_text(passage) for _, passage in batch])
        sentences = _embed_sentences([passage for _, passage in batch], embedder)
        with database.writing() as transaction:
            transaction.add_embeddings([key for key, _ in batch], vectors, sentences)
        done += len(batch)
        if progress:
            progress(done, len(todo))
    return done


def _embed_sentences(passages: Sequence[Passage], embedder: Embedder) -> list[Vectors]:
    """Embed each sentence alone, and with the one before it, which it may need to be understood.

    Returns:
        For each passage an array of shape (sentences, 2, dimension).
    """
    alone, in_context = [], []
    for passage in passages:
        text = passage.article.text
        for before, sentence in zip(passage.sentences[:1] + passage.sentences, passage.sentences, strict=False):
            alone.append(normalise(text[sentence.start : sentence.end]))
            in_context.append(normalise(text[before.start : sentence.end]))
    vectors = np.stack((embedder.embed_passages(alone), embedder.embed_passages(in_context)), axis=1)
    return np.split(vectors, np.cumsum([len(passage.sentences) for passage in passages])[:-1])


def _batches(items: Sequence[tuple[str, Passage]]) -> Iterator[Sequence[tuple[str, Passage]]]:
    for first in range(0, len(items), _BATCH):
        yield items[first : first + _BATCH]


def _about(article: Article) -> str:
    """Return what names an article rather than its subject: title, author, outlet, date, the page's own notices."""
    _, start = read_front_matter(article.text)
    notices = [
        article.text[block.start : block.end]
        for block in split_blocks(article.text, start)
        if block.kind is Kind.FURNITURE and is_boilerplate(article.text[block.start : block.end])
    ]
    return normalise("\n".join((article.title, article.author, article.publisher, article.published, *notices)))
