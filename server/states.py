"""How far a folder of articles is: whether it can be asked, and if not, why."""

from typing import Literal

from assistant import QAError

State = Literal["reading", "empty", "failed", "open"]


class NotOpenError(QAError):
    """The articles cannot be asked: they are being read still, there are none, or they cannot be opened.

    Attributes:
        state: which of these; the message and the remedy may name folders of this machine.
    """

    def __init__(self, message: str, remedy: str, state: State) -> None:
        super().__init__(message, remedy)
        self.state = state
