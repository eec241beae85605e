"""Which documents have lost the file that they came from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from index.documents import DocumentEntry, Skipped
from index.errors import DocumentError
from index.reading import ReadingProcess, members_of
from index.sources import ARCHIVE, Source, find_sources, printable


def vanished(known: Iterable[DocumentEntry], paths: Sequence[Path]) -> list[str]:
    """Names of the documents from under the paths whose file, or place in an archive, is no longer there.

    What a folder or archive holds that cannot be opened is taken to be there still. Raises
    `DocumentError` for a path that does not exist.
    """
    there, unopened = _locations(find_sources(paths))
    folders = [printable(str(path.resolve())) for path in paths]
    return [
        document.name
        for document in known
        if document.source
        and is_below(document.source, folders)
        and document.source not in there
        and not document.source.startswith(unopened)
    ]


def unreadable(known: Iterable[DocumentEntry], skipped: Iterable[Skipped]) -> list[str]:
    """Names of the documents whose file was there and could not be read, or whose archive could not be opened."""
    lost = {left_out.location for left_out in skipped if left_out.location}
    return [document.name for document in known if document.source and _is_lost(document.source, lost)]


def _is_lost(location: str, lost: set[str]) -> bool:
    """Whether it is one of these or lies in an archive that is."""
    archive, inside, _ = location.rpartition("!")
    return location in lost or (bool(inside) and archive in lost)


def _locations(found: Iterable[Source | Skipped]) -> tuple[set[str], tuple[str, ...]]:
    """Where documents can come from, and how locations begin in what cannot be opened."""
    there: set[str] = set()
    unopened: list[str] = []
    with ReadingProcess() as process:
        for source in found:
            if isinstance(source, Skipped):
                # It may be a folder that nobody may look into.
                unopened.append(f"{Path(source.name).resolve()}{os.sep}")
                continue
            there.add(source.location)
            if source.format == ARCHIVE:
                try:
                    there.update(member.location for member in members_of(source, process))
                except DocumentError:
                    unopened.append(f"{source.location}!")
    return there, tuple(unopened)


def is_below(location: str, folders: Sequence[str]) -> bool:
    """Whether it is one of these, or in one of them, be it a folder or an archive."""
    return any(
        location == folder or location.startswith((f"{folder.rstrip(os.sep)}{os.sep}", f"{folder}!"))
        for folder in folders
    )
