"""How much of documents as they are printed is found: sentences, rows of tables, exponents, notes.

    python benchmarks/printed_documents.py SQUAD.json [--documents 6] [--keep FOLDER] [--beside-pdfplumber]

pandoc, LibreOffice and Chromium make the PDFs: with foot- and endnotes, exponents, a table (ruled, striped, with level
rules, with a ruled head alone), running headers; the same pages stored on their side and as a skewed scan's text. A
sentence, a row ("cell | cell | cell") or a phrase counts where it stands in the text letter for letter.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from math import cos, radians, sin
from pathlib import Path

import pypdfium2
from extraction import known_texts, lay_out

from index.reading import ReadingProcess, read_source
from index.sentences import split_sentences
from index.sources import Source
from index.spans import Span

TURNS = (90, 180, 270)
SKEWS = (-2.5, 1.2)
PARAGRAPHS = 6
LIBRE_OFFICE = "LibreOffice"
_MARKS = "\\`*_{}[]<>()#+-.!|$^~'\"@"

PHRASES = {
    "The sample held 4.2 \u00d7 10^6^ cells per gram before it was heated.": "held 4.2 \u00d7 10⁶ cells per gram",
    "The hall has an area of 25 m^2^ and a volume of 80 m^3^ in all.": "area of 25 m² and a volume of 80 m³ in all",
    "The rate fell to 10^-3^ a second within the hour.": "fell to 10⁻³ a second",
    "Plants take up CO~2~ and give off water, H~2~O, by day.": "take up CO2 and give off water, H2O, by day",
}
NOTED = {
    "The wardens counted 45[^a] swans and 1,250[^b] ducks at the lake.": "counted 45 swans and 1,250 ducks at the lake",
    "The dam was raised in 1987[^c] by the county.": "raised in 1987 by the county",
}
NOTES = {"a": "At dusk, by two wardens.", "b": "Without the northern bay.", "c": "The work took three years."}
COLUMNS = ("Plan", "Monthly price", "Notice period", "Support")
ROWS = (
    ("Basic plan for private customers and their families", "4.90 euros", "2 weeks", "by e-mail from nine to five"),
    ("Family plan for up to five people at home", "9.50 euros", "1 month", "by telephone from Monday to Saturday only"),
    ("Business plan with unlimited accounts", "29 euros", "3 months", "by telephone at any hour, with a named contact"),
    ("Club plan", "12 euros", "6 weeks", "by e-mail"),
)  # fmt: skip
STYLES = {
    "ruled": "table{border-collapse:collapse;width:90%}td,th{border:1px solid #444;padding:4px}",
    "striped": "table{border-collapse:collapse;width:90%}tr:nth-child(even){background:#ddd}td,th{padding:4px 8px}",
    "lined": "table{border-collapse:collapse;width:90%}tr{border-bottom:1px solid #444}td,th{padding:4px 8px}",
    "plain": "table{width:90%}td,th{padding:4px 8px;text-align:left}",
}


@dataclass(frozen=True)
class Known:
    """What a document holds."""

    sentences: list[str]
    rows: list[str]
    phrases: list[str]


def known(paragraphs: Iterable[str]) -> Known:
    spans = [(words, split_sentences(words, Span(0, len(words)))) for words in paragraphs]
    sentences = [words[start:end] for words, found in spans for start, end in found]
    rows = [" | ".join(row) for row in (COLUMNS, *ROWS)]
    return Known(sentences, rows, [*PHRASES.values(), *NOTED.values(), *NOTES.values()])


def as_markdown(title: str, paragraphs: list[str]) -> str:
    widths = "|".join("-" * 20 for _ in COLUMNS)
    table = [f"| {' | '.join(COLUMNS)} |", f"|{widths}|", *(f"| {' | '.join(row)} |" for row in ROWS)]
    escaped = [words.translate({ord(mark): f"\\{mark}" for mark in _MARKS}) for words in paragraphs]
    half = len(escaped) // 2
    parts = [
        f"# {title}", *escaped[:half], "## What was measured", *PHRASES, "\n".join(table),
        "## What was counted", *NOTED, *escaped[half:], *(f"[^{key}]: {words}" for key, words in NOTES.items()),
    ]  # fmt: skip
    return "\n\n".join(parts)


def make(folder: Path, texts: list[tuple[str, list[str]]]) -> None:
    """Each kind in a folder of its own."""
    for number, (title, paragraphs) in enumerate(texts):
        source = folder / f"{number:02}.md"
        source.write_text(as_markdown(title, paragraphs), encoding="utf-8")
        made = place(folder, LIBRE_OFFICE, number, "docx")
        run("pandoc", "-f", "markdown-smart", str(source), "-o", str(made))
        lay_out(made, made, 1)
        for style in STYLES:
            print_page(source, title, place(folder, f"Chromium, {style}", number, "html"), STYLES[style])
    files = sorted((folder / LIBRE_OFFICE).glob("*.docx"))
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder / LIBRE_OFFICE), *map(str, files))
    for file in files:
        file.unlink()
    turn_all(folder)


def print_page(source: Path, title: str, page: Path, rules: str) -> None:
    run("pandoc", "-f", "markdown-smart", "-s", "-M", f"title={title}", str(source), "-o", str(page))
    text = page.read_text(encoding="utf-8").replace("</head>", f"<style>{rules}</style></head>")
    page.write_text(text, encoding="utf-8")
    made = page.with_suffix(".pdf")
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={made}", str(page))
    page.unlink()


def turn_all(folder: Path) -> None:
    """LibreOffice's and Chromium's pages stored on their side, and as a skewed scan's text."""
    for producer in (LIBRE_OFFICE, "Chromium, ruled"):
        for made in sorted((folder / producer).glob("*.pdf")):
            number = int(made.stem)
            turned(made, place(folder, f"{producer}, on its side", number, "pdf"), TURNS[number % len(TURNS)], 0)
            turned(made, place(folder, f"{producer}, skewed", number, "pdf"), 0, SKEWS[number % len(SKEWS)])


