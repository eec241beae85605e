"""Text from outside, made safe to stand in HTML."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[!-/:-@\[-`{-~\n\r\t]")


def escape(text: str) -> str:
    """The text with no character left that HTML or Markdown could take for markup."""
    return _MARKUP.sub(lambda found: f"&#{ord(found.group())};", text)
