"""Ask a folder of articles; every quoted word is provably theirs."""

from typing import TYPE_CHECKING

from assistant.answers import Agreement, Answer, Event, Group, Progress, Quote, Text, Words
from assistant.asking import Asking, default_index_dir
from assistant.cli import main as run_command
from assistant.command import Command, open_assistant
from assistant.nli import NLIChecker
from assistant.overview import overview
from assistant.report import answer_data
from assistant.selection import select
from assistant.settings import AssistantSettings
from assistant.support import Checker, Support, check_support
from assistant.sureness import sureness
from index import (
    KINDS,
    SUFFIXES,
    Article,
    ArticlesError,
    Changes,
    Embedder,
    EmbeddingError,
    Hit,
    IndexDamagedError,
    IndexLockedError,
    IndexSettings,
    IndexStoreError,
    Passage,
    QAError,
    QuestionError,
    QuoteError,
    SentenceTransformerEmbedder,
    Skipped,
    fault_in_content,
    fault_in_name,
)

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.retriever import PassageRetriever

__all__ = [
    "KINDS",
    "SUFFIXES",
    "Agreement",
    "Answer",
    "Article",
    "ArticlesError",
    "Asking",
    "Assistant",
    "AssistantSettings",
    "Changes",
    "Checker",
    "Command",
    "Embedder",
    "EmbeddingError",
    "Event",
    "Group",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexSettings",
    "IndexStoreError",
    "NLIChecker",
    "Passage",
    "PassageRetriever",
    "Progress",
    "QAError",
    "QuestionError",
    "Quote",
    "QuoteError",
    "SentenceTransformerEmbedder",
    "Skipped",
    "Support",
    "Text",
    "Words",
    "answer_data",
    "check_support",
    "default_index_dir",
    "fault_in_content",
    "fault_in_name",
    "open_assistant",
    "overview",
    "run_command",
    "select",
    "sureness",
]


def __getattr__(name: str) -> object:
    """Import what is LangChain's only when it is asked for: it takes seconds to load."""
    if name == "Assistant":
        from assistant.api import Assistant

        return Assistant
    if name == "PassageRetriever":
        from assistant.retriever import PassageRetriever

        return PassageRetriever
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
