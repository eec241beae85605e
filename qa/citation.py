"""A span becomes a quotation with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from index.documents import Document
from index.passages import Passage
from index.spans import Span
from index.tables import Table, cell_place
from qa.answer import Citation


def cite(document: Document, passage: Passage, answer: Span, subject: str | None = None) -> Citation:
    """Quote the sentences of the passage that the answer touches; it must touch one."""
    touched = [sentence for sentence in passage.sentences if sentence.span.overlaps(answer)]
    start, end = touched[0].start, touched[-1].end
    return Citation(
        document=document.name,
        title=document.title,
        headings=passage.headings,
        paragraph=touched[0].paragraph,
        page=document.page_at(start),
        start=start,
        end=end,
        quote=document.text[start:end],
        answer_start=answer.start,
        answer_end=answer.end,
        subject=subject,
        read_from_picture=document.is_recognised_at(start),
        time=clock(document.second_at(answer.start)),
    )


def clock(second: int | None) -> str | None:
    """A second as people write it: 83 as "1:23", 3723 as "1:02:03"."""
    if second is None:
        return None
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def with_cell(citation: Citation, tables: Iterable[Table]) -> Citation:
    """The citation with what the row and the column of its answer are called, where that lies in a cell of a table."""
    if citation.answer_start is None or citation.answer_end is None:
        return citation
    answer = Span(citation.answer_start, citation.answer_end)
    table = next((table for table in tables if table.span.overlaps(answer)), None)
    return replace(citation, cell=cell_place(table, answer)) if table else citation
