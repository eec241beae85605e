"""Gradio's page, strict about what it is sent: ill-formed input is answered in a sentence, and logged in one line."""

from __future__ import annotations

import logging
from typing import Any

from qa.page.guard import one_line
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
            _log.warning("A request was ill-formed: %s", one_line(error))
            _log.debug("What was raised", exc_info=error)
            raise gr.Error(self._foreign, print_exception=False) from None
