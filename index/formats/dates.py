"""The day a document says it is of."""

from __future__ import annotations

from datetime import date

import regex

_ISO = regex.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")


def day(said: str | None) -> str | None:
    """The day at the start of an ISO 8601 date or time, as YYYY-MM-DD; None for anything else."""
    match = _ISO.match(said or "")
    if match is None:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None
