"""The folder's files in, the same out, with the text of those that are new and not plain text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from index.extraction import Extractor, is_extracted
from index.reader import Skipped, SourceFile


def with_texts(
    files: Iterable[SourceFile | Skipped],
    sound: Mapping[str, str],
    had_no_text: Mapping[str, str],
    unreadable: dict[str, str],
    extractor: Extractor,
) -> Iterator[SourceFile | Skipped]:
    """Get the text out of each file that is new; one without is skipped.

    Args:
        files: the folder's files.
        sound: the checksums, by path, of the articles in the index that can stay as they are.
        had_no_text: why nothing could be got out of some files, by checksum; they are not tried again.
        unreadable: is filled with the same, of the files that are there now.
        extractor: what gets it out.
    """
    for file in files:
        if isinstance(file, Skipped) or not is_extracted(file.path) or sound.get(file.path) == file.sha256:
            yield file
            continue
        found, reason, certain = None, had_no_text.get(file.sha256, ""), True
        if not reason:
            found, reason, certain = extractor.extract(file.path, file.data)
        if reason and certain:
            unreadable[file.sha256] = reason
        yield replace(file, extracted=found) if found else Skipped(file.path, reason)
