"""Documents as they are printed, by real producers: notes, exponents, tables, headers, pages on their side, scans.

`make` writes them, `known` says what should be found in each: sentences, rows of tables, phrases.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

import pypdfium2

TURNS = (90, 180, 270)
SKEWS = (-2.5, 1.2)
PARAGRAPHS = 6

PHRASES = {
    "The sample held 4.2 × 10^6^ cells per gram before it was heated.": "held 4.2 × 10⁶ cells per gram",
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
    ("Basic plan for private customers and their families", "4.90 euros", "2 weeks", "by e-mail on working days from nine to five"),
    ("Family plan for up to five people in one household", "9.50 euros", "1 month", "by telephone from Monday to Saturday, but not on holidays"),
    ("Business plan with unlimited accounts", "29 euros", "3 months", "by telephone at any hour, with a named contact"),
    ("Club plan", "12 euros", "6 weeks", "by e-mail"),
)  # fmt: skip
STYLE = {
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


def known(paragraphs: list[str], sentences: list[str]) -> Known:
    rows = [" | ".join(row) for row in (COLUMNS, *ROWS)]
    return Known(sentences, rows, [*PHRASES.values(), *NOTED.values(), *NOTES.values()])


def as_markdown(title: str, paragraphs: list[str]) -> str:
    widths = "|".join("-" * 20 for _ in COLUMNS)
    table = [f"| {' | '.join(COLUMNS)} |", f"|{widths}|", *(f"| {' | '.join(row)} |" for row in ROWS)]
    escaped = [paragraph.translate({ord(sign): f"\\{sign}" for sign in "\\`*_{}[]<>()#+-.!|$^~'\"@"}) for paragraph in paragraphs]
    half = len(escaped) // 2
    parts = [
        f"# {title}", *escaped[:half], "## What was measured", *PHRASES, "\n".join(table), "## What was counted", *NOTED,
        *escaped[half:], *(f"[^{key}]: {words}" for key, words in NOTES.items()),
    ]  # fmt: skip
    return "\n\n".join(parts)


def make(folder: Path, number: int, title: str, paragraphs: list[str]) -> None:
    """Each kind in a folder of its own; LibreOffice's are left as .docx, to be converted together."""
    source = folder / f"{number:02}.md"
    source.write_text(as_markdown(title, paragraphs), encoding="utf-8")
    docx = place(folder, "printed, LibreOffice", number, "docx")
    run("pandoc", "-f", "markdown-smart", str(source), "-o", str(docx))
    for style, rules in STYLE.items():
        page = place(folder, f"printed, Chromium, {style}", number, "html")
        run("pandoc", "-f", "markdown-smart", "-t", "html", "--standalone", "-M", f"title={title}", str(source), "-o", str(page))
        page.write_text(page.read_text(encoding="utf-8").replace("</head>", f"<style>{rules}</style></head>"), encoding="utf-8")
        made = page.with_suffix(".pdf")
        run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={made}", str(page))
        page.unlink()


def turn_all(folder: Path) -> None:
    """LibreOffice's and Chromium's pages stored on their side, and as a skewed scan's text."""
    for producer in ("printed, LibreOffice", "printed, Chromium, ruled"):
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
