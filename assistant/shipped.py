"""The articles that are shipped, for whoever names none, and where the index of these is kept."""

from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(__file__).resolve().parent


def shipped_articles() -> Path:
    """Return the folder of the articles that are shipped: in the installed package, or beside it in a clone."""
    inside = _PACKAGE / "seeds"
    return inside if inside.is_dir() else _PACKAGE.parent / "seeds"


def shipped_index_dir() -> Path:
    """Return the folder where their index is kept, among the data of the person, where the system keeps these."""
    return user_data_path("article-assistant") / "shipped"


def is_in_package(folder: Path) -> bool:
    """Say whether a folder is part of the installed package, in which nothing of a person's is kept."""
    return folder.resolve().is_relative_to(_PACKAGE)
