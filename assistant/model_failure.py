"""What went wrong with a language model, told by kind and status alone.

The words of an error may hold a key, an address or what was asked: none of that is passed on.
"""

from index import LanguageModelError

_REFUSED, _UNKNOWN, _BUSY = (401, 403), 404, 429
_FAILURES = range(400, 600)


def failure(name: str, error: Exception) -> LanguageModelError:
    """Return what to raise for whatever a language model of this name raised."""
    return LanguageModelError(f"{name} {_what_happened(error)}.")


def _what_happened(error: Exception) -> str:
    code = _status(error)
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__).lower()
    if code in _REFUSED:
        return "refused the key"
    if code == _UNKNOWN:
        return "is not known where it was looked for"
    if code == _BUSY:
        return "is asked too often, or its quota is used up"
    if code in _FAILURES:
        return f"failed with status {code}"
    if "timeout" in kinds:
        return "took too long"
    if "connect" in kinds:
        return "could not be reached"
    return f"failed ({type(error).__name__})"


def _status(error: Exception) -> int | None:
    """Return the HTTP status of an error of any of the providers."""
    places = (error, getattr(error, "response", None))
    found = (getattr(place, name, None) for place in places for name in ("status_code", "code"))
    return next((code for code in found if isinstance(code, int)), None)
