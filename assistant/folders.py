"""Where the articles lie, and where their index is kept, as named or by default."""

import hashlib
from pathlib import Path

from index import ArticlesError


def folders(articles_dir: str | Path, index_dir: str | Path | None) -> tuple[Path, Path]:
    """Return the folder of articles and that of its index, as they were named or by default.

    Raises:
        ArticlesError: a name cannot be one.
    """
    try:
        folder = Path(articles_dir).expanduser()
        return folder, Path(index_dir).expanduser() if index_dir is not None else default_index_dir(folder)
    except (OSError, RuntimeError, ValueError) as error:
        raise ArticlesError(f"The folder {str(articles_dir)[:200]} cannot be used: {error}.") from error


def default_index_dir(articles_dir: Path, below: Path = Path(".index")) -> Path:
    """Return the folder below another where the index of this folder of articles is kept.

    It is named after the folder and the SHA-256 of its full path, so that no two folders share one.
    """
    place = articles_dir.resolve()
    return below / f"{place.name}-{hashlib.sha256(str(place).encode()).hexdigest()[:8]}"
