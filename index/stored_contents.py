"""What stands in an index, for whoever lists it and asks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.documents import Document, DocumentEntry
from index.passages import Passage


@dataclass(frozen=True)
class Contents:
    """What stands in an index, by whatever encoder it was made; a large one is read as it is asked for."""

    entries: Mapping[str, DocumentEntry]
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    encoder_identity: str
    format_version: int

    @property
    def by_source(self) -> Mapping[str, Document]:
        """The documents by the path or address they came from."""
        return _BySource(self)


class _BySource(Mapping[str, Document]):
    def __init__(self, contents: Contents) -> None:
        self._documents = contents.documents
        self._names = {entry.source: name for name, entry in contents.entries.items() if entry.source}

    def __getitem__(self, source: str) -> Document:
        return self._documents[self._names[source]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
