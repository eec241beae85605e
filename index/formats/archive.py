"""Files that are packed as zip, read within bounds: .zip, .epub, .odt and those of Office."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import BadZipFile, ZipFile

from index.errors import DocumentError

LARGEST_MEMBER = 50 * 2**20
"""Bytes of one file, unpacked."""

LARGEST_UNPACKED = 500 * 2**20
"""Bytes of all the files together, as the archive states them."""

MOST_MEMBERS = 10_000

_BROKEN = (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, IndexError, zlib.error)


@contextmanager
def open_archive(data: bytes, name: str) -> Iterator[ZipFile]:
    """The archive, its bounds checked. Raises `DocumentError` where it is damaged, locked, or far larger unpacked."""
    try:
        archive = ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except _BROKEN as error:
        raise DocumentError(f"{name} is damaged or cut short: it cannot be unpacked.") from error
    if len(members) > MOST_MEMBERS:
        raise DocumentError(f"{name} holds {len(members):,} files; at most {MOST_MEMBERS:,} are unpacked.")
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise DocumentError(f"{name} would be larger than {LARGEST_UNPACKED // 2**20} MB unpacked; it is not read.")
    if any(member.flag_bits & 1 for member in members):
        raise DocumentError(f"{name} is locked with a password. Save it without one.")
    with archive:
        yield archive


def read_member(archive: ZipFile, member: str, name: str) -> bytes:
    """One file of the archive. Raises `DocumentError` where it is missing, damaged, or larger than is read."""
    try:
        with archive.open(member) as file:
            data = file.read(LARGEST_MEMBER + 1)
    except KeyError:
        raise DocumentError(f"{name} is damaged, or not what its name says: it has no {member} inside.") from None
    except (*_BROKEN, RuntimeError) as error:
        raise DocumentError(f"{name} is damaged or cut short: it cannot be unpacked.") from error
    if len(data) > LARGEST_MEMBER:
        raise DocumentError(f"{name} would be larger than {LARGEST_MEMBER // 2**20} MB unpacked; it is not read.")
    return data


def member_names(data: bytes, name: str) -> list[str]:
    """The files of the archive, in order of name; folders and hidden files are left out."""
    with open_archive(data, name) as archive:
        names = {member.filename for member in archive.infolist() if not member.is_dir()}
    return sorted(inside for inside in names if not _is_hidden(inside))


def read_from_archive(data: bytes, member: str, name: str) -> bytes:
    """One file of a .zip. See `open_archive` and `read_member`."""
    with open_archive(data, name) as archive:
        return read_member(archive, member, name)


def _is_hidden(name: str) -> bool:
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in name.split("/"))
