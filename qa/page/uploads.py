"""Readers' own documents: in memory alone, each session known to nobody but the browser tab that it was opened for."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from index.collection import Collection
from index.documents import Document
from index.embedding import Progress
from index.errors import DocumentError
from index.growing import GrowingCollection
from index.languages import ENGLISH, language_name, language_of
from index.passages import Passage
from qa.assistant import Assistant
from qa.page.article import ArticleView
from qa.page.library import Library
from qa.page.options import Options
from qa.page.workspace import Workspace

MOST_SESSIONS, MOST_OF_ONE = 100, 25
"""Readers who may have documents of their own at the same time, and those of them at one address."""

LONGEST = 1_000_000
"""Characters that one reader's documents may have together."""

IDLE, LEFT = 30 * 60.0, 60.0
"""Seconds until a session is cleared whose page gave no sign of life, or said that it closes."""

FIRST_UPLOADED = 10**8
"""The number of a session's first document; the articles have those below."""

WORKSPACES_KEPT = 4
"""Choices among one reader's documents that are kept ready to be asked."""


class RemovedError(Exception):
    """A document was taken out while it was being read."""


@dataclass(frozen=True)
class UploadedDocument:
    """One of a reader's own documents; `note`, if not empty, is something that its reader should know.

    While it is being read, `collection` holds the first of its `passages`.
    """

    number: int
    document: Document
    passages: Sequence[Passage]
    collection: Collection
    note: str

    @property
    def is_whole(self) -> bool:
        return len(self.collection.passages) == len(self.passages)

    @property
    def characters_read(self) -> int:
        """From the beginning on."""
        return self.collection.passages[-1].end if not self.is_whole else len(self.document.text)

    def to_dict(self) -> dict[str, Any]:
        """What the page's script knows of it."""
        title, share = self.document.title, share_read([self])
        return {"number": self.number, "name": self.document.name, "title": title, "note": self.note, "share": share}


