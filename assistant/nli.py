"""A stronger judge for the guard: a natural-language-inference cross-encoder, given by its folder."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.answers import Quote
from assistant.cross_encoder import load_cross_encoder
from assistant.guard_exact import check_exactly
from assistant.support import Support
from index import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder as Model

_REMEDY = "Give the folder of a sentence-transformers CrossEncoder that was trained on natural-language inference."


class NLIChecker:
    """A sentence-transformers CrossEncoder with the labels entailment, neutral and contradiction, as a `Checker`.

    What can be proved against a sentence needs no model and comes first, as in `check_support`. The model is loaded
    from its folder at first use and never from a hub. Safe to share between threads.

    Args:
        folder: where the model lies; the order of its labels is read from its `config.json`.
        sure: how likely entailment has to be, 0 to 1.
        max_tokens: the most tokens read of the quotes and a sentence together.
    """

    def __init__(self, folder: str | Path, *, sure: float = 0.5, max_tokens: int = 512) -> None:
        self._folder = Path(folder)
        self._sure = sure
        self._max_tokens = max_tokens
        self._lock = Lock()
        self._loaded: tuple[Model, dict[int, str]] | None = None

    def __call__(self, sentence: str, quotes: Sequence[Quote]) -> Support:
        """Decide whether the quotes that a sentence cites say it.

        Raises:
            EmbeddingError: there is no such model in the folder, or it has no label for entailment.
        """
        checked = check_exactly(sentence, quotes)
        if checked.fault:
            return Support(False, checked.fault)
        with self._lock:
            model, labels = self._loaded = self._loaded or self._load()
            scores = model.predict([(checked.said, checked.text)], show_progress_bar=False, apply_softmax=True)[0]
        by_label = {name: float(scores[place]) for place, name in labels.items()}
        entailment = next(score for name, score in by_label.items() if name.startswith("entail"))
        if entailment >= self._sure:
            return Support(True)
        if by_label.get("contradiction", 0.0) > max(entailment, by_label.get("neutral", 0.0)):
            return Support(False, "the quotes it cites contradict it")
        return Support(False, "the quotes it cites do not say this")

    def _load(self) -> "tuple[Model, dict[int, str]]":
        model = load_cross_encoder(self._folder, self._max_tokens, _REMEDY)
        named = model.config.id2label if model.config else None
        labels = {int(place): str(name).lower() for place, name in (named or {}).items()}
        if not any(name.startswith("entail") for name in labels.values()):
            raise EmbeddingError(
                f"The model in {self._folder} has no label for entailment, only: {', '.join(labels.values())}.", _REMEDY
            )
        return model, labels
