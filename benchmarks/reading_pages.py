"""Time and memory to read pages of text, of tables and of scans, and what the boxes of words add to an index.

    python benchmarks/reading_pages.py [--pages 100] [--scans 10]

Each PDF is read in a process of its own, as `qa index` does it. Seconds are the processor's, with the start of the
process; memory is the most that a process had, the recognising one among them. `text` and `boxes` are what a page
takes of a document's record, in bytes; `vectors` what the vectors of its passages and sentences take.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from pdf_writing import Page, pdf

from index.passages import split
from index.reading import read_document

DIMENSIONS, BYTES = 384, 4
WORDS = (Path(__file__).resolve().parents[1] / "seeds" / "article.txt").read_text(encoding="utf-8").split()

_ONE = """
import json, resource, sys
from pathlib import Path
from index.reading import ReadingProcess
from index.sources import Source
with ReadingProcess() as process:
    process.read(Source(Path(sys.argv[1]), "a.pdf"))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100, help="pages of text and of tables (default: 100)")
    parser.add_argument("--scans", type=int, default=10, help="pages that are pictures (default: 10)")
    arguments = parser.parse_args()
    texts = [_text(number) for number in range(max(arguments.pages, arguments.scans))]
    with tempfile.TemporaryDirectory() as folder:
        for kind, data, pages in (
            ("text", pdf(*texts[: arguments.pages]), arguments.pages),
            ("tables", pdf(*(_table(number) for number in range(arguments.pages))), arguments.pages),
            ("scans", _scanned(pdf(*texts[: arguments.scans]), arguments.scans), arguments.scans),
        ):
            _measure(kind, data, pages, Path(folder) / f"{kind}.pdf")


def _measure(kind: str, data: bytes, pages: int, file: Path) -> None:
    file.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", _ONE, str(file)], capture_output=True, text=True, check=True)
    seconds, megabytes = json.loads(done.stdout)
    document = read_document(file)
    units = sum(1 + len(passage.sentences) for passage in split(document))
    text, boxes, vectors = len(document.text), len(document.boxes), units * DIMENSIONS * BYTES
    sizes = f"text {text / pages:.0f}, boxes {boxes / pages:.0f}, vectors {vectors / pages:.0f} bytes"
    print(f"{kind:7} {pages:4} pages  {seconds:6.1f} s  {megabytes:5.0f} MB  a page: {sizes}", flush=True)


def _text(number: int) -> Page:
    """46 lines of eleven words, in sentences as the article has them."""
    page = Page()
    for at in range(46):
        start = (number * 97 + at * 11) % (len(WORDS) - 11)
        line = " ".join(WORDS[start : start + 11]).encode("cp1252", "ignore").decode("cp1252")
        page.write(line, 60, 780 - 15 * at)
    return page


def _table(number: int) -> Page:
    """40 ruled rows of four cells."""
    page = Page()
    for at in range(41):
        page.rule(60, 780 - 17 * at, 540, 780 - 17 * at)
    for left in (60, 200, 320, 430, 540):
        page.rule(left, 100, left, 780)
    for at in range(40):
        base = 780 - 17 * at - 13
        cells = (
            ("Item", "Length", "Price", "Stock")
            if at == 0
            else (f"Part {number}-{at}", f"{at} m", f"{7 * at} euros", "9")
        )
        for cell, left in zip(cells, (64, 204, 324, 434), strict=True):
            page.write(cell, left, base)
    return page


def _scanned(data: bytes, pages: int) -> bytes:
    with pypdfium2.PdfDocument(data) as printed:
        images = [printed[at].render(scale=200 / 72, grayscale=True).to_pil().convert("L") for at in range(pages)]
    made = io.BytesIO()
    images[0].save(made, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return made.getvalue()


if __name__ == "__main__":
    main()
