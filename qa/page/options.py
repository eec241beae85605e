"""How the page is served, checked before anything slow is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from index.errors import SettingsError
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.branding import Branding
from qa.page.english import ENGLISH
from qa.page.feedback import FeedbackFile
from qa.page.languages import LANGUAGES
from qa.page.messages import Messages
from qa.page.origins import Authority, read_allowed_host, read_embedder
from qa.page.proxies import read_proxy, read_root_path
from qa.page.question_log import check_log

A_MINUTE = 60
"""Questions that one client may ask in a minute."""

WAITING, AT_ONCE = 64, 2
"""Questions that may stand in line, and that are answered side by side."""

EMBED_RATE = 10
"""Questions that one client may ask by the widget in a minute."""

UPLOADS, MEGABYTES = 10, 20
"""Documents of their own that a reader may add, and how large each may be."""


class QuestionSource(Protocol):
    """Questions that are known to have an answer."""

    def starters(self, limit: int) -> tuple[str, ...]:
        """At most `limit` questions to begin with."""
        ...

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        """Questions to go on with after an answer."""
        ...

    def alternative(self, answer: Answer) -> str | None:
        """A question near one that was refused."""
        ...


@dataclass(frozen=True)
class Options:
    """How the page is served.

    `language` is a key of `qa.page.languages.LANGUAGES`. With `feedback`, readers' judgements
    are stored in that file. `per_minute` questions one client may ask in a minute; 0 is
    no limit. With `mcp`, "ask" is a tool for programs that speak MCP as well. A reader may
    add `uploads` documents, of `upload_megabytes` each at most; 0 is none. `suggests` makes
    of an assistant what suggests questions about those. `allowed_hosts` are names, beside its
    address, that the page is served as: "qa.example.org". In `question_log`, a file, each question is written down, and
    in `access_log` each request. `root_path` is what the page's path begins with behind a proxy ("/qa"), and
    `trusted_proxies` are the addresses or networks of proxies that are believed; none: those of this computer.
    `branding` is what the owner made their own of it. With `keeps_up` the documents may change while it is served.
    `branding` is what the owner made their own of it. The sites in `embedded_by` ("https://site.example") may show a
    widget that asks, `embed_per_minute` questions for one client; with none there is no widget. With `bookmarklet`, a
    reader can add the page that another tab shows.
    """

    language: str = ENGLISH.code
    feedback: Path | None = None
    per_minute: int = A_MINUTE
    mcp: bool = False
    suggester: QuestionSource | None = None
    suggests: Callable[[Assistant], QuestionSource] | None = None
    uploads: int = UPLOADS
    upload_megabytes: int = MEGABYTES
    allowed_hosts: tuple[str, ...] = ()
    question_log: Path | None = None
    access_log: Path | None = None
    root_path: str = ""
    trusted_proxies: tuple[str, ...] = ()
    branding: Branding = field(default_factory=Branding)
    keeps_up: bool = False
    embedded_by: tuple[str, ...] = ()
    embed_per_minute: int = EMBED_RATE
    bookmarklet: bool = True

    @property
    def messages(self) -> Messages:
        return self.branding.apply(LANGUAGES[self.language])

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """The allowed hosts. Raises `SettingsError` where one is none."""
        return tuple(read_allowed_host(host) for host in self.allowed_hosts)

    @property
    def has_bookmarklet(self) -> bool:
        """Whether a page of another tab can be added: where readers may add documents at all."""
        return self.bookmarklet and bool(self.uploads)

    @property
    def embedders(self) -> tuple[str, ...]:
        """The sites in `embedded_by`, as browsers write them. Raises `SettingsError` where one is none."""
        return tuple(read_embedder(site) for site in self.embedded_by)

    def check(self, has_login: bool = False) -> None:
        """Raises `SettingsError` where it could not be served so; `has_login`: readers are asked for a password."""
        if self.language not in LANGUAGES:
            raise SettingsError(f"The page does not speak {self.language}. It speaks {', '.join(LANGUAGES)}.")
        self.authorities  # noqa: B018 - it fails where a host is none
        if self.embedders and has_login:
            raise SettingsError(
                "--embed shows answers to whoever sees these sites, but readers are asked for a password: "
                "leave one of the two out."
            )
        read_root_path(self.root_path)
        for proxy in self.trusted_proxies:
            read_proxy(proxy)
        for path, option in ((self.question_log, "The question log"), (self.access_log, "The access log")):
            if path:
                check_log(path, option)
        if self.feedback:
            FeedbackFile(self.feedback).check()
        if self.mcp and find_spec("mcp") is None:
            raise SettingsError("Serving MCP needs an extra: pip install 'article-qa[mcp]'")
