"""Tells whoever listens that another page was read: pages that are pictures take seconds each."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[int, int], None]
"""Is told which page was read, from 1, and of how many."""

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on tell this one, and nobody else."""
    _listeners[:] = [listener]


def page_read(page: int, pages: int) -> None:
    """Tell that a page was read."""
    for listener in _listeners:
        listener(page, pages)
