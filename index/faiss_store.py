"""The vector index: passage ids and unit vectors, nothing of text.

The file is derived from the embeddings in the database. It begins with a line of JSON that holds
the state of the database it was made from and a SHA-256 over that and what follows, because FAISS
itself notices no flipped byte; a file that does not match is not parsed at all.
"""

import hashlib
import json
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.embedder import Vectors
from index.errors import IndexDamagedError, IndexStoreError
from index.files import replace_file

Ids = npt.NDArray[np.int64]
_HEADER_LIMIT = 1000
_THREADS = faiss.omp_get_max_threads()
_LARGE = 20_000  # vectors; for fewer, waiting for a second thread takes longer than the search


class FaissStore:
    """An exact inner-product index over unit vectors, so that a score is a cosine."""

    def __init__(self, ids: Ids, vectors: Vectors, state: str) -> None:
        self.state = state
        self._index: faiss.Index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(ids))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> Ids:
        """Return the ids of all passages, in no order."""
        return np.array(faiss.vector_to_array(self._index.id_map), dtype=np.int64)  # type: ignore[attr-defined]

    def search(self, vectors: Vectors, k: int) -> list[dict[int, float]]:
        """Return, for each vector, the ids of its `k` nearest passages with their cosines."""
        if not len(self) or k < 1:
            return [{} for _ in vectors]
        faiss.omp_set_num_threads(1 if len(self) < _LARGE else _THREADS)
        scores, ids = self._index.search(np.ascontiguousarray(vectors, dtype=np.float32), min(k, len(self)))
        return [
            # FAISS fills missing results with id -1
            {int(i): float(s) for i, s in zip(row_ids, row_scores, strict=True) if i >= 0}
            for row_ids, row_scores in zip(ids, scores, strict=True)
        ]

    def cosine(self, identifier: int, vector: Vectors) -> float:
        """Return the cosine of one passage with a vector of shape (dimension,)."""
        return float(self._index.reconstruct(identifier) @ vector)

    def save(self, path: Path) -> None:
        """Write the file beside its place, then swap it in by rename.

        Raises:
            IndexStoreError: it could not be written whole; the old file is still there.
        """
        body = faiss.serialize_index(self._index).tobytes()
        header = {"state": self.state, "sha256": _checksum(self.state, body)}
        try:
            replace_file(path, json.dumps(header).encode() + b"\n" + body)
        except OSError as error:
            raise IndexStoreError(
                f"The vector index {path} could not be written: {error.strerror}.",
                "Free some space or check the permissions; everything already indexed is kept.",
            ) from error

    @classmethod
    def load(cls, path: Path) -> "FaissStore":
        """Read a file that `save` wrote.

        Raises:
            IndexDamagedError: it is missing, cut short or altered.
        """
        try:
            header, _, body = path.read_bytes().partition(b"\n")
            fields = json.loads(header[:_HEADER_LIMIT])
            state, checksum = fields["state"], fields["sha256"]
        except OSError as error:
            raise IndexDamagedError(f"The vector index {path} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise IndexDamagedError(f"The vector index {path} has no readable header.") from error
        if not isinstance(state, str) or _checksum(state, body) != checksum:
            raise IndexDamagedError(f"The vector index {path} does not match its checksum.")
        store = cls.__new__(cls)
        store.state = state
        # No list in the file is longer than the file; FAISS would otherwise allocate whatever size it reads there.
        faiss.set_deserialization_vector_byte_limit(len(body))
        faiss.set_deserialization_loop_limit(len(body))
        try:
            store._index = faiss.deserialize_index(np.frombuffer(body, dtype=np.uint8))
        except RuntimeError as error:
            raise IndexDamagedError(f"The vector index {path} cannot be parsed.") from error
        return store


def _checksum(state: str, body: bytes) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace") + b"\n" + body).hexdigest()
