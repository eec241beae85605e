"""Pictures of text: photographs and scans, page by page, their words read by text recognition."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from index.errors import DocumentError
from index.formats.blocks import Omission, Parsed
from index.formats.page_progress import page_read
from index.formats.pdf_layout import in_reading_order
from index.formats.pdf_lines import Line
from index.formats.pdf_running import running_lines
from index.formats.pdf_text import canonical_text
from index.formats.recognition import CURE, DOTS_PER_INCH, MOST_PIXELS, Pixels, engine
from index.formats.scanned_page import NO_WORDS, read_picture

MOST_FRAMES = 500
"""Pages of one .tiff."""

_POINTS = 72
_SMALLEST = 8
"""Pixels, either way: what is smaller holds no word."""


def read(data: bytes, name: str) -> Parsed:
    """Raises `DocumentError` where nothing is installed that reads pictures, and where this one cannot be read."""
    if engine() is None:
        raise DocumentError(f"{name} is a picture. Reading its words needs an extra: {CURE}")
    Image.MAX_IMAGE_PIXELS = 2 * MOST_PIXELS
    lines: list[list[Line]] = []
    omissions: list[Omission] = []
    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > MOST_FRAMES:
                raise DocumentError(f"{name} has {frames:,} pages; at most {MOST_FRAMES:,} are read. Split it.")
            for number, pixels in enumerate(_pages(image), 1):
                found = read_picture(pixels, number, DOTS_PER_INCH / _POINTS)
                lines.append(found.lines)
                omissions += [Omission(what, number) for what in found.omitted]
                page_read(number, frames)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        large = not isinstance(error, UnidentifiedImageError)
        why = "has more points than are read. Make it smaller" if large else "is no picture that can be read"
        raise DocumentError(f"{name} {why}.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise DocumentError(f"{name} is damaged or cut short: it cannot be read as a picture.") from error
    if not any(lines):
        told = omissions[0].what if omissions else NO_WORDS
        raise DocumentError(f"{name} has no text that could be asked: it is {told}.")
    edges = running_lines(lines)
    kept = [[line for at, line in enumerate(page) if at not in edge] for page, edge in zip(lines, edges, strict=True)]
    made = canonical_text([line for page in kept for line in in_reading_order(page)])
    canonical = made.canonical
    read_pages = [number for number, page in enumerate(lines, 1) if page]
    return Parsed(
        canonical.text,
        canonical.title,
        canonical.blocks,
        pages=made.starts,
        omissions=omissions,
        recognised=read_pages,
        boxes=made.boxes,
    )


def _pages(image: Image.Image) -> Iterator[Pixels]:
    """Each frame in grey, upright as its camera noted, what is transparent white, and none larger than is read."""
    for frame in ImageSequence.Iterator(image):
        upright = ImageOps.exif_transpose(frame)
        if upright.mode in {"RGBA", "LA", "PA", "P"}:
            clear = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        grey = upright.convert("L")
        if min(grey.size) < _SMALLEST:
            grey = Image.new("L", (_SMALLEST, _SMALLEST), 255)
        too_large = grey.width * grey.height / MOST_PIXELS
        if too_large > 1:
            grey = grey.resize((int(grey.width / too_large**0.5), int(grey.height / too_large**0.5)))
        yield np.asarray(grey, dtype=np.uint8)
