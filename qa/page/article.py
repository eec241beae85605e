"""A document as HTML, each of its sentences a span that a citation can light up."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice, takewhile

from index.documents import Document
from index.formats.blocks import Block
from index.formats.tables import is_row
from index.passages import PARTS, Sentence
from qa.page.library import Library, Place, is_untitled
from qa.page.markup import escape
from qa.page.page_pictures import can_be_shown

AROUND = 160
"""The most characters shown before and after a cited place when it is previewed."""


@dataclass(frozen=True)
class ArticleView:
    """The side of the page where the article stands."""

    library: Library

    def panel(self) -> str:
        """A choice of documents where there are several, the first of them, and the way back to the answer."""
        messages = self.library.messages
        back = f'<button type="button" class="qa-back" hidden>{escape(messages.back)}</button>'
        picking = f'<p class="qa-picking" hidden>{escape(messages.picking)}</p>'
        return f"{self._choice()}{picking}{self.article(0)}{back}"

    def article(self, number: int) -> str:
        """The document of that number as an `article` element; none where there is no such document."""
        document = self.library.document(number)
        if document is None:
            return ""
        sentences = self.library.sentences(document.name)
        blocks = "".join(_block(document, block, sentences) for block in document.blocks)
        label = escape(self.library.title(document))
        pictured = ' data-pictures="1"' if self.library.uploaded is None and can_be_shown(document) else ""
        return (
            f'<article dir="auto" data-document="{number}" data-title="{escape(document.title)}"{pictured} '
            f'aria-label="{label}">{self._heading(document)}{blocks}</article>'
        )

    def preview(self, place: Place) -> str:
        """A few lines around the place, with the place and the short answer marked; "" where there is none."""
        document = self.library.document(place.document)
        if document is None:
            return ""
        inside = [
            sentence
            for sentence in self.library.sentences(document.name)
            if sentence.start < place.end and sentence.end > place.start
        ]
        if not inside:
            return ""
        block = next(block for block in document.blocks if block.start <= inside[0].start < block.end)
        where = self.library.with_headings(document, inside[0].start, self.library.title(document))
        number = self.library.messages.paragraph.format(title=where, number=inside[0].paragraph)
        text, start, end = document.text, inside[0].start, inside[-1].end
        before = _end_of(text[block.start : start])
        after = _start_of(text[end : max(end, block.end)])
        return (
            f'<span class="qa-where">{escape(number)}</span>'
            f'<span dir="auto">{escape(before)}<mark>{_marked(text, start, end, place.answer)}</mark>'
            f"{escape(after)}</span>"
        )

    def _choice(self) -> str:
        messages = self.library.messages
        first = next(iter(self.library.collection.entries.values())).title
        hint = messages.find_document.format(number=len(self.library.collection.documents))
        return (
            f'<div class="qa-choose"{" hidden" * self.library.is_single}>'
            f'<label for="qa-document">{escape(messages.document)}</label>'
            '<input id="qa-document" type="text" role="combobox" autocomplete="off" spellcheck="false" '
            'aria-expanded="false" aria-autocomplete="list" aria-controls="qa-documents" '
            f'placeholder="{escape(hint)}" dir="auto" value="{escape(first)}">'
            f'<ul id="qa-documents" role="listbox" aria-label="{escape(messages.document)}" hidden></ul></div>'
        )

    def _heading(self, document: Document) -> str:
        """Its title, unless the text has that heading already."""
        if is_untitled(document) and self.library.uploaded is None:
            messages = self.library.messages
            return f'<h2 class="qa-untitled" dir="{messages.direction}">{escape(messages.the_article)}</h2>'
        made = self.library.messages.file_made.format(date=document.made) if document.made else None
        byline = " \N{MIDDLE DOT} ".join(filter(None, (document.author, document.published, made)))
        byline = f'<p class="qa-byline" dir="auto">{escape(byline)}</p>' if byline else ""
        headings = (document.text[block.start : block.end] for block in document.blocks if block.kind == "heading")
        return byline if document.title in headings else f"<h2>{escape(document.title)}</h2>{byline}"


def _block(document: Document, block: Block, sentences: list[Sentence]) -> str:
    """A heading, or a paragraph with its number and its sentences marked; white space between them is kept."""
    if block.kind == "heading":
        level = min(6, max(2, block.level + 1))
        return f"<h{level}>{escape(document.text[block.start : block.end])}</h{level}>"
    first = bisect_left(sentences, block.start, key=lambda sentence: sentence.start)
    inside = list(takewhile(lambda sentence: sentence.start < block.end, islice(sentences, first, None)))
    if not inside:
        return ""
    parts, reached = [], block.start
    for sentence in inside:
        parts.append(escape(document.text[reached : sentence.start]))
        parts.append(
            f'<span class="qa-sentence" id="sentence-{sentence.start}" tabindex="-1" '
            f'data-start="{sentence.start}" data-end="{sentence.end}">'
            f"{escape(document.text[sentence.start : sentence.end])}</span>"
        )
        reached = sentence.end
    parts.append(escape(document.text[reached : block.end]))
    row = block.kind == "item" and is_row(document.text[block.start : block.end])
    kind = "qa-paragraph" + " qa-item" * (block.kind == "item") + " qa-row" * row
    kind += " qa-note" * (block.about is not None)
    beside = f' data-part="{PARTS[block.part]}"' if block.part else ""
    return f'<p class="{kind}" data-number="{inside[0].paragraph}"{beside}>{"".join(parts)}</p>'


def _marked(text: str, start: int, end: int, answer: tuple[int, int] | None) -> str:
    if answer is None or not start <= answer[0] < answer[1] <= end or (start, end) == answer:
        return escape(text[start:end])
    first, last = answer
    return f"{escape(text[start:first])}<strong>{escape(text[first:last])}</strong>{escape(text[last:end])}"


def _end_of(text: str) -> str:
    return text if len(text) <= AROUND else "\u2026 " + text[-AROUND:].partition(" ")[2]


def _start_of(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " \u2026"
