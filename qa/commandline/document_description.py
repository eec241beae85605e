"""What is told of a document: by `qa show`, `qa list` and `qa index`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.commandline.terminal import counted

if TYPE_CHECKING:
    from index.documents import Document
    from index.passages import Passage


def description(document: Document, at: int | None) -> list[str]:
    """Its facts, then its paragraphs, each with its number; the sentence that holds the character `at` is marked."""
    from index.languages import language_name, language_of
    from index.passages import split

    facts = {
        "Title": document.title,
        "Author": document.author,
        "Date": document.published,
        "Made": document.made,
        "Language": language_name(language) if (language := language_of(document)) else None,
        "Pages": pages(document),
        "Source": document.source,
        "Repeats": document.duplicate_of,
        "State": out_of_date(document),
        "Scanned": scanned(document),
    }
    lines = [f"{name:>8}: {fact}" for name, fact in facts.items() if fact]
    lines += [f"Not read: {omission}" for omission in omissions(document)]
    passages = split(document)
    numbers = {sentence.start: sentence.paragraph for passage in passages for sentence in passage.sentences}
    for block in document.blocks:
        words = " ".join(_marked(document, passages, block.start, block.end, at).split())
        if block.kind == "heading":
            lines += ["", f"{'#' * max(block.level, 1)} {words}"]
        elif block.start in numbers:
            lines += ["", f"[{numbers[block.start]}] {words}"]
    return lines


def _marked(document: Document, passages: Sequence[Passage], start: int, end: int, at: int | None) -> str:
    """The words of a block, the sentence that holds the character between >>> and <<<."""
    text = document.text
    for passage in passages if at is not None and start <= at < end else ():
        for sentence in passage.sentences:
            if at is not None and sentence.start <= at < sentence.end:
                inside = text[sentence.start : sentence.end]
                return f"{text[start : sentence.start]}>>>{inside}<<<{text[sentence.end : end]}"
    return text[start:end]


def out_of_date(document: Document) -> str | None:
    """Since when, if it is."""
    return f"out of date since {document.out_of_date_since}" if document.out_of_date_since else None


def scanned(document: Document) -> str | None:
    """Which pages text recognition read."""
    return f"read from pictures{_on_pages(document.recognised)}" if document.recognised else None


def pages(document: Document) -> str | None:
    """How many it has, if it has any."""
    return counted(max(start.page for start in document.pages), "page") if document.pages else None


def omissions(document: Document) -> list[str]:
    """What a document holds and its text does not, each thing once, with its pages."""
    found: dict[str, list[int]] = defaultdict(list)
    for what, page in document.omissions:
        found[what] += [page] if page else []
    return [f"{what}{_on_pages(on)}" for what, on in found.items()]


def _on_pages(numbers: Sequence[int]) -> str:
    """As in " (pages 1, 3 to 7)"; nothing where there are no pages."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f" ({'page' if len(set(numbers)) == 1 else 'pages'} {said})" if said else ""
