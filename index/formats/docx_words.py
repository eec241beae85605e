"""The words of a paragraph of Word as they are printed: what is hidden, deleted or struck out is none of them."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document as Word
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from index.formats.docx_math import M, linear
from index.formats.docx_symbols import symbol, with_symbols
from index.formats.raised import END, START, lower

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNSEEN = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}rPr", f"{W}pPr", f"{W}sdtPr", FALLBACK})
PARAGRAPH = f"{W}p"
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-"}
_LEFT_OUT = ("vanish", "strike", "dstrike")
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST_STYLE = 10
_SHIFT = 3
"""Half-points, from which on letters stand above or below the others."""

_NUMBERS_OF_PAGES = ("PAGE", "NUMPAGES", "SECTIONPAGES")


class Words:
    """Reads paragraphs by the document's styles, which can hide, strike out and raise text."""

    def __init__(self, word: Word) -> None:
        self._styles = {style.style_id: style.element for style in word.styles}
        self._looks: dict[str | None, dict[str, str]] = {}

    def of(self, paragraph: BaseOxmlElement) -> str:
        """The words, `START` and `END` of `index.formats.raised` around what is raised."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        inherited = self._look_of_style(style.get(f"{W}val") if style is not None else None)
        said: list[str] = []
        field = _Fields()
        for element in _inside(paragraph):
            field.go_on(element)
            if element.tag in (f"{M}oMath", f"{M}oMathPara"):
                said.append(linear(element))
            elif element.tag == f"{W}r" and not field.left_out:
                said.append(self._run(element, inherited, "".join(said[-2:])))
        return "".join(said)

    def _run(self, run: BaseOxmlElement, inherited: dict[str, str], before: str) -> str:
        look = inherited | self._look(run)
        if any(look.get(way, "0") not in _OFF for way in _LEFT_OUT):
            return ""
        words = "".join(_written(element, look.get("font")) for element in run)
        place = look.get("vertAlign")
        if not words.strip() or place not in ("superscript", "subscript"):
            return words
        return f"{START}{words}{END}" if place == "superscript" else lower(words, before)

    def _look(self, run: BaseOxmlElement) -> dict[str, str]:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return {}
        style = properties.find(f"{W}rStyle")
        return self._look_of_style(style.get(f"{W}val") if style is not None else None) | _look_in(properties)

    def _look_of_style(self, style: str | None) -> dict[str, str]:
        """What a style and those it is based on say of the letters."""
        if style not in self._looks:
            look: dict[str, str] = {}
            element = self._styles.get(style)
            for _ in range(_DEEPEST_STYLE):
                if element is None:
                    break
                properties = element.find(f"{W}rPr")
                look = (_look_in(properties) if properties is not None else {}) | look
                based = element.find(f"{W}basedOn")
                element = self._styles.get(based.get(f"{W}val")) if based is not None else None
            self._looks[style] = look
        return self._looks[style]


class _Fields:
    """Whether the result of a field is gone through that says a page's number, which is none of the text."""

    def __init__(self) -> None:
        self._open: list[bool] = []

    @property
    def left_out(self) -> bool:
        return any(self._open)

    def go_on(self, element: BaseOxmlElement) -> None:
        for part in element if element.tag == f"{W}r" else ():
            kind = part.get(f"{W}fldCharType") if part.tag == f"{W}fldChar" else None
            if kind == "begin":
                self._open.append(False)
            elif kind == "end" and self._open:
                self._open.pop()
            elif part.tag == f"{W}instrText" and self._open:
                self._open[-1] |= _counts_pages(part.text)


def _counts_pages(instruction: str | None) -> bool:
    return (instruction or " ").strip().split(" ")[0].upper() in _NUMBERS_OF_PAGES


def _look_in(properties: BaseOxmlElement) -> dict[str, str]:
    look = {}
    for way in (*_LEFT_OUT, "vertAlign"):
        found = properties.find(f"{W}{way}")
        if found is not None:
            look[way] = found.get(f"{W}val", "1")
    raised = properties.find(f"{W}position")
    if raised is not None and "vertAlign" not in look and _is_whole(half_points := raised.get(f"{W}val", "")):
        # LibreOffice's way to raise and lower, with a smaller size.
        shift = int(half_points) if properties.find(f"{W}sz") is not None else 0
        look["vertAlign"] = "superscript" if shift >= _SHIFT else "subscript" if shift <= -_SHIFT else "baseline"
    fonts = properties.find(f"{W}rFonts")
    font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") if fonts is not None else None
    return look | ({"font": font} if font else {})


def _inside(paragraph: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """The runs and equations of a paragraph in order, but for those of a text box in it."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in (f"{W}r", f"{M}oMath", f"{M}oMathPara"):
            yield element
        elif element.tag == f"{W}fldSimple" and _counts_pages(element.get(f"{W}instr")):
            continue
        elif isinstance(element.tag, str) and element.tag not in UNSEEN and element.tag != PARAGRAPH:
            waiting.extend(reversed(element))


def _written(element: etree._Element, font: str | None) -> str:
    """What an element of a run shows."""
    if element.tag == f"{W}t":
        return with_symbols(font, element.text or "")
    if element.tag == f"{W}sym":
        code = element.get(f"{W}char", "")
        return symbol(element.get(f"{W}font"), int(code, 16)) if _is_hexadecimal(code) else ""
    return _BREAKS.get(element.tag, "")


def _is_whole(said: str) -> bool:
    return said.removeprefix("-").isdecimal() and len(said) < 6


def _is_hexadecimal(code: str) -> bool:
    return len(code) == 4 and all(character in "0123456789abcdefABCDEF" for character in code)
