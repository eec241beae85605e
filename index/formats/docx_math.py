"""Equations of Word (OMML) as they are typed in a line: (a+b)/(2c), x², √(2), ∑_(i=1)^n."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from index.formats.linear_math import fraction, indexed, power, root

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 40


def linear(equation: etree._Element, depth: int = 0) -> str:
    """What stands in an equation, or in a part of one, in one line; nothing below 40 levels."""
    if depth > _DEEPEST:
        return ""
    return "".join(_part(child, depth + 1) for child in equation if isinstance(child.tag, str))


def _part(part: etree._Element, depth: int) -> str:
    name = part.tag.removeprefix(M)
    if name in _WRITTEN and part.tag.startswith(M):
        return _WRITTEN[name](part, _Of(part, depth))
    if part.tag in (f"{M}t", f"{W}t"):
        return part.text or ""
    return "" if name.endswith("Pr") or part.tag in (f"{W}rPr", f"{W}del") else linear(part, depth)


class _Of:
    """What stands in a part's arguments: "num" and "den" of a fraction, "e" of a root."""

    def __init__(self, part: etree._Element, depth: int) -> None:
        self._part, self.depth = part, depth

    def __call__(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        return [linear(found, self.depth) for found in self._part.findall(f"{M}{name}")]


def _group(part: etree._Element, of: _Of) -> str:
    opening, closing = _said(part, "dPr/{m}begChr", "("), _said(part, "dPr/{m}endChr", ")")
    return opening + _said(part, "dPr/{m}sepChr", "|").join(of.all("e")) + closing


def _sum(part: etree._Element, of: _Of) -> str:
    sign = _said(part, "naryPr/{m}chr", "\u222b")
    return f"{power(indexed(sign, of('sub')), of('sup'))} {of('e')}"


def _matrix(part: etree._Element, of: _Of) -> str:
    rows = (", ".join(_Of(row, of.depth).all("e")) for row in part.findall(f"{M}mr"))
    return f"({'; '.join(rows)})"


_WRITTEN: dict[str, Callable[[etree._Element, _Of], str]] = {
    "f": lambda _, of: fraction(of("num"), of("den")),
    "sSup": lambda _, of: power(of("e"), of("sup")),
    "sSub": lambda _, of: indexed(of("e"), of("sub")),
    "sSubSup": lambda _, of: power(indexed(of("e"), of("sub")), of("sup")),
    "rad": lambda _, of: root(of("e"), of("deg")),
    "nary": _sum,
    "d": _group,
    "func": lambda _, of: f"{of('fName')} {of('e')}",
    "m": _matrix,
    "limLow": lambda _, of: indexed(of("e"), of("lim")),
    "limUpp": lambda _, of: indexed(of("e"), of("lim")),
    "eqArr": lambda _, of: "; ".join(of.all("e")),
}


def _said(part: etree._Element, path: str, otherwise: str) -> str:
    found = part.find(M + path.format(m=M))
    value = found.get(f"{M}val") if found is not None else None
    return otherwise if value is None else value
