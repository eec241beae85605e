"""What an update asks for of an index, and what it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from index.documents import Document, DocumentEntry
from index.errors import IndexMissingError


@dataclass(frozen=True)
class Change:
    """What an update did, by document name; `duplicates` are pairs of a document and the one it repeats.

    `out_of_date` are those newly marked so.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    out_of_date: tuple[str, ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.updated or self.removed or self.out_of_date)


@dataclass(frozen=True)
class Plan:
    """What is to be done: documents as they are given, names of those to be marked out of date, and the `change`."""

    given: Mapping[str, Document]
    marked: Mapping[str, str]
    change: Change


def plan(
    before: Mapping[str, DocumentEntry], add: Iterable[Document], remove: Iterable[str], out_of_date: Mapping[str, str]
) -> Plan:
    """See `index.store.Store.update`. Raises `IndexMissingError` for a name to be removed that is not there."""
    remove = list(dict.fromkeys(remove))
    missing = [name for name in remove if name not in before]
    if missing:
        has = ", ".join(sorted(before)) or "none"
        raise IndexMissingError(f"The index has no document {missing[0]!r}. Its documents: {has}.")
    given = {document.name: document for document in _named(before, add)}
    known = {name: before[name] for name in given if name in before}
    same = {
        name
        for name, old in known.items()
        if old.content_hash == given[name].content_hash and not old.out_of_date_since
    }
    marked = {
        name: day
        for name, day in out_of_date.items()
        if name in before and name not in remove and name not in given and not before[name].out_of_date_since
    }
    change = Change(
        added=tuple(name for name in given if name not in before),
        updated=tuple(name for name in known if name not in same),
        unchanged=tuple(name for name in known if name in same),
        removed=tuple(remove),
        out_of_date=tuple(marked),
    )
    return Plan(given, marked, change)


def _named(known: Mapping[str, DocumentEntry], add: Iterable[Document]) -> list[Document]:
    """The documents, each by a name that no other source has: the one it has already, else its own or a longer one."""
    names = {document.source: document.name for document in known.values() if document.source}
    taken: dict[str, DocumentEntry | Document] = dict(known)
    named = []
    for document in add:
        name = names.get(document.source or "") or next(
            name for name in _longer_names(document) if not _is_another(taken.get(name), document)
        )
        named.append(replace(document, name=name))
        taken[name] = named[-1]
    return named


def _is_another(holder: DocumentEntry | Document | None, document: Document) -> bool:
    """Whether a name belongs to another source with another content."""
    if holder is None or holder.source is None or document.source is None:
        return False
    return holder.source != document.source and holder.content_hash != document.content_hash


def _longer_names(document: Document) -> Iterator[str]:
    """Its name, then with more and more of the folders that it lies in."""
    yield document.name
    parts = PurePosixPath((document.source or "").replace("\\", "/").replace("!", "/")).parts
    for length in range(len(PurePosixPath(document.name).parts) + 1, len(parts) + 1):
        yield "/".join(part.strip("/") for part in parts[-length:]).lstrip("/")
