"""The vector index: passage ids and unit vectors, nothing of text.

Its base is made from one generation of the database and kept in a file; what was added and removed
since lies beside it in memory, so that a change costs no more than what changed. Up to some tens of
thousands of passages the base is exact. Beyond, it looks through those of its lists that are
nearest, and keeps a vector in a byte a number: the passages it finds are then scored anew from
their stored embeddings, so that a score is a cosine either way.

FAISS itself notices no flipped byte; a file that does not match its checksum is not parsed at all.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.embedder import Vectors
from index.errors import IndexDamagedError
from index.vector_file import reading_checked, write_checked

Ids = npt.NDArray[np.int64]
_Index = Any  # FAISS has much that its own stubs lack
_Parameters = Any
_faiss: Any = faiss
VectorsOf = Callable[[Ids], Vectors]

_PROBES = 64  # lists looked through: recall@10 .991 at a million passages, .984 at 100,000
_TRAINED_ON = 40  # vectors a list
_BATCH = 10_000
_MOST_CHANGED = 0.05  # of the base: what is beside it is looked through one by one
_THREADS = faiss.omp_get_max_threads()
_LARGE = 20_000  # vectors; for fewer, waiting for a second thread takes longer than the search
_CHUNK = 1 << 20


class FaissStore:
    """An inner-product index over unit vectors, so that a score is a cosine. A store is never changed."""

    def __init__(self, ids: Ids, vectors: Vectors, state: str) -> None:
        self._open(_exact(ids, vectors), np.sort(ids), state)

    @classmethod
    def of(cls, ids: Ids, vectors_of: VectorsOf, dimension: int, state: str, most_exact: int) -> "FaissStore":
        """Make a store of stored embeddings, without having all of them in memory where they are many.

        Args:
            ids: in ascending order.
            vectors_of: returns the vectors of some ids, in their order.
            most_exact: with more passages, the store is approximate.
        """
        if len(ids) <= most_exact:
            return cls(ids, vectors_of(ids) if len(ids) else np.zeros((0, dimension), dtype=np.float32), state)
        store = cls.__new__(cls)
        store._open(_approximate(ids, vectors_of, dimension), ids, state)
        return store

    def _open(self, base: _Index, ids: Ids, state: str) -> None:
        self.state = self.base_state = state
        self._base = base
        self._ids = ids
        self._added = _exact(np.zeros(0, dtype=np.int64), np.zeros((0, base.d), dtype=np.float32))
        self._removed: Ids = np.zeros(0, dtype=np.int64)
        self.last = int(ids[-1]) if len(ids) else 0

    def __len__(self) -> int:
        return len(self._ids) + int(self._added.ntotal) - len(self._removed)

    def ids(self) -> Ids:
        """Return the ids of all passages, in ascending order."""
        present = np.concatenate([self._ids, faiss.vector_to_array(self._added.id_map)])
        return np.setdiff1d(present, self._removed)

    @property
    def exact(self) -> bool:
        """Whether the cosines that `search` returns are exact, and all nearest passages are found."""
        return isinstance(self._base, faiss.IndexIDMap2)

    @property
    def first(self) -> int:
        """The lowest id of the base."""
        return int(self._ids[0]) if len(self._ids) else 0

    @property
    def base(self) -> "FaissStore":
        """The store of the generation that the base was made from."""
        store = type(self).__new__(type(self))
        store._open(self._base, self._ids, self.base_state)
        return store

    def would_be_worn_by(self, more: int) -> bool:
        """Say whether, with so many more changes, so much has changed that the base should be made anew."""
        return int(self._added.ntotal) + len(self._removed) + more > _MOST_CHANGED * len(self._ids)

    def changed(self, state: str, added: Ids, vectors: Vectors, removed: Ids) -> "FaissStore":
        """Return the store of a later generation.

        Args:
            added: ids above all that were ever in this store, in ascending order.
            removed: all ids that were removed since the base was made; those that never were in the store are ignored.
        """
        store = self.base
        before = faiss.vector_to_array(self._added.id_map)
        ids = np.concatenate([before, added])
        store._removed = np.intersect1d(removed, np.concatenate([self._ids, ids]))
        store._added = _exact(ids, np.concatenate([self._vectors_added(before), vectors]))
        store.state = state
        store.last = max(self.last, int(added[-1]) if len(added) else 0)
        return store

    def search(self, vectors: Vectors, k: int, only: Ids | None = None) -> list[dict[int, float]]:
        """Return, for each vector, the ids of its `k` nearest passages with their cosines; of these ids only."""
        if not len(self) or k < 1:
            return [{} for _ in vectors]
        wanted = np.ascontiguousarray(vectors, dtype=np.float32)
        faiss.omp_set_num_threads(1 if len(self) < _LARGE else _THREADS)
        parts = [
            index.search(wanted, min(k, int(index.ntotal)), params=self._parameters(index, only))
            for index in (self._base, self._added)
            if index.ntotal
        ]
        scores = np.concatenate([part[0] for part in parts], axis=1)
        ids = np.concatenate([part[1] for part in parts], axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")
        return [
            # FAISS fills missing results with id -1
            dict([(int(row_ids[at]), float(row_scores[at])) for at in row if row_ids[at] >= 0][:k])
            for row_ids, row_scores, row in zip(ids, scores, order, strict=True)
        ]

    def cosine(self, identifier: int, vector: Vectors) -> float:
        """Return the cosine of one passage of an exact store with a vector of shape (dimension,)."""
        index = self._added if identifier > self._ids[-1:].sum() else self._base
        return float(index.reconstruct(identifier) @ vector)

    def save(self, path: Path) -> None:
        """Write the base to a file.

        Raises:
            IndexStoreError: it could not be written whole; the old file is still there.
        """
        write_checked(
            path,
            self.base_state,
            lambda append: faiss.write_index(self._base, _faiss.PyCallbackIOWriter(append, _CHUNK)),
        )

    @classmethod
    def load(cls, path: Path) -> "FaissStore":
        """Read a file that `save` wrote.

        Raises:
            IndexDamagedError: it is missing, cut short or altered.
        """
        with reading_checked(path) as (state, file):
            # No list in the file is longer than the file; FAISS would otherwise allocate whatever size it reads there.
            faiss.set_deserialization_vector_byte_limit(path.stat().st_size)
            faiss.set_deserialization_loop_limit(path.stat().st_size)
            try:
                base = faiss.read_index(_faiss.PyCallbackIOReader(file.read, _CHUNK))
            except RuntimeError as error:
                raise IndexDamagedError(f"The vector index {path} cannot be parsed.") from error
        store = cls.__new__(cls)
        store._open(base, np.sort(_ids_of(base)), state)
        return store

    def _parameters(self, index: _Index, only: Ids | None) -> _Parameters:
        selected: Any = faiss.IDSelectorBatch(only) if only is not None else None
        if len(self._removed):
            kept = faiss.IDSelectorNot(faiss.IDSelectorBatch(self._removed))
            selected = faiss.IDSelectorAnd(selected, kept) if selected else kept
        if isinstance(index, faiss.IndexIDMap2):
            return _faiss.SearchParameters(sel=selected) if selected else None
        # where few are wanted, they may be in any list
        return _faiss.SearchParametersIVF(nprobe=index.nlist if only is not None else _PROBES, sel=selected)

    def _vectors_added(self, ids: Ids) -> Vectors:
        vectors: Vectors = self._added.reconstruct_batch(ids)
        return vectors


def _exact(ids: Ids, vectors: Vectors) -> _Index:
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    if len(ids):
        index.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(ids))
    return index


def _approximate(ids: Ids, vectors_of: VectorsOf, dimension: int) -> _Index:
    """Make an index of about as many lists as a list is long."""
    faiss.omp_set_num_threads(_THREADS)
    lists = round(len(ids) ** 0.5)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.train(vectors_of(ids[:: max(1, len(ids) // (lists * _TRAINED_ON))]))
    for first in range(0, len(ids), _BATCH):
        batch = ids[first : first + _BATCH]
        index.add_with_ids(vectors_of(batch), batch)
    return index


def _ids_of(base: _Index) -> Ids:
    if isinstance(base, faiss.IndexIDMap2):
        ids: Ids = faiss.vector_to_array(base.id_map)
        return ids
    lists: Sequence[Ids] = [
        faiss.rev_swig_ptr(base.invlists.get_ids(number), base.invlists.list_size(number)).copy()
        for number in range(base.nlist)
        if base.invlists.list_size(number)
    ]
    return np.concatenate(lists)
