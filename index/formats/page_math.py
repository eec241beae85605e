"""Formulas of web pages (MathML) as they are typed in a line."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from index.formats.linear_math import fraction, indexed, power, root

_DEEPEST = 40
_NO_WORDS = ("annotation", "annotation-xml")
_OF_TWO: dict[str, Callable[[str, str], str]] = {
    "mfrac": fraction, "msup": power, "msub": indexed, "mroot": root, "mover": power, "munder": indexed,
}  # fmt: skip


def linear(formula: etree._Element, depth: int = 0) -> str:
    """What stands in an element of MathML; nothing below 40 levels."""
    name = etree.QName(formula).localname.lower() if isinstance(formula.tag, str) else ""
    if depth > _DEEPEST or not name or name in _NO_WORDS:
        return ""
    parts = [linear(child, depth + 1) for child in formula]
    if name in _OF_TWO and len(parts) == 2:
        return _OF_TWO[name](*parts)
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return power(indexed(parts[0], parts[1]), parts[2])
    if name == "msqrt":
        return root("".join(parts))
    return (formula.text or "").strip() + "".join(parts)
