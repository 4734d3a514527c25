"""The reference says what the source says."""

import re

import pytest
from conftest import ROOT

import assistant
from docs.api import PAGE, reference

TEXT = PAGE.read_text("utf-8")


def test_the_page_is_up_to_date() -> None:
    """It is made anew by `python -m docs.api`."""
    assert reference() == TEXT, "docs/api.md is stale; run: python -m docs.api"


@pytest.mark.parametrize("name", assistant.__all__)
def test_every_public_name_has_its_entry(name: str) -> None:
    """Once, and with more than its name."""
    (entry,) = re.findall(rf"^### {name}\n\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert entry.strip()
    assert "def _" not in entry.replace("def __init__", "")


def test_nothing_private_and_nothing_of_this_machine_is_told() -> None:
    """Neither names with a stroke before them, nor addresses of objects or folders."""
    assert re.findall(r"(?<![\w_])_[a-zA-Z]\w*", TEXT.replace("lambda *_", "")) == []
    assert str(ROOT) not in TEXT
    assert " at 0x" not in TEXT


def test_what_an_error_ends_the_command_with_is_told() -> None:
    """With each error of the tree."""
    told = dict(re.findall(r"^class (\w+Error)\(.*\)\n    exit_code = (\d+)", TEXT, re.MULTILINE))
    assert told == {
        name: str(error.exit_code)
        for name in assistant.__all__
        if isinstance(error := getattr(assistant, name), type) and issubclass(error, assistant.QAError)
    }
