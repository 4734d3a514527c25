"""One spelling for searching; what is quoted never passes through here."""

import re
import unicodedata

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e", None),
    }
)


def normalise(text: str) -> str:
    """Fold compatibility forms, quotation marks, dashes, blanks and invisible characters."""
    folded = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return _BLANKS.sub(" ", folded).strip()


def without_accents(text: str) -> str:
    """Take the accents off letters, as the full-text tables do."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
