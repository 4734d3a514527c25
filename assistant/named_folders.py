"""Collections: folders of articles that go by names. What was written in, names with their folders out, or an error."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.folders import folders
from index import SettingsError

ALONE = "default"  # what the one folder is called where there are no collections
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_HOW = "Give --collection NAME=FOLDER, or a table [collections] with NAME = FOLDER in assistant.toml."


def checked(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the folders by name, in their order.

    Raises:
        SettingsError: a name is none, or is given twice, or two of them are one folder.
        ArticlesError: a folder cannot be one.
    """
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    places: dict[object, str] = {}
    for name, folder in named:
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"{name[:80]!r} is no name for a collection.", "Use up to 40 letters, digits, hyphens and underscores."
            )
        if not folder:
            raise SettingsError(f"The collection {name} has no folder.", _HOW)
        place = folders(folder, None)[0].resolve()
        if other := names.get(name.lower()):
            raise SettingsError(f"Two collections are called {other}.", "Give each a name of its own.")
        if other := places.get(place):
            raise SettingsError(f"The collections {other} and {name} are one folder.", "Leave one of them out.")
        found[name] = folder
        names[name.lower()] = places[place] = name
    return found


def chosen(given: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the collections that were given on the command line, in their order.

    Args:
        given: each the name of a known one, or NAME=FOLDER.
        known: those that are configured.

    Raises:
        SettingsError: a name is not known; or as for `checked`.
    """
    found = []
    for one in given:
        name, defines, folder = one.partition("=")
        if not defines and name not in known:
            raise SettingsError(f"There is no collection {name[:80]}.", closest_name(name, known) or _HOW)
        found.append((name, folder if defines else known[name]))
    return checked(found)


def closest_name(name: str, known: Iterable[str]) -> str:
    """Return what to say to somebody who gave a name that is not known: the closest one, and all there are."""
    names = list(known)
    lower = {one.lower(): one for one in names}
    close = difflib.get_close_matches(name.lower(), lower, 1)
    meant = [f"Did you mean {lower[close[0]]}?"] if close else []
    return " ".join([*meant, f"There are: {', '.join(names)}."]) if names else ""
