"""Checksums against damage by chance: of rows as they are read, and of whole files.

They tell a flipped byte, not a forger: whoever may write the index folder can write checksums too.
"""

from collections.abc import Iterable
from dataclasses import fields

from xxhash import xxh3_128

from index.articles import Article

_TOTALS = 1 << 128


def checksum(*values: object) -> bytes:
    """Return 16 bytes that change with any value, its type or the order of the values."""
    digest = xxh3_128()
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        digest.update(f"{type(value).__name__}:{len(data)}:".encode())
        digest.update(data)
    return digest.digest()


def of_article(article: Article) -> bytes:
    """Return the checksum of an article with all that is known of it."""
    return checksum(*(getattr(article, field.name) for field in fields(article)))


def of_manifest(values: dict[str, str]) -> str:
    """Return the checksum of the manifest, apart from itself."""
    return checksum(*(part for item in sorted(values.items()) for part in item)).hex()


def total(checksums: Iterable[bytes], start: int = 0, sign: int = 1) -> int:
    """Add the checksums of rows to a total (or take them off): rows in any order give the same one."""
    for one in checksums:
        start += sign * int.from_bytes(one, "big")
    return start % _TOTALS