def share_read(documents: Sequence[UploadedDocument]) -> int:
    """How much of them has been read, in percent: 1 to 99 as long as not all is."""
    if all(each.is_whole for each in documents):
        return 100
    read, whole = sum(each.characters_read for each in documents), sum(len(each.document.text) for each in documents)
    return min(99, max(1, 100 * read // whole))


Asked = Callable[[UploadedDocument], None]
"""Called whenever more of a document that is being read can be asked."""


class UploadSession:
    """One reader's own documents, safe to share between threads.

    Their numbers go on from `FIRST_UPLOADED` and are never given twice, so that a citation of a document
    that was removed leads nowhere.
    """

    def __init__(self, assistant: Assistant, options: Options) -> None:
        self._assistant, self._options = assistant, options
        self._uploaded: dict[int, UploadedDocument] = {}
        self._workspaces: OrderedDict[tuple[tuple[int, int], ...], Workspace] = OrderedDict()
        self._next, self._is_closed = FIRST_UPLOADED, False
        self._lock, self._adding = threading.Lock(), threading.Lock()

    @property
    def documents(self) -> list[UploadedDocument]:
        """In the order in which they were added."""
        with self._lock:
            return list(self._uploaded.values())

    def check_room(self) -> None:
        """Raises `DocumentError` where no further document fits."""
        most = self._options.uploads
        if len(self.documents) >= most:
            raise DocumentError(self._options.messages.uploads_too_many.format(number=most))

    def add(
        self, document: Document, progress: Progress | None = None, askable: Asked = lambda _: None
    ) -> UploadedDocument:
        """Index a document, the first passages of which can be asked long before the last.

        Raises `DocumentError` where it is there already, or does not fit, and `RemovedError` where it was taken out
        before all of it was read, or its session was closed.
        """
        with self._adding:
            self._check_fits(document)
            document = replace(document, name=self._free_name(document.name))
            growing = GrowingCollection(document, self._assistant.encoder, self._assistant.collection.chunking)
            with self._lock:
                number, self._next = self._next, self._next + 1
            try:
                for uploaded in self._read(number, growing, progress):
                    if not uploaded.is_whole:
                        askable(uploaded)
            except BaseException:
                self.remove(number)
                raise
            return uploaded

    def _read(self, number: int, growing: GrowingCollection, progress: Progress | None) -> Iterator[UploadedDocument]:
        """The document, ready to be asked, each time with more of its passages."""
        is_there = False

        def go_on(done: int, total: int) -> None:
            if self._is_closed or (is_there and number not in self._uploaded):
                raise RemovedError
            if progress:
                progress(done, total)

        for collection in growing.collections(go_on):
            document, note = growing.document, self._note(growing.document)
            uploaded = UploadedDocument(number, document, growing.passages, collection, note)
            with self._lock:
                if self._is_closed or (is_there and number not in self._uploaded):
                    raise RemovedError
                self._uploaded[number] = uploaded
            is_there = True
            yield uploaded

    def remove(self, number: int) -> None:
        """Take a document out; one that is not there is no error."""
        with self._lock:
            self._uploaded.pop(number, None)
            self._workspaces.clear()

    def close(self) -> None:
        """Take all documents out, and let none in any more."""
        with self._lock:
            self._is_closed = True
            self._uploaded.clear()
            self._workspaces.clear()

    def workspace(self, numbers: Sequence[int]) -> Workspace | None:
        """Those of the documents that are still there, ready to be asked; None where none is."""
        with self._lock:
            chosen = [uploaded for number, uploaded in self._uploaded.items() if number in numbers]
            # As much of a document as is read is another thing to be asked than all of it.
            key = tuple((uploaded.number, len(uploaded.collection.passages)) for uploaded in chosen)
            workspace = self._workspaces.pop(key, None)
        if not chosen:
            return None
        workspace = workspace or self._make_workspace(chosen)
        with self._lock:
            if self._uploaded.keys() >= {uploaded.number for uploaded in chosen}:
                self._workspaces[key] = workspace
                while len(self._workspaces) > WORKSPACES_KEPT:
                    self._workspaces.popitem(last=False)
        return workspace

    def article_view(self, number: int) -> ArticleView | None:
        """What shows the document of that number; None where it is not there."""
        with self._lock:
            uploaded = self._uploaded.get(number)
        return ArticleView(self._library([uploaded])) if uploaded else None

    def find(self, text: str) -> list[tuple[int, str]]:
        """See `Library.find`."""
        return [pair for uploaded in self.documents for pair in self._library([uploaded]).find(text)]

    def _make_workspace(self, chosen: Sequence[UploadedDocument]) -> Workspace:
        library, suggests = self._library(chosen), self._options.suggests
        assistant = self._assistant.with_collection(library.collection)
        return Workspace(assistant, library, suggests(assistant) if suggests else None)

    def _library(self, chosen: Sequence[UploadedDocument]) -> Library:
        return Library(
            Collection.join([uploaded.collection for uploaded in chosen]),
            self._options.messages,
            {uploaded.document.name: uploaded.number for uploaded in chosen},
            passages={uploaded.document.name: uploaded.passages for uploaded in chosen},
            share_read=share_read(chosen),
        )

    def _check_fits(self, document: Document) -> None:
        messages, name = self._options.messages, document.name
        self.check_room()
        if any(uploaded.document.content_hash == document.content_hash for uploaded in self.documents):
            raise DocumentError(messages.uploads_again.format(name=name))
        if len(document.text) + sum(len(uploaded.document.text) for uploaded in self.documents) > LONGEST:
            raise DocumentError(messages.uploads_too_long.format(name=name, number=f"{LONGEST:,}"))

    def _free_name(self, name: str) -> str:
        taken = {uploaded.document.name for uploaded in self.documents}
        path = PurePosixPath(name)
        names = [name, *(f"{path.stem} ({number}){path.suffix}" for number in range(2, len(taken) + 2))]
        return next(each for each in names if each not in taken)

    def _note(self, document: Document) -> str:
        language = language_of(document)
        if language in {None, ENGLISH}:
            return ""
        return self._options.messages.uploads_language.format(language=language_name(str(language)))


class UploadSessions:
    """All readers' sessions. Whoever knows a session's key can use it: 256 random bits, which no page shows."""

    def __init__(self, assistant: Assistant, options: Options, clock: Callable[[], float] = time.monotonic) -> None:
        self._assistant, self._options, self._clock = assistant, options, clock
        self._sessions: dict[str, UploadSession] = {}
        self._until: dict[str, float] = {}
        self._addresses: dict[str, str] = {}
        self._lock = threading.Lock()
        self._sweeper: threading.Thread | None = None

    def __len__(self) -> int:
        return len(self._sessions)

    def open(self) -> str | None:
        """The key of a new session; None where there are too many. One that was left empty makes room."""
        with self._lock:
            if len(self._sessions) >= MOST_SESSIONS:
                empty = (key for key in sorted(self._until, key=self._until.__getitem__) if self._is_empty(key))
                self._drop(next(empty, ""))
            if len(self._sessions) >= MOST_SESSIONS:
                return None
            key = secrets.token_urlsafe(32)
            self._sessions[key] = UploadSession(self._assistant, self._options)
            self._until[key] = self._clock() + IDLE
            if self._sweeper is None:
                self._sweeper = threading.Thread(target=self._sweep_on, name="upload sessions", daemon=True)
                self._sweeper.start()
            return key

    def find(self, key: object) -> UploadSession | None:
        """The session, which counts as a sign of life; None where there is none of that key."""
        with self._lock:
            if not isinstance(key, str) or key not in self._sessions:
                return None
            self._until[key] = self._clock() + IDLE
            return self._sessions[key]

    def may_fill(self, key: str, address: str) -> bool:
        """Whether a client at this address may add documents to the session, and has not filled enough others."""
        with self._lock:
            if key in self._sessions:
                self._addresses[key] = address
            others = (other for other, at in self._addresses.items() if at == address and other != key)
            return sum(not self._is_empty(other) for other in others) < MOST_OF_ONE

    def workspace(self, key: object, numbers: Sequence[int]) -> Workspace | None:
        """Some of a reader's documents, ready to be asked; None where none of them is there."""
        session = self.find(key)
        return session.workspace(numbers) if session else None

    def leave(self, key: object) -> None:
        """The page of this session closes; it may come back at once, as on a reload."""
        with self._lock:
            if isinstance(key, str) and key in self._until:
                self._until[key] = min(self._until[key], self._clock() + LEFT)

    def sweep(self) -> None:
        """Clear the sessions whose time is over."""
        with self._lock:
            for key in [key for key, until in self._until.items() if until < self._clock()]:
                self._drop(key)

    def _is_empty(self, key: str) -> bool:
        return not self._sessions[key].documents

    def close(self) -> None:
        """Let go of all: the server stops."""
        with self._lock:
            for key in list(self._sessions):
                self._drop(key)

    def _drop(self, key: str) -> None:
        if session := self._sessions.pop(key, None):
            session.close()
        self._until.pop(key, None)
        self._addresses.pop(key, None)

    def _sweep_on(self) -> None:
        while True:
            time.sleep(min(LEFT, 10))
            self.sweep()
            with self._lock:
                if not self._sessions:
                    self._sweeper = None
                    return
