"""The desks of all collections that a server has: by name, and the first one for who names none."""

from collections.abc import Iterator, Mapping

from assistant import QAError, closest_name
from server.desk import Desk


class NoCollectionError(QAError):
    """There is no collection of this name."""


class Desks:
    """Desks by the names of their collections, of which there is at least one. Safe to share between threads."""

    def __init__(self, desks: Mapping[str, Desk]) -> None:
        self._desks = dict(desks)

    @property
    def default(self) -> Desk:
        """The desk of the first collection."""
        return next(iter(self._desks.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all, that of the first one first."""
        return tuple(self._desks)

    @property
    def several(self) -> bool:
        """Whether there is a choice."""
        return len(self._desks) > 1

    def named(self, name: str) -> Desk:
        """Return the desk of a collection.

        Raises:
            NoCollectionError: there is none of this name; says which there are.
        """
        if name not in self._desks:
            raise NoCollectionError("There is no such collection.", closest_name(name, self._desks))
        return self._desks[name]

    def __iter__(self) -> Iterator[tuple[str, Desk]]:
        return iter(self._desks.items())
