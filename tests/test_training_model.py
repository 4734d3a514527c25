"""What is learned of the cross-encoder's matrices, and how it is kept."""

from pathlib import Path

import torch

from assistant.adapted import ADAPTER, AdaptedCrossEncoder
from assistant.cross_encoder import Candidate, Reading
from index import read_adapter
from training.model import save, started


def test_what_is_kept_is_the_nearest_of_a_low_rank(tmp_path: Path) -> None:
    """A change of rank one is kept whole, beside what was there; the layers below stay as published."""
    encoder, head = started(ADAPTER)
    changed = encoder.get_submodule("encoder.layer.11.output.dense")
    column = torch.ones(changed.weight.shape[0], 1) @ torch.ones(1, changed.weight.shape[1]) / 10
    changed.weight.data += column
    head["first"].bias.data += 1
    save(encoder, head, tmp_path / "kept.safetensors")
    before, after = read_adapter(ADAPTER), read_adapter(tmp_path / "kept.safetensors")
    assert before.additions.keys() == after.additions.keys()
    for layer, addition in after.additions.items():
        added = column.numpy() if layer == "encoder.layer.11.output.dense" else 0
        assert abs(addition - before.additions[layer] - added).max() < 0.01
    assert abs(after.others["head.first.bias"] - before.others["head.first.bias"] - 1).max() < 0.001


def test_what_is_kept_is_read_as_it_was_learned(tmp_path: Path) -> None:
    """The model that reads takes the file, and reads as before."""
    save(*started(ADAPTER), tmp_path / "kept.safetensors")
    asked, said = Reading("Why did the ferry stop?"), [Candidate("A storm had broken its mast."), Candidate("No.")]
    kept = AdaptedCrossEncoder(tmp_path / "kept.safetensors").score(asked, said)
    assert abs(kept[0] - AdaptedCrossEncoder().score(asked, said)[0]) < 1  # rounded to integers in another way
    assert kept[0] > kept[1]
