"""A picture of a page: its words become lines like those of any other page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pypdfium2

from index.errors import DocumentError
from index.formats.page_progress import page_read
from index.formats.pdf_gathering import lines_of
from index.formats.pdf_letters import Box, Frame, Letter
from index.formats.pdf_lines import Line
from index.formats.pdf_rules import Rules
from index.formats.pdf_words import marks_of
from index.formats.recognition import (
    CURE,
    DOTS_PER_INCH,
    HARD,
    MOST_PIXELS,
    Pixels,
    WordLine,
    engine,
    recognise,
    sureness,
)

NOT_READ = f"a picture of the whole page: its words can be read with an extra, {CURE}"
NO_WORDS = "a picture of the whole page, in which no words could be made out"
HARD_TO_READ = "a picture of the whole page whose letters are hard to make out: compare what was read with it"
_POINTS = 72


@dataclass
class ScannedPage:
    """The lines that were read in a picture of a page, and what should be known of them."""

    lines: list[Line] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)


def read_scanned_page(page: pypdfium2.PdfPage, number: int, pages: int) -> ScannedPage:
    """A page of a PDF that is a picture only, rendered as it is shown; `number` counts from 1."""
    if engine() is None:
        return ScannedPage(omitted=[NOT_READ])
    width, height = page.get_size()
    scale = min(DOTS_PER_INCH / _POINTS, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    pixels = page.render(scale=scale, grayscale=True, draw_annots=False).to_numpy()
    found = read_picture(pixels.reshape(pixels.shape[:2]), number, scale)
    page_read(number, pages)
    return found


def read_picture(pixels: Pixels, number: int, scale: float) -> ScannedPage:
    """The words of a picture with `scale` pixels a point. An engine must be there."""
    use = engine()
    assert use is not None
    try:
        found = recognise(pixels, use)
    except DocumentError as error:
        return ScannedPage(omitted=[f"a picture of the whole page that could not be read. {str(error).rstrip('.')}"])
    height = pixels.shape[0] / scale
    letters = [letter for line in found for letter in _letters(line, height, scale)]
    frame = Frame(Box(0.0, 0.0, pixels.shape[1] / scale, height))
    marks = partial(marks_of, frame=frame, rotation=0)
    lines = lines_of(letters, Rules(), number, height, marks) if letters else []
    if not lines:
        return ScannedPage(omitted=[NO_WORDS])
    return ScannedPage(lines, [HARD_TO_READ] if sureness(found) < HARD else [])


def _letters(line: WordLine, height: float, scale: float) -> Iterator[Letter]:
    """In points from the lower left corner; each letter of a word is as wide as the others."""
    base, size = height - line.base / scale, line.size / scale
    for word in line.words:
        wide = (word.right - word.left) / scale / len(word.text)
        for at, text in enumerate(word.text):
            left = word.left / scale + at * wide
            yield Letter(text, left, left + wide, base, size, bold=False, after_gap=at == 0)
