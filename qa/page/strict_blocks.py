"""Gradio's page, strict about what it is sent: ill-formed input is answered in a sentence, and logged in one line."""

from __future__ import annotations

import logging
from typing import Any

from qa.page.messages import Messages
from qa.page.offline_gradio import gr

_log = logging.getLogger(__name__)


class StrictBlocks(gr.Blocks):
    """Blocks whose handlers raise nothing but `gr.Error`: all else that is raised is the fault of what was sent."""

    def __init__(self, messages: Messages, **options: Any) -> None:
        super().__init__(**options)
        self._foreign = messages.foreign

    async def process_api(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        """See `gr.Blocks`. Raises `gr.Error`, which Gradio tells its client and prints no traceback of."""
        try:
            return await super().process_api(*arguments, **options)
        except gr.Error:
            raise
        except Exception as error:  # noqa: BLE001 - it says what was wrong with the input, in Gradio's many ways
            # Its message may hold what a reader typed.
            _log.warning("An event was ill-formed (%s)", type(error).__name__)
            _log.debug("What was raised", exc_info=error)
            raise gr.Error(self._foreign, print_exception=False) from None

    def events_before(self, token: str) -> int:
        """How many stand in line before the event that was sent with this token; 0 where it is not in line."""
        for line in self._queue.event_queue_per_concurrency_id.values():
            for place, event in enumerate(list(line.queue)):
                sent = event.data.data if event.data else None
                if any(isinstance(part, dict) and part.get("token") == token for part in sent or ()):
                    return place
        return 0

    def queue(self, **options: Any) -> StrictBlocks:
        """See `gr.Blocks`. What is told to a session that nobody has, or had, is dropped; Gradio would raise."""
        super().queue(**options)
        queue, send = self._queue, self._queue.send_message

        def send_if_awaited(event: Any, event_message: Any) -> None:
            if event.session_hash in queue.pending_messages_per_session:
                send(event, event_message)

        queue.send_message = send_if_awaited  # type: ignore[method-assign]
        return self
