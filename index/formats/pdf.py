"""PDF: the lines of the pages in the order in which they are read, joined into paragraphs."""

from __future__ import annotations

import ctypes
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium
import regex

from index.errors import DocumentError
from index.formats.blocks import Parsed
from index.formats.canonical import tidy
from index.formats.dates import day
from index.formats.pdf_layout import Line, in_reading_order, without_running_lines
from index.formats.pdf_text import canonical_text

MOST_PAGES = 5000

_SPLIT_GAP = 2.0
"""A gap between two letters wider than this many times their height parts two lines that stand side by side."""

_SPACE = 0.1
"""A gap narrower than this many times the height of the letters is no space between words."""

_SHIFT = 0.5
"""A letter this many times its height above or below the one before begins a new line; superscripts stay inside."""

_SMALL = 0.75
_BEFORE_NOTES = '.?!,;:"\u201d\u2019)'
_BOLD = 600
_HYPHENS = ("\ufffe", "\x02")
"""What PDFium gives for a hyphen at the end of a line."""

_HAN_GAP = regex.compile(r"(?<=\p{Han}) (?=[\p{Han},.;:)])|(?<=\() (?=\p{Han})")
"""Chinese characters are set apart by layout only."""

_PDF_DAY = regex.compile(r"D:(\d{4})(\d{2})(\d{2})")
_NO_TITLE = regex.compile(r"microsoft word.*|untitled.*|.*\.(?:docx?|pdf|tex|indd|rtf|odt)|.{0,2}|[\W\d_]*", regex.I)
_LOCKED, _DAMAGED = 4, 3


def read(data: bytes, name: str) -> Parsed:
    """Paragraphs and headings of all pages, without running headers, footers and page numbers.

    Raises `DocumentError` where the file is locked, damaged, or holds pictures of pages only.
    """
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _LOCKED:
            raise DocumentError(f"{name} is locked with a password. Save it without one.") from error
        raise DocumentError(f"{name} is damaged or cut short: it cannot be read as a PDF.") from error
    with pdf:
        if len(pdf) > MOST_PAGES:
            raise DocumentError(f"{name} has {len(pdf):,} pages; at most {MOST_PAGES:,} are read. Split it.")
        pages = [_lines(pdf, number) for number in range(len(pdf))]
        said = pdf.get_metadata_dict()
    if not any(pages):
        raise DocumentError(f"{name} has no text, only pictures of pages. Run text recognition (OCR) on it first.")
    kept = without_running_lines(pages)
    lines = [line for page in kept for line in in_reading_order(page)]
    canonical, starts = canonical_text(lines)
    title = tidy(said.get("Title", "")).replace("\n", " ")
    created = _PDF_DAY.match(said.get("CreationDate", ""))
    return Parsed(
        canonical.text,
        canonical.title if _NO_TITLE.fullmatch(title) else title,
        canonical.blocks,
        tidy(said.get("Author", "")) or None,
        day("-".join(created.groups())) if created else None,
        starts,
    )


def _lines(pdf: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of a page in the order in which they were drawn; none where the page is damaged."""
    try:
        page = pdf[number]
        height, text = page.get_height(), page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    gathering = _Gathering(number + 1, height)
    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, at))
        if letter in "\r\n":
            continue
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            gathering.add_space()
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        bold = pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD
        pdfium.FPDFText_GetMatrix(text, at, matrix)
        size = pdfium.FPDFText_GetFontSize(text, at) * hypot(matrix.c, matrix.d) or 1.0
        gathering.add(letter, box.left, box.right, y.value, size, bold)
    return gathering.finish()


class _Gathering:
    """Letters become lines."""

    def __init__(self, page: int, height: float) -> None:
        self._page, self._height = page, height
        self._lines: list[Line] = []
        self._start()

    def _start(self) -> None:
        self._letters: list[str] = []
        self._left, self._right, self._base = 0.0, 0.0, 0.0
        self._sizes: list[float] = []
        self._bold = 0
        self._gap = False

    def add_space(self) -> None:
        """PDFium puts a space where there is a gap, and sometimes where only the font changes: `add` tells."""
        self._gap = bool(self._letters)

    def add(self, letter: str, left: float, right: float, base: float, size: float, bold: bool) -> None:
        if self._sizes:
            if self._is_note_mark(letter, base, size):
                return
            largest = max(size, self._sizes[-1])
            apart = left - self._right > _SPLIT_GAP * largest or left < self._left - largest
            if apart or abs(base - self._base) > _SHIFT * largest:
                self._end()
        if self._gap and self._sizes and left - self._right > _SPACE * size:
            self._letters.append(" ")
        self._gap = False
        if not self._sizes:
            self._left, self._base = left, base
        if not letter.isspace():
            self._sizes.append(size)
            self._bold += bold
            self._right = max(self._right, right)
        elif not self._sizes:
            return
        self._letters.append("\u00ad" if letter in _HYPHENS else letter)

    def _is_note_mark(self, letter: str, base: float, size: float) -> bool:
        """A small raised digit after the end of a sentence or a clause points to a footnote."""
        raised = size < _SMALL * self._sizes[0] and 0 < base - self._base < self._sizes[0]
        return raised and letter.isdigit() and self._letters[-1] in _BEFORE_NOTES

    def _end(self) -> None:
        hyphenated = "".join(self._letters).rstrip().endswith("\u00ad")
        words = _HAN_GAP.sub("", tidy("".join(self._letters)))
        if words:
            size = sorted(self._sizes)[len(self._sizes) // 2]
            bold = self._bold > len(self._sizes) / 2
            place = (self._left, self._right, self._base, round(size, 1))
            self._lines.append(Line(self._page, self._height, *place, bold, words, hyphenated))
        self._start()

    def finish(self) -> list[Line]:
        if self._sizes:
            self._end()
        return self._lines
