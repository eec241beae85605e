"""Text from outside, made safe to stand in Markdown."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&:])")


def plain(text: str) -> str:
    """Text on one line that Markdown takes for nothing but text."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
