"""The cell of a table that a question asks for, told by the names of its row and of its column.

The cell where both meet is the answer, whatever else stands in the row. Where the question does not name the column,
the reader finds the cell in the row, written out in sentences (qa/reading/written_row.py). Where the question names a
row, no other row of that table answers; and a row that does not have the figures and names of the question is hardly
an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.engine import Engine
from index.spans import has_words
from index.tables import Row, Table, cell_place, find_tables
from qa.language.answer_type import is_wrong_kind
from qa.language.table_words import extreme, measures_else
from qa.language.yes_no_question import is_yes_no
from qa.reading.named_cells import NamedRow, TableQuestion, tables_found
from qa.reading.reader import Reader, Reading
from qa.reading.written_row import FoundCell, read_cell
from qa.retrieval import Hit, ScoredSentence

LEAST_SURE, SURE = 0.6, 0.9
"""The confidence of a cell whose row and column are named: where they have none of the question's other words, and all.

By rule, not fitted: the sets that may be trained on have no tables. The least is above the threshold of the readers, as
a row and a column that are named whole leave little doubt.
"""

NOT_HELD = 0.1
"""At most so sure is an answer from a row that does not have what was asked for."""


def or_table_cell(question: str, hits: Sequence[Hit], reading: Reading, collection: Engine, reader: Reader) -> Reading:
    """The reading; or the cell that the question names by its row and column, if a table that was found has one.

    Where the question names a row, no other row of that table answers; and none that does not have what was asked for.
    """
    if reading.verdict is not None or is_yes_no(question):
        return reading
    wanted = extreme(question)
    for hit, asked in tables_found(question, hits, collection):
        named = asked.named_rows()
        if len(named) != 1 or not asked.holds_all(named[0].row):
            continue
        if wanted and not asked.has_word(wanted.word):
            return reading
        place = place_of(hit, named[0].row, collection)
        cell = _cell(asked, named[0], place, reader) if place else None
        if cell is not None and place is not None:
            found = Reading(place, named[0].row.cells[cell.column], cell.confidence, ranking=reading.ranking)
            return _or_surer(found, reading, asked.table)
        if place is not None and _is_elsewhere(reading, asked.table, named[0].row):
            own = reader.read(question, [place])
            return replace(own, ranking=reading.ranking)
    return reading if wanted else _if_held(question, reading, collection)


def _cell(asked: TableQuestion, named: NamedRow, place: Hit, reader: Reader) -> FoundCell | None:
    """The cell that is asked for: by its column's name, if that leaves no doubt, else as the reader finds it, if sure.

    None where neither is; the cell says something of the kind that is asked for.
    """
    columns = asked.columns(named.by, named.stems)
    if not columns and asked.table.columns == 2 and named.by == {0} and asked.covered(named.row, 1) == 1:
        columns = [1]
    if len(columns) == 1 and _suits(asked.question, named.row.words[columns[0]]):
        covered = asked.covered(named.row, columns[0])
        return FoundCell(columns[0], LEAST_SURE + (SURE - LEAST_SURE) * covered)
    found = read_cell(asked.question, asked.table, named.row, place, reader)
    if found is None or found.confidence < reader.threshold or found.column in named.by:
        return None
    return None if measures_else(asked.question, asked.table.column_name(found.column)) else found


def _suits(question: str, cell: str) -> bool:
    return has_words(cell) and not is_wrong_kind(question, cell)


def place_of(hit: Hit, row: Row, collection: Engine) -> Hit | None:
    """The row alone as a hit: from the one that was found, or from another passage of the same table."""
    passages = [hit.passage, *(p for p in collection.passages_of(hit.passage.document) if p.span.overlaps(row.span))]
    for passage in passages:
        for sentence in passage.sentences:
            if sentence.span == row.span:
                text = passage.text[row.span.start - passage.start : row.span.end - passage.start]
                scored = next((each for each in hit.sentences if each.sentence == sentence), None)
                part = replace(passage, text=text, sentences=(sentence,))
                return replace(hit, passage=part, sentences=(scored or ScoredSentence(sentence, text, 0.0, 0.0),))
    return None


def _or_surer(found: Reading, reading: Reading, table: Table) -> Reading:
    """The cell, unless the text outside of tables answers, and surer; sure of what both say, as sure as the surer."""
    if not table.span.overlaps(reading.span) or reading.hit.passage.document != table.document:
        return reading if reading.confidence > found.confidence else found
    same = reading.span.start < found.span.end and found.span.start < reading.span.end
    return replace(found, confidence=max(found.confidence, reading.confidence)) if same else found


def _is_elsewhere(reading: Reading, table: Table, row: Row) -> bool:
    """Whether the reading answers from another row of the table."""
    inside = reading.hit.passage.document == table.document and table.span.overlaps(reading.span)
    return inside and not row.span.overlaps(reading.span)


def _if_held(question: str, reading: Reading, collection: Engine) -> Reading:
    """The reading, hardly sure where it is of a row that does not have the figures and names that were asked for."""
    name = reading.hit.passage.document
    for table in find_tables(collection.documents[name]):
        for row in table.rows:
            if row.span.start <= reading.span.start and reading.span.end <= row.span.end:
                asked = TableQuestion(question, table, collection.documents[name], reading.hit.passage.headings)
                place = cell_place(table, reading.span)
                if (
                    not asked.holds_all(row)
                    or (asked.table.columns > 2 and asked.counts_what_is_nowhere)
                    or (place and measures_else(question, place.column))
                ):
                    return replace(reading, confidence=min(reading.confidence, NOT_HELD), supporting=())
    return reading