def place(folder: Path, kind: str, number: int, ending: str) -> Path:
    (folder / kind).mkdir(parents=True, exist_ok=True)
    return folder / kind / f"{number:02}.{ending}"


def turned(source: Path, target: Path, quarter: int, skew: float) -> None:
    """The pages' content turned against the clock, and shown upright by /Rotate."""
    with pypdfium2.PdfDocument(source) as pdf:
        for page in pdf:
            width, height = page.get_size()
            angle = radians(quarter + skew)
            a, b = cos(angle), sin(angle)
            corners = [(x * a - y * b, x * b + y * a) for x in (0, width) for y in (0, height)]
            left, bottom = (min(point[axis] for point in corners) for axis in (0, 1))
            matrix = pypdfium2.PdfMatrix(a, b, -b, a, -left, -bottom)
            for item in page.get_objects(max_depth=1):
                item.transform(matrix)
            page.gen_content()
            if quarter % 180:
                page.set_mediabox(0, 0, height, width)
                page.set_cropbox(0, 0, height, width)
            page.set_rotation(quarter)
        pdf.save(target)


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def read_here(path: Path, process: ReadingProcess) -> tuple[str, str]:
    """The text, and the same for rows."""
    text = read_source(Source(path, path.name), process).text
    return text, text


def read_by_pdfplumber(path: Path) -> tuple[str, str]:
    """Its text with lines joined, and the rows of its tables."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        text = " ".join(" ".join((page.extract_text() or "").split()) for page in pdf.pages)
        rows = [row for page in pdf.pages for table in page.extract_tables() for row in table]
    return text, "\n".join(" | ".join(" ".join((cell or "").split()) for cell in row) for row in rows)


def score(folder: Path, wanted: list[Known], read: Callable[[Path], tuple[str, str]]) -> dict[str, list[float]]:
    """For each kind the shares of sentences, rows and phrases found."""
    found: dict[str, list[list[int]]] = defaultdict(lambda: [[], [], []])
    for path in sorted(folder.glob("*/*.pdf")):
        text, rows = read(path)
        here = wanted[int(path.stem)]
        for column, (words, where) in enumerate(((here.sentences, text), (here.rows, rows), (here.phrases, text))):
            found[path.parent.name][column] += [each in where for each in words]
    return {kind: [sum(column) / len(column) for column in columns] for kind, columns in found.items()}


def show(title: str, scores: dict[str, list[float]]) -> None:
    print(f"{title:<30} {'sentences':>9} {'rows':>7} {'phrases':>8}")
    for kind, (sentences, rows, phrases) in sorted(scores.items()):
        print(f"{kind:<30} {sentences:>9.4f} {rows:>7.4f} {phrases:>8.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("squad", type=Path)
    parser.add_argument("--documents", type=int, default=6)
    parser.add_argument("--keep", type=Path, help="make the documents here, and leave them")
    parser.add_argument("--beside-pdfplumber", action="store_true")
    options = parser.parse_args()
    texts = [(title, paragraphs[:PARAGRAPHS]) for title, paragraphs in known_texts(options.squad, options.documents)]
    wanted = [known(paragraphs) for _, paragraphs in texts]
    with tempfile.TemporaryDirectory() as made, ReadingProcess() as process:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            make(folder, texts)
        show("read here", score(folder, wanted, partial(read_here, process=process)))
        if options.beside_pdfplumber:
            show("pdfplumber", score(folder, wanted, read_by_pdfplumber))


if __name__ == "__main__":
    sys.exit(main())
