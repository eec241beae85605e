"""What can be asked next, once an answer stands on the page."""

from __future__ import annotations

import logging
from threading import Lock
from typing import Any

from qa.page.answers import Further
from qa.page.desk import Desk
from qa.page.desks import Desks
from qa.page.exchanges import Turn, read_exchanges

_log = logging.getLogger(__name__)


class Offering:
    """Makes suggestions for one reader at a time, so that answers come first."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._making = Lock()

    def after(self, past: Any, key: object) -> str | None:
        """What can be asked after the last of these questions, as HTML; "" where that is nothing.

        Each suggestion is asked first, so it comes after the answer. None: others are being
        made, ask again.
        """
        if not self._making.acquire(blocking=False):
            return None
        try:
            turn = self._desks.last(read_exchanges(past), key)
            desk = self._desks.find(turn.exchange.documents, key)
            return desk.view.further(_offers(desk, turn)) if desk else ""
        except Exception:  # noqa: BLE001 - nobody waits for what could be asked next
            _log.exception("Nothing could be suggested")
            return ""
        finally:
            self._making.release()


def _offers(desk: Desk, turn: Turn) -> Further:
    if desk.suggester is None:
        return Further()
    if not turn.answer.answered:
        return Further(instead=desk.suggester.instead(turn.answer))
    return Further(lead_on=desk.suggester.lead_on(turn.answer, [*turn.history, turn.exchange.question]))
