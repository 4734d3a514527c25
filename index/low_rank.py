"""A low-rank adapter (LoRA, Hu et al. 2021): per layer two narrow matrices, whose product is added to a model's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbeddingError

_DOWN, _UP = ".down", ".up"
_REMEDY = "Reinstall it: pip install --force-reinstall --no-deps article-assistant"

Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was learned: by a layer's name its `additions`, of shape (outputs, inputs); by theirs the other weights."""

    additions: Weights
    others: Weights


def read_adapter(path: Path) -> Adapter:
    """Read an adapter from its `.safetensors` file.

    Raises:
        EmbeddingError: the file is missing or damaged, or adds to no layer.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as file:
            scale = float(file.metadata()["scale"])
            learned: Weights = {
                name: file.get_tensor(name).astype(np.float32)
                for name in file.keys()  # noqa: SIM118
            }
        layers = [name.removesuffix(_DOWN) for name in learned if name.endswith(_DOWN)]
        if not layers:
            raise ValueError("it adds to no layer")
        additions = {layer: scale * _product(learned[layer + _UP], learned[layer + _DOWN]) for layer in layers}
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        raise EmbeddingError(f"The adapter {path.name} cannot be read: {error}", _REMEDY) from error
    return Adapter(additions, {name: values for name, values in learned.items() if not name.endswith((_DOWN, _UP))})


def _product(up: NDArray[np.float32], down: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the same product by however many threads: it is rounded to integers later, where a last bit would tell."""
    product: NDArray[np.float32] = (up.astype(np.float64) @ down.astype(np.float64)).astype(np.float32)
    return product


def with_additions(weights: Mapping[str, NDArray[np.float32]], additions: Mapping[str, NDArray[np.float32]]) -> Weights:
    """Return a model's weights, by name, with what is added to its layers' matrices.

    Raises:
        EmbeddingError: there is no such layer, or its matrix is of another shape.
    """
    changed = {}
    for layer, addition in additions.items():
        matrix = weights.get(f"{layer}.weight")
        if matrix is None or matrix.shape != addition.shape:
            raise EmbeddingError(
                f"The adapter does not fit the model: {layer} is not there or of another shape.", _REMEDY
            )
        changed[f"{layer}.weight"] = matrix + addition
    return {**weights, **changed}
