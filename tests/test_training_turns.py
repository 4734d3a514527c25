"""Tests of what the reader of passages learns from: written turns, and how far scores are from them."""

import json
import random
from pathlib import Path

import pytest
import torch

from assistant.base_model import CROSS_ENCODER
from training.train_passages import losses, sampled
from training.turns import Turn, read_turns

_PASSAGES = {
    "bread": "A sourdough loaf rises for twelve hours at room temperature before it is baked.",
    "oven": "The oven has to be at 240 degrees when a sourdough loaf goes in.",
    "flour": "Rye flour takes up more water than wheat flour does.",
    "ferry": "The ferry to the island leaves at nine every morning, and takes forty minutes.",
    "fare": "A ticket for the ferry costs twelve crowns, and half of that for children.",
}
_TURNS = (
    "1\t1\thow long does sourdough rise\tTwelve hours.\tbread\toven;flour",
    "1\t2\tAnd how hot is the oven?\t240 degrees.\toven;bread\tflour",
    "1\t3\tAny advice on yeast\tI have none.\t-\tbread;oven;flour",
    "2\t1\twhen does the ferry leave?\tAt nine.\tferry",
)


def turns_of(folder: Path, left_out: frozenset[str] = frozenset()) -> list[Turn]:
    """Read the turns above."""
    told = [{"id": identifier, "title": "", "text": text} for identifier, text in _PASSAGES.items()]
    (folder / "passages.jsonl").write_text("\n".join(map(json.dumps, told)), "utf-8")
    (folder / "turns.tsv").write_text("\n".join(_TURNS), "utf-8")
    return list(read_turns([folder / "turns.tsv"], folder / "passages.jsonl", left_out))


def test_a_turn_has_what_answers_what_was_judged_not_to_and_what_is_found_besides(tmp_path: Path) -> None:
    """What answers, what was judged not to, and what nobody judged are kept apart, with the conversation before."""
    first, second, last = turns_of(tmp_path)
    assert [passage.text for passage in first.answering] == [_PASSAGES["bread"]]
    assert [passage.text for passage in first.judged] == [_PASSAGES["oven"], _PASSAGES["flour"]]
    assert {passage.text for passage in first.found} <= {_PASSAGES["ferry"], _PASSAGES["fare"]}
    assert second.reading.earlier == ("how long does sourdough rise",)
    assert second.reading.answered == "Twelve hours."
    assert len(second.answering) == 2
    assert last.reading.earlier == ()
    assert last.judged == ()
    assert _PASSAGES["fare"] in [passage.text for passage in last.found]


def test_nothing_is_learned_from_what_is_left_out(tmp_path: Path) -> None:
    """A passage that is left out is in no turn, and a turn without one that answers is none."""
    first, second = turns_of(tmp_path, frozenset({"oven", "ferry", "an id of none of them"}))
    assert [passage.text for passage in first.judged] == [_PASSAGES["flour"]]
    assert [passage.text for passage in first.found] == [_PASSAGES["fare"]]
    assert [passage.text for passage in second.answering] == [_PASSAGES["bread"]]


def test_what_is_drawn_of_a_turn_is_told_to_answer_or_not(tmp_path: Path) -> None:
    """What answers comes first, and is labelled so."""
    turn = turns_of(tmp_path)[0]
    drawn = sampled(CROSS_ENCODER.tokenizer(), turn, random.Random(0))
    assert [answers for _, answers in drawn] == [True, False, False]
    assert len({len(tokens) for (tokens, _), _ in drawn}) > 1


def test_each_passage_that_answers_is_to_be_above_all_that_do_not() -> None:
    """The second of two that answer counts too, and only what is read of the same turn."""
    owners, gold = torch.tensor([0, 0, 0, 1, 1]), torch.tensor([1.0, 1.0, 0.0, 1.0, 0.0])
    right = losses(torch.tensor([4.0, 3.0, -4.0, 2.0, -3.0]), owners, gold)
    one_below = losses(torch.tensor([4.0, -5.0, -4.0, 2.0, -3.0]), owners, gold)
    other_turn_above = losses(torch.tensor([4.0, 3.0, -4.0, 9.0, 3.5]), owners, gold)
    assert right.item() == pytest.approx(0.02, abs=0.02)
    assert one_below.item() > right.item() + 0.3
    assert other_turn_above.item() < one_below.item()
