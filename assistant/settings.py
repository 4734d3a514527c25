"""How questions are answered, and how they are served."""

from dataclasses import dataclass

from index import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantSettings:
    """Settings of the answers.

    Raises:
        SettingsError: one has a value that it cannot have.

    Attributes:
        passages: how many passages to look for sentences in.
        passages_read: how many of the passages that `search` finds are read, twice, to put them into order;
            0 leaves that out, which takes a few milliseconds instead of most of a second.
        most_read: the most sentences to read together with the question, where none of the first clearly answers;
            half as many where it leans on others, and two thirds more where none of these is likely to answer.
        cross_encoder: the folder of a sentence-transformers cross-encoder to be heard as well, or none.
        most_quotes: the most quotes in an answer.
        threshold: abstain where the confidence is below this, 0 to 1.
        longest_question: in characters; a longer question is refused.
        history_turns: how many earlier questions a follow-up may lean on.
        llm: the language model that answers are written with, `PROVIDER:MODEL` or the path of a GGUF file; empty for
            answers of quotes alone.
        llm_url: the server to ask for it, instead of the provider's own.
        llm_timeout: how many seconds it may take for an answer; then the quotes alone answer.
    """

    passages: int = 16
    passages_read: int = 40
    most_read: int = 12
    cross_encoder: str = ""
    most_quotes: int = 5
    threshold: float = 0.5
    longest_question: int = 4000
    history_turns: int = 3
    llm: str = ""
    llm_url: str = ""
    llm_timeout: float = 60.0

    def __post_init__(self) -> None:
        for name in ("passages", "most_read", "most_quotes", "longest_question"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} must be at least 1; {getattr(self, name)} was given.")
        for name in ("passages_read", "history_turns"):
            if getattr(self, name) < 0:
                raise SettingsError(f"{name} must be at least 0; {getattr(self, name)} was given.")
        if not 0 <= self.threshold <= 1:
            raise SettingsError(f"threshold must be between 0 and 1; {self.threshold:g} was given.")
        if not 0 < self.llm_timeout < float("inf"):
            raise SettingsError(f"llm_timeout must be more than 0 seconds; {self.llm_timeout:g} was given.")
        if self.llm_url and not self.llm:
            raise SettingsError(
                "llm_url says where a language model is, but there is none.", "Give llm, too: --llm openai:NAME"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Settings of the served page and API.

    Attributes:
        host: the address of this machine to serve on.
        port: 0 takes any that is free.
        allow_changes: whether the page may add articles to the folder, and remove them from it.
        watch: whether the folder is followed, so that what changes is read before anyone asks.
        allowed_hosts: further names by which others reach this machine.
        root_path: the path below which a proxy passes requests on.
        questions_a_minute: how often may be asked from one address, 0 for any number; None for 60 where others
            reach the server, else any number.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    allow_changes: bool = False
    watch: bool = True
    allowed_hosts: tuple[str, ...] = ()
    root_path: str = ""
    questions_a_minute: int | None = None
