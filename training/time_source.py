"""TimeQA: questions about one period, of pages that tell of others too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.spans import Span
from training.examples import Example, as_usual
from training.held_out import is_measured_page

LONGEST_HEADING = 7
"""Tokens."""

LONGEST_LIST = 900
"""Characters of items that share a context."""

_TRAPS = 2
"""Contexts of the same page, at most, that answer others of its questions and not this one."""


@dataclass(frozen=True)
class _Place:
    """A context of a page: which of its paragraphs stand in it, and where each starts."""

    lead: str
    text: str
    starts: dict[int, int]


def timeqa(folder: Path) -> Iterator[Example]:
    """Questions with the paragraph that answers them, and with those that answer the same of another period.

    The pages that `training.held_out.is_measured_page` names are left out. Half of the pages keep the spaces
    around their punctuation, as published; the others are written as usual.
    """
    pages = json.loads((folder / "timeqa-train" / "train.json").read_text(encoding="utf-8"))
    names = sorted({page["link"] for page in pages})
    for page in pages:
        if is_measured_page(page["link"], names):
            continue
        places = list(_places(page["paras"]))
        asked = [(question, [found for found in answers if found["answer"]]) for question, answers in page["questions"]]
        spaced = len(page["link"]) % 2 == 0
        for question, answers in asked:
            yield from _examples(page["link"], question, answers, places, asked, spaced)


def page_article(page: Any) -> tuple[dict[str, Any], int]:
    """A page in SQuAD's format, written as usual, and how many of its questions are left out of that.

    Left out are those whose answers stand in several paragraphs, or in the title, which is the page's first paragraph;
    questions without answer stand with the paragraph behind it.
    """
    asked: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for at, (question, answers) in enumerate(page["questions"]):
        answers = [answer for answer in answers if answer["answer"]]
        places = {answer["para"] for answer in answers} or {1}
        place = min(places)
        if len(places) == 1 and place > 0:
            found = [_written(page["paras"][place], answer["from"], answer["end"]) for answer in answers]
            row = {"id": f"{page['index']}-{at}", "question": question, "answers": found}
            asked[place].append(row | {"is_impossible": not found})
    title, paragraphs = page["paras"][0], enumerate(page["paras"][1:], 1)
    written = [{"context": as_usual(text)[0], "qas": asked[at]} for at, text in paragraphs]
    left_out = len(page["questions"]) - sum(map(len, asked.values()))
    return {"title": as_usual(title)[0], "paragraphs": written}, left_out


def _written(text: str, start: int, end: int) -> dict[str, Any]:
    """The tokens of text[start:end] as an answer in the text as it is written usually."""
    written, (span,) = as_usual(text, [Span(start, end)])
    return {"text": written[slice(*span)], "answer_start": span.start}


def _examples(
    link: str, question: str, answers: list[Any], places: list[_Place], asked: list[Any], spaced: bool
) -> Iterator[Example]:
    answering = {answer["para"] for answer in answers}
    others = {answer["para"] for _, rest in asked for answer in rest} - answering
    traps = 0
    for place in places:
        found = [
            Span(place.starts[answer["para"]] + answer["from"], place.starts[answer["para"]] + answer["end"])
            for answer in answers
            if answer["para"] in place.starts
        ]
        spans = tuple(span for span in found if place.text[slice(*span)].strip())
        says = any(answer["answer"].lower() in place.text.lower() for answer in answers)
        if spans or (not says and traps < _TRAPS and others & set(place.starts)):
            traps += not spans
            text, moved = (place.text, spans) if spaced else as_usual(place.text, spans)
            yield Example("timeqa", link, question, text, moved, lead=place.lead)


def _places(paragraphs: list[str]) -> Iterator[_Place]:
    """Paragraphs under their headings; items that follow each other share a context."""
    title, heading = paragraphs[0].strip(), ""
    items: dict[int, str] = {}
    for number, text in enumerate([*paragraphs[1:], ""], start=1):
        if items and (not text.startswith("- ") or sum(map(len, items.values())) + len(text) > LONGEST_LIST):
            yield _joined(_lead(title, heading), items)
            items = {}
        if text.startswith("- "):
            items[number] = text
        elif text.endswith(" .") and len(text.split()) <= LONGEST_HEADING:
            heading = text.removesuffix(" .")
        elif text.strip():
            yield _joined(_lead(title, heading), {number: text})


def _joined(lead: str, items: dict[int, str]) -> _Place:
    starts, at = {}, 0
    for number, text in items.items():
        starts[number] = at
        at += len(text) + 1
    return _Place(lead, "\n".join(items.values()), starts)


def _lead(title: str, heading: str) -> str:
    return " > ".join(part for part in (title, heading) if part) + ": "
