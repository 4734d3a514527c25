"""From a folder of articles to the passages that match a question."""

from index.articles import Article, Hit, Passage, Sentence
from index.changes import Changes
from index.countries import countries_in, country_name
from index.device import device_for_many, processor_flags
from index.embedder import BUNDLED_MODEL, Embedder, SentenceTransformerEmbedder, bundled_model
from index.embedding import Progress
from index.errors import (
    ArticlesError,
    EmbeddingError,
    IndexDamagedError,
    IndexLockedError,
    IndexStoreError,
    LanguageModelError,
    QAError,
    QuestionError,
    QuoteError,
    SettingsError,
)
from index.extraction import is_extracted
from index.keywords import is_country_term, keywords, terms, words
from index.library import ArticleIndex
from index.low_rank import read_adapter
from index.names import in_one_name, names_in, with_other_names
from index.normalise import normalise, without_accents
from index.reader import KINDS, SUFFIXES, Skipped, fault_in_content, fault_in_name
from index.search import Query, Searcher
from index.sentences import split_sentences
from index.settings import IndexSettings
from index.stopwords import STOPWORDS

__all__ = [
    "BUNDLED_MODEL",
    "KINDS",
    "STOPWORDS",
    "SUFFIXES",
    "Article",
    "ArticleIndex",
    "ArticlesError",
    "Changes",
    "Embedder",
    "EmbeddingError",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexSettings",
    "IndexStoreError",
    "LanguageModelError",
    "Passage",
    "Progress",
    "QAError",
    "Query",
    "QuestionError",
    "QuoteError",
    "Searcher",
    "Sentence",
    "SentenceTransformerEmbedder",
    "SettingsError",
    "Skipped",
    "bundled_model",
    "countries_in",
    "country_name",
    "device_for_many",
    "fault_in_content",
    "fault_in_name",
    "in_one_name",
    "is_country_term",
    "is_extracted",
    "keywords",
    "names_in",
    "normalise",
    "processor_flags",
    "read_adapter",
    "split_sentences",
    "terms",
    "with_other_names",
    "without_accents",
    "words",
]
