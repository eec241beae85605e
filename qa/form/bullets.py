"""A list that stands in the text as one, item below item: given whole where its heading is what is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Document
from index.formats.blocks import Block
from index.formats.tables import is_row
from index.lexical import content_stems
from index.passages import Passage
from index.spans import Span
from qa.answer import Answer, Citation
from qa.citation import cite
from qa.form.formed import Sources

CONFIDENCE = 0.6
"""Of a list whose heading has the question's words, where its answer by itself is less sure; not measured."""

FEWEST = 3
"""Items, at least, of a list that is given whole."""


def bullets(answer: Answer, sources: Sources) -> tuple[Citation, ...]:
    """Every item of the list that the answer stands in, or the one held back by half of the threshold; () where none.

    The heading, or the line that announces the list, has a word of the question; and none that it has not is found
    in an item: "Which rules are there for dogs?" asks for some of the rules.
    """
    place = answer.best_citation
    if place is None or answer.form not in ("quotation", "refusal") or answer.confidence < sources.threshold / 2:
        return ()
    document = sources.collection.documents[place.document]
    items = _items_around(document, place.span)
    if len(items) < FEWEST:
        return ()
    asked = content_stems(answer.standalone_question)
    announced = asked & content_stems(_announcement(document, items[0]))
    listed = content_stems(document.text[items[0].start : items[-1].end])
    if not announced or (asked - announced) & listed:
        return ()
    passages = sources.collection.passages_of(document.name)
    return tuple(cited for item in items if (cited := _cited(document, passages, Span(item.start, item.end))))


def _items_around(document: Document, span: Span) -> list[Block]:
    """The run of items, which are no rows of a table, that the span lies in."""
    run: list[Block] = []
    for block in document.blocks:
        if block.kind == "item" and not is_row(document.text[block.start : block.end]):
            run.append(block)
        elif any(item.start < span.end and span.start < item.end for item in run):
            return run
        else:
            run = []
    return run if any(item.start < span.end and span.start < item.end for item in run) else []


def _announcement(document: Document, first: Block) -> str:
    """What stands right above a list: its heading, or the line that ends in a colon, with the heading above it."""
    above = [block for block in document.blocks if block.end <= first.start][-2:]
    texts = [document.text[block.start : block.end] for block in above]
    if above and above[-1].kind == "heading":
        return texts[-1]
    headed = [text for block, text in zip(above, texts, strict=True) if block.kind == "heading"]
    return " ".join([*headed, texts[-1]]) if texts and texts[-1].endswith(":") else ""


def _cited(document: Document, passages: Sequence[Passage], item: Span) -> Citation | None:
    passage = next((one for one in passages if one.start <= item.start < one.end), None)
    return cite(document, passage, item) if passage else None
