"""How much of a known text comes back word for word, format by format.

    python benchmarks/extraction.py SQUAD.json [--documents 20] [--keep FOLDER]

Paragraphs of a SQuAD file become documents by real producers: pandoc makes .html, .epub and
.docx, LibreOffice makes .pdf of that .docx, in one and in two columns, justified and
hyphenated, with a running header and page numbers. Needs pandoc, soffice (with hyphen-en-us)
and python-docx.
"""

from __future__ import annotations

import argparse
import html
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from index.documents import Document, Skipped
from index.formats.canonical import without_marks
from index.passages import split
from index.reading import read_all
from index.sentences import split_sentences
from index.sources import find_sources
from index.spans import Span

PARAGRAPHS = 15
PARAGRAPHS_OF_A_PART = 5
HEADER = "The Quarterly Journal of Everything, vol. 7"


@dataclass
class Score:
    sentences: int = 0
    in_text: int = 0
    in_a_passage: int = 0
    letters: int = 0
    letters_found: int = 0


def known_texts(squad: Path, count: int) -> list[tuple[str, list[str]]]:
    """(title, paragraphs) of each document."""
    articles = json.loads(squad.read_text(encoding="utf-8"))["data"]
    parts = [
        (
            article["title"].replace("_", " "),
            [" ".join(without_marks(p["context"]).split()) for p in article["paragraphs"][at : at + PARAGRAPHS]],
        )
        for article in articles
        for at in range(0, len(article["paragraphs"]) - PARAGRAPHS + 1, PARAGRAPHS)
    ]
    return parts[:count]


def make(folder: Path, texts: list[tuple[str, list[str]]]) -> None:
    """Every document in every format, each format in a folder of its own."""
    for kind in ("html", "epub", "docx", "pdf, one column", "pdf, two columns"):
        (folder / kind).mkdir(parents=True)
    for number, (title, paragraphs) in enumerate(texts):
        source = folder / f"{number:02}.source"
        source.write_text(as_html(title, paragraphs), encoding="utf-8")
        for ending in ("html", "epub", "docx"):
            target = folder / ending / f"{number:02}.{ending}"
            run("pandoc", "--standalone", "-f", "html", str(source), "-o", str(target))
        for columns, kind in ((1, "pdf, one column"), (2, "pdf, two columns")):
            lay_out(folder / "docx" / f"{number:02}.docx", folder / kind / f"{number:02}.docx", columns)
    for kind in ("pdf, one column", "pdf, two columns"):
        laid_out = sorted(map(str, (folder / kind).glob("*.docx")))
        run("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder / kind), *laid_out)
        for file in laid_out:
            Path(file).unlink()


def as_html(title: str, paragraphs: list[str]) -> str:
    body = []
    for at, paragraph in enumerate(paragraphs):
        if at % PARAGRAPHS_OF_A_PART == 0:
            body.append(f"<h2>Part {at // PARAGRAPHS_OF_A_PART + 1} of the article</h2>")
        body.append(f"<p>{html.escape(paragraph)}</p>")
    return f"<html><head><title>{html.escape(title)}</title></head><body>{''.join(body)}</body></html>"


def lay_out(source: Path, target: Path, columns: int, header: str = HEADER) -> None:
    """Columns, justified and hyphenated, with a running header and page numbers."""
    document = docx.Document(str(source))
    document.settings.element.insert(0, element("w:autoHyphenation", val="true"))
    section = document.sections[0]
    section._sectPr.append(element("w:cols", num=str(columns), space="400"))
    section.header.paragraphs[0].text = header
    field = section.footer.paragraphs[0].add_run()._r
    for part in (
        element("w:fldChar", fldCharType="begin"),
        element("w:instrText", "PAGE"),
        element("w:fldChar", fldCharType="end"),
    ):
        field.append(part)
    for paragraph in document.paragraphs:
        if paragraph.style.name in {"Body Text", "First Paragraph"}:
            paragraph.alignment = 3
    document.save(str(target))


def element(tag: str, text: str | None = None, **attributes: str) -> OxmlElement:
    made = OxmlElement(tag)
    made.text = text
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def score(folder: Path, texts: list[tuple[str, list[str]]]) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    sources = find_sources([path for path in folder.iterdir() if path.is_dir()])
    for found in read_all(sources):
        if isinstance(found, Skipped):
            sys.exit(f"not read: {found}")
        assert found.source
        place = Path(found.source)
        add(scores[place.parent.name], found, texts[int(place.stem)][1])
    return scores


def add(to: Score, document: Document, paragraphs: list[str]) -> None:
    passages = [passage.text for passage in split(document)]
    for paragraph in paragraphs:
        for start, end in split_sentences(paragraph, Span(0, len(paragraph))):
            sentence = paragraph[start:end]
            to.sentences += 1
            to.in_text += sentence in document.text
            to.in_a_passage += any(sentence in passage for passage in passages)
    to.letters += sum(map(len, paragraphs))
    to.letters_found += sum(map(len, passages))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("squad", type=Path)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="make the documents here, and leave them")
    options = parser.parse_args()
    texts = known_texts(options.squad, options.documents)
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        if not folder.exists() or not any(folder.iterdir()):
            make(folder, texts)
        scores = score(folder, texts)
    print(f"{len(texts)} documents, {sum(len(paragraphs) for _, paragraphs in texts)} paragraphs")
    print(f"{'format':<18} {'sentences':>9} {'in the text':>12} {'in a passage':>13} {'letters':>8}")
    for kind, found in sorted(scores.items()):
        in_text, in_a_passage = found.in_text / found.sentences, found.in_a_passage / found.sentences
        print(
            f"{kind:<18} {found.sentences:>9} {in_text:>12.4f} {in_a_passage:>13.4f} "
            f"{found.letters_found / found.letters:>8.4f}"
        )


if __name__ == "__main__":
    main()
