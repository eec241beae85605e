"""Questions about tables of financial reports: answered from the right cell or sentence?

    python benchmarks/tables.py ../shared/data/tatqa/dev.json --sample 150 [--misses FILE]

The development part of TAT-QA (Zhu et al. 2021), for measuring only. Each table is written, with the paragraphs around
it, as one .html file, read and indexed by itself, and asked the questions that wait for words of it: for one span or
for several. Every n-th such question is taken, so that two runs ask the same ones. An answer is right where its
pieces are the expected ones, numbers by their figures ("$1,496.5" and "1,496.5" are the same): `exact`; `f1` is that of
SQuAD, of all pieces in one line; `held` is the share whose first quotation holds an expected piece: the right row or
sentence.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from index.collection import Collection
from index.embedding import encoder_named
from index.reading import read_document
from qa.answer import Answer
from qa.evaluation.answers import token_f1
from qa.settings import Settings
from qa.startup import make_assistant, make_reader

KINDS = ("span", "multi-span")


class Scored(NamedTuple):
    """How one question was answered: shares from 0 to 1, all 0 where it was not."""

    answered: float
    exact: float
    f1: float
    held: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, help="TAT-QA's dev.json")
    parser.add_argument("--sample", type=int, default=150, help="questions asked (default: 150)")
    parser.add_argument("--misses", type=Path, help="write what was not exactly right to this file")
    arguments = parser.parse_args()
    contexts = json.loads(arguments.questions.read_text(encoding="utf-8"))
    settings = Settings()
    encoder, reader = encoder_named(settings.encoder), make_reader(settings.reader)
    scores: dict[str, list[Scored]] = defaultdict(list)
    missed = []
    for context, questions in _sampled(contexts, arguments.sample):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "report.html"
            file.write_text(page(context), encoding="utf-8")
            collection = Collection.build([read_document(file)], encoder)
        assistant = make_assistant(collection, encoder, settings, reader)
        for question in questions:
            answer = assistant.ask(question["question"])
            scored = score(answer, [str(piece) for piece in question["answer"]])
            for group in (question["answer_type"], f"from {question['answer_from']}", "all"):
                scores[group].append(scored)
            if not scored.exact:
                missed.append({"question": question["question"], "expected": question["answer"], "got": answer.answers})
    for group, found in sorted(scores.items()):
        means = [sum(column) / len(found) for column in zip(*found, strict=True)]
        print(
            f"{group:16}{len(found):5}  "
            + "  ".join(f"{n} {m:.3f}" for n, m in zip(Scored._fields, means, strict=True))
        )
    if arguments.misses:
        arguments.misses.write_text("\n".join(map(json.dumps, missed)), encoding="utf-8")


def page(context: dict[str, Any]) -> str:
    """The table and its paragraphs as a web page."""
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in context["table"]["table"]
    )
    ordered = sorted(context["paragraphs"], key=lambda paragraph: paragraph["order"])
    paragraphs = "".join(f"<p>{escape(paragraph['text'])}</p>" for paragraph in ordered)
    return f"<html><body><article><table>{rows}</table>{paragraphs}</article></body></html>"


def score(answer: Answer, expected: list[str]) -> Scored:
    """Beside the pieces that are expected, in any order."""
    if not answer.answered:
        return Scored(0, 0, 0, 0)
    exact = sorted(map(_plain, answer.answers)) == sorted(map(_plain, expected))
    f1 = token_f1(" ".join(answer.answers), " ".join(expected))
    held = any(_plain(piece) in _plain(answer.citations[0].quote) for piece in expected)
    return Scored(1, exact, f1, held)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:[.,]\d+)*|%", text.lower()))


def _sampled(contexts: list[dict[str, Any]], size: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The contexts with those of their questions that are asked."""
    every = [(at, q) for at, c in enumerate(contexts) for q in c["questions"] if q["answer_type"] in KINDS]
    step = len(every) / min(size, len(every))
    taken = defaultdict(list)
    for at, question in (every[int(number * step)] for number in range(min(size, len(every)))):
        taken[at].append(question)
    return ((contexts[at], questions) for at, questions in taken.items())


if __name__ == "__main__":
    main()
