"""One system that reads, run alone in this process; benchmarks/peer_readers.py calls it once a turn.

    python benchmarks/peer_reader_systems.py SYSTEM INPUT.json OUTPUT.json

INPUT has `checkpoint` (a folder of a question-answering model of the transformers library) and `read`, a list of
questions with the texts of their passages, the best first. OUTPUT gets for each question the first answer, what the
system would give at its own threshold ("" for none) and its score, milliseconds, and the peak memory. article-qa
reads passages of its own collection, in which they are found by their text.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Found(NamedTuple):
    """The first answer, "" where there is none, and its score, if the system has one."""

    first: str
    given: str
    """At the system's own threshold."""
    score: float | None


Read = Callable[[str, Sequence[str]], Found]
"""From a question and texts to what is found."""


def article_qa(given: dict[str, Any]) -> Read:
    from index.collection import Collection
    from index.documents import from_parsed
    from index.formats.plain_text import read as parse
    from index.onnx_encoder import BundledEncoder
    from qa.reading.span_reader import SpanReader
    from qa.retrieval import Retriever

    encoder, reader = BundledEncoder(), SpanReader()
    found = {}
    # Hits hold what retrieval knows of them; that is worked out here, where no time is taken.
    for number, each in enumerate(given["read"]):
        document = from_parsed(parse("\n\n".join(each["texts"])), f"{number}.txt", each["document"])
        retriever = Retriever(Collection.build([document], encoder), encoder)
        found[each["question"], tuple(each["texts"])] = retriever.retrieve(each["question"], len(each["texts"]))

    def read(question: str, texts: Sequence[str]) -> Found:
        reading = reader.read(question, found[question, tuple(texts)])
        passage = reading.hit.passage
        first = passage.text[reading.span.start - passage.start : reading.span.end - passage.start]
        return Found(first, first if reading.confidence >= reader.threshold else "", reading.confidence)

    return read


def haystack(given: dict[str, Any]) -> Read:
    from haystack import Document
    from haystack.utils import ComponentDevice
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

    reader = TransformersExtractiveReader(model=given["checkpoint"], device=ComponentDevice.from_str("cpu"))
    reader.warm_up()

    def read(question: str, texts: Sequence[str]) -> Found:
        answers = reader.run(query=question, documents=[Document(content=text) for text in texts])["answers"]
        told = [answer for answer in answers if answer.data]
        first = told[0].data if told else ""
        return Found(first, answers[0].data or "", told[0].score if told else 0.0)

    return read


def txtai(given: dict[str, Any]) -> Read:
    from txtai.pipeline import Questions

    questions = Questions(given["checkpoint"], gpu=False)

    def read(question: str, texts: Sequence[str]) -> Found:
        # Its extractor joins the three best, unless told otherwise.
        try:
            answer = questions([question], [" ".join(texts[:3])])[0] or ""
        except TypeError:
            # Where the model says "no answer here", it looks for a word that there is not.
            answer = ""
        return Found(answer, answer, None)

    return read


SYSTEMS: dict[str, Callable[[dict[str, Any]], Read]] = {
    "article-qa": article_qa,
    "Haystack, extractive reader": haystack,
    "txtai, questions": txtai,
}


def main() -> None:
    name, read_from, written = sys.argv[1:]
    given = json.loads(Path(read_from).read_bytes())
    read = SYSTEMS[name](given)
    read(given["read"][0]["question"], given["read"][0]["texts"])
    answers, milliseconds = [], []
    for each in given["read"]:
        started = time.perf_counter()
        found = read(each["question"], each["texts"])
        milliseconds.append((time.perf_counter() - started) * 1000)
        answers.append(found._asdict())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(written).write_text(json.dumps({"answers": answers, "milliseconds": milliseconds, "peak_mib": peak}))
    sys.stdout.flush()
    os._exit(0)  # Some systems leave threads that would wait.


if __name__ == "__main__":
    main()
