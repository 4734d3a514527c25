"""Reading the folder of a sentence-transformers model, where it is one that our own encoder computes the same.

That is a BERT encoder in float32, read by its WordPiece tokenizer, the mean of whose states is the vector. Whatever is
not known to make no difference, a prompt or a setting, is left to sentence-transformers itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.bert_encoder import BertEncoder, BertShape, Floats
from index.low_rank import with_additions

_MODULES = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
_WEIGHTS = "model.safetensors"
_PREFIX = "bert."  # of the names of weights, in some models
_NO_MATTER = {"__version__", "prompts", "default_prompt_name", "similarity_fn_name", "model_type"}
_SPECIAL_TOKENS = 2


class UnlikeError(Exception):
    """The model is not of the kind, or not as expected."""


@dataclass(frozen=True, slots=True)
class Bert:
    """A model that was read: its tokenizer neither cuts nor pads; `max_tokens` counts the two special tokens."""

    encoder: BertEncoder
    tokenizer: Any
    max_tokens: int
    width: int


def read_bert(folder: Path, additions: Mapping[str, Floats] | None = None) -> Bert:
    """Read the model.

    Args:
        additions: by the layer's name, what is added to its matrix, of shape (outputs, inputs).

    Raises:
        UnlikeError: sentence-transformers has to compute it, or to say what is wrong with it.
        EmbeddingError: it has no layers like those that something is added to.
    """
    from safetensors import SafetensorError

    try:
        return _read(folder, additions or {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, SafetensorError) as error:
        raise UnlikeError(str(error)) from error


def _read(folder: Path, additions: Mapping[str, Floats]) -> Bert:
    config = _json(folder / "config.json")
    sizes = _json(folder / "sentence_bert_config.json")
    _check_modules(folder)
    _expect(set(sizes) <= {"max_seq_length", "do_lower_case"} and not sizes.get("do_lower_case"), "how it reads")
    _expect(config["model_type"] == "bert" and config["hidden_act"] == "gelu", "its kind")
    _expect(config.get("position_embedding_type", "absolute") == "absolute", "its positions")
    _expect(not config.get("is_decoder") and not config.get("add_cross_attention"), "its attention")
    weights = with_additions(_weights(folder), additions)
    words, positions = (weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position"))
    max_tokens = int(sizes["max_seq_length"])
    _expect(_SPECIAL_TOKENS < max_tokens <= len(positions), "its length")
    tokenizer = _tokenizer(folder, len(words))
    shape = BertShape(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])
    return Bert(BertEncoder(weights, shape), tokenizer, max_tokens, words.shape[1])


def _check_modules(folder: Path) -> None:
    modules = _json(folder / "modules.json")
    kinds = [module["type"] for module in modules]
    _expect(all(kind.startswith("sentence_transformers.") for kind in kinds), "its modules")
    _expect([kind.rpartition(".")[2] for kind in kinds] in _MODULES and not modules[0]["path"], "its modules")
    pooling = _json(folder / modules[1]["path"] / "config.json")
    modes = {name for name, value in pooling.items() if name.startswith("pooling_mode") and value}
    _expect(modes == {"pooling_mode_mean_tokens"} or pooling.get("pooling_mode") == "mean", "its pooling")
    further = folder / "config_sentence_transformers.json"
    settings = _json(further) if further.exists() else {}
    _expect(set(settings) <= _NO_MATTER and not any(settings.get("prompts", {}).values()), "its settings")
    _expect(settings.get("default_prompt_name") is None, "its settings")
    _expect(settings.get("model_type", "SentenceTransformer") == "SentenceTransformer", "its settings")


def _weights(folder: Path) -> dict[str, Floats]:
    from safetensors import safe_open

    _expect([path.name for path in folder.glob("*.safetensors")] == [_WEIGHTS], "its weights")
    with safe_open(folder / _WEIGHTS, "np") as file:
        weights = {
            name.removeprefix(_PREFIX): file.get_tensor(name)
            for name in file.keys()  # noqa: SIM118
            if "embeddings." in name or "encoder." in name
        }
    _expect(all(w.dtype == np.float32 for name, w in weights.items() if not name.endswith("position_ids")), "its type")
    return weights


def _tokenizer(folder: Path, words: int) -> Any:  # noqa: ANN401 (tokenizers has few types)
    """Return the tokenizer; how it reads must be what the settings beside it say, which transformers goes by."""
    from tokenizers import Tokenizer

    described, settings = _json(folder / "tokenizer.json"), _json(folder / "tokenizer_config.json")
    normalizer = described["normalizer"]
    _expect(settings.get("tokenizer_class", "") in ("BertTokenizer", "BertTokenizerFast"), "its tokenizer")
    _expect(described["model"]["type"] == "WordPiece" and normalizer["type"] == "BertNormalizer", "its tokenizer")
    _expect(described["pre_tokenizer"]["type"] == "BertPreTokenizer", "its tokenizer")
    _expect(
        normalizer["lowercase"] == settings.get("do_lower_case", True)
        and normalizer["strip_accents"] == settings.get("strip_accents")
        and normalizer["handle_chinese_chars"] == settings.get("tokenize_chinese_chars", True)
        and normalizer["clean_text"]
        and settings.get("truncation_side", "right") == "right",
        "its tokenizer",
    )
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    _expect(tokenizer.num_special_tokens_to_add(is_pair=False) == _SPECIAL_TOKENS, "its tokenizer")
    _expect(tokenizer.get_vocab_size() <= words, "its tokenizer")
    return tokenizer


def _json(path: Path) -> Any:  # noqa: ANN401 (whatever the file holds)
    return json.loads(path.read_text("utf-8"))


def _expect(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(f"{what} is of another kind")
