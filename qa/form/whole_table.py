"""What is asked of a whole table: several of its cells, the largest or smallest, how many rows, a sum, an average.

Cells are quoted as they stand. Only a count, a sum and an average are the product's own words, told as such beside the
cells that they are of; they are exact, of whole columns whose every cell can be read, or not given at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import regex

from index.lexical import content_stems
from index.spans import Span, has_words
from index.tables import Row, Table
from qa.answer import Citation
from qa.citation import cite
from qa.form.formed import Formed, Sources
from qa.language.quantities import CLOCK, Quantity, quantities
from qa.language.table_words import ORDERED_BY, PLACES_BY, Extreme, attributes, extreme, place_asked
from qa.language.yes_no_question import is_yes_no
from qa.reading.named_cells import TableQuestion, tables_found
from qa.reading.table_cell import SURE, place_of
from qa.reading.written_row import FoundCell, read_cell
from qa.reply import Calculated, CalculationKind
from qa.retrieval import Hit

LEAST_COVERED = 0.6
"""The least share of the question's words that the table, its heads and the text around it have."""

MOST_READ = 12
"""Rows, at most, in which the reader looks for what is asked for of several."""

MOST_CELLS = 200
"""Cells that are shown of a column that was counted or added up; of more the first are."""

_ROWS = regex.compile(
    r"^how many (?P<what>rows|lines|records|entries|items|columns|[\p{L} -]+?)\s+(?:are|does|do|has|have|is|were)\b"
    r".*\b(?:table|list(?:ed|s)?|sheet|spreadsheet|file|rows?)\b"
    r"|^how many (?P<what>[\p{L} -]+?)\s+(?:are|were)\s+there\b",
    regex.I,
)
_IN_TABLE = regex.compile(r"\b(?:table|list(?:ed|s)?|sheet|spreadsheet|file|rows?)\b", regex.I)
_ANY_ROW = regex.compile(r"(?:rows|lines|records|entries|items)", regex.I)
_ADDS: tuple[tuple[CalculationKind, regex.Pattern[str]], ...] = (
    ("average", regex.compile(r"\b(?:average|mean)\b|\bon average\b", regex.I)),
    (
        "sum",
        regex.compile(r"\bsum\b|\btotal\b|\bin total\b|\baltogether\b|\ball together\b|\badd(?:ed)? up\b", regex.I),
    ),
)
_TOTAL = regex.compile(r"(?:(?:sub|grand )?-?\s?totals?|sum|overall|average|mean|altogether)\b", regex.I)
_CALCULATING = content_stems("sum total average mean altogether together add row table list listed column value figure")
_ALONG = regex.compile(
    r"^(?:(?:in|for|during|of)\s+)?(?:which|what)\s+(?P<kind>year|month|quarter)\b|\b(?:which|what)\s+(?P<kind>year|month|quarter)\b",
    regex.I,
)
_YEAR = regex.compile(r"\b(?:1\d{3}|20\d\d)\b")
_KINDS = {
    "year": _YEAR,
    "quarter": regex.compile(r"\b(?:Q[1-4]|(?:first|second|third|fourth|1st|2nd|3rd|4th) quarter)\b", regex.I),
    "month": regex.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*\b", regex.I),
}
_WHICH = regex.compile(r"\b(?:which|what|who|name|list)\b", regex.I)
_AND = regex.compile(r"\b(?:and|or|both|respectively|each)\b|,", regex.I)


