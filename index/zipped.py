"""A zip archive in, its members out, as long as they do not unpack to more than there can be reason for."""

import io
import zipfile
import zlib

from index.extracted import UnreadableError

_MOST_BYTES = 200_000_000
_PIECE = 1 << 20
_MOST_MEMBERS = 10_000


class Archive:
    """The members of a zip archive by name, unpacked when they are asked for, within a limit for all of them."""

    def __init__(self, data: bytes, kind: str) -> None:
        self._kind = kind
        self._left = _MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableError(f"not {kind} that can be read") from error
        if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_BYTES:
            raise UnreadableError(f"it would unpack to more than {_MOST_BYTES // 1_000_000} MB")

    def names(self) -> list[str]:
        """Return the names of the members."""
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """Unpack a member; what its header says of its size is not believed.

        Raises:
            UnreadableError: it is missing, encrypted or broken, or too large.
        """
        try:
            data = bytearray()
            with self._zip.open(name) as member:
                while len(data) <= self._left and (piece := member.read(_PIECE)):
                    data += piece
        except (
            KeyError,
            RuntimeError,
            zipfile.BadZipFile,
            NotImplementedError,
            EOFError,
            OSError,
            zlib.error,
        ) as error:
            locked = isinstance(error, RuntimeError) and "encrypted" in str(error)
            raise UnreadableError("it needs a password" if locked else f"not {self._kind} that can be read") from error
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableError(f"it unpacks to more than {_MOST_BYTES // 1_000_000} MB")
        return bytes(data)
