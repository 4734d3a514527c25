"""The public API: what is asked, as a LangChain runnable, its steps as runnables and its search as a retriever.

What needs LangChain is here and in `retriever` alone: importing it takes longer than answering, and only those who
ask for `Assistant` have to.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from langchain_core.runnables import Runnable, RunnableBranch, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import ensure_config
from langsmith.run_helpers import tracing_context

from assistant.answers import Answer, Event
from assistant.asking import Asking
from assistant.chain import chat, find, is_small_talk, judge, respond
from assistant.request import Question
from assistant.retriever import PassageRetriever
from assistant.streaming import events

_CHAIN = RunnableBranch(
    (is_small_talk, RunnableLambda(chat)), RunnableLambda(find) | RunnableLambda(judge) | RunnableLambda(respond)
)


class Assistant(Asking, Runnable[Question, Answer]):
    """A folder of articles that can be asked. Safe to share between threads.

    As a LangChain runnable it takes a question, or a mapping with `question`, `history` and `within`,
    and returns the Answer. `history` is a list of role/content messages, the question itself not in it.
    `within` has the paths of the articles to ask: to that question, no others exist. Without it, all are asked.
    """

    def invoke(
        self,
        input: Question,
        config: RunnableConfig | None = None,
        *,
        history: Sequence[object] = (),
        within: Collection[str] | None = None,
        **kwargs: Any,  # noqa: ANN401 (LangChain's signature)
    ) -> Answer:
        """Answer, as a LangChain runnable. Nothing is traced to an outside service.

        Args:
            input: the question, or a mapping with `question`, and optionally `history` and `within`.
            config: LangChain's; its callbacks are called.
            history: as in `ask`; it wins over that of the mapping, as `within` does.
            within: as in `ask`.
            kwargs: not used.

        Raises:
            QAError: as in `ask`.
        """
        return self._written(self._invoked(input, config, history, within))

    def stream(  # type: ignore[override]  # yields what happens before the answer, too
        self,
        input: Question,
        config: RunnableConfig | None = None,
        *,
        history: Sequence[object] = (),
        within: Collection[str] | None = None,
        **kwargs: Any,  # noqa: ANN401 (LangChain's signature)
    ) -> Iterator[Event]:
        """Yield what is being done, then the answer's text piece by piece, then the Answer itself.

        Arguments and errors are those of `invoke`.
        """
        return events(input, history, lambda: self._invoked(input, config, history, within), self._writer)

    def retriever(self, k: int = 10) -> PassageRetriever:
        """Return the search as a LangChain retriever of the `k` best passages."""
        return PassageRetriever(search=lambda query, most: self.search(query, k=most), k=k)

    def _invoked(
        self,
        value: Question,
        config: RunnableConfig | None,
        history: Sequence[object],
        within: Collection[str] | None,
    ) -> Answer:
        """Answer in quotes, step by step as runnables."""
        with tracing_context(enabled=False):
            return self._answer(value, history, within, lambda asked: _CHAIN.invoke(asked, ensure_config(config)))
