"""What a file holds and its text does not, in words."""

from __future__ import annotations

from collections.abc import Mapping

from index.formats.blocks import Omission


def counted(found: Mapping[str, int]) -> list[Omission]:
    """How many of each, by its name in the singular: "1 chart", "2 pictures"."""
    some = [(name, number) for name, number in sorted(found.items()) if number]
    return [Omission(f"{number:,} {name}{'s' if number != 1 else ''}") for name, number in some]
