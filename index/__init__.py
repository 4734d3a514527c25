"""From a folder of articles to the passages that match a question."""

from index.articles import Article, Hit, Passage, Sentence
from index.embedder import Embedder, SentenceTransformerEmbedder
from index.errors import (
    ArticlesError,
    EmbeddingError,
    IndexDamagedError,
    IndexLockedError,
    IndexStoreError,
    QAError,
    QuestionError,
    QuoteError,
)
from index.keywords import keywords, terms, words
from index.library import ArticleIndex
from index.names import countries_in, country_name, other_forms
from index.normalise import normalise
from index.reader import Skipped
from index.search import Query, Searcher
from index.sentences import split_sentences
from index.settings import IndexSettings
from index.stopwords import STOPWORDS
from index.sync import Changes, Progress

__all__ = [
    "STOPWORDS",
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
    "Passage",
    "Progress",
    "QAError",
    "Query",
    "QuestionError",
    "QuoteError",
    "Searcher",
    "Sentence",
    "SentenceTransformerEmbedder",
    "Skipped",
    "countries_in",
    "country_name",
    "keywords",
    "normalise",
    "other_forms",
    "split_sentences",
    "terms",
    "words",
]
