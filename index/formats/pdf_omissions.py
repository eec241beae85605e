"""What a page holds that its text does not say: pictures, equations, comments, form fields."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import pypdfium2.raw as pdfium
import regex

from index.formats.pdf_letters import Frame, PageLetters
from index.formats.pdf_lines import Line
from index.formats.pdf_rules import Rules

PICTURE_OF_PAGE = "a picture of the whole page"
PICTURE = "a picture"
DAMAGED = "a damaged page"

_SMALLEST_PICTURE = 0.01
"""Of a page's area: smaller ones are marks and lines."""

_LONGEST_QUOTE = 60
_BAR = (4.0, 160.0)
"""How wide the bar of a fraction is, in points."""

_MATH = regex.compile(r"[\u2211\u220f\u222b\u221a\u2320\u2321\u239b-\u23ae\U0001D400-\U0001D7FF]")
_MOST_NOTES = 200


def omissions_of(letters: PageLetters, lines: Sequence[Line], rules: Rules, frame: Frame) -> list[str]:
    """What is not understood on a page, in words."""
    found: list[str] = []
    area = frame.width * frame.height
    large = [box for box in rules.pictures if box.width * box.height > _SMALLEST_PICTURE * area]
    if not lines and rules.pictures:
        found.append(PICTURE_OF_PAGE)
    elif large and not _is_scan(rules, area):
        found.append(PICTURE if len(large) == 1 else f"{len(large)} pictures")
    if letters.slanted.strip():
        found.append(f"a watermark, \u201c{quoted(letters.slanted)}\u201d")
    if letters.unknown:
        found.append("letters that the file does not name")
    if any(_MATH.search(line.text) for line in lines) or _has_fraction(lines, rules):
        found.append("the layout of an equation")
    return found


def quoted(words: str) -> str:
    """Words in one line, cut where they are many."""
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " \u2026"


def _is_scan(rules: Rules, area: float) -> bool:
    """Whether one picture is the whole page: the text is what was recognised in it."""
    return any(box.width * box.height > 0.8 * area for box in rules.pictures)


def _has_fraction(lines: Sequence[Line], rules: Rules) -> bool:
    """Whether a short level rule has short lines close above and below, about its middle."""
    bars = [rule for rule in rules.level if _BAR[0] <= rule.end - rule.start <= _BAR[1]]
    return len(bars) < _MOST_NOTES and any(
        _stands(lines, rule.at, rule.start, rule.end, 1) and _stands(lines, rule.at, rule.start, rule.end, -1)
        for rule in bars
        if not any(other.reaches(rule.at) and rule.reaches(other.at) for other in rules.upright)
    )


def _stands(lines: Sequence[Line], height: float, start: float, end: float, side: int) -> bool:
    for line in lines:
        away = (line.base - height) * side
        near = -0.2 * line.size < away < 0.8 * line.size if side > 0 else 0.5 * line.size < away < 1.3 * line.size
        middle = abs((line.left + line.right) - (start + end)) < 10
        if near and middle and line.right - line.left <= end - start + 6:
            return True
    return False


def annotations_of(page: pdfium.FPDF_PAGE) -> list[str]:
    """Comments and form fields that say something: they stand on the page, not in its text."""
    counts = {"a comment or text box laid over the page": 0, "a form field that is filled in": 0}
    comment, filled = counts
    for at in range(min(max(pdfium.FPDFPage_GetAnnotCount(page), 0), _MOST_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, at)
        if not note:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        if kind in {pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT} and _says(note, b"Contents"):
            counts[comment] += 1
        elif kind == pdfium.FPDF_ANNOT_WIDGET and _says(note, b"V"):
            counts[filled] += 1
        pdfium.FPDFPage_CloseAnnot(note)
    return [what for what, count in counts.items() if count]


def _says(note: pdfium.FPDF_ANNOTATION, key: bytes) -> bool:
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    if size <= 2 or size > 1_000_000:
        return bool(size > 2)
    words = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(words, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    said: str = words.raw.decode("utf-16-le", errors="ignore")
    return bool(said.strip("\0 \n\r"))
