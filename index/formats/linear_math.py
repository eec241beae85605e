"""Parts of a formula as they are typed in a line: (a+b)/2, x², v_0, √(2g)."""

from __future__ import annotations

from index.formats.raised import lift


def fraction(above: str, below: str) -> str:
    return f"{bracketed(above)}/{bracketed(below)}"


def power(base: str, exponent: str) -> str:
    return base.rstrip() + lift(exponent)


def indexed(base: str, index: str) -> str:
    if not index:
        return base.rstrip()
    return f"{base.rstrip()}_{index}" if index.isalnum() else f"{base.rstrip()}_({index})"


def root(under: str, degree: str = "") -> str:
    return f"{lift(degree)}\u221a{bracketed(under)}"


def bracketed(words: str) -> str:
    """In brackets, unless it is one number or name."""
    return words if len(words) == 1 or words.isalnum() else f"({words})"
