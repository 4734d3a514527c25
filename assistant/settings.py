"""How questions are answered."""

from dataclasses import dataclass

from index import QAError


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantSettings:
    """Settings of the answers.

    Attributes:
        passages: how many passages to look for sentences in.
        passages_read: how many of the passages that `search` finds are read together with the question, to put them
            into order; 0 leaves that out, which takes a tenth of the time.
        most_read: the most sentences to read together with the question, where none of the first clearly answers.
        cross_encoder: the folder of a sentence-transformers cross-encoder to be heard as well, or none.
        most_quotes: the most quotes in an answer.
        threshold: abstain where the confidence is below this.
        longest_question: in characters; a longer question is refused.
        history_turns: how many earlier questions a follow-up may lean on.
        llm: the language model that answers are written with, `PROVIDER:MODEL` or the path of a GGUF file; empty for
            answers of quotes alone.
        llm_url: the server to ask for it, instead of the provider's own.
        llm_timeout: how many seconds it may take for an answer; then the quotes alone answer.
    """

    passages: int = 12
    passages_read: int = 16
    most_read: int = 8
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
                raise QAError(f"{name} must be at least 1; {getattr(self, name)} was given.")
        for name in ("passages_read", "history_turns"):
            if getattr(self, name) < 0:
                raise QAError(f"{name} must be at least 0; {getattr(self, name)} was given.")
        if not 0 <= self.threshold <= 1:
            raise QAError(f"threshold must be between 0 and 1; {self.threshold:g} was given.")
        if not 0 < self.llm_timeout < float("inf"):
            raise QAError(f"llm_timeout must be more than 0 seconds; {self.llm_timeout:g} was given.")
        if self.llm_url and not self.llm:
            raise QAError(
                "llm_url says where a language model is, but there is none.", "Give llm, too: --llm openai:NAME"
            )