def whole_table(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """None where no table that was found answers a question of these kinds for sure."""
    if sources.threshold > SURE or is_yes_no(question) or not _may_ask(question):
        return None
    hits = sources.retriever.retrieve(question, sources.passages)
    for hit, asked in tables_found(question, hits, sources.collection):
        ways = (_counted, _placed, _extreme, _calculated, _several, partial(_alike, hit))
        found = next(filter(None, (way(asked, sources) for way in ways)), None)
        if found and not _told_by_text(question, history, asked.table, sources):
            return found
    return None


def _may_ask(question: str) -> bool:
    patterns = (_ROWS, _AND, _WHICH, *(pattern for _, pattern in _ADDS))
    asks = any(pattern.search(question) for pattern in patterns)
    return asks or place_asked(question) is not None or extreme(question) is not None


def _told_by_text(question: str, history: Sequence[str], table: Table, sources: Sources) -> bool:
    """Whether a sentence outside of the table answers, and surely."""
    answer = sources.answer(question, tuple(history))
    if not answer.answered or answer.confidence < SURE:
        return False
    first = answer.citations[0]
    return not (first.document == table.document and first.span.overlaps(table.span))


def _counted(asked: TableQuestion, sources: Sources) -> Formed | None:
    """How many rows there are: of a table that says what is counted in its first column, or of any, as "rows"."""
    found = _ROWS.search(asked.question.strip())
    if found is None or asked.table.irregular:
        return None
    counted = content_stems(found["what"])
    any_row = _ANY_ROW.fullmatch(found["what"]) and _IN_TABLE.search(asked.question)
    if not (any_row or (counted and counted <= asked.heads[0])) or not _is_about(asked):
        return None
    rows = [row for row in _rows(asked) if has_words(row.words[0])]
    return _shown(asked, "count", [(row, 0) for row in rows], str(len(rows)), sources) if rows else None


def _extreme(asked: TableQuestion, sources: Sources) -> Formed | None:
    """The cell that names the row with the largest or smallest value, or that value; several where they are alike."""
    wanted = extreme(asked.question)
    if wanted is None or asked.has_word(wanted.word) or not asked.figures_are_around():
        return None
    if (along := _ALONG.search(asked.question)) and (columns := _columns_of(asked, along["kind"])):
        return _extreme_along(asked, wanted, along["kind"], columns, sources)
    measured = _measured(asked, wanted)
    if measured is None or asked.table.irregular or not _is_about(asked, wanted):
        return None
    rows = _rows(asked, besides=measured)
    values = quantities([row.words[measured] for row in rows])
    told = [(value.value, row) for value, row in zip(values or (), rows, strict=False) if value]
    if len(told) < 2:
        return None
    best = (max if wanted.largest else min)(value for value, _ in told)
    column = _asked_column(asked, wanted, measured)
    cells = [_cited(asked, row, column, sources) for value, row in told if value == best]
    return Formed("quotation" if len(cells) == 1 else "list", tuple(cells), SURE)


def _placed(asked: TableQuestion, sources: Sources) -> Formed | None:
    """Who came first, second, or last: by a column of places, or in a table that is in the order of its points."""
    at = place_asked(asked.question)
    if at is None or asked.table.irregular or not asked.figures_are_around():
        return None
    rows = _in_order_of_places(_rows(asked), asked.heads)
    if rows is None or not -len(rows) <= at < len(rows):
        return None
    return Formed("quotation", (_cited(asked, rows[at], _naming(asked), sources),), SURE)


def _in_order_of_places(rows: Sequence[Row], heads: Sequence[set[str]]) -> list[Row] | None:
    """None where the table tells no order, or two rows share a place."""
    for column, head in enumerate(heads):
        values = [value.value for value in quantities([row.words[column] for row in rows]) or () if value]
        if len(values) != len(rows) or len(set(values)) != len(values):
            continue
        if head & PLACES_BY or (head <= {"no"} and values == sorted(values)):
            return [row for _, row in sorted(zip(values, rows, strict=True), key=lambda pair: pair[0])]
        if head & ORDERED_BY and values == sorted(values, reverse=True):
            return list(rows)
    return None


def _naming(asked: TableQuestion) -> int:
    """The column that names what is asked for: of "club" in "Which club came last?"; else the first with words."""
    kind = asked.kind_stems()
    named = [at for at, head in enumerate(asked.heads) if head & kind and not head & PLACES_BY]
    words = [at for at in range(asked.table.columns) if not quantities([row.words[at] for row in asked.table.rows])]
    return next(iter([*named, *words]), 0)


def _columns_of(asked: TableQuestion, kind: str) -> list[int]:
    """The columns that are named after a year, a quarter or a month."""
    return [at for at in range(asked.table.columns) if _KINDS[kind.lower()].search(asked.table.column_name(at))]


def _extreme_along(
    asked: TableQuestion, wanted: Extreme, kind: str, columns: list[int], sources: Sources
) -> Formed | None:
    """The year, of those that name the columns, in which the one row that the question names has its largest value."""
    named, heads = asked.named_rows(), asked.table.heads
    if len(named) != 1 or not heads or not asked.holds_all(named[0].row):
        return None
    pattern = _KINDS[kind.lower()]
    mentioned = [at for at in columns if pattern.search(asked.table.column_name(at))[0] in asked.question]
    columns = mentioned if len(mentioned) > 1 else columns
    row = named[0].row
    values = quantities([row.words[at] for at in columns])
    told = [(value.value, at) for value, at in zip(values or (), columns, strict=False) if value]
    if len(told) < 2 or len(told) < len(columns):
        return None
    best = (max if wanted.largest else min)(value for value, _ in told)
    winners = [at for value, at in told if value == best]
    head = next((head for head in reversed(heads) if pattern.search(head.words[winners[0]])), None)
    if len(winners) != 1 or head is None:
        return None
    name = head.cells[winners[0]]
    inside = pattern.search(asked.text(name))
    answer = Span(name.start + inside.start(), name.start + inside.end())
    return Formed("quotation", (_cite(asked, head, answer, sources), _cited(asked, row, winners[0], sources)), SURE)


def _calculated(asked: TableQuestion, sources: Sources) -> Formed | None:
    """The sum or the average of a column; its own row of totals where it has one."""
    kind = next((kind for kind, pattern in _ADDS if pattern.search(asked.question)), None)
    if kind is None or asked.table.irregular or not asked.figures_are_around() or not _is_about(asked):
        return None
    columns = _numeric(asked, asked.columns())
    if len(columns) != 1:
        return None
    column = columns[0]
    rows = _rows(asked, besides=column)
    total = next((row for row in asked.table.rows if _TOTAL.match(row.words[0]) and has_words(row.words[column])), None)
    if kind == "sum" and total and len(rows) == len(_rows(asked)):
        return Formed("quotation", (_cited(asked, total, column, sources),), SURE)
    values = quantities([row.words[column] for row in rows])
    told = [(value, row) for value, row in zip(values or (), rows, strict=False) if value]
    if len(told) < 2 or any(value.unit == CLOCK for value, _ in told):
        return None
    added = sum((value.value for value, _ in told), Decimal(0))
    value = added if kind == "sum" else _rounded(added / len(told), [value for value, _ in told])
    unit = next((value.unit for value, _ in told if value.unit), "")
    return _shown(asked, kind, [(row, column) for _, row in told], f"{value:,} {unit}".strip(), sources)


def _several(asked: TableQuestion, sources: Sources) -> Formed | None:
    """The cells of one row under several columns, or of one column in several rows, each named whole."""
    if not _AND.search(asked.question) or any(p.search(asked.question) for _, p in _ADDS) or extreme(asked.question):
        return None
    rows = asked.rows_named_apart()
    if not rows or not all(asked.holds_all(row.row) for row in rows):
        return None
    by = frozenset.union(*(row.by for row in rows))
    columns = (
        asked.columns_named_apart(by)
        if len(rows) == 1
        else asked.columns(by, frozenset.union(*(r.stems for r in rows)))
    )
    if len(rows) * len(columns) < 2 or (len(rows) > 1 and len(columns) != 1):
        return None
    cells = [(row.row, column) for row in rows for column in columns]
    if not all(has_words(row.words[column]) for row, column in cells):
        return None
    return Formed("list", tuple(_cited(asked, row, column, sources) for row, column in cells), SURE)


def _alike(hit: Hit, asked: TableQuestion, sources: Sources) -> Formed | None:
    """What is asked for of all the rows that have one cell alike: "Which lenses did Harlow make?"."""
    named = asked.named_rows()
    by = frozenset.union(frozenset(), *(each.by for each in named))
    if not _WHICH.search(asked.question) or not 1 < len(named) <= MOST_READ or len(by) != 1 or extreme(asked.question):
        return None
    rows, (shared,) = [each.row for each in named], by
    if len({row.words[shared] for row in rows}) > 1 or not all(map(asked.holds_all, rows)):
        return None
    kind = asked.kind_stems()
    columns = [at for at, telling in enumerate(asked.telling) if at != shared and telling & kind]
    found = FoundCell(columns[0], SURE) if len(columns) == 1 else _column_read(hit, asked, rows, sources)
    if found is None or found.column == shared or found.confidence < sources.threshold:
        return None
    cells = tuple(_cited(asked, row, found.column, sources) for row in rows if has_words(row.words[found.column]))
    return Formed("list", cells, found.confidence) if len(cells) > 1 else None


def _column_read(hit: Hit, asked: TableQuestion, rows: Sequence[Row], sources: Sources) -> FoundCell | None:
    """The column in which the reader finds the answer in each of the rows, as sure as it is of the least sure one."""
    found = list[FoundCell]()
    for row in rows:
        place = place_of(hit, row, sources.collection)
        cell = read_cell(asked.question, asked.table, row, place, sources.reader) if place else None
        if cell is None or (found and cell.column != found[0].column):
            return None
        found.append(cell)
    return min(found, key=lambda cell: cell.confidence)


def _rows(asked: TableQuestion, besides: int | None = None) -> list[Row]:
    """The rows without those of totals; those that the question names in another column, where it names some."""
    rows = [row for row in asked.table.rows if not _TOTAL.match(next(filter(has_words, row.words), ""))]
    named = [named.row for named in asked.named_rows() if besides not in named.by]
    return [row for row in rows if row in named] or rows


def _measured(asked: TableQuestion, wanted: Extreme) -> int | None:
    """The column of figures by which the largest is told: what follows the word, or what the word itself measures."""
    for stems in (content_stems(wanted.of), attributes(f"{wanted.word} {wanted.of}"), asked.stems):
        columns = _numeric(asked, [at for at, telling in enumerate(asked.telling) if telling & stems])
        shares = {at: (len(asked.telling[at] & stems), len(asked.telling[at] & asked.stems)) for at in columns}
        best = [at for at, share in shares.items() if share == max(shares.values())]
        if best:
            return best[0] if len(best) == 1 else None
    return None


def _numeric(asked: TableQuestion, columns: Sequence[int]) -> list[int]:
    return [at for at in columns if quantities([row.words[at] for row in _rows(asked, besides=at)])]


def _asked_column(asked: TableQuestion, wanted: Extreme, measured: int) -> int:
    """Which cell of the row is the answer: the value, if it is asked for; else what the row is called."""
    kind = asked.kind_stems()
    asked_for = [at for at, telling in enumerate(asked.telling) if at != measured and telling & kind]
    if len(asked_for) == 1:
        return asked_for[0]
    return (
        measured
        if wanted.is_value and asked.telling[measured] & asked.stems | (attributes(f"{wanted.word} {wanted.of}") & kind)
        else 0
    )


def _is_about(asked: TableQuestion, wanted: Extreme | None = None) -> bool:
    """Whether the table has most of the question's words, and all of its names and figures."""
    stems = asked.stems - _CALCULATING - (content_stems(f"{wanted.word}") if wanted else set())
    said = asked.said() | asked.said_in_rows()
    return asked.figures_are_around() and len(stems & said) >= LEAST_COVERED * len(stems)


def _shown(
    asked: TableQuestion, kind: CalculationKind, cells: Sequence[tuple[Row, int]], value: str, sources: Sources
) -> Formed:
    shown = tuple(_cited(asked, row, column, sources) for row, column in cells[:MOST_CELLS])
    return Formed("list", shown, SURE, calculated=Calculated(kind, value, len(cells)))


def _cited(asked: TableQuestion, row: Row, column: int, sources: Sources) -> Citation:
    return _cite(asked, row, row.cells[column], sources)


def _cite(asked: TableQuestion, row: Row, answer: Span, sources: Sources) -> Citation:
    collection = sources.collection
    passages = collection.passages_of(asked.table.document)
    return cite(
        collection.documents[asked.table.document], next(p for p in passages if p.span.overlaps(row.span)), answer
    )


def _rounded(value: Decimal, of: Sequence[Quantity]) -> Decimal:
    """An average with one place more than what it is of, without zeros at its end."""
    places = max(max(0, -int(each.value.as_tuple().exponent)) for each in of) + 1
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
