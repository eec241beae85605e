"""How much of a printed page text recognition gets wrong, and how long it takes a page.

    python benchmarks/recognition.py [--pages N]

The article is printed to PDF by Chromium and its pages are made pictures: clean at 300 and at 150 dots an inch, leaning
by a degree, and as a poor JPEG with grey specks. Each is read as a scanned PDF is, in the reading process, by each
engine that is there. `wrong` is the edit distance between the letters read and those printed, white space left out,
over the number of letters printed; the time is the processor's, of one thread, with the start of the process. It needs
Chromium on the PATH, and Tesseract there or the extra `ocr`.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from rapidfuzz.distance import Levenshtein

from index.reading import read_document

ARTICLE = Path(__file__).resolve().parents[1] / "seeds" / "article.txt"
SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2, help="pages of each kind (default: 2)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        printed = folder / "printed.pdf"
        _print(ARTICLE.read_text(encoding="utf-8"), printed)
        for engine, path in (("tesseract", os.environ["PATH"]), ("rapidocr", "")):
            for kind, made in KINDS.items():
                _measure(engine, path, kind, made, printed, arguments.pages)


def _measure(
    engine: str, path: str, kind: str, made: Callable[[pypdfium2.PdfPage], Image.Image], printed: Path, pages: int
) -> None:
    scan = printed.with_name(f"{engine}.pdf")
    with pypdfium2.PdfDocument(printed) as pdf:
        pages = min(pages, len(pdf))
        images = [made(pdf[at]) for at in range(pages)]
        wanted = _letters("".join(pdf[at].get_textpage().get_text_range() for at in range(pages)))
    images[0].save(scan, "PDF", save_all=True, append_images=images[1:], resolution=images[0].info["dpi"])
    before = os.environ["PATH"]
    os.environ["PATH"] = path
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        read = _letters(read_document(scan).text)
    finally:
        os.environ["PATH"] = before
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (used.ru_utime + used.ru_stime - started.ru_utime - started.ru_stime) / pages
    wrong = Levenshtein.distance(read, wanted) / len(wanted)
    print(f"{engine:10} {kind:22} {pages} pages  wrong {wrong:.4f}  {seconds:.1f} s a page", flush=True)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if not letter.isspace() and letter not in "\ufffe\u00ad")


def _print(text: str, file: Path) -> None:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    page = file.with_suffix(".html")
    page.write_text(f'<meta charset="utf-8"><body style="font:11pt/1.4 serif">{paragraphs}', encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(["chromium", *flags, f"--print-to-pdf={file}", str(page)], check=True, capture_output=True)


def _rendered(page: pypdfium2.PdfPage, dots: int) -> Image.Image:
    image = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
    image.info["dpi"] = dots
    return image


def _leaning(page: pypdfium2.PdfPage) -> Image.Image:
    image = _rendered(page, 200)
    leaning = image.rotate(1.0, fillcolor=255, resample=Image.Resampling.BICUBIC)
    leaning.info["dpi"] = 200
    return leaning


def _poor(page: pypdfium2.PdfPage) -> Image.Image:
    image = _rendered(page, 150)
    specks = np.random.default_rng(SEED).normal(0, 22, (image.height, image.width))
    data = io.BytesIO()
    Image.fromarray(np.clip(np.asarray(image) - 15 + specks, 0, 255).astype(np.uint8)).save(data, "JPEG", quality=35)
    poor = Image.open(data)
    poor.load()
    poor.info["dpi"] = 150
    return poor


KINDS: dict[str, Callable[[pypdfium2.PdfPage], Image.Image]] = {
    "300 dpi, clean": lambda page: _rendered(page, 300),
    "150 dpi, clean": lambda page: _rendered(page, 150),
    "200 dpi, leaning by 1\u00b0": _leaning,
    "150 dpi, grey, poor": _poor,
}


if __name__ == "__main__":
    main()
