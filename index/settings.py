"""How an index is made. Two indexes with the same settings and articles are the same."""

from dataclasses import dataclass

from index.embedder import BUNDLED_MODEL
from index.errors import SettingsError

_FEWEST_TOKENS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSettings:
    """Settings of an index.

    Raises:
        SettingsError: one has a value that it cannot have.

    Attributes:
        model: `all-MiniLM-L6-v2`, or the folder of another sentence-transformers model.
        passage_tokens: the most tokens in a passage, title included; the model's own limit where
            that is lower.
        exact_passages: with more passages, those searched are the most promising ones rather than all.
        max_file_bytes: a larger file is skipped.
        lock_seconds: how long to wait for another process that is changing the index.
        rest_seconds: how long a file must not have changed before it is read; so long is waited for it.
    """

    model: str = BUNDLED_MODEL
    passage_tokens: int = 200
    exact_passages: int = 50_000
    max_file_bytes: int = 20_000_000
    lock_seconds: float = 30.0
    rest_seconds: float = 0.5

    def __post_init__(self) -> None:
        if self.passage_tokens < _FEWEST_TOKENS:
            raise SettingsError(
                f"A passage needs at least {_FEWEST_TOKENS} tokens; {self.passage_tokens} were asked for."
            )
        if self.max_file_bytes < 1:
            raise SettingsError(f"The largest file must be at least 1 byte; {self.max_file_bytes} was asked for.")
