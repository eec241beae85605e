"""PDF: the lines of the pages in the order in which they are read, joined into paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pypdfium2
import regex

from index.errors import DocumentError
from index.formats.blocks import Omission, Parsed
from index.formats.canonical import tidy
from index.formats.dates import day
from index.formats.pdf_boxes import arranged
from index.formats.pdf_footnotes import endnotes, labels, mark_footnotes
from index.formats.pdf_gathering import lines_of
from index.formats.pdf_layout import in_reading_order
from index.formats.pdf_letters import Box, Frame, letters_of
from index.formats.pdf_lines import Line
from index.formats.pdf_omissions import DAMAGED, PICTURE_OF_PAGE, annotations_of, omissions_of, quoted
from index.formats.pdf_raised import resolve, without_planes
from index.formats.pdf_rules import Rules, rules_of
from index.formats.pdf_running import running_lines, watermarks
from index.formats.pdf_struck import without_struck
from index.formats.pdf_tables import over_pages
from index.formats.pdf_text import body_size, canonical_text
from index.formats.pdf_words import marks_of
from index.formats.recognition import CURE
from index.formats.scanned_page import NOT_READ, read_scanned_page

MOST_PAGES = 5000

_PDF_DAY = regex.compile(r"D:(\d{4})(\d{2})(\d{2})")
_NO_TITLE = regex.compile(r"microsoft word.*|untitled.*|.*\.(?:docx?|pdf|tex|indd|rtf|odt)|.{0,2}|[\W\d_]*", regex.I)
_LOCKED = 4


@dataclass
class _Page:
    """What stands on a page: the lines of its main direction, those of others, and what is not understood."""

    number: int
    lines: list[Line] = field(default_factory=list)
    asides: list[list[Line]] = field(default_factory=list)
    rules: Rules = field(default_factory=Rules)
    omitted: list[str] = field(default_factory=list)
    recognised: bool = False


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
        pages = [_page(pdf, number) for number in range(len(pdf))]
        said = pdf.get_metadata_dict()
    if not any(page.lines for page in pages):
        raise DocumentError(f"{name} has no text{_why(pages)}")
    _leave_out(pages)
    made = canonical_text(_in_order(pages))
    canonical = made.canonical
    title = tidy(said.get("Title", "")).replace("\n", " ")
    created = _PDF_DAY.match(said.get("CreationDate", ""))
    return Parsed(
        canonical.text,
        canonical.title if _NO_TITLE.fullmatch(title) else title,
        canonical.blocks,
        tidy(said.get("Author", "")) or None,
        day("-".join(created.groups())) if created else None,
        made.starts,
        [Omission(what, page.number) for page in pages for what in page.omitted],
        [page.number for page in pages if page.recognised],
        made.boxes,
    )


def _page(pdf: pypdfium2.PdfDocument, number: int) -> _Page:
    """The lines of a page in the order in which they were drawn."""
    found = _Page(number + 1)
    try:
        page = pdf[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        found.omitted.append(DAMAGED)
        return found
    bounds = Box(*page.get_bbox())
    letters = letters_of(text.raw, text.count_chars(), bounds, page.get_rotation())
    for at, sheet in enumerate(letters.sheets):
        rules = rules_of(page.raw, sheet.frame)
        marks = partial(marks_of, frame=sheet.frame, rotation=page.get_rotation())
        seen, struck = without_struck(sheet.letters, rules)
        lines = lines_of(seen, rules, number + 1, sheet.frame.height, marks)
        found.omitted += [f"words that are struck out, \u201c{quoted(words)}\u201d" for words in struck]
        if at == 0:
            found.lines, found.rules = lines, rules
            found.omitted += omissions_of(letters, lines, rules, sheet.frame)
        elif lines:
            found.asides.append([replace(line, flow="aside") for line in lines])
    if not letters.sheets:
        frame = Frame(bounds)
        found.omitted += omissions_of(letters, [], rules_of(page.raw, frame), frame)
    if PICTURE_OF_PAGE in found.omitted:
        scanned = read_scanned_page(page, number + 1, len(pdf))
        found.lines, found.recognised = scanned.lines, bool(scanned.lines)
        found.omitted = [what for what in found.omitted if what != PICTURE_OF_PAGE] + scanned.omitted
    found.omitted += annotations_of(page.raw)
    return found


def _why(pages: Sequence[_Page]) -> str:
    """Why no page has text, and what would help."""
    if any(NOT_READ in page.omitted for page in pages):
        return f", only pictures of pages. Reading their words needs an extra: {CURE}"
    if any(page.omitted for page in pages):
        return ": in the pictures of its pages no words could be made out."
    return ": its pages are empty."


def _leave_out(pages: Sequence[_Page]) -> None:
    """Take out running lines and watermarks; what they say is told once, with the first page that has it."""
    body = body_size([line for page in pages for line in page.lines])
    running = running_lines([page.lines for page in pages])
    told: set[str] = set()
    for page, edge in zip(pages, running, strict=True):
        across = watermarks(page.lines, body)
        for at in sorted(edge | across):
            words = without_planes(page.lines[at].text)
            if any(letter.isalpha() for letter in words) and words not in told:
                told.add(words)
                where = "a watermark" if at in across else "running words at the edge"
                page.omitted.append(f"{where}, \u201c{quoted(words)}\u201d")
        page.lines = [line for at, line in enumerate(page.lines) if at not in edge | across]


def _in_order(pages: Sequence[_Page]) -> list[Line]:
    """All lines as they are read, with note marks resolved."""
    body = body_size([line for page in pages for line in page.lines])
    lines: list[Line] = []
    for page in pages:
        lines += mark_footnotes(arranged(page.lines, page.rules), body)
        lines += [line for aside in page.asides for line in in_reading_order(aside)]
    return over_pages(resolve(lines, labels(lines), endnotes(lines)))
