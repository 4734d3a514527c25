"""One spelling for searching; what is quoted never passes through here."""

import re
import unicodedata

# English words that carry grammar rather than a subject.
STOPWORDS = frozenset(
    """a about above after again against all also am among an and another any anybody anyone anything are around as
    at be because been before being below between both but by can cannot could did do does doing done down during
    each either else even ever every few for from further get gets give given go goes going got had has have having he
    her here hers herself him himself his how however i if in into is it its itself just let like made make many may
    me might more most much must my myself neither no nor not now of off on once one only onto or other others our
    ours out over own per please put quite rather really said same say saying says shall she should since so some
    somebody someone something still such take tell than that the their theirs them themselves then there these they
    thing things think this those though through to too toward towards under until up upon us use very was we were
    what whatever when where whether which while who whom whose why will with within without would yes yet you your
    yours article articles according describe described mention mentioned does don didn doesn isn wasn aren ve re ll
    t s d m""".split()  # noqa: SIM905
)
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
    return re.sub(r"\s+", " ", "".join(" " if unicodedata.category(c) == "Cc" else c for c in folded)).strip()
