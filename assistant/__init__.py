"""Ask a folder of articles; every quoted word is provably theirs."""

from typing import TYPE_CHECKING

from assistant.answers import (
    Agreement,
    Answer,
    Event,
    Group,
    Progress,
    Quote,
    Removed,
    Text,
    Words,
    Writing,
)
from assistant.asking import Asking
from assistant.cli import main as run_command
from assistant.command import Command, add_model_options, open_assistant, open_collection, shared_models
from assistant.flags import add_setting
from assistant.folders import default_index_dir
from assistant.language_model import LanguageModel, Piece
from assistant.named_folders import ALONE, closest_name
from assistant.nli import NLIChecker
from assistant.overview import overview
from assistant.report import answer_data, article_data, hit_data
from assistant.selection import select
from assistant.settings import AssistantSettings, ServerSettings
from assistant.shared_models import SharedModels
from assistant.shipped import is_in_package, shipped_articles
from assistant.support import Checker, Support, check_support
from assistant.sureness import sureness
from assistant.writing_told import credit_line, removal_line, trouble_line
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
    LanguageModelError,
    Passage,
    QAError,
    QuestionError,
    QuoteError,
    SentenceTransformerEmbedder,
    SettingsError,
    Skipped,
    fault_in_content,
    fault_in_name,
)

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.retriever import PassageRetriever

__all__ = [
    "ALONE",
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
    "LanguageModel",
    "LanguageModelError",
    "NLIChecker",
    "Passage",
    "PassageRetriever",
    "Piece",
    "Progress",
    "QAError",
    "QuestionError",
    "Quote",
    "QuoteError",
    "Removed",
    "SentenceTransformerEmbedder",
    "ServerSettings",
    "SettingsError",
    "SharedModels",
    "Skipped",
    "Support",
    "Text",
    "Words",
    "Writing",
    "add_model_options",
    "add_setting",
    "answer_data",
    "article_data",
    "check_support",
    "closest_name",
    "credit_line",
    "default_index_dir",
    "fault_in_content",
    "fault_in_name",
    "hit_data",
    "is_in_package",
    "open_assistant",
    "open_collection",
    "overview",
    "removal_line",
    "run_command",
    "select",
    "shared_models",
    "shipped_articles",
    "sureness",
    "trouble_line",
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
