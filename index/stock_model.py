"""A sentence-transformers model computed by the library itself: any kind, and on any device that torch knows."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from index.bert_encoder import Floats
from index.device import BFLOAT16

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32


class StockModel:
    """Safe to share between threads.

    Args:
        folder: where the model lies.
        device: `cpu`, another one of torch, or `bfloat16`: the processor, in half the bits.

    Raises:
        ValueError: the model cannot be loaded.
    """

    def __init__(self, folder: Path, device: str = "cpu") -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported: never reach for a hub
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self._in_use = Lock()  # the tokenizer has settings that counting and encoding each change
        self._model = _load(folder, device)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ValueError("it does not say how long its vectors are")
        self.dimension = int(dimension)
        self.max_tokens = int(self._model.max_seq_length or 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, special tokens included."""
        with self._in_use:
            encoded = self._model.tokenizer(list(texts), truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Embed many texts, on as many threads as torch takes."""
        return self._embed(self._model.encode_document, texts)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Embed few short texts, on one thread."""
        return self._embed(self._model.encode_query, texts, threads=1)

    def _embed(self, encode: Callable[..., object], texts: Sequence[str], threads: int = 0) -> Floats:
        with self._in_use, _threads(threads):
            vectors: Any = encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False,
                convert_to_tensor=True,
            )  # fmt: skip
        found: Floats = vectors.float().cpu().numpy()
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return found


def _load(folder: Path, device: str) -> "SentenceTransformer":
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer  # slow to import, so only when needed
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    half = {"dtype": torch.bfloat16} if device == BFLOAT16 else {}
    try:
        return SentenceTransformer(
            str(folder), device="cpu" if half else device, local_files_only=True,
            model_kwargs={"use_safetensors": True, **half},
        )  # fmt: skip
    except (
        OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, AssertionError, SafetensorError,
    ) as error:  # fmt: skip
        raise ValueError(str(error)) from error


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
