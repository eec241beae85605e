"""Some of the documents of a collection: by name, author, or date."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from index.documents import Document
from index.engine import Engine
from index.errors import DocumentError


@dataclass(frozen=True)
class Selection:
    """Documents that fit everything that is given.

    `names` are names or titles of documents, case set aside; `author` is a part of the
    author's name; `since` and `until` are days (YYYY-MM-DD), both included. A document
    that does not say its author or date fits no wish for one.
    """

    names: tuple[str, ...] = ()
    author: str | None = None
    since: str | None = None
    until: str | None = None

    def apply(self, collection: Engine) -> Engine:
        """The same collection without the other documents.

        With a near-duplicate goes its original, where its passages are. Raises
        `DocumentError` for a name that no document has, and where none fits.
        """
        if self == Selection():
            return collection
        documents = collection.documents
        for name in self.names:
            if not any(_is_called(document, name) for document in documents.values()):
                raise DocumentError(f"There is no document {name!r} in the index. {_nearest(name, documents)}")
        chosen = {document.name for document in documents.values() if self._fits(document)}
        chosen |= {original for name in chosen if (original := documents[name].duplicate_of)}
        if not chosen:
            raise DocumentError("No document fits what was asked for. See what there is: qa list")
        return collection.only(chosen)

    def _fits(self, document: Document) -> bool:
        named = not self.names or any(_is_called(document, name) for name in self.names)
        written = self.author is None or self.author.casefold() in (document.author or "").casefold()
        since = self.since is None or (document.date is not None and document.date >= self.since)
        until = self.until is None or (document.date is not None and document.date <= self.until)
        return named and written and since and until


def _is_called(document: Document, name: str) -> bool:
    return name.casefold() in {document.name.casefold(), document.title.casefold()}


def _nearest(name: str, documents: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(documents), n=1, cutoff=0.4)
    return f"Did you mean {near[0]!r}?" if near else "See what there is: qa list"
