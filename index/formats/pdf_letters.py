"""The letters of a PDF's page, each direction of writing turned upright.

A page can hold several directions: a page that is stored on its side, a note along the margin, a
watermark across. Each becomes a `Sheet` of its own, the one with the most letters first.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import atan, atan2, cos, degrees, hypot, radians, sin
from statistics import median
from typing import NamedTuple

import pypdfium2.raw as pdfium
import regex

_BOLD = 600
_HALF_BOLD = 480
"""Of fonts that do not say their weight PDFium guesses it; of a bold one of LaTeX it guesses 545."""

_BOLD_NAME = regex.compile(r"bold|black|heavy|(?:CM|SF|LM|EC)B", regex.I)
_LONGEST_NAME = 64
_MOST_SKEW = 6.0
"""Degrees. Letters that lean more belong to a watermark, unless they are most of the page."""

_LEAST_SKEW = 0.002
_LEAST_WORDS = 8
_SAME_LINE = 0.6
"""Heights of the letters."""

_UNKNOWN = frozenset("\x00\ufffd")


class Letter(NamedTuple):
    """Lengths in points, from the lower left corner of its sheet; `base` is where it stands.

    `after_gap` says that PDFium saw white space before it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    after_gap: bool = False


class Box(NamedTuple):
    """A rectangle, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True)
class Frame:
    """Turns a page about its middle by `quarter` (0, 90, 180 or 270 degrees) and `skew` degrees more."""

    bounds: Box
    quarter: int = 0
    skew: float = 0.0

    @property
    def width(self) -> float:
        return self.bounds.height if self.quarter % 180 else self.bounds.width

    @property
    def height(self) -> float:
        return self.bounds.width if self.quarter % 180 else self.bounds.height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is on the sheet."""
        angle = radians(self.quarter + self.skew)
        across = x - (self.bounds.left + self.bounds.right) / 2
        up = y - (self.bounds.bottom + self.bounds.top) / 2
        return (
            across * cos(angle) + up * sin(angle) + self.width / 2,
            up * cos(angle) - across * sin(angle) + self.height / 2,
        )

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the sheet is on the page: the reverse of `place`."""
        angle = radians(self.quarter + self.skew)
        across, up = x - self.width / 2, y - self.height / 2
        return (
            across * cos(angle) - up * sin(angle) + (self.bounds.left + self.bounds.right) / 2,
            across * sin(angle) + up * cos(angle) + (self.bounds.bottom + self.bounds.top) / 2,
        )

    def letter(self, raw: _Raw) -> Letter:
        wide, high = raw.box.width, raw.box.height
        if self.quarter % 180:
            wide, high = high, wide
        lean = radians(self.skew)
        width = max((wide * cos(lean) - high * sin(abs(lean))) / cos(2 * lean), 0.1 * wide)
        middle, _ = self.place((raw.box.left + raw.box.right) / 2, (raw.box.bottom + raw.box.top) / 2)
        base = self.place(raw.x, raw.y)[1]
        return Letter(raw.text, middle - width / 2, middle + width / 2, base, raw.size, raw.bold, raw.after_gap)


@dataclass(frozen=True)
class Sheet:
    """The letters of one direction, in the order in which they were drawn."""

    frame: Frame
    letters: Sequence[Letter]


@dataclass
class PageLetters:
    """All of a page's letters: `slanted` are the words of a watermark, `unknown` counts letters without a meaning."""

    sheets: list[Sheet] = field(default_factory=list)
    slanted: str = ""
    unknown: int = 0


class _Raw(NamedTuple):
    text: str
    angle: float
    x: float
    y: float
    box: Box
    size: float
    bold: bool
    after_gap: bool


def letters_of(text: pdfium.FPDF_TEXTPAGE, count: int, bounds: Box, rotation: int) -> PageLetters:
    """The letters of a page that is shown turned by `rotation` degrees."""
    found = PageLetters()
    groups: dict[int, list[_Raw]] = defaultdict(list)
    slanted: list[_Raw] = []
    same = groups[0]
    for raw in _raw_letters(text, count):
        if raw.text in _UNKNOWN:
            found.unknown += 1
            continue
        if not raw.text.isspace():  # A space has no direction to speak of.
            quarter = round(raw.angle / 90) * 90 % 360
            leans = abs((raw.angle - quarter + 180) % 360 - 180) > _MOST_SKEW
            same = slanted if leans else groups[quarter]
        same.append(raw)
    upright = sum(map(len, groups.values()))
    if len(slanted) > upright:
        groups[round(median(raw.angle for raw in slanted) / 90) * 90 % 360] += slanted
    else:
        found.slanted = "".join(raw.text for raw in slanted)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), (item[0] - rotation) % 360))
    found.sheets = [_sheet(raws, bounds, quarter) for quarter, raws in ranked if raws]
    return found


def _raw_letters(text: pdfium.FPDF_TEXTPAGE, count: int) -> Iterable[_Raw]:
    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    gap = False
    for at in range(count):
        letter = chr(pdfium.FPDFText_GetUnicode(text, at))
        if letter in "\r\n":
            continue
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            gap = True
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetMatrix(text, at, matrix)
        yield _Raw(
            letter,
            degrees(atan2(matrix.b, matrix.a)),
            x.value,
            y.value,
            Box(box.left, box.bottom, box.right, box.top),
            pdfium.FPDFText_GetFontSize(text, at) * hypot(matrix.c, matrix.d) or 1.0,
            _is_bold(text, at),
            gap,
        )
        gap = False


def _is_bold(text: pdfium.FPDF_TEXTPAGE, at: int) -> bool:
    weight = pdfium.FPDFText_GetFontWeight(text, at)
    return weight >= _BOLD or (weight >= _HALF_BOLD and _BOLD_NAME.search(_font_name(text, at)) is not None)


def _font_name(text: pdfium.FPDF_TEXTPAGE, at: int) -> str:
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    pdfium.FPDFText_GetFontInfo(text, at, name, _LONGEST_NAME, ctypes.c_int())
    return name.value.decode("utf-8", errors="replace")


def _sheet(raws: Sequence[_Raw], bounds: Box, quarter: int) -> Sheet:
    leans = [(raw.angle - quarter + 180) % 360 - 180 for raw in raws if not raw.text.isspace()]
    frame = Frame(bounds, quarter, round(median(leans), 2) if leans else 0.0)
    letters = [frame.letter(raw) for raw in raws]
    slope = _slope(letters)
    if abs(slope) > _LEAST_SKEW:
        frame = Frame(bounds, quarter, frame.skew + degrees(atan(slope)))
        letters = [frame.letter(raw) for raw in raws]
    return Sheet(frame, letters)


def _slope(letters: Sequence[Letter]) -> float:
    """How much lines rise where each word is level: text recognition writes some scans so."""
    starts = [letter for last, letter in pairwise(letters) if letter.after_gap or last.text.isspace()]
    rises = [
        (word.base - last.base) / (word.left - last.left)
        for last, word in pairwise(starts)
        if 0 < word.left - last.left < 20 * word.size and abs(word.base - last.base) < _SAME_LINE * word.size
    ]
    return median(rises) if len(rises) >= _LEAST_WORDS and abs(median(rises)) < radians(_MOST_SKEW) else 0.0
