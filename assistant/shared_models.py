"""The models that several open folders of one process have in common: each is loaded once."""

from threading import Lock

from assistant.choosing_model import choose_model
from assistant.language_model import LanguageModel
from assistant.settings import AssistantSettings
from index import Embedder, IndexSettings, SentenceTransformerEmbedder


class SharedModels:
    """The embedding model, and the language model where one is named. Safe to share between threads.

    The cross-encoders that come with this package, and one that is named, are shared by the whole process anyway.
    """

    def __init__(self, index: IndexSettings, answers: AssistantSettings) -> None:
        self._index = index
        self._answers = answers
        self._lock = Lock()
        self._embedder: Embedder | None = None
        self._llm: LanguageModel | None = None

    @property
    def embedder(self) -> Embedder:
        """The embedding model; its weights are loaded when it is first used.

        Raises:
            EmbeddingError: its package is not installed.
        """
        with self._lock:
            self._embedder = self._embedder or SentenceTransformerEmbedder(self._index.model)
            return self._embedder

    @property
    def llm(self) -> LanguageModel | None:
        """The language model; None where none is named.

        Raises:
            LanguageModelError: it cannot be set up.
        """
        named = self._answers
        with self._lock:
            if named.llm and self._llm is None:
                self._llm = choose_model(named.llm, named.llm_url, named.llm_timeout)
            return self._llm
