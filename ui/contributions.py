"""What a page sends in to add or remove an article, checked; the folder changed, and what came of it out.

Only for a server that allows it. A page names no file: one that is added has a name of which only the
last part counts, and one that is removed is an article of the index.
"""

import base64
import binascii

from assistant import QAError
from ui.citations import decode_citation
from ui.escape import plain_html
from ui.folder_changes import add_article, remove_article
from ui.opening import Opening

_KEPT = "removed"
_LONGEST_NAME = 1000


def add_sent(opening: Opening, payload: object) -> dict[str, str]:
    """Put a file that was sent into the folder; return its path as `added`, or why not as `refused`, in HTML.

    Args:
        payload: the file's `name`, and its `content` in base64.
    """
    try:
        name, content = _read(payload)
        return {"added": plain_html(add_article(opening.folder, name, content))}
    except QAError as error:
        return {"refused": _told(error)}


def remove_picked(opening: Opening, cite_id: object) -> dict[str, str]:
    """Take an article out of the folder; return where it is kept as `removed`, or why not as `refused`, in HTML."""
    citation = decode_citation(cite_id)
    try:
        assistant = opening.assistant
        if citation is None or assistant.article(citation.path) is None:
            raise QAError("Nothing was removed: there is no such article.", "It may be gone already.")
        if len(assistant.articles()) == 1:
            raise QAError(f"{citation.path} was not removed: it is the only article.", "Add another one before.")
        kept = remove_article(opening.folder, citation.path, assistant.index_dir / _KEPT)
    except QAError as error:
        return {"refused": _told(error)}
    return {"removed": plain_html(f"{citation.path} is out of the folder, and kept as {kept.resolve()}.")}


def _read(payload: object) -> tuple[str, bytes]:
    match payload:
        case {"name": str(name), "content": str(content)} if len(name) <= _LONGEST_NAME:
            try:
                return name, base64.b64decode(content, validate=True)
            except (binascii.Error, ValueError) as error:
                raise QAError("A file was not added: it arrived damaged.", "Send it again.") from error
    raise QAError("A file was not added: it arrived without a name or content.", "Send it again.")


def _told(error: QAError) -> str:
    return plain_html(f"{error} {error.remedy}".strip())
