"""Every question that rules can make from documents: of patterns, clauses, lists and headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex

from index.documents import Document
from index.formats.blocks import Block
from index.passages import Passage
from index.spans import Span
from qa.evaluation.making.clause_questions import clause_questions, stands_alone
from qa.evaluation.making.clauses import find_clauses
from qa.evaluation.making.made_question import MadeKind, MadeQuestion
from qa.evaluation.making.names import Names
from qa.language.inflection import can_be
from qa.suggestion.question_patterns import LONGEST_SENTENCE, GeneratedQuestion, generate_questions

_DEFINING = regex.compile(r"(?:Who|What) (?:is|was|are) (?!.*(?:'s |\b(?:called|of the|leader)\b))[^?]*\?")
_LONGEST_LIST = 12


def candidates(document: Document, passages: Iterable[Passage], names: Names) -> Iterator[MadeQuestion]:
    """Those of one document; the same question may come twice, and more than one answer may stand in the text."""
    for passage in passages:
        for generated in generate_questions(passage, names.is_name):
            yield _of_pattern(generated)
        for sentence, text in zip(passage.sentences, passage.sentence_texts, strict=True):
            if len(text) <= LONGEST_SENTENCE:
                yield from _of_clauses(document, sentence.span, regex.sub(r"\s", " ", text), names)
    yield from _of_lists(document, names)


def _of_pattern(generated: GeneratedQuestion) -> MadeQuestion:
    kinds: dict[str, MadeKind] = {"acronym": "stands-for"}
    kind: MadeKind = kinds.get(generated.kind, generated.kind)  # type: ignore[arg-type]
    defines = kind == "stands-for" or (kind in {"who", "what"} and _DEFINING.fullmatch(generated.question) is not None)
    return MadeQuestion(
        generated.question,
        kind,
        generated.document,
        (generated.sentence,),
        () if kind == "heading" else (generated.answer,),
        defines=defines,
    )


def _of_clauses(document: Document, sentence: Span, text: str, names: Names) -> Iterator[MadeQuestion]:
    def at(span: Span) -> Span:
        return Span(sentence.start + span.start, sentence.start + span.end)

    for made in clause_questions(text, names.is_name, names.is_person):
        yield MadeQuestion(
            made.question.replace("\u2019", "'"),
            made.kind,
            document.name,
            (sentence,),
            (at(made.answer),) if made.answer else (),
            tuple(map(at, made.items)),
            made.verdict,
            made.defines,
        )


def _of_lists(document: Document, names: Names) -> Iterator[MadeQuestion]:
    """Of a list block by block, under a heading or a line with a colon: "The hotel offers:", "Opening hours"."""
    for lead, blocks in _lists(document):
        if not 2 <= len(blocks) <= _LONGEST_LIST:
            continue
        places = [_item_of(document, block) for block in blocks]
        words = " ".join(document.text[lead.start : lead.end].split()).rstrip(":")
        question = _asks_for_heading(words) if lead.kind == "heading" else _asks_for_object(words, names)
        if question and stands_alone(question) and all(place.end - place.start <= 120 for place in places):
            whole = Span(places[0].start, places[-1].end)
            yield MadeQuestion(question, "list", document.name, (whole,), (), tuple(places))


def _lists(document: Document) -> Iterator[tuple[Block, list[Block]]]:
    lead: Block | None = None
    found: list[Block] = []
    for block in [*document.blocks, None]:
        if block is not None and block.kind == "item" and lead and "|" not in document.text[block.start : block.end]:
            found.append(block)
            continue
        if lead and found:
            yield lead, found
        found = []
        introduces = block is not None and (block.kind == "heading" or document.text[block.end - 1] == ":")
        lead = block if introduces else None


def _item_of(document: Document, block: Block) -> Span:
    text = document.text[block.start : block.end]
    mark = regex.match(r"(?:[-*+\u2022\u2013]|\(?(?:\d{1,2}|\p{L})[.)])\s+", text)
    return Span(block.start + (mark.end() if mark else 0), block.end - (text.endswith((".", ";", ","))))


def _asks_for_heading(words: str) -> str | None:
    last = words.split()[-1] if words else ""
    plural = last.islower() and last.endswith("s") and not last.endswith("ss") and "NOUN" in can_be(last)
    if not plural or len(words.split()) > 5 or regex.search(r"[^\p{L}\p{N} '\u2019-]", words):
        return None
    return f"What are the {words if words[1:2].isupper() else words[0].lower() + words[1:]}?"


def _asks_for_object(words: str, names: Names) -> str | None:
    clause = next(iter(find_clauses(words, names.is_name)), None)
    counted = r" (?:the following|these|some|several|\p{Ll}+|\d+) (?P<what>(?:\p{Ll}+ )?\p{Ll}+s)"
    found = regex.fullmatch(counted, clause.complement) if clause else None
    if clause is None or clause.negative or not clause.verb or not found:
        return None
    return clause.asked(f"Which {found['what']}", "")


def by_question(made: Sequence[MadeQuestion]) -> dict[str, list[MadeQuestion]]:
    """The candidates of the same words together, in order."""
    groups: dict[str, list[MadeQuestion]] = {}
    for one in made:
        groups.setdefault(" ".join(regex.findall(r"[\p{L}\p{N}]+", one.question.lower())), []).append(one)
    return groups
