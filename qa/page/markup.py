"""Text from outside, made safe to stand in HTML."""

from __future__ import annotations

import re

# Half a surrogate pair is no text; as a number it shows as a replacement character.
_MARKUP = re.compile("[!-/:-@\\[-`{-~\n\r\t\ud800-\udfff]")


def escape(text: str) -> str:
    """The text with no character left that HTML or Markdown could take for markup."""
    return _MARKUP.sub(lambda found: f"&#{ord(found.group())};", text)
