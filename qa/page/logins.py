"""The page's name and password: compared in constant time, and not to be guessed by trying.

Plain ASGI; Gradio's own app is what it wraps.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from qa.page.asgi import App, Message, Receive, Scope, Send, client_address, header_values, refuse
from qa.page.rate_limit import CLIENTS, RateLimit

LOGIN_PATH = "/login"

OF_ONE, OF_ALL = 5, 60
"""Wrong passwords in a minute, of one client and of all together. NIST SP 800-63B (5.2.2) asks for some such limit;
at these, one client can try 7,200 passwords in a day, and all together 86,400."""

_WRONG_LOGIN, _RIGHT_LOGIN = 400, 200
"""What Gradio answers."""


@dataclass(frozen=True)
class Account:
    """The one name and password of the page. Called with a name and a password it says whether they fit."""

    user: str
    password: str = field(repr=False)

    def __call__(self, user: str, password: str) -> bool:
        is_user = secrets.compare_digest(_digest(user), _digest(self.user))
        is_password = secrets.compare_digest(_digest(password), _digest(self.password))
        return is_user and is_password

    def fits_basic(self, given: str) -> bool:
        """Whether an Authorization header of HTTP Basic holds them."""
        kind, _, encoded = given.partition(" ")
        try:
            text = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        user, _, password = text.partition(":")
        return kind.lower() == "basic" and self(user, password)


class LoginLimit:
    """Limits wrong passwords, for each client and for all together.

    A client that has once brought the right one does not wait for the others. Safe to share between threads.
    """

    def __init__(self, of_one: int = OF_ONE, of_all: int = OF_ALL, clock: Callable[[], float] = time.monotonic) -> None:
        self._of_one, self._of_all = RateLimit(of_one, clock), RateLimit(of_all, clock)
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, client: str) -> float:
        """Seconds that the client must wait before its next attempt; 0: it may make one now, which is counted."""
        with self._lock:
            waits = [self._of_one.seconds_to_wait(client)]
            if client not in self._known:
                waits.append(self._of_all.seconds_to_wait(""))
            if not any(waits):
                self._of_one.allows(client)
                self._of_all.allows("")
            return max(waits)

    def succeed(self, client: str) -> None:
        """The attempt was right, and does not count."""
        with self._lock:
            self._give_back(client)
            self._known[client] = None
            self._known.move_to_end(client)
            if len(self._known) > CLIENTS:
                self._known.popitem(last=False)

    def withdraw(self, client: str) -> None:
        """There was no attempt, and nothing counts."""
        with self._lock:
            self._give_back(client)

    def _give_back(self, client: str) -> None:
        self._of_one.give_back(client)
        self._of_all.give_back("")


class Logins:
    """Wraps an app: limits the logins of Gradio's page, and asks for HTTP Basic below `basic_paths`.

    Wrong passwords at either count together. Whoever must wait gets 429 with `sentence`, and its password is not
    looked at.
    """

    def __init__(
        self, app: App, account: Account, limit: LoginLimit, sentence: str, basic_paths: tuple[str, ...] = ()
    ) -> None:
        self._app, self._account, self._limit, self._sentence = app, account, limit, sentence
        self._basic_paths = basic_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_http = scope["type"] == "http"
        if is_http and self._basic_paths and scope["path"].startswith(self._basic_paths):
            if await self._let_in(scope, send):
                await self._app(scope, receive, send)
        elif is_http and scope["method"] == "POST" and scope["path"].rstrip("/") == LOGIN_PATH:
            client = client_address(scope)
            if await self._may_try(client, send):
                await self._app(scope, receive, self._watched(client, send))
        else:
            await self._app(scope, receive, send)

    async def _may_try(self, client: str, send: Send) -> bool:
        wait = self._limit.begin(client)
        if wait:
            await refuse(send, 429, self._sentence, [(b"retry-after", str(math.ceil(wait)).encode())])
        return not wait

    def _watched(self, client: str, send: Send) -> Send:
        """Learns from Gradio's reply whether the password was right."""

        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] == _RIGHT_LOGIN:
                    self._limit.succeed(client)
                elif message["status"] != _WRONG_LOGIN:
                    self._limit.withdraw(client)
            await send(message)

        return send_watched

    async def _let_in(self, scope: Scope, send: Send) -> bool:
        """Whether the request brings the name and the password. One without any is no attempt."""
        given = header_values(scope, b"authorization")
        client = client_address(scope)
        if given and not await self._may_try(client, send):
            return False
        if given and self._account.fits_basic(given[0]):
            self._limit.succeed(client)
            return True
        await refuse(
            send, 401, "This needs a name and a password.", [(b"www-authenticate", b'Basic realm="article-qa"')]
        )
        return False


def _digest(text: str) -> bytes:
    """Of one length for all texts, so that comparing tells nothing of theirs."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
