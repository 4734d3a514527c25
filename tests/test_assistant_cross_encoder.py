"""The adapted bundled model reads; another cross-encoder can be given by its folder."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant, AssistantSettings, EmbeddingError, SentenceTransformerEmbedder
from assistant.adapted import AdaptedCrossEncoder, bundled_reader
from assistant.base_model import CROSS_ENCODER
from assistant.cross_encoder import Candidate, Reading, SentenceTransformerCrossEncoder
from index import bundled_model

BRIDGE = Candidate("The bridge over the Norl was closed in 1998 because its cables had rusted.")
FERRY = Candidate("The ferry Aurora carries ninety cars across the strait.")
HARVEST = Candidate("Beekeepers harvested thirty tonnes of heather honey last summer.")


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small cross-encoder of two layers, saved as anyone would."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("cross-encoder")
    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, num_labels=1,
        vocab_size=30522,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(str(bundled_model())).save_pretrained(folder)
    return folder


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Why can nobody cross the river on foot any more?", BRIDGE),
        ("How many vehicles fit on the ship?", FERRY),
        ("How much honey was gathered?", HARVEST),
    ],
)
def test_the_adapted_model_tells_the_answer_from_other_sentences(question: str, right: Candidate) -> None:
    """Its log-odds are highest for the sentence that answers."""
    candidates = [BRIDGE, FERRY, HARVEST]
    scores = bundled_reader().score(Reading(question), candidates)
    assert candidates[scores.index(max(scores))] == right


def test_a_sentence_is_read_alike_whatever_is_read_beside_it() -> None:
    """To the last digit, and the order of the scores is that of the candidates."""
    reading = Reading(
        "How many vehicles fit on the ship?", ("Who owns the Aurora?",), "The Aurora belongs to the town."
    )
    together = AdaptedCrossEncoder().score(reading, [HARVEST, BRIDGE, FERRY])
    other = AdaptedCrossEncoder()  # which has no scores kept
    assert together == [other.score(reading, [candidate])[0] for candidate in (HARVEST, BRIDGE, FERRY)]


def test_what_has_been_read_is_known() -> None:
    """Another question about the same sentence, or a conversation before it, is read anew."""
    reader, candidates = AdaptedCrossEncoder(), [BRIDGE, FERRY, HARVEST] * 5
    asked = Reading("How many vehicles fit on the ship?")
    reader.score(asked, [Candidate("A first sentence loads the model.")])
    began = time.perf_counter()
    first = reader.score(asked, candidates[:3])
    read = time.perf_counter()
    assert reader.score(asked, candidates) == first * 5
    assert time.perf_counter() - read < (read - began) / 2
    assert reader.score(replace(asked, earlier=("Who owns it?",)), candidates[:3]) != first
    assert reader.score(Reading("How many vehicles?"), candidates[:3]) != first


def test_the_conversation_changes_the_reading() -> None:
    """What the question leans on is read with it."""
    ferry, bridge = (
        bundled_reader().score(Reading("And how many of them?", (before,)), [FERRY])[0]
        for before in ("Does the Aurora carry cars?", "Who harvests honey?")
    )
    assert ferry > bridge


def test_nothing_to_read_is_no_error() -> None:
    """No candidates, no scores, and no model is loaded."""
    assert AdaptedCrossEncoder(Path("missing")).score(Reading("Who?"), []) == []
    assert SentenceTransformerCrossEncoder("missing").score(Reading("Who?"), []) == []


def test_a_missing_adapter_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """Of ours, by its name."""
    with pytest.raises(EmbeddingError, match=r"gone\.safetensors") as caught:
        AdaptedCrossEncoder(tmp_path / "gone.safetensors").score(Reading("Who?"), [FERRY])
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("content", "complaint"), [(None, "cannot be read"), (b"other weights", "not the published one")]
)
def test_other_weights_than_the_published_ones_are_an_error_with_a_remedy(
    tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    """They are never read with: every score would be wrong."""
    if content is not None:
        (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(EmbeddingError, match=complaint) as caught:
        CROSS_ENCODER.graph(tmp_path)
    assert "pip install" in caught.value.remedy


def test_another_cross_encoder_scores_from_its_folder(small_model: Path) -> None:
    """One figure a candidate, the same each time."""
    encoder = SentenceTransformerCrossEncoder(small_model)
    scores = encoder.score(Reading("How many cars?", ("Who owns the Aurora?",)), [BRIDGE, FERRY])
    assert len(scores) == 2
    assert scores == pytest.approx(encoder.score(Reading("How many cars?", ("Who owns the Aurora?",)), [BRIDGE, FERRY]))


@pytest.mark.parametrize("content", [None, "{}"], ids=["missing", "no model"])
def test_a_cross_encoder_that_cannot_be_loaded_is_an_error(tmp_path: Path, content: str | None) -> None:
    """It names the folder and says what to give."""
    if content is not None:
        (tmp_path / "model").mkdir()
        (tmp_path / "model" / "config.json").write_text(content, "utf-8")
    with pytest.raises(EmbeddingError, match="model") as caught:
        SentenceTransformerCrossEncoder(tmp_path / "model").score(Reading("Who?"), [FERRY])
    assert "CrossEncoder" in caught.value.remedy


def test_an_assistant_asks_with_another_cross_encoder(
    small_model: Path, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    """Answers are still exact quotes."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text(f"{BRIDGE.text}\n\n{FERRY.text}\n\n{HARVEST.text}\n", "utf-8")
    settings = AssistantSettings(cross_encoder=str(small_model))
    answer = Assistant.open(articles, tmp_path / "index", embedder=embedder, settings=settings).ask(
        "How many cars does the ferry Aurora carry?"
    )
    assert FERRY.text in [quote.text for quote in answer.quotes]
