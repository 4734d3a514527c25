"""Who may ask and who may manage: tokens in, roles out, and a signed cookie for the page.

Without any token, whoever reaches the server may do everything: then it is reached from this machine only.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

from assistant import QAError

Role = Literal["ask", "manage"]

ASK_TOKEN = "ASSISTANT_TOKEN"  # noqa: S105 (names of environment variables)
MANAGE_TOKEN = "ASSISTANT_MANAGE_TOKEN"  # noqa: S105
_FEWEST_CHARS = 16
_LASTS = 7 * 24 * 3600  # seconds for which a login is good
_role: ContextVar[Role] = ContextVar("role", default="manage")


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """The secrets that give the roles; an empty one gives none.

    Raises:
        QAError: one is too short to be a secret, or both are the same.
    """

    ask: str = ""
    manage: str = ""
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), compare=False)  # whoever may ask knows a token

    def __post_init__(self) -> None:
        for name, token in ((ASK_TOKEN, self.ask), (MANAGE_TOKEN, self.manage)):
            if token and len(token) < _FEWEST_CHARS:
                raise QAError(
                    f"{name} is shorter than {_FEWEST_CHARS} characters.",
                    "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(24))'",
                )
        if self.ask and self.ask == self.manage:
            raise QAError(f"{ASK_TOKEN} and {MANAGE_TOKEN} are the same.", "Give each a secret of its own.")

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Tokens":
        """Return those of the environment."""
        return cls(environment.get(ASK_TOKEN, "").strip(), environment.get(MANAGE_TOKEN, "").strip())

    def __bool__(self) -> bool:
        return bool(self.ask or self.manage)

    def role_of(self, token: str) -> Role | None:
        """Return the role that a token gives, or None; it takes as long for every token."""
        given = _digest(token)
        manages, asks = (hmac.compare_digest(given, _digest(own)) and bool(own) for own in (self.manage, self.ask))
        return "manage" if manages else "ask" if asks else None

    def session(self, role: Role) -> str:
        """Return what a cookie holds: the role and until when it is good, signed."""
        said = f"{role}.{int(time.time()) + _LASTS}"
        return f"{said}.{self._signature(said)}"

    def role_in(self, session: str) -> Role | None:
        """Return the role of a session that was signed here and is still good, or None."""
        said, _, signature = session.rpartition(".")
        if not hmac.compare_digest(_digest(signature), _digest(self._signature(said))):
            return None
        role, _, until = said.partition(".")
        if int(until) <= time.time():
            return None
        return "manage" if role == "manage" and self.manage else "ask"

    def _signature(self, said: str) -> str:
        return hmac.new(self._key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def may_manage() -> bool:
    """Say whether whoever sent the present request may change the folder."""
    return _role.get() == "manage"


def act_as(role: Role) -> None:
    """Handle the present request in a role."""
    _role.set(role)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
