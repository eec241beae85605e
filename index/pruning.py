"""Documents whose files are gone: from a folder, or from inside a .zip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from index.documents import Document
from index.errors import DocumentError
from index.reading import ReadingProcess
from index.sources import ARCHIVE, Source, find_sources


def find_gone(known: Iterable[Document], paths: Sequence[Path]) -> list[str]:
    """The names of documents that came from under the paths, and whose files are no longer there.

    What came from an archive that cannot be opened now counts as being there. Raises
    `DocumentError` for a path that does not exist.
    """
    inside = _inside_archives(paths)
    folders = [path.resolve() for path in paths]
    gone = []
    for document in known:
        if document.source is None or "://" in document.source:
            continue
        archive = next((place for place in inside if document.source.startswith(f"{place}!")), None)
        if archive is not None:
            members = inside[archive]
            is_gone = members is not None and document.source not in members
        else:
            place = Path(document.source)
            is_gone = any(folder in (place, *place.parents) for folder in folders) and not place.exists()
        if is_gone:
            gone.append(document.name)
    return gone


def _inside_archives(paths: Sequence[Path]) -> dict[str, frozenset[str] | None]:
    """The location of each archive under the paths, and those of the files in it; None where it cannot be opened."""
    found: dict[str, frozenset[str] | None] = {}
    with ReadingProcess() as process:
        for source in find_sources(paths):
            if isinstance(source, Source) and source.format == ARCHIVE:
                try:
                    found[source.location] = frozenset(member.location for member in process.members(source))
                except DocumentError:
                    found[source.location] = None
    return found
