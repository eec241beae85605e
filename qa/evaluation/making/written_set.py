"""A made set as a file: JSON Lines for documents as they are, SQuAD JSON where sentences are taken out of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import regex

from index.documents import Document
from index.spans import Span
from qa.evaluation.making.made_question import MadeQuestion
from qa.evaluation.making.question_maker import MadeSet


def to_json_lines(made: MadeSet, documents: Mapping[str, Document]) -> str:
    """The set as `qa eval` reads it; its evidence is in the documents as they are."""
    asked = [*made.answerable, *made.swapped]
    rows = (_row(f"made-{number}", one, documents[one.document].text) for number, one in enumerate(asked, 1))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def to_squad(made: MadeSet, documents: Mapping[str, Document]) -> str:
    """The set with its documents, paragraph by paragraph, without the sentences taken out."""
    asked: dict[str, list[tuple[str, MadeQuestion, bool]]] = {}
    every = [*((one, False) for one in (*made.answerable, *made.swapped)), *((one, True) for one in made.taken_out)]
    for number, (one, out) in enumerate(every, 1):
        asked.setdefault(one.document, []).append((f"made-{number}", one, out))
    articles = [_article(document, asked.get(name, [])) for name, document in documents.items()]
    return json.dumps({"version": "2.0", "data": articles}, ensure_ascii=False, indent=1) + "\n"


def _row(name: str, one: MadeQuestion, text: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": name, "question": one.question, "kind": one.kind, "made": True, "answerable": one.answerable,
        "answers": _texts(one.answers or (one.sentences if one.kind == "heading" else ()), text),
    }  # fmt: skip
    if one.items:
        row["items"] = [[item] for item in _texts(one.items, text)]
    if one.verdict:
        row["verdict"] = one.verdict
    places = [
        {"document": one.document, "start": start, "end": end, "text": text[start:end]} for start, end in one.sentences
    ]
    return {**row, "evidence": places}


def _texts(spans: Iterable[Span], text: str) -> list[str]:
    return list(dict.fromkeys(text[start:end] for start, end in spans))


def _article(document: Document, asked: list[tuple[str, MadeQuestion, bool]]) -> dict[str, Any]:
    gone = [one.sentences[0] for _, one, out in asked if out]
    blocks = [Span(block.start, block.end) for block in document.blocks if block.kind != "heading"]
    paragraphs = []
    for number, block in enumerate(blocks):
        cuts = sorted(span for span in gone if block.start <= span.start < block.end)
        context, moved = _without(document.text, block, cuts)
        own = [
            (name, one, out)
            for name, one, out in asked
            if (block.start <= one.sentences[0].start < block.end if one.sentences else number == 0)
        ]
        if context.strip():
            qas = [_squad_question(name, one, out, document.text, moved) for name, one, out in own]
            paragraphs.append({"context": context, "qas": qas})
        elif paragraphs:
            lost = [_squad_question(name, one, out, document.text, moved) for name, one, out in own]
            paragraphs[-1]["qas"] += lost  # type: ignore[operator]
    return {"title": document.name, "paragraphs": paragraphs}


def _without(text: str, block: Span, cuts: list[Span]) -> tuple[str, dict[int, int]]:
    """The paragraph without these sentences, and for each offset that is left where it is now."""
    kept, moved, at = "", dict[int, int](), block.start
    for start, end in [*cuts, Span(block.end, block.end)]:
        for offset in range(at, start):
            moved[offset] = len(kept) + offset - at
        kept += text[at:start]
        after = regex.compile(r"\s*").match(text, end)
        at = min(after.end() if after else end, block.end)
    return kept, moved


def _squad_question(name: str, one: MadeQuestion, out: bool, text: str, moved: Mapping[int, int]) -> dict[str, Any]:
    question: dict[str, Any] = {
        "id": name,
        "question": one.question,
        "made": True,
        "kind": "taken-out" if out else one.kind,
    }
    if out or not one.answerable:
        return {**question, "is_impossible": True, "answers": []}
    # Of a verdict the sentence itself is where it stands; of a list each item that is in this paragraph.
    spans = [span for span in (one.answers or one.items or one.sentences) if span.start in moved]
    answers = [{"text": text[start:end], "answer_start": moved[start]} for start, end in spans]
    if one.verdict:
        question["verdict"] = one.verdict
    if one.items:
        question["items"] = [[text[start:end]] for start, end in one.items]
    return {**question, "is_impossible": False, "answers": answers}
