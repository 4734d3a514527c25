"""How a server is reached, and by whom."""

import re
from dataclasses import dataclass, field

from assistant import QAError
from server.access import Tokens

OWN_HOSTS = frozenset(("127.0.0.1", "localhost"))
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How a server is reached.

    Attributes:
        hosts: the names that it answers to, beside those of this machine to itself.
        tokens: who may ask and manage; without any, everyone who reaches it.
        prefix: the path below which a proxy passes requests on, such as `/articles`; empty without.
        questions_a_minute: how often may be asked from one address; 0 sets no limit.

    Raises:
        QAError: the prefix is no path.
    """

    hosts: frozenset[str] = frozenset()
    tokens: Tokens = field(default=Tokens())
    prefix: str = ""
    questions_a_minute: int = 0

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise QAError(f"{self.prefix} is no path to be served below.", "Give one such as /articles.")
        if self.questions_a_minute < 0:
            raise QAError(f"questions_a_minute must be at least 0; {self.questions_a_minute} was given.")
