"""How well what is quoted covers answers of several sentences.

    python benchmarks/explanations.py --data ../shared/data [--limit N]

CLAPNQ's 300 answerable and 300 unanswerable questions, each asked of its own passage alone; for measuring only. Of the
answerable ones the token F1 of what is quoted with the whole gold answer, of the annotator that it fits best: of the
short answer, its sentence, what is given to the question, and an explanation, were it given to every question; an
answer that is held back counts as if it were given. Beside it precision, recall and F1 of the sentences quoted,
with those that an annotator selected. A sentence counts as quoted where at least half of its characters are. The best
run of sentences around the answer, chosen with the gold answer, bounds what choosing neighbours can reach. Of the
unanswerable ones: how many are refused.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from index.collection import Collection
from index.documents import from_parsed
from index.embedding import encoder_named
from index.formats import plain_text
from index.spans import Span
from qa.answer import Answer, Citation
from qa.assistant import Assistant
from qa.evaluation.answers import best, token_f1
from qa.evaluation.resampling import RESAMPLES, SEED
from qa.form.explanation import neighbours
from qa.form.formed import Sources
from qa.retrieval import Retriever
from qa.retrieval_options import PASSAGES
from qa.settings import Settings
from qa.startup import make_assistant

QUOTED = ("short answer", "its sentence", "as given", "explanation", "whole passage", "best run")

ONE_PLACE = ("quotation", "verdict", "refusal")
"""Forms whose first citation, given or held back, is the ordinary answer; the others say the same."""


@dataclass(frozen=True)
class Quoted:
    """What was quoted of one passage, as characters of it."""

    text: str
    spans: Sequence[Span]

    @property
    def words(self) -> str:
        return " ".join(self.text[slice(*span)] for span in sorted(self.spans))

    def holds(self, place: Span) -> bool:
        """Whether at least half of the characters there are quoted."""
        inside = sum(max(0, min(span.end, place.end) - max(span.start, place.start)) for span in self.spans)
        return place.end > place.start and 2 * inside >= place.end - place.start


@dataclass(frozen=True)
class Scores:
    """Of what was quoted for one question: F1 with the answer; precision, recall and F1 of sentences."""

    answer: float
    precision: float
    recall: float
    sentences: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with a folder for each data set")
    parser.add_argument("--limit", type=int, help="questions of each kind, the first ones; all if left out")
    arguments = parser.parse_args()
    ask = _Asking()
    answerable = islice(_rows(arguments.data / "clapnq" / "answerable.jsonl"), arguments.limit)
    print(report([scores_of(row, ask.quoted(row)) for row in answerable]), flush=True)
    unanswerable = [*islice(_rows(arguments.data / "clapnq" / "unanswerable.jsonl"), arguments.limit)]
    refused = sum(not ask.given(row).answered for row in unanswerable)
    print(f"\nunanswerable: {refused} of {len(unanswerable)} refused")
    print(f"answerable: {ask.refused} refused; explanations given: {ask.explained}")


def report(scores: Sequence[Mapping[str, Scores]]) -> str:
    """A row for each way of quoting, with an interval for the F1: a bootstrap over questions."""
    lines = [
        f"| {len(scores)} questions | F1 | 95% | sentences: precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    for name in QUOTED:
        own = [each[name] for each in scores]
        low, high = interval([each.answer for each in own])
        fields = ("precision", "recall", "sentences") if name != "short answer" else ()
        means = [f"{np.mean([getattr(each, field) for each in own]):.3f}" for field in fields] or ["", "", ""]
        f1 = np.mean([each.answer for each in own])
        lines.append(f"| {name} | {f1:.3f} | {low:.3f} to {high:.3f} | {' | '.join(means)} |")
    return "\n".join(lines)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Of the mean."""
    drawn = np.random.default_rng(SEED).choice(values, (RESAMPLES, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)


def scores_of(row: Mapping[str, Any], quoted: Mapping[str, Quoted]) -> dict[str, Scores]:
    """Of each way of quoting, `row` as CLAPNQ publishes it."""
    text = next(iter(quoted.values())).text
    places = sentence_places(row["passages"][0]["sentences"], text)
    selected = [
        {at for at, text in enumerate(row["passages"][0]["sentences"]) if text in output["selected_sentences"]}
        for output in row["output"]
    ]
    found = {}
    for name, each in quoted.items():
        said = best(token_f1, each.words, [output["answer"] for output in row["output"]])
        chosen = {at for at, place in enumerate(places) if each.holds(place)}
        found[name] = Scores(said, *max((_overlap(chosen, gold) for gold in selected), key=lambda scores: scores[2]))
    return found


def sentence_places(sentences: Sequence[str], text: str) -> list[Span]:
    """Where they stand in the text, each behind the one before; empty for one that does not."""
    places, at = list[Span](), 0
    for sentence in sentences:
        start = text.find(sentence.strip(), at)
        places.append(Span(start, start + len(sentence.strip())) if start >= 0 else Span(at, at))
        at = places[-1].end
    return places


def _overlap(chosen: set[int], gold: set[int]) -> tuple[float, float, float]:
    both = len(chosen & gold)
    precision, recall = both / len(chosen) if chosen else 0.0, both / len(gold) if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


class _Asking:
    """Asks each row's question of its own passage."""

    def __init__(self) -> None:
        settings = Settings()
        self._encoder = encoder_named(settings.encoder)
        self._settings = settings
        self._known: Assistant | None = None
        self.refused = self.explained = 0

    def given(self, row: Mapping[str, Any]) -> Answer:
        return self._assistant(row).ask(row["input"])

    def quoted(self, row: Mapping[str, Any]) -> dict[str, Quoted]:
        """What each way quotes; where nothing is told, an explanation is its sentence."""
        assistant, question = self._assistant(row), row["input"]
        given = assistant.ask(question)
        plain = given if given.form in ONE_PLACE else assistant.ask(question, as_typed=True)
        self.refused += not given.answered
        self.explained += given.form == "explanation"
        own = plain.best_citation
        assert own is not None
        explained = [own, *neighbours(replace(plain, citations=(own,)), self._sources(assistant))]
        ways = {"its sentence": [own], "as given": list(given.citations) or [own], "explanation": explained}
        text = assistant.collection.documents["passage"].text
        spans = {name: [citation.span for citation in citations] for name, citations in ways.items()}
        if given.form in ONE_PLACE:
            spans["as given"] = [spans["as given"][0]]
        spans["short answer"] = [_answer(own)]
        sentences = [one.span for passage in assistant.collection.passages for one in passage.sentences]
        spans["whole passage"] = sentences
        gold = [output["answer"] for output in row["output"]]
        runs = (Quoted(text, run) for run in _runs_around(sentences, own.span))
        top = max(runs, key=lambda run: best(token_f1, run.words, gold))
        return {**{name: Quoted(text, found) for name, found in spans.items()}, "best run": top}

    def _assistant(self, row: Mapping[str, Any]) -> Assistant:
        text = row["passages"][0]["text"]
        document = from_parsed(plain_text.read(text), "passage", row["passages"][0]["title"])
        collection = Collection.build([document], self._encoder)
        known = self._known or make_assistant(collection, self._encoder, self._settings)
        self._known = known
        return known.with_collection(collection)

    def _sources(self, assistant: Assistant) -> Sources:
        retriever = Retriever(assistant.collection, self._encoder)
        threshold = assistant.threshold
        return Sources(
            assistant.collection, retriever, assistant.reader, PASSAGES, threshold, lambda q, _: assistant.ask(q)
        )


def _answer(citation: Citation) -> Span:
    if citation.answer_start is None or citation.answer_end is None:
        return citation.span
    return Span(citation.answer_start, citation.answer_end)


def _runs_around(sentences: Sequence[Span], own: Span) -> Iterator[Sequence[Span]]:
    """All runs of sentences that hold the whole citation."""
    cited = [at for at, one in enumerate(sentences) if one.overlaps(own)]
    for start in range(cited[0] + 1):
        for end in range(cited[-1] + 1, len(sentences) + 1):
            yield sentences[start:end]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
