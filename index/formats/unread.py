"""What a file holds and its text does not, in words."""

from __future__ import annotations

from collections.abc import Mapping


def counted(found: Mapping[str, int]) -> tuple[str, ...]:
    """How many of each, by its name in the singular: ("1 chart", "2 pictures")."""
    return tuple(f"{number:,} {name}{'s' if number != 1 else ''}" for name, number in sorted(found.items()) if number)
