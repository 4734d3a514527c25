"""A page over a real index, which takes its time to read new articles while there is a file `slow` beside the folder.

Run as a program, with a folder and a port, this module serves it; with the word `changing` after that, the page may
change the folder, and with `following`, the folder is followed.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from conftest import FakeEmbedder

from assistant import Assistant
from index.embedder import Vectors
from ui import serve

FILES = {
    "ferry.md": "title: The ferry of Calder\npublisher: Harbour Star\npublished: 2024-10-09\n---\n"
    "The ferry of Calder crosses the sound twelve times a day in summer.\n",
    "goats.md": "title: Goats on the hill\npublisher: Hill Post\npublished: 2023-05-02\n---\n"
    "The old goats of Calder climb the steep hill every morning before the rain.\n",
    "lamp.md": "title: The lamp of the pier\npublisher: Harbour Star\npublished: 2022-01-31\n---\n"
    "The lamp of the pier in Calder burns for nine hours in winter.\n",
}


class SlowEmbedder(FakeEmbedder):
    """Embeds slowly where it is told to."""

    def __init__(self, slow: Path) -> None:
        super().__init__()
        self._slow = slow

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Wait for the file to be gone."""
        while self._slow.exists():
            time.sleep(0.05)
        return super().embed_passages(texts)


def fill(folder: Path) -> None:
    """Put the articles into a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(f"---\n{text}", "utf-8", newline="")


if __name__ == "__main__":
    place = Path(sys.argv[1])
    assistant = Assistant.open(place, place.parent / "index", embedder=SlowEmbedder(place.parent / "slow"))
    serve(
        assistant,
        port=int(sys.argv[2]),
        ready=lambda address: print(address, flush=True),  # noqa: T201
        allow_changes="changing" in sys.argv[3:],
        watch="following" in sys.argv[3:],
    )
