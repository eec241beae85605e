"""Public data sets whose questions are answered by yes or no, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from index.sentences import split_sentences
from index.spans import Span
from training.examples import Example, Verdict
from training.json_lines import json_lines

_LABELS: dict[str, Verdict] = {"YES": "yes", "NO": "no", "DON'T KNOW": "neither"}
_FACTS: dict[str, Verdict] = {"SUPPORTS": "yes", "REFUTES": "no"}

OTHERS = 4
"""Sentences of the same page that stand around a claim's evidence."""


def condaqa(folder: Path) -> Iterator[Example]:
    """What a negated statement implies; the sentence that decides is the one with the negation, or its edit."""
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in json_lines(folder / "condaqa" / "train.jsonl"):
        groups[row["passage_id"]].append(row)
    for number, rows in groups.items():
        original = next((row for row in rows if row["edit"] == 0), None)
        for row in rows:
            context, document = row["passage"], str(number)
            question = " ".join(row["question"].split())
            if row["label"] in _LABELS:
                verdict = _LABELS[row["label"]]
                place = None if verdict == "neither" else _turned(row, original)
                yield Example("condaqa", document, question, context, (), place, verdict)
            elif context.count(row["label"]) == 1:
                start = context.find(row["label"])
                yield Example("condaqa", document, question, context, (Span(start, start + len(row["label"])),))


def fool_me_twice(folder: Path) -> Iterator[Example]:
    """Claims, asked about; each again without its evidence, where the page neither supports nor refutes it."""
    for row in json_lines(folder / "fool-me-twice" / "train.jsonl"):
        evidence = [piece["text"].strip() for piece in row["gold_evidence"]]
        others = [piece["text"].strip() for piece in row["retrieved_evidence"]]
        others = [text for text in dict.fromkeys(others) if text not in evidence][:OTHERS]
        question, lead = _asked(row["text"], row["id"]), f"{row['wikipedia_page']}: "
        place = int(row["id"].encode().hex(), 16) % (len(others) + 1)
        pieces = [*others[:place], *evidence, *others[place:]]
        start = sum(len(piece) + 1 for piece in others[:place])
        sentence = Span(start, start + len(" ".join(evidence)))
        document = row["wikipedia_page"]
        yield Example("fool-me-twice", document, question, " ".join(pieces), (), sentence, _FACTS[row["label"]], lead)
        if others and place % 2:
            yield Example("fool-me-twice", document, question, " ".join(others), (), None, "neither", lead)


def _asked(claim: str, name: str) -> str:
    """The claim as a question; one in three stays a statement with a question mark."""
    claim = claim.strip().rstrip(".")
    return f"{claim}?" if ord(name[-1]) % 3 == 0 else f"Is it true that {claim}?"


def _turned(row: Any, original: Any) -> Span:
    """The sentence that was negated, or that the edit changed; the whole passage where it cannot be told."""
    passage = row["passage"]
    sentences = _sentences(passage)
    if row["edit"] == 0:
        found = [span for span in sentences if row["cue"].lower() in passage[slice(*span)].lower()]
    else:
        known = {original["passage"][slice(*span)] for span in _sentences(original["passage"])} if original else set()
        found = [span for span in sentences if passage[slice(*span)] not in known] if known else []
        if len(found) > 1:
            found = [_likest(passage, found, original)]
    return found[0] if len(found) == 1 else Span(0, len(passage))


def _likest(passage: str, found: Sequence[Span], original: Any) -> Span:
    """Of these sentences the one most like the sentence with the negation."""
    whole = original["passage"]
    negated = [span for span in _sentences(whole) if original["cue"].lower() in whole[slice(*span)].lower()]
    said = " ".join(whole[slice(*span)] for span in negated)
    return max(found, key=lambda span: SequenceMatcher(None, said, passage[slice(*span)]).ratio())


def _sentences(text: str) -> list[Span]:
    return split_sentences(text, Span(0, len(text)))
