"""What the page answers from, which is replaced whole where its documents change while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.engine import Engine
from qa.assistant import Assistant
from qa.page.options import Options
from qa.page.uploads import FIRST_UPLOADED
from qa.page.workspaces import Workspaces


@dataclass(frozen=True)
class LatestChange:
    """When documents changed last, with the time zone, and how many did."""

    at: datetime
    number: int


class ServedArticles:
    """Whoever takes `now` sees one state of the documents until they are done with it.

    A document keeps its number as long as its text stays the same. The number of one that changed, or was taken out,
    is not given again: a citation of what it said before leads nowhere, and never to other words.
    """

    def __init__(self, assistant: Assistant, options: Options) -> None:
        self._options = options
        self.now = Workspaces(assistant, options)
        self.latest: LatestChange | None = None
        self._names: dict[int, str] = {}
        self._next = len(assistant.collection.entries)

    @property
    def assistant(self) -> Assistant:
        return self.now.articles.assistant

    @property
    def collection(self) -> Engine:
        return self.assistant.collection

    def renew(self, assistant: Assistant, latest: LatestChange) -> None:
        """Serve this assistant from now on. Called by one thread alone."""
        before = self.now
        self._names |= {number: name for name, number in before.articles.library.numbers.items()}
        numbers = {name: self._number_of(name, assistant.collection) for name in assistant.collection.entries}
        self.now, self.latest = before.renewed(assistant, numbers), latest

    def successor(self, number: int) -> int:
        """The number that the document of this number has now; where it is gone, that of the first there is."""
        library = self.now.articles.library
        if number >= FIRST_UPLOADED or library.document(number) is not None:
            return number
        numbers = library.numbers
        return numbers.get(self._names.get(number, ""), next(iter(numbers.values())))

    def _number_of(self, name: str, collection: Engine) -> int:
        library = self.now.articles.library
        known = library.collection.entries.get(name)
        if known and known.content_hash == collection.entries[name].content_hash:
            return library.numbers[name]
        self._next += 1
        return self._next - 1
