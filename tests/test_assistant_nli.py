"""A natural-language-inference cross-encoder can be given to judge in place of the built-in guard."""

import json
from pathlib import Path

import pytest
from guarded import quotes

from assistant import Checker, EmbeddingError, NLIChecker, check_support
from index import bundled_model


def saved(folder: Path, labels: list[str], favourite: str) -> Path:
    """Save a small classifier as anyone would, which always finds one label most likely."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, vocab_size=30522,
        id2label=dict(enumerate(labels)), label2id={label: place for place, label in enumerate(labels)},
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.bias[labels.index(favourite)] = 9.0
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(str(bundled_model())).save_pretrained(folder)
    return folder


@pytest.mark.parametrize(
    "labels", [["contradiction", "entailment", "neutral"], ["ENTAILMENT", "NEUTRAL", "CONTRADICTION"]]
)
def test_the_label_is_found_by_its_name(tmp_path: Path, labels: list[str]) -> None:
    """Wherever it stands, and in any case."""
    sentence = "Imports now cover 30% of demand [2]."
    entailing: Checker = NLIChecker(
        saved(tmp_path / "yes", labels, next(x for x in labels if x.lower() == "entailment"))
    )
    contradicting = NLIChecker(saved(tmp_path / "no", labels, next(x for x in labels if x.lower() == "contradiction")))
    assert entailing(sentence, quotes()).supported
    assert contradicting(sentence, quotes()).reason == "the quotes it cites contradict it"


def test_what_can_be_proved_comes_first(tmp_path: Path) -> None:
    """No model is needed to find a figure wrong: there is none in this folder."""
    checker = NLIChecker(tmp_path / "none")
    sentence = "Imports now cover 35% of demand [2]."
    assert checker(sentence, quotes()) == check_support(sentence, quotes())


def test_a_missing_model_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """Of ours, naming the folder."""
    with pytest.raises(EmbeddingError, match="none") as caught:
        NLIChecker(tmp_path / "none")("Imports now cover 30% of demand [2].", quotes())
    assert "natural-language inference" in caught.value.remedy


def test_a_damaged_model_is_an_error(tmp_path: Path) -> None:
    """Of ours, naming the folder."""
    folder = saved(tmp_path / "damaged", ["contradiction", "entailment", "neutral"], "neutral")
    (folder / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(EmbeddingError, match="could not be loaded"):
        NLIChecker(folder)("Imports now cover 30% of demand [2].", quotes())


def test_a_model_without_the_label_is_an_error(tmp_path: Path) -> None:
    """A model that ranks passages cannot judge."""
    folder = saved(tmp_path / "other", ["contradiction", "entailment", "neutral"], "neutral")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["id2label"] = {"0": "good", "1": "fair", "2": "bad"}
    config["label2id"] = {"good": 0, "fair": 1, "bad": 2}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(EmbeddingError, match="no label for entailment, only: good, fair, bad"):
        NLIChecker(folder)("Imports now cover 30% of demand [2].", quotes())
