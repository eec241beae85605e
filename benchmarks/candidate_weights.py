"""What the weights of qa.conversation.conversation change, on follow-ups made from squad2-half/train.json.

    python benchmarks/candidate_weights.py ../shared/data/squad2-half/train.json

Of two questions that follow each other in a paragraph, the second loses a name that the first has: a pronoun
stands in its place ("pronoun"). Others lean on the first by their few words, though they stand alone ("alone"),
or ask "What about ...?" of a name drawn at random, which has no right answer ("part"). Each candidate is read
once; then each weight is varied with the others as they are. Prints the mean F1, the share answered, how often
the question as typed won, and the candidates read for a question.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest import mock

from index.collection import Collection
from index.onnx_encoder import BundledEncoder
from qa.assistant import Assistant
from qa.conversation import conversation
from qa.conversation.antecedents import Turn
from qa.conversation.followup import follow_up
from qa.evaluation.answers import best, token_f1
from qa.evaluation.questions import load_questions
from qa.language.lexicon import Lexicon
from qa.language.mentions import find_names
from qa.settings import load_settings
from qa.startup import make_assistant

DRAWN = {"pronoun": 22, "alone": 22, "part": 12}
"""Follow-ups of a kind, at most, of an article."""

VARIED = {
    "AS_TYPED": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0),
    "WRITTEN_OUT": (0.0, 0.3, 0.5, 0.7, 0.9, 1.0),
    "LESS_LIKELY": (0.2, 0.4, 0.6, 0.8, 1.0),
    "SURE_OF_PART": (0.0, 0.5, 0.6, 0.7, 0.75, 0.8),
}


@dataclass
class Case:
    """A follow-up, and the question and right answers of the one before."""

    kind: str
    before: str
    question: str
    answers: list[str]


class Readings:
    """What one assistant reads of questions, each read once."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.lexicon = Lexicon.of(assistant.vocabulary)
        self._found: dict[str, tuple[float, str]] = {}

    def read(self, question: str) -> tuple[float, str]:
        """The confidence and the answer."""
        if question not in self._found:
            answer = self.assistant.ask(question, as_typed=True)
            span = answer.answer or (answer.withheld.quote if answer.withheld else "")
            self._found[question] = answer.confidence, span
        return self._found[question]

    def outcome(self, case: Case) -> tuple[float, bool, bool, int]:
        """F1, whether it is answered, whether the question as typed won, and how many candidates were read."""
        confidence, text = self.read(case.before)
        threshold = self.assistant.threshold
        turn = Turn(self.assistant.vocabulary.with_capitals(case.before), text if confidence >= threshold else None)
        follow = follow_up(case.question, self.lexicon, [case.before])
        candidates = conversation.candidates_after([turn], case.question, follow, self.lexicon)
        asked: list[str] = []

        def read(question: str) -> tuple[float, str]:
            asked.append(question)
            return self.read(question)

        won, found = conversation.best_supported(candidates, read, lambda found: found[0], threshold)
        answered = found[0] >= threshold
        gold = best(token_f1, found[1], case.answers) if case.answers else 0.0
        return gold * answered, answered, answered and won == case.question, len(asked)


def main() -> None:
    path = Path(sys.argv[1])
    encoder, settings = BundledEncoder(), load_settings(environment={})
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    readings: list[tuple[Readings, list[Case]]] = []
    for article, document in zip(articles, load_questions(path).documents, strict=True):
        assistant = make_assistant(Collection.build([document], encoder), encoder, settings)
        found = Readings(assistant)
        readings.append((found, list(_drawn(article, found.lexicon))))
    for kind in DRAWN:
        print(f"\n{kind}: {sum(case.kind == kind for _, cases in readings for case in cases)} questions", flush=True)
        for name, values in VARIED.items():
            for value in values:
                with mock.patch.object(conversation, name, value):
                    print(f"  {name} {value}: {_summary(kind, readings)}", flush=True)


def _summary(kind: str, readings: list[tuple[Readings, list[Case]]]) -> str:
    found = [read.outcome(case) for read, cases in readings for case in cases if case.kind == kind]
    right, answered, typed, read = (sum(column) for column in zip(*found, strict=True))
    count = len(found)
    return f"F1 {right / count:.3f}, answered {answered / count:.3f}, as typed {typed}, read {read / count:.2f}"


def _drawn(article: dict, lexicon: Lexicon) -> Iterator[Case]:
    """The article's follow-ups, drawn the same way every time."""
    draw = random.Random(1)
    cases = list(_cases(article, lexicon))
    for kind, most in DRAWN.items():
        of_kind = [case for case in cases if case.kind == kind]
        yield from draw.sample(of_kind, min(most, len(of_kind)))


def _cases(article: dict, lexicon: Lexicon) -> Iterator[Case]:
    draw = random.Random(2)
    paragraphs = [
        [
            (row["question"].strip(), [answer["text"] for answer in row["answers"]])
            for row in paragraph["qas"]
            if row["answers"]
        ]
        for paragraph in article["paragraphs"]
    ]
    questions = [question for paragraph in paragraphs for question, _ in paragraph]
    for name in sorted({name.text for question in questions for name in find_names(question)}):
        yield Case("part", draw.choice(questions), f"What about {name}?", [])
    for paragraph in paragraphs:
        for (before, _), (question, answers) in pairwise(paragraph):
            said = {name.text for name in find_names(before)}
            name = next((name for name in find_names(question) if name.text in said), None)
            if name is not None:
                it, rest = ("it" if name.text.startswith("the ") else "he"), question[name.end :]
                if rest.startswith("'s"):
                    it, rest = {"it": "its", "he": "his"}[it], rest[2:]
                yield Case("pronoun", before, question[: name.start] + it + rest, answers)
            if follow_up(question, lexicon, [before]).need == "maybe":
                yield Case("alone", before, question, answers)


if __name__ == "__main__":
    main()
