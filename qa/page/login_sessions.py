"""Who has logged in: random tokens in cookies, of which the server keeps the hashes, in memory."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from threading import Lock

LIFETIME = 7 * 24 * 3600.0
"""Seconds from a login until it must be made again."""

MOST = 10_000
"""Logins that are remembered; of more, the oldest end."""


class LoginSessions:
    """Safe to share between threads. A restart of the server ends them all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._logins: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._lock = Lock()

    def begin(self, user: str) -> str:
        """A new token for somebody whose password was right."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._logins[_hash(token)] = (user, self._clock() + LIFETIME)
            while len(self._logins) > MOST:
                self._logins.popitem(last=False)
        return token

    def user(self, token: str | None) -> str | None:
        """Whose token it is; None where it is nobody's, or ran out."""
        if token is None:
            return None
        with self._lock:
            user, end = self._logins.get(_hash(token), (None, 0.0))
            if user is not None and end <= self._clock():
                del self._logins[_hash(token)]
                return None
            return user

    def end(self, token: str | None) -> None:
        """The token is worth nothing any more."""
        if token is not None:
            with self._lock:
                self._logins.pop(_hash(token), None)


def read_cookie(header: str, name: str) -> str | None:
    """The value of one cookie in a Cookie header."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return found.value if found else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
