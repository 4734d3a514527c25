"""Settings are values that are checked when they are made, and they are obeyed."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Assistant, AssistantSettings, QAError, QuestionError

GOATS = [f"The goat number {number} climbs the steep hill of Calder every morning." for number in range(9)]


@pytest.mark.parametrize(
    "values",
    [
        {"passages": 0},
        {"passages": -3},
        {"most_quotes": 0},
        {"longest_question": 0},
        {"threshold": -0.1},
        {"threshold": 1.01},
        {"threshold": float("nan")},
        {"threshold": float("inf")},
        {"history_turns": -1},
    ],
)
def test_impossible_settings_are_refused(values: dict[str, Any]) -> None:
    """The message names the setting."""
    with pytest.raises(QAError, match=next(iter(values))):
        AssistantSettings(**values)


@pytest.mark.parametrize("values", [{"passages": 1}, {"most_quotes": 1}, {"threshold": 0.0}, {"threshold": 1.0}])
def test_the_bounds_are_allowed(values: dict[str, Any]) -> None:
    """And held as given."""
    settings = AssistantSettings(**values)
    assert {name: getattr(settings, name) for name in values} == values


def test_settings_are_frozen() -> None:
    """One assistant's settings cannot change under another's."""
    settings = AssistantSettings()
    with pytest.raises(FrozenInstanceError):
        setattr(settings, "pass" + "ages", 3)
    assert settings == AssistantSettings()


def test_settings_are_obeyed(folder: Folder, fake_embedder: FakeEmbedder) -> None:
    """The most quotes, the threshold, and the longest question."""
    place = folder({f"{number}.txt": text + "\n" for number, text in enumerate(GOATS)})

    def ask(question: str = "Which goat climbs the steep hill of Calder?", **values: Any) -> tuple[bool, int]:  # noqa: ANN401
        assistant = Assistant.open(place, "index", embedder=fake_embedder, settings=AssistantSettings(**values))
        answer = assistant.ask(question)
        return answer.abstained, len(answer.quotes)

    assert [ask(threshold=0.0, most_quotes=most) for most in (1, 3)] == [(False, 1), (False, 3)]
    assert ask(threshold=1.0) == (True, 0)
    assert ask("goat", threshold=0.0, longest_question=4)[0] is False
    with pytest.raises(QuestionError, match="at most 4"):
        ask("goats", longest_question=4)


def test_no_turns_of_history_means_none(folder: Folder, fake_embedder: FakeEmbedder) -> None:
    """With `history_turns` at 0 a follow-up is taken as it stands."""
    settings = AssistantSettings(threshold=0.0, history_turns=0)
    assistant = Assistant.open(folder({"a.txt": GOATS[0]}), "index", embedder=fake_embedder, settings=settings)
    answer = assistant.ask("Why is that?", history=[{"role": "user", "content": "Which goat climbs the hill?"}])
    assert answer.query == "Why is that?"
