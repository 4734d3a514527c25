"""What a user would write instead: chunks of 1,000 characters, embedded as they come, in an exact FAISS index."""

import sys
from pathlib import Path

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer

from index import bundled_model

_CHUNK_CHARS, _OVERLAP_CHARS = 1000, 200


class Plain:
    """Chunks of a folder's articles with their vectors; a change means to begin again."""

    def __init__(self) -> None:
        self.model = SentenceTransformer(str(bundled_model()), device="cpu", local_files_only=True)

    def build(self, folder: Path) -> None:
        """Read, split and embed all."""
        self.chunks = [chunk for path in sorted(folder.iterdir()) for chunk in chunks_of(path)]
        vectors = self.model.encode(self.chunks, normalize_embeddings=True, show_progress_bar=False)
        self.index = faiss.IndexFlatIP(vectors.shape[1])
        self.index.add(vectors)

    def follow(self, edited: Path) -> None:
        """Begin again, for it is not known which chunks are the article's."""
        self.build(edited.parent)

    def search(self, question: str) -> list[str]:
        """Return the four nearest chunks."""
        vector = self.model.encode([question], normalize_embeddings=True, show_progress_bar=False)
        _, found = self.index.search(vector, 4)
        return [self.chunks[at] for at in found[0]]

    def command(self, place: Path, question: str) -> list[str]:
        """Keep the index and the chunks; return what searches them in a process of its own."""
        faiss.write_index(self.index, str(place.with_suffix(".faiss")))
        np.save(place.with_suffix(".npy"), np.array(self.chunks))
        return [sys.executable, "-m", "tests.benchmarks.plain", str(place), question]

    def load(self, path: Path) -> None:
        """Read what `command` kept."""
        self.index = faiss.read_index(str(path.with_suffix(".faiss")))
        self.chunks = np.load(path.with_suffix(".npy")).tolist()


def chunks_of(path: Path) -> list[str]:
    """Return an article in chunks that overlap."""
    text = path.read_text("utf-8")
    return [text[at : at + _CHUNK_CHARS] for at in range(0, len(text), _CHUNK_CHARS - _OVERLAP_CHARS)]


if __name__ == "__main__":
    plain = Plain()
    plain.load(Path(sys.argv[1]))
    print(plain.search(sys.argv[2])[0])
