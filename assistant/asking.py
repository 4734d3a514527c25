"""Open a folder of articles, ask, search, stream: all of the public API but what is LangChain's."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Self

from assistant.adapted import bundled_reader
from assistant.answerability import answerability_reader
from assistant.answers import Answer, Event
from assistant.chain import find, respond_to
from assistant.cross_encoder import Reading, cross_encoder_of
from assistant.folders import folders
from assistant.open_folder import OpenFolder
from assistant.passage_reader import passage_readers
from assistant.request import Question, Request, read_request
from assistant.rerank import rerank
from assistant.settings import AssistantSettings
from assistant.steps import Asked
from assistant.streaming import events
from assistant.suggestions import next_questions, starters
from assistant.support import Checker, check_support
from assistant.writer import QuoteWriter, Writer
from assistant.writers import make_writer
from index import (
    ArticleIndex,
    Changes,
    Embedder,
    Hit,
    IndexSettings,
    QuestionError,
    Searcher,
)
from index import Progress as IndexProgress

_MOST_HITS = 1000


class Asking(OpenFolder):
    """A folder of articles that can be asked. Safe to share between threads.

    `history` is a list of role/content messages, the question itself not in it. `within` has the paths of the
    articles to ask: to that question, no others exist. Without it, all are asked.
    """

    def __init__(
        self, index: ArticleIndex, changes: Changes, settings: AssistantSettings, writer: Writer | None = None
    ) -> None:
        super().__init__(index, changes)
        self._settings = settings
        self._writer = writer or QuoteWriter()
        self._reader, self._doubter = bundled_reader(), answerability_reader()
        self._further = cross_encoder_of(settings.cross_encoder) if settings.cross_encoder else None

    @classmethod
    def open(  # noqa: PLR0913 (all but the folders by name)
        cls,
        articles_dir: str | Path,
        index_dir: str | Path | None = None,
        *,
        embedder: Embedder | None = None,
        settings: AssistantSettings | None = None,
        index_settings: IndexSettings | None = None,
        progress: IndexProgress | None = None,
        llm: object = None,
        check: Checker = check_support,
    ) -> Self:
        """Open a folder of articles; builds its index, or brings it up to date.

        Args:
            articles_dir: the folder; it is only read.
            index_dir: where the index is kept; without it, a folder of its own below `.index`.
            embedder: makes the vectors; without it, the model that `index_settings` name.
            settings: how questions are answered.
            index_settings: how the index is made; with others than it was made with, it is made anew.
            progress: called with (passages embedded, passages to embed).
            llm: a LangChain chat model, or a `LanguageModel`, to write answers with; without it, what `settings` name.
            check: says whether the quotes that a sentence of the model cites support it.

        Raises:
            ArticlesError: the folder is missing, empty or cannot be read.
            EmbeddingError: the embedding model cannot be loaded.
            IndexStoreError: the index folder cannot be read or written, or another process is changing the index.
            LanguageModelError: the language model cannot be set up.
        """
        settings = settings or AssistantSettings()
        folder, place = folders(articles_dir, index_dir)
        writer = make_writer(settings, llm, check)
        try:
            index, changes = ArticleIndex.open(folder, place, embedder, index_settings, progress)
        except BaseException:
            writer.close()
            raise
        return cls(index, changes, settings, writer)

    def close(self) -> None:
        """End what was started for a language model; without one, there is nothing to end."""
        self._writer.close()

    @property
    def notice(self) -> str:
        """What to know before asking: where questions and quotes go if they leave this machine; else empty."""
        return self._writer.notice

    def ask(self, question: str, history: Sequence[object] = (), *, within: Collection[str] | None = None) -> Answer:
        """Answer a question in quotes from the articles, or say that they do not answer it.

        Where the folder cannot be read, the index answers as it was; where the index is damaged, it is made anew first.

        Args:
            question: at most `AssistantSettings.longest_question` characters.
            history: role/content messages, oldest first, as `{"role": "user", "content": "..."}`.
            within: the paths of the articles to ask; unknown ones are ignored.

        Raises:
            QuestionError: the question is blank or too long, the history is malformed, or none of the
                articles `within` is in the folder.
            IndexStoreError: the index is gone or damaged, and cannot be made anew.
            ArticlesError: the same, for the folder cannot be read.
        """
        return self._written(self._answer({"question": question}, history, within))

    def search(
        self,
        question: str,
        history: Sequence[object] | None = (),
        k: int = 10,
        *,
        within: Collection[str] | None = None,
    ) -> list[Hit]:
        """Return the `k` best passages, best first, those of an outlet or author that the question names before others.

        At most 1000 are returned; `k` less than 1 is a QuestionError. The rest, and the other errors, are as in `ask`.
        """
        if k < 1:
            raise QuestionError(f"k must be at least 1; {k} was given.")
        request = read_request({"question": question}, history or (), within, self._settings.longest_question)
        asked = self._asked(request)
        read = self._settings.passages_read
        wanted = max(min(k, _MOST_HITS), read)
        found = self._following.ask(lambda s: find(replace(asked(s), k=wanted, quotable=False)))
        hits, first = list(found.hits), found.spoken_of
        if read:
            answered = found.asked.answered or (found.focus.text if found.focus else "")
            conversation = Reading(found.understood.asks, found.asked.earlier, answered)
            hits = rerank(hits, found.understood, conversation, read, *passage_readers())
        return sorted(hits, key=lambda hit: bool(first) and hit.passage.article.path not in first)[:k]

    def stream(
        self, input: Question, *, history: Sequence[object] = (), within: Collection[str] | None = None
    ) -> Iterator[Event]:
        """Yield what is being done, then the answer's text piece by piece, then the Answer itself.

        `input` is the question, or a mapping with `question`, and optionally `history` and `within`; what is given
        beside it wins. The errors are those of `ask`, raised where the events are taken.
        """
        return events(input, history, lambda: self._answer(input, history, within), self._writer)

    def starter_questions(self, most: int = 4) -> list[str]:
        """Return at most `most` questions that the articles answer, drawn from what they speak of."""
        return starters(self.articles(), self._quoted, most)

    def next_questions(
        self,
        answer: Answer,
        history: Sequence[object] = (),
        most: int = 3,
        *,
        within: Collection[str] | None = None,
    ) -> list[str]:
        """Return questions that lead on from an answer, each of which is answered in words not yet shown.

        At most `most` are returned. `history` and `within` are what `ask` was given for the answer.
        """
        return next_questions(answer, history, self.articles, partial(self._quoted, within=within), most)

    def _quoted(
        self, question: str, history: Sequence[object] = (), *, within: Collection[str] | None = None
    ) -> Answer:
        """Answer in quotes alone."""
        asked = self._asked(read_request({"question": question}, history, within, self._settings.longest_question))
        return self._following.ask(lambda searcher: respond_to(asked(searcher)))

    def _answer(
        self,
        value: Question,
        history: Sequence[object],
        within: Collection[str] | None,
        way: Callable[[Asked], Answer] = respond_to,
    ) -> Answer:
        """Answer in quotes; where a follow-up has no answer and the writer has other words for it, in these."""
        request = read_request(value, history, within, self._settings.longest_question)

        def put(request: Request) -> Answer:
            asked = self._asked(request)
            return self._following.ask(lambda searcher: way(asked(searcher)))

        answer = put(request)
        if standalone := self._writer.standalone(request, answer):
            again = put(replace(request, question=standalone, earlier=(), answered=""))
            return answer if again.abstained else replace(again, question=answer.question)
        return answer

    def _written(self, answer: Answer) -> Answer:
        return next(event for event in self._writer.write(answer) if isinstance(event, Answer))

    def _asked(self, request: Request) -> Callable[[Searcher], Asked]:
        """Return what puts a request to a generation of the index."""
        return lambda searcher: Asked(
            request.question, request.earlier, searcher.within(request.within), self._settings,
            k=self._settings.passages, quotable=True,
            reader=self._reader, doubter=self._doubter, further=self._further, answered=request.answered,
        )  # fmt: skip
