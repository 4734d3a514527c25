"""The same chunks in a txtai database, dense and by words; txtai is measured where it is installed, and not needed."""

import sys
from pathlib import Path

from txtai import Embeddings

from index import bundled_model
from tests.benchmarks.plain import chunks_of


class Txtai:
    """Chunks of a folder's articles with their texts; a change is made by whoever knows which file it was."""

    def __init__(self) -> None:
        self.database = Embeddings(path=str(bundled_model()), content=True, hybrid=True, gpu=False)

    def build(self, folder: Path) -> None:
        """Read, split and embed all."""
        self.database.index([chunk for path in sorted(folder.iterdir()) for chunk in self._named(path)])

    def follow(self, edited: Path) -> None:
        """Read, split and embed one article, which only grew."""
        self.database.upsert(self._named(edited))

    def search(self, question: str) -> list[str]:
        """Return the four best chunks."""
        return [found["text"] for found in self.database.search(question, 4)]

    def command(self, place: Path, question: str) -> list[str]:
        """Keep the database; return what searches it in a process of its own."""
        self.database.save(str(place))
        return [sys.executable, "-m", "tests.benchmarks.peer_txtai", str(place), question]

    def load(self, path: Path) -> None:
        """Read what `command` kept."""
        self.database.load(str(path))

    @staticmethod
    def _named(path: Path) -> list[tuple[str, str]]:
        return [(f"{path.name}:{number}", chunk) for number, chunk in enumerate(chunks_of(path))]


if __name__ == "__main__":
    database = Txtai()
    database.load(Path(sys.argv[1]))
    print(database.search(sys.argv[2])[0])
