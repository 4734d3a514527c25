"""Parts that the tests share: the real model once, a fake where exact scores matter, no network."""

import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from served import Served, served

from assistant import Assistant
from index import SentenceTransformerEmbedder, words
from index.embedder import Vectors

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
REAL_ARTICLES = ROOT.parent / "shared" / "seeds"

signal.signal(signal.SIGINT, signal.default_int_handler)  # what the tests begin hears Ctrl-C, even in the background

Folder = Callable[[dict[str, str | bytes]], Path]


class FakeEmbedder:
    """A bag of words hashed into a unit vector: texts with the same words have cosine 1."""

    dimension = 64
    max_tokens = 256

    def __init__(self, fingerprint: str = "fake:1") -> None:
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count a token a word, and two special ones."""
        return [len(text.split()) + 2 for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed, and remember what was embedded."""
        self.embedded += texts
        return self.embed_queries(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed each word as one of the dimensions."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in words(text) or ["empty"]:
                row[zlib.crc32(word.encode()) % self.dimension] += 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors


def loaded_by(program: str, modules: Sequence[str]) -> list[str]:
    """Run a program in a process of its own, which must print nothing; return which of the modules it loaded."""
    told = f"{program}\nimport sys; print(*[name for name in {list(modules)} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", told], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    """The real model, loaded once."""
    return SentenceTransformerEmbedder()


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    """A fake model, for exact scores and for counting what is embedded."""
    return FakeEmbedder()


@pytest.fixture(scope="session")
def seeds_assistant(embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the shipped articles, with the real model."""
    return Assistant.open(SEEDS, tmp_path_factory.mktemp("seeds-index"), embedder=embedder)


@pytest.fixture(scope="session")
def seeds_served(seeds_assistant: Assistant) -> Iterator[Served]:
    """A server over the shipped articles, in a process of its own."""
    with served(SEEDS, seeds_assistant.index_dir) as found:
        yield found


@pytest.fixture(scope="session")
def real_articles() -> Path:
    """The folder of real, messy articles; it must be there in CI."""
    if not REAL_ARTICLES.is_dir():
        message = "the real articles are not beside this checkout"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return REAL_ARTICLES


@pytest.fixture(scope="session")
def real_assistant(
    real_articles: Path, embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    """An assistant over the real articles, with the real model."""
    return Assistant.open(real_articles, tmp_path_factory.mktemp("real-index"), embedder=embedder)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Make a folder of articles from names and contents."""

    def make(files: dict[str, str | bytes]) -> Path:
        place = tmp_path / "articles"
        place.mkdir(exist_ok=True)
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            os.utime(path, (time.time() - 60, time.time() - 60))  # what was written just now is waited for
        return place

    return make


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep what a test writes by default in its own folder."""
    for name in list(os.environ):
        if name.startswith(("ASSISTANT_", "LANGSMITH_", "LANGCHAIN_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on any connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a connection to {host} was attempted")
        connect(self, address)  # type: ignore[arg-type]  # whatever the caller gave

    monkeypatch.setattr(socket.socket, "connect", guarded)
