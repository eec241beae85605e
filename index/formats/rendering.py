"""Pages as pictures, to be looked at."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from index.errors import DocumentError
from index.formats.recognition import MOST_PIXELS

_TALLEST = 3
"""Times its width: a page that is longer is shown smaller."""

_QUALITY = 80


def render(data: bytes, name: str, ending: str, page: int, width: int) -> tuple[Image.Image, int]:
    """A page, from 1, that many pixels wide, and how many pages there are. Raises `DocumentError`."""
    try:
        image, pages = _pdf(data, page, width) if ending == ".pdf" else _frame(data, page)
    except (pypdfium2.PdfiumError, UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise DocumentError(f"{name} cannot be shown: it is damaged.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DocumentError(f"{name} has more points than can be shown.") from error
    if image is None:
        raise DocumentError(f"{name} has no page {page}.")
    image.thumbnail((width, _TALLEST * width))
    return image.convert("RGB"), pages


def jpeg(image: Image.Image) -> bytes:
    """The picture as a file."""
    data = io.BytesIO()
    image.save(data, "JPEG", quality=_QUALITY, optimize=True)
    return data.getvalue()


def _pdf(data: bytes, page: int, width: int) -> tuple[Image.Image | None, int]:
    with pypdfium2.PdfDocument(data) as pdf:
        if not 1 <= page <= len(pdf):
            return None, len(pdf)
        wide, high = pdf[page - 1].get_size()
        scale = min(width / max(wide, 1), _TALLEST * width / max(high, 1))
        return pdf[page - 1].render(scale=scale).to_pil(), len(pdf)


def _frame(data: bytes, page: int) -> tuple[Image.Image | None, int]:
    Image.MAX_IMAGE_PIXELS = 2 * MOST_PIXELS
    with Image.open(io.BytesIO(data)) as image:
        pages = getattr(image, "n_frames", 1)
        if not 1 <= page <= pages:
            return None, pages
        image.seek(page - 1)
        return ImageOps.exif_transpose(image).convert("RGB"), pages
