"""A quote's place in, an opaque link id out, and back; what a stranger sends is checked, not trusted."""

import base64
import json
import re
from dataclasses import dataclass

from assistant import Article, Quote

_MAX_ID_CHARS = 8192
_MAX_OFFSET = 2**40
_CHECKSUM_CHARS = 16
_ID = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: the article's path, the start of its checksum, and two offsets.

    A citation of no characters (`start == end`) stands for the article as a whole.
    """

    path: str
    checksum: str
    start: int
    end: int

    def is_of(self, article: Article) -> bool:
        """Tell whether the article still has the text that was cited."""
        return article.path == self.path and article.sha256.startswith(self.checksum)


def cite(quote: Quote) -> Citation:
    """Return the citation of a quote."""
    return Citation(quote.article.path, quote.article.sha256[:_CHECKSUM_CHARS], quote.start, quote.end)


def cite_article(article: Article) -> Citation:
    """Return the citation of a whole article."""
    return Citation(article.path, article.sha256[:_CHECKSUM_CHARS], 0, 0)


def encode_citation(citation: Citation) -> str:
    """Return an id of letters, digits, `-` and `_` for the part of a link after `#cite-`."""
    fields = [citation.path, citation.checksum, citation.start, citation.end]
    packed = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_citation(cite_id: object) -> Citation | None:
    """Return the citation of an id, or None for anything that `encode_citation` does not make."""
    if not isinstance(cite_id, str) or len(cite_id) > _MAX_ID_CHARS or not _ID.fullmatch(cite_id):
        return None
    try:
        citation = _unpack(json.loads(base64.urlsafe_b64decode(cite_id + "=" * (-len(cite_id) % 4))))
        return citation if citation and encode_citation(citation) == cite_id else None
    except (ValueError, RecursionError):
        return None


def _unpack(fields: object) -> Citation | None:
    match fields:
        case [str(path), str(checksum), int(start), int(end)]:
            whole = not isinstance(start, bool) and not isinstance(end, bool)
            if whole and 0 <= start <= end < _MAX_OFFSET and len(checksum) == _CHECKSUM_CHARS:
                return Citation(path, checksum, start, end)
    return None
