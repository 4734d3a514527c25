"""A LangChain chat model as the language model that answers are written with; only then is LangChain imported."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assistant.language_model import LanguageModel, Piece
from index import LanguageModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class ChatModel:
    """What a LangChain chat model says. Nothing is traced to an outside service.

    Args:
        model: asked through `stream` alone.
        name: what it is called in an answer.
        place: where it runs, if that is not this machine.
        ended: called in the end.
    """

    def __init__(
        self, model: "BaseChatModel", name: str, place: str = "", ended: Callable[[], object] = lambda: None
    ) -> None:
        self._model = model
        self.name = name
        self.place = place
        self._ended = ended

    def say(self, instruction: str, told: str) -> Iterator[Piece]:
        """Yield what the model says, piece by piece."""
        from langsmith.run_helpers import tracing_context

        messages = [("system", instruction), ("human", told)]
        with tracing_context(enabled=False):
            for chunk in self._model.stream(messages):
                used = getattr(chunk, "usage_metadata", None) or {}
                yield Piece(str(chunk.text), used.get("input_tokens", 0), used.get("output_tokens", 0))

    def close(self) -> None:
        """End what was started for the model."""
        self._ended()


def as_language_model(given: object) -> LanguageModel:
    """Return what was handed in as a language model: one of LangChain's, or one that is a `LanguageModel` itself.

    Raises:
        LanguageModelError: it is neither.
    """
    from langchain_core.language_models import BaseChatModel

    if isinstance(given, BaseChatModel):
        return ChatModel(given, _name_of(given))
    if isinstance(given, LanguageModel):
        return given
    raise LanguageModelError(
        f"{type(given).__name__} is not a language model.", "Give a LangChain chat model, as init_chat_model makes it."
    )


def _name_of(model: "BaseChatModel") -> str:
    named = (getattr(model, field, None) for field in ("model_name", "model", "name"))
    return next((name for name in named if isinstance(name, str) and name), type(model).__name__)
