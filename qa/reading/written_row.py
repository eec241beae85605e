"""A row of a table written out in sentences, so that the reader finds the cell that a question asks for.

"Delta | Nordlicht | 6 mm" under "Eyepiece | Maker | Focal length" is read as "The maker of Delta is Nordlicht. The
focal length of Delta is 6 mm.": the reader was trained on sentences, and finds "Nordlicht" for "Who made the Delta
eyepiece?". What is written so is only read; quoted is the cell, as it stands in the document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.passages import Sentence
from index.spans import Span, has_words
from index.tables import Row, Table
from qa.reading.reader import Reader
from qa.retrieval import Hit, ScoredSentence


@dataclass(frozen=True)
class FoundCell:
    """The number of a cell's column, from 0, and how sure the reader is of it, 0..1."""

    column: int
    confidence: float


@dataclass(frozen=True)
class WrittenRow:
    """The row's sentences, and where in them each of its cells stands; an empty span where a cell is left out."""

    text: str
    cells: tuple[Span, ...]


def write_out(table: Table, row: Row) -> WrittenRow:
    """A sentence for each cell with words whose column has a name; the first says what the row is called."""
    named_by = next((at for at, said in enumerate(row.words) if has_words(said)), 0)
    name, called = table.row_name(row), _lowered(table.column_name(named_by))
    if called and not any(map(str.isalpha, name)):
        name = f"{called} {name}"
    text, cells = "", [Span(0, 0)] * len(row.words)
    for column, said in enumerate(row.words):
        head = _lowered(table.column_name(column))
        if not head or not has_words(said):
            continue
        text += f"The {head} is " if column == named_by else f"The {head} of {name} is "
        cells[column] = Span(len(text), len(text) + len(said))
        text += f"{said}. "
    return WrittenRow(text.rstrip(), tuple(cells))


def read_cell(question: str, table: Table, row: Row, place: Hit, reader: Reader) -> FoundCell | None:
    """The cell that the reader finds in the row; None where what it finds is not one cell. `place` is the row's hit."""
    written = write_out(table, row)
    if not written.text:
        return None
    reading = reader.read(question, [_as_hit(place, written.text)])
    start = place.passage.start
    found = Span(reading.span.start - start, reading.span.end - start)
    columns = [column for column, cell in enumerate(written.cells) if cell.overlaps(found)]
    return FoundCell(columns[0], reading.confidence) if len(columns) == 1 else None


def _as_hit(place: Hit, text: str) -> Hit:
    """The hit with these words in the place of its own; as like the question as its own are."""
    passage, best = place.passage, max(place.sentences, key=lambda each: each.cosine, default=None)
    sentence = Sentence(passage.start, passage.start + len(text), passage.paragraph)
    scored = ScoredSentence(sentence, text, best.cosine if best else 0.0, best.coverage if best else 0.0)
    written = replace(passage, text=text, sentences=(sentence,), before="")
    return replace(place, passage=written, sentences=(scored,))


def _lowered(head: str) -> str:
    """As it stands inside of a sentence: "Focal length" in small letters, "GDP" and "No." as they are."""
    return head[:1].lower() + head[1:] if head[1:2].islower() else head
