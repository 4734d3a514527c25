"""What a model writes is kept, plain and renumbered, where the quotes support it; the rest is taken out."""

import pytest
from goats import COWS, GOATS, SHEEP, quote

from assistant import Agreement, Group, Support, Words
from assistant.draft import Draft, plain_sentence, renumbered

QUOTES = tuple(map(quote, (GOATS, SHEEP, COWS)))


def test_the_first_stays_first_and_none_is_left_out() -> None:
    """Those cited come next, in the order in which they are; each sentence is renumbered with them."""
    draft = Draft(QUOTES)
    assert draft.take("Cows low all day [3].") == "Cows low all day [2]."
    assert draft.take("Goats climb, and cows low [1][3].") == "Goats climb, and cows low [1][2]."
    assert draft.order == (0, 2, 1)
    assert draft.removed == []


def test_what_is_taken_out_changes_no_number() -> None:
    """Only sentences that are read count."""
    draft = Draft(QUOTES)
    assert draft.take("Sheep graze in 1999 [2].") == ""
    assert draft.take("Cows low [3].") == "Cows low [2]."
    assert [removed.sentence for removed in draft.removed] == ["Sheep graze in 1999 [2]."]
    assert "1999" in draft.removed[0].reason


@pytest.mark.parametrize(
    "written",
    [
        "Goats climb.",
        "Goats climb [4].",
        "Goats climb [0].",
        "Goats “fly” [1].",
        "Goats climb Everest [1].",
        "<b>Goats climb</b> [1].",
        "Goats climb [1](https://evil.example).",
        "[1]: javascript:alert(1) goats",
        "Goats &lt;climb&gt; [1].",
        "Goats climb at www.evil.example [1].",
        "Goats climb $$x$$ [1].",
        "Goats climb " * 100 + "[1].",
    ],
)
def test_what_is_not_supported_is_taken_out(written: str) -> None:
    """With what is wrong with it."""
    draft = Draft(QUOTES)
    assert draft.take(written) == ""
    assert draft.kept == []
    assert draft.removed[0].reason


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("- **Goats** climb [1, 3].", "Goats climb [1][3]."),
        ("2. `Goats` climb [Quote 01].", "Goats climb [1]."),
        ("Goats climb [1-3].", "Goats climb [1][2][3]."),
        ("Goats climb [1, 2–3].", "Goats climb [1][2][3]."),
        ("### Goats climb [1]", "Goats climb [1]"),
        ("Go\u200bats \u202eclimb\U000e0041 [1].\n[2]", "Goats climb [1]. [2]"),
        ("1852 saw goats [1].", "1852 saw goats [1]."),
    ],
)
def test_a_sentence_is_made_plain(written: str, plain: str) -> None:
    """Nothing of a model's layout, and nothing that nobody can see."""
    assert plain_sentence(written) == plain


def test_a_citation_of_no_quote_is_taken_out_whatever_the_check_says() -> None:
    """Its number would point to another quote, or to none."""
    draft = Draft(QUOTES, check=lambda _, __: Support(True))
    for written in ("The ferry sank [9].", "The ferry sank again [0].", "It sank a third time [1-9]."):
        assert draft.take(written) == ""
    assert draft.order == tuple(range(len(QUOTES)))


def test_what_was_said_before_is_not_said_again() -> None:
    """It is neither read nor counted twice."""
    draft = Draft(QUOTES)
    assert [draft.take("Goats climb [1].") for _ in range(3)] == ["Goats climb [1].", "", ""]
    assert [draft.take("Cows fly “off” [3].") for _ in range(3)] == [""] * 3
    assert (len(draft.kept), len(draft.removed)) == (1, 1)


def test_what_has_no_words_is_no_sentence() -> None:
    """It is neither kept nor counted."""
    draft = Draft(QUOTES)
    assert [draft.take(written) for written in ("---", "[1]", "1.", "")] == [""] * 4
    assert (draft.kept, draft.removed) == ([], [])


def test_agreement_is_renumbered_with_the_quotes() -> None:
    """The words are still those of the same quotes."""
    agreed = Agreement((Group((Words(1, 0, 5), Words(3, 2, 4))),), (Group((Words(2, 0, 1),)),))
    assert renumbered(agreed, (0, 2, 1)) == Agreement(
        (Group((Words(1, 0, 5), Words(2, 2, 4))),), (Group((Words(3, 0, 1),)),)
    )
