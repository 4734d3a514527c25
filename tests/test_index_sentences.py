"""Where sentences begin and end, to the character."""

import time

import numpy as np
import pytest

from index.sentences import split_sentences


def split(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Dr. Silver paid $3.5 million to J. R. Lane in Jan. 2020.", "He left."],
        ["The U.S. Army said so.", "It moved."],
        ["Mr.\u00a0Lane left at 5 p.m. on Friday.", "The train was late."],
        ["Prices rose by 4.5\u00a0per cent.", "Next year?", "Maybe!", "Yes..."],
        ["Prof. Ito v. Lee Inc. was heard today.", "Nobody came."],
        ["See www.quay.example/a.b for more, e.g. the map.", "It is old."],
        ["It was 3.14, not 3.", "Who says so?!", "We do."],
        ["Then (as usual) it rained.", "It rained all day [sic].", "Nobody minded."],
        ["He stopped… and went on.", "It was late."],
        ["今天下雨。", "我们回家。"],
        ["Он ушёл.", "Она осталась!", "Почему?"],
        ["هل جاء؟", "نعم جاء."],
        ["मैं गया।", "वह आया।"],
        ["We won 👍🏽!", "Nobody e\u0301lse did."],
    ],
    ids=lambda sentences: sentences[0][:20],
)
def test_sentences_as_they_stand(sentences: list[str]) -> None:
    """Abbreviations, decimals, initials, addresses and many scripts; nothing is split or joined."""
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["“We came.", "We saw.", "We left,” she said.", "Nobody spoke."],
        ['"We came.', 'We saw."', "Nobody in the hall spoke."],
        ["Il a dit\u00a0: «\u00a0Nous partons.", "Nous revenons.\u00a0»", "Puis rien de plus ne vint."],
        ["„Wir gehen.", "Wir kommen wieder.“", "Niemand sprach ein Wort."],
        ["“It is over.”", "“No, it is not.”", "The crowd went home."],
        ["“Who pays?” asked the mayor.", "Nobody spoke."],
        ["“Why now?” he asked, “and why here?” Nobody knew.", "It rained again that day."],
        ["“Enough!” cried the crowd.", "“Go home!” it went on."],
        ["‘Who pays?’ asked the mayor.", "Nobody spoke."],
        ["He said “stop” twice.", "“Stop” is a word."],
    ],
    ids=lambda sentences: sentences[0][:20],
)
def test_speech_is_several_sentences(sentences: list[str]) -> None:
    """Each thing said is a sentence of its own, and one that goes on after a question stays whole."""
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize("gap", [" ", "  ", "\n", "\r\n", "\u00a0", " \t ", "\u2003"])
def test_blanks_belong_to_no_sentence(gap: str) -> None:
    """Whatever stands between two sentences, both are trimmed."""
    text = f"{gap}The first is here.{gap}The second is there.{gap}"
    assert split(text) == ["The first is here.", "The second is there."]


def test_offsets_count_from_the_beginning_of_the_text() -> None:
    """A stretch is split by itself: what stands before and after it has no part."""
    text = "Before it. The first one. The second one. After it."
    start, end = text.index("The first"), text.index(" After")
    assert list(split_sentences(text, start, end)) == [(11, 25), (26, 41)]


@pytest.mark.parametrize("text", ["", " ", "12. 13. 14.", "***", "”", "🙂🙂", "\u200b"])
def test_what_has_no_letter_is_no_sentence(text: str) -> None:
    """Numbers, marks and blanks alone say nothing."""
    assert split(text) == []


def test_a_number_belongs_to_what_follows() -> None:
    """A list's number stays with its item."""
    assert split("1. The cranes stood still. 2. The men went home.")[0].startswith("1. The cranes")


@pytest.mark.parametrize("seed", range(4))
def test_no_letter_is_lost_in_any_text(seed: int) -> None:
    """Sentences lie in order, apart, trimmed, and hold every letter of whatever text."""
    pieces = [
        "a", "B ", " ", ".", "?", "!", '"', "“", "”", "« ", " »", "(", ")", "[", "’", "\n", "\r\n", "\u00a0", "。", "؟",
        "👩‍👩‍👧", "e\u0301", "Dr.", "U.S.", "3.5", "\u200b", "\ufeff", "\t", "…", "مرحبا", "जल", "।", " She said ",
    ]  # fmt: skip
    random = np.random.default_rng(seed)
    for _ in range(1000):
        text = "".join(random.choice(pieces, size=random.integers(1, 30)))
        spans = list(split_sentences(text, 0, len(text)))
        bounds = [0, *(place for span in spans for place in span), len(text)]
        assert bounds == sorted(bounds), repr(text)
        assert [text[a:b] for a, b in spans] == [text[a:b].strip() for a, b in spans], repr(text)
        said = "".join(text[a:b] for a, b in spans)
        assert [c for c in said if c.isalpha()] == [c for c in text if c.isalpha()], repr(text)


def test_a_very_long_paragraph_takes_time_in_step_with_its_length() -> None:
    """A book on one line is split in seconds."""
    text = "The man went to the town of Ardle on a wet day. " * 2000
    began = time.process_time()
    spans = list(split_sentences(text, 0, len(text)))
    assert spans[-1] == (len(text) - 48, len(text) - 1)
    assert time.process_time() - began < 1.5
