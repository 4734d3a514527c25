"""Who may ask, who may manage, and how often."""

import hashlib
import hmac
import time

import pytest

from assistant import QAError
from server import Serving, Tokens
from server.rate import Rate

ASK, MANAGE = "a secret to ask with", "a secret to manage with"
TOKENS = Tokens(ASK, MANAGE)


@pytest.mark.parametrize(
    ("tokens", "given", "role"),
    [
        (TOKENS, ASK, "ask"),
        (TOKENS, MANAGE, "manage"),
        (TOKENS, "", None),
        (TOKENS, ASK[:-1], None),
        (TOKENS, f"{ASK} ", None),
        (TOKENS, "é" * 20, None),
        (Tokens(ASK), "", None),
        (Tokens("", MANAGE), "", None),
        (Tokens("", MANAGE), MANAGE, "manage"),
    ],
)
def test_a_token_gives_its_role(tokens: Tokens, given: str, role: str | None) -> None:
    """And nothing else gives any; an empty token is none, even where one is not set."""
    assert tokens.role_of(given) == role


def test_a_session_is_good_for_the_tokens_it_was_made_with() -> None:
    """Another token, another role or another end is not accepted."""
    session = TOKENS.session("ask")
    assert TOKENS.role_in(session) == "ask"
    assert Tokens(ASK, f"another {MANAGE}").role_in(session) is None
    role, until, signature = session.split(".")
    for forged in (f"manage.{until}.{signature}", f"{role}.{int(until) + 1}.{signature}", "", "..", "a.b.c", "é"):
        assert TOKENS.role_in(forged) is None


def test_who_may_ask_cannot_make_a_session_that_manages() -> None:
    """Not with all that an asker knows, and where nobody may manage, not at all."""
    tokens = Tokens(ask="a" * 24)
    said = f"manage.{int(time.time()) + 3600}"
    for key in (f"{tokens.ask}\n", tokens.ask):
        signed = hmac.new(hashlib.sha256(key.encode()).digest(), said.encode(), hashlib.sha256).hexdigest()
        assert tokens.role_in(f"{said}.{signed}") is None
    assert tokens.role_in(tokens.session("manage")) == "ask"
    both = Tokens(ask="a" * 24, manage="m" * 24)
    assert both.role_in(both.session("manage")) == "manage"


def test_a_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a week."""
    session = TOKENS.session("manage")
    until = int(session.split(".")[1])
    monkeypatch.setattr("time.time", lambda: until - 1.0)
    assert TOKENS.role_in(session) == "manage"
    monkeypatch.setattr("time.time", lambda: until + 1.0)
    assert TOKENS.role_in(session) is None


def test_tokens_come_from_the_environment_and_are_not_shown() -> None:
    """Blank ones are none."""
    found = Tokens.of({"ASSISTANT_TOKEN": f" {ASK}\n", "ASSISTANT_MANAGE_TOKEN": " "})
    assert (found.ask, found.manage) == (ASK, "")
    assert ASK not in repr(found)
    assert not Tokens.of({})


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"ASSISTANT_TOKEN": "short"}, "ASSISTANT_TOKEN is shorter than 16 characters"),
        ({"ASSISTANT_MANAGE_TOKEN": "short"}, "ASSISTANT_MANAGE_TOKEN is shorter"),
        ({"ASSISTANT_TOKEN": ASK, "ASSISTANT_MANAGE_TOKEN": ASK}, "are the same"),
    ],
)
def test_a_token_that_is_no_secret_is_refused(environment: dict[str, str], told: str) -> None:
    """With what to do, and without the token."""
    with pytest.raises(QAError, match=told) as caught:
        Tokens.of(environment)
    assert caught.value.remedy
    assert "short" not in str(caught.value).removeprefix(told)[1:].replace("shorter", "")


@pytest.mark.parametrize("prefix", ["articles", "/articles/", "//evil.example", "/a b", "/a?b"])
def test_a_prefix_that_is_no_path_is_refused(prefix: str) -> None:
    """It is written into addresses."""
    with pytest.raises(QAError, match="no path"):
        Serving(prefix=prefix)


class Clock:
    """A clock that stands until it is moved."""

    seconds = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds


def test_tries_are_used_up_and_come_back() -> None:
    """For each name its own."""
    clock = Clock()
    rate = Rate(3, clock)
    assert [rate.take("a") for _ in range(4)] == [0, 0, 0, 20]
    assert (rate.wait("a"), rate.wait("b"), rate.take("b")) == (20, 0, 0)
    clock.seconds = 15
    assert rate.take("a") == 5
    clock.seconds = 20
    assert (rate.take("a"), rate.take("a")) == (0, 20)
    clock.seconds = 1000
    assert [rate.take("a") for _ in range(4)] == [0, 0, 0, 20]


def test_no_limit_is_none() -> None:
    """Nothing is remembered, either."""
    rate = Rate(0, Clock())
    assert {rate.take("a") for _ in range(1000)} == {0}
