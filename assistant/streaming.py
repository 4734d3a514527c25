"""What happens while a question is answered, as events: what is being done, the text, the answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.answers import Answer, Event, Progress
from assistant.request import Question
from assistant.smalltalk import small_talk
from assistant.writer import Writer


def events(
    value: Question, history: Sequence[object], find_answer: Callable[[], Answer], writer: Writer
) -> Iterator[Event]:
    """Yield what is being done, then the text of the answer that is found piece by piece, then the Answer itself."""
    said = value.get("question") if isinstance(value, Mapping) else value
    if not (isinstance(said, str) and small_talk(said, first=not history)):
        yield Progress("Searching the articles")
    answer = find_answer()
    if not answer.small_talk:
        yield Progress("Searched {1} passages in {0} articles".format(*answer.searched))
    yield from writer.write(answer)
