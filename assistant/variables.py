"""Settings from the environment: which variable gives which setting, and which variables are slips."""

import difflib
import os
from collections.abc import Collection, Iterable

from pydantic_settings import BaseSettings, EnvSettingsSource

from index import SettingsError

PREFIX, DELIMITER = "ASSISTANT_", "__"
SECRETS = frozenset({"ASSISTANT_TOKEN", "ASSISTANT_MANAGE_TOKEN"})  # read where they are needed, never shown
_MISSPELT = 0.9  # the share of letters that two names have in common


class Variables(EnvSettingsSource):
    """The environment as a source of settings, in the order of the names: it has none of its own."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        self.env_vars = dict(sorted(self.env_vars.items()))


def variable_of(name: str) -> str:
    """Return the variable of a setting, such as `answers.threshold`, or of a table of them."""
    return PREFIX + name.upper().replace(".", DELIMITER)


def variable_giving(name: str) -> str:
    """Return the variable that gives a setting now: its own, or that of its table; nothing where neither is set."""
    present = set(map(str.upper, os.environ))
    return next((one for one in map(variable_of, (name, name.partition(".")[0])) if one in present), "")


def refuse_unknown_variables(names: Collection[str], free: str) -> None:
    """Refuse a variable that looks like one of ours and is none.

    Args:
        names: those of the settings and their tables.
        free: the table of which everything is a setting.

    Raises:
        SettingsError: there is one; names the closest.
    """
    known = {*map(variable_of, names), *SECRETS}
    for variable in map(str.upper, os.environ):
        table, nested, own = variable.partition(DELIMITER)
        if not variable.startswith(PREFIX) or variable in known or (nested and table == variable_of(free)):
            continue
        if slip := closest(variable, {*known, variable_of(f"{free}.{own}")} if own else known, _MISSPELT):
            raise SettingsError(f"The variable {variable} is no setting.", slip)
        if nested:  # another program's may begin like ours
            raise SettingsError(f"The variable {variable} is no setting.", "Unset it.")


def closest(name: str, known: Iterable[str], alike: float = 0.6) -> str:
    """Return what to say to somebody who gave a name that is not known; nothing where none is close.

    Args:
        alike: from which share of letters in common on a name is close.
    """
    found = difflib.get_close_matches(name, sorted(known), 1, alike)
    return f"Did you mean {found[0]}?" if found else ""
