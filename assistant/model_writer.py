"""An answer put into words by a language model, and held to the quotes: only what they support is ever read.

Whatever the model does, says or fails to do, the quotes are there, all of them, in words that it never touches.
"""

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.answers import Answer, Event, Progress, Text, Writing
from assistant.compose import compose, compose_sentence
from assistant.conversation import leaning
from assistant.draft import Draft, renumbered
from assistant.in_time import in_time
from assistant.language_model import LanguageModel, Piece
from assistant.model_failure import failure
from assistant.prompts import STANDALONE, WRITE, standalone_prompt, write_prompt
from assistant.request import Request
from assistant.sentence_stream import sentences, without_thinking
from assistant.standalone import checked_standalone
from assistant.support import Checker, check_support
from assistant.writer import QuoteWriter
from index import LanguageModelError, QAError

logger = logging.getLogger(__name__)

_MOST_WRITTEN = 6000  # characters: nobody reads further, and a model may never end
_MOST_REWORDED = 400


@dataclass(slots=True)
class _Count:
    """What a model was heard to say so far, counted."""

    chars: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class ModelWriter:
    """Writes answers with a language model.

    Args:
        model: whatever it says is checked.
        seconds: how long it may take for an answer.
        check: says whether the quotes that a sentence cites support it.
    """

    def __init__(self, model: LanguageModel, seconds: float, check: Checker = check_support) -> None:
        self._model = model
        self._check = check
        self._seconds = seconds
        self._quoting = QuoteWriter()

    @property
    def notice(self) -> str:
        """Where questions and quotes go, if they leave this machine."""
        if not self._model.place:
            return ""
        return f"Questions, and the quotes found, are sent to {self._model.place} ({self._model.name})."

    def standalone(self, request: Request, answer: Answer) -> str:
        """Return a follow-up that found no answer in other words of the conversation, which may find one."""
        if not answer.abstained or answer.small_talk or not request.earlier or not leaning(request.question):
            return ""
        told = standalone_prompt(request.question, request.earlier, request.answered)
        try:
            with closing(self._heard(STANDALONE, told, _Count(), _MOST_REWORDED)) as heard:
                reply = "".join(without_thinking(heard))
        except LanguageModelError as error:
            logger.info("the question was not reworded: %s", error)
            return ""
        return checked_standalone(reply, request)

    def write(self, answer: Answer) -> Iterator[Event]:
        """Yield what the model writes and the quotes support, then the quotes, then the answer.

        Where nothing of it is supported, the answer is as the quotes alone make it.
        """
        if not answer.quotes:
            yield from self._quoting.write(answer)
            return
        yield Progress(f"Writing with {self._model.name}")
        began, count, draft, trouble = time.monotonic(), _Count(), Draft(answer.quotes, self._check), ""
        told = write_prompt(answer.query, answer.quotes)
        try:
            with closing(self._heard(WRITE, told, count, _MOST_WRITTEN)) as heard:
                for written in sentences(heard):
                    if sentence := draft.take(written):
                        space = " " if len(draft.kept) > 1 else ""
                        yield Text(space + compose_sentence(sentence), sentence)
        except QAError as error:  # the model's, or that of a check whose own model is missing
            trouble = str(error)
        writing = Writing(
            self._model.name,
            tuple(draft.kept),
            tuple(draft.removed),
            trouble,
            count.input_tokens,
            count.output_tokens,
            time.monotonic() - began,
        )
        yield from self._with_quotes(replace(answer, writing=writing), draft.order)

    def close(self) -> None:
        """End what was started for the model."""
        self._model.close()

    def _with_quotes(self, answer: Answer, order: Sequence[int]) -> Iterator[Event]:
        """Yield the quotes below what was written, in the order that it gives them, then the answer."""
        written = answer.writing.sentences if answer.writing else ()
        quotes = tuple(answer.quotes[place] for place in order)
        agreed = renumbered(answer.agreement, order)
        pieces = list(compose(quotes, agreed))
        if written:
            pieces.insert(0, "\n\n")
        yield from map(Text, pieces)
        text = " ".join(map(compose_sentence, written)) + "".join(pieces)
        yield replace(answer, text=text.rstrip(), quotes=quotes, agreement=agreed)

    def _heard(self, instruction: str, told: str, count: _Count, most: int) -> Generator[str]:
        """Yield what the model says, no more than `most` characters, and count it.

        Raises:
            LanguageModelError: it failed, or took too long.
        """

        def said() -> Iterator[Piece]:
            return self._model.say(instruction, told)

        try:
            with closing(in_time(said, self._seconds)) as pieces:
                for piece in pieces:
                    count.chars += len(piece.text)
                    count.input_tokens += piece.input_tokens
                    count.output_tokens += piece.output_tokens
                    yield piece.text
                    if count.chars >= most:
                        return
        except TimeoutError:
            raise LanguageModelError(f"{self._model.name} took longer than {self._seconds:g} seconds.") from None
        except LanguageModelError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever a provider's package raises)
            raise failure(self._model.name, error) from None
