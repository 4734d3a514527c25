"""Reading a question and a sentence together: the plug-in point, and sentence-transformers behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from index import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder as Model


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is read: with the earlier questions it may lean on, and what answered the last of them.

    `names` are all names of each thing in it that goes by several.
    """

    question: str
    earlier: tuple[str, ...] = ()
    answered: str = ""
    names: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, and the text before it in its article."""

    text: str
    before: str = ""


class CrossEncoder(Protocol):
    """Anything that reads a question together with a sentence and says how well the one answers the other."""

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Score each candidate; a higher score answers better, comparable within one question."""
        ...


class SentenceTransformerCrossEncoder:
    """A sentence-transformers cross-encoder, loaded from a folder at first use and never from a hub.

    Args:
        folder: where the model lies.
        max_tokens: the most tokens read of a question and a sentence together.
    """

    def __init__(self, folder: str | Path, max_tokens: int = 256) -> None:
        self._folder = Path(folder)
        self._max_tokens = max_tokens
        self._lock = Lock()
        self._loaded: Model | None = None

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Score each candidate, with the earlier questions before the question."""
        if not candidates:
            return []
        question = " ".join((*reading.earlier, reading.question))
        with self._lock:
            pairs = [(question, candidate.text) for candidate in candidates]
            return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]

    @property
    def _model(self) -> "Model":
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> "Model":
        remedy = "Give the folder of a sentence-transformers CrossEncoder, or leave the setting out."
        return load_cross_encoder(self._folder, self._max_tokens, remedy)


@cache
def cross_encoder_of(folder: str) -> SentenceTransformerCrossEncoder:
    """Return the one of a folder that this process shares; it is loaded at first use."""
    return SentenceTransformerCrossEncoder(folder)


def load_cross_encoder(folder: Path, max_tokens: int, remedy: str) -> "Model":
    """Load a sentence-transformers cross-encoder from its folder.

    Args:
        max_tokens: the most tokens read of both texts together.
        remedy: what to do where that fails.

    Raises:
        EmbeddingError: there is none in the folder, or it cannot be loaded.
    """
    if not folder.is_dir():
        raise EmbeddingError(f"There is no cross-encoder in {folder}.", remedy)
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder  # slow to import, so only when needed

    try:
        model: Model = CrossEncoder(
            str(folder), device="cpu", local_files_only=True, max_length=max_tokens,
            model_kwargs={"use_safetensors": True},
        )  # fmt: skip
    except (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, SafetensorError) as error:
        raise EmbeddingError(f"The cross-encoder in {folder} could not be loaded: {error}", remedy) from error
    return model
