"""How often each client may do something."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

CLIENTS = 10_000
"""Clients remembered for their rate; of more, the ones longest silent are forgotten."""


class RateLimit:
    """A token bucket for each client: at most `per_minute` in any burst, refilled evenly; 0 means no limit.

    Safe to share between threads.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._tokens: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, client: str) -> bool:
        """Whether the client may go on; if so, this counts."""
        with self._lock:
            if self._tokens_of(client) < 1:
                return False
            self._add(client, -1)
            return True

    def seconds_to_wait(self, client: str) -> float:
        """Until the client may go on; 0 where it may now. Asking this counts for nothing."""
        with self._lock:
            missing = 1 - self._tokens_of(client)
            return max(0.0, missing * 60 / self._per_minute) if self._per_minute else 0.0

    def give_back(self, client: str) -> None:
        """What was allowed last does not count."""
        with self._lock:
            self._add(client, 1)

    def _add(self, client: str, number: int) -> None:
        if not self._per_minute:
            return
        tokens = min(float(self._per_minute), self._tokens_of(client) + number)
        self._tokens[client] = (tokens, self._clock())
        self._tokens.move_to_end(client)
        if len(self._tokens) > CLIENTS:
            self._tokens.popitem(last=False)

    def _tokens_of(self, client: str) -> float:
        if not self._per_minute:
            return 1.0
        now = self._clock()
        tokens, at = self._tokens.get(client, (float(self._per_minute), now))
        return min(float(self._per_minute), tokens + (now - at) * self._per_minute / 60)
