"""An adapter is what its file says, and a file that is none is told."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from threadpoolctl import threadpool_limits

from assistant.adapted import ADAPTER
from index import EmbeddingError
from index.bert_model import BertModel
from index.embedder import bundled_model
from index.low_rank import read_adapter

LAYER = "encoder.layer.5.output.dense"
DOWN, UP = np.array([[1.0, 2.0, 3.0]], np.float16), np.array([[1.0], [-1.0]], np.float16)


def test_the_product_is_scaled_and_the_rest_is_kept(tmp_path: Path) -> None:
    """A layer with two outputs and three inputs, and a weight of no layer."""
    path = tmp_path / "some.safetensors"
    save_file({"layer.down": DOWN, "layer.up": UP, "head.bias": DOWN}, path, {"scale": "2.0"})
    adapter = read_adapter(path)
    assert adapter.additions.keys() == {"layer"}
    np.testing.assert_array_equal(adapter.additions["layer"], [[2, 4, 6], [-2, -4, -6]])
    assert adapter.others.keys() == {"head.bias"}
    assert adapter.others["head.bias"].dtype == np.float32


@pytest.mark.parametrize(
    "write",
    [
        lambda path: None,
        lambda path: path.write_bytes(b"no adapter"),
        lambda path: save_file({"layer.down": DOWN, "layer.up": UP}, path),
        lambda path: save_file({"layer.down": DOWN}, path, {"scale": "2.0"}),
        lambda path: save_file({"layer.down": DOWN, "layer.up": DOWN}, path, {"scale": "2.0"}),
        lambda path: save_file({"head.bias": DOWN}, path, {"scale": "2.0"}),
    ],
    ids=["missing", "damaged", "no scale", "half a layer", "of unlike shapes", "no layer"],
)
def test_what_is_no_adapter_is_told(write: object, tmp_path: Path) -> None:
    """The error names the file, and what mends it."""
    path = tmp_path / "some.safetensors"
    assert callable(write)
    write(path)
    with pytest.raises(EmbeddingError, match=r"some\.safetensors cannot be read") as told:
        read_adapter(path)
    assert "pip install" in told.value.remedy


@pytest.mark.parametrize(
    ("layer", "shape"),
    [("encoder.layer.6.output.dense", (384, 1536)), (LAYER, (1, 1536)), (LAYER, (1536, 384))],
    ids=["no such layer", "one row for all", "turned round"],
)
def test_what_does_not_fit_the_model_is_told(layer: str, shape: tuple[int, int]) -> None:
    """Nothing is embedded with half an adapter, or by another library without it."""
    with pytest.raises(EmbeddingError, match="does not fit the model"):
        BertModel(bundled_model(), {layer: np.zeros(shape, np.float32)})


def test_only_queries_are_embedded_with_it() -> None:
    """Passages are embedded as published, by eight threads that begin at once, too."""
    addition = {LAYER: 0.5 * np.eye(384, 1536, dtype=np.float32)}
    plain, adapted = BertModel(bundled_model()), BertModel(bundled_model(), addition)
    np.testing.assert_array_equal(plain.embed_queries(["quay"]), plain.embed_passages(["quay"]))
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(adapted.embed_passages, [["quay"]] * 8):
            np.testing.assert_array_equal(found, plain.embed_passages(["quay"]))
    assert float((adapted.embed_queries(["quay"]) @ plain.embed_queries(["quay"]).T)[0, 0]) < 0.99


def test_an_adapter_is_the_same_by_however_many_threads_it_is_read() -> None:
    """To the last bit: the weights are rounded to integers later, and answers must not depend on the process."""
    with threadpool_limits(1):
        alone = read_adapter(ADAPTER).additions
    with threadpool_limits(2):
        together = read_adapter(ADAPTER).additions
    assert all((alone[layer] == together[layer]).all() for layer in alone)
