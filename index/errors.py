"""Every error raised on purpose, in one tree.

QAError
    ArticlesError               the folder of articles is missing, empty or unreadable
    EmbeddingError              the embedding model cannot be loaded or does not fit
    IndexStoreError             the index folder cannot be read or written
        IndexDamagedError       what is stored there is not a sound index
        IndexLockedError        another process is changing the index
    LanguageModelError          a language model cannot be set up, or failed
    QuestionError               the question is blank or too long
    QuoteError                  a quote that is not in its article
    SettingsError               a setting is unknown or has a value that it cannot have

Each carries the sentence to show (`str(error)`), a `remedy` that says what to do next, and an
`exit_code` for the command line. Command line and page catch `QAError` and nothing wider.
"""


class QAError(Exception):
    """An expected failure, told in one sentence with a remedy. Every error raised on purpose is one.

    Attributes:
        remedy: what to do next; empty where nothing can be said.
        exit_code: that of the command line.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class ArticlesError(QAError):
    """The folder of articles is missing, empty or holds nothing readable."""

    exit_code = 3


class EmbeddingError(QAError):
    """The embedding model is missing, altered or does not fit the index."""

    exit_code = 6


class IndexStoreError(QAError):
    """The index folder cannot be read or written."""

    exit_code = 4


class IndexDamagedError(IndexStoreError):
    """The stored index does not pass its own checks."""

    exit_code = 5


class IndexLockedError(IndexStoreError):
    """Another process is changing this index."""

    exit_code = 7


class QuestionError(QAError):
    """The question is blank or too long."""

    exit_code = 8


class LanguageModelError(QAError):
    """A language model that cannot be set up, or failed."""

    exit_code = 12


class QuoteError(QAError, ValueError):
    """Text that does not stand in its article at the offsets given."""

    exit_code = 9


class SettingsError(QAError):
    """A setting is unknown, or has a value that it cannot have."""

    exit_code = 13
