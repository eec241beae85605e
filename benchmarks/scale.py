"""How indexing, adding, removing, opening and asking grow with the collection.

    python benchmarks/scale.py ../shared/data/squad2-half/train.json ../shared/data/squadshifts/amazon_reviews.json
    python benchmarks/scale.py FILES --sizes 1000 10000 --bundled        # with the bundled encoder

Documents of about 20 passages of 420 characters. Each is made of sentences that stand near each other in the files:
the beginning of one and the end of another, drawn with a fixed seed, so that none is a near-duplicate. Encoding
grows with the text and nothing else; so that the rest can be measured to a million passages, the first command encodes
by the mean of the bundled encoder's word embeddings. Every size is indexed, changed and asked in processes of their
own. `exact` is what ranking every passage of every document would put first.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from index.bundled_encoder import bundled_folder
from index.candidates import Candidates
from index.collection import Collection
from index.documents import Document, from_parsed
from index.embedding import Encoder
from index.formats.plain_text import read as parse
from index.onnx_encoder import BundledEncoder
from index.sentences import split_sentences
from index.spans import Span
from index.store import Store
from qa.retrieval import Ranking, Retriever, scale
from qa.retrieval_options import PASSAGES, Weights

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SEED = 20261124
PASSAGE = 420
"""Characters of a passage, about."""

DOCUMENT = 20 * PASSAGE
PARAGRAPH = 4
"""Sentences."""

SUBJECT = 80
"""Sentences, one behind the other in the files, that a document is made of: so it has a subject, as articles have."""

TOGETHER = 5_000
"""Documents of one `qa index`."""

CHANGED = 5
"""Documents that are added, each by itself, and removed again; the median is told."""

ASKED, COMPARED = 200, 40
"""Questions timed, and questions whose first eight passages are compared with the exact ones."""

CHUNK = 400
"""Documents whose passages are ranked together for the exact ones."""

COLUMNS = (
    "passages",
    "index, ms a passage",
    "of processor time",
    "peak of indexing, MiB",
    "on disk, MiB",
    "add one, s",
    "remove one, s",
    "open, s",
    "retrieve p50, ms",
    "p95, ms",
    "p50 of processor time, ms",
    "peak of asking, MiB",
    f"exact first {PASSAGES} found",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="question sets in SQuAD's format")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages, about")
    parser.add_argument("--bundled", action="store_true", help="encode with the bundled encoder")
    parser.add_argument(
        "--compared", type=int, default=COMPARED, help="questions whose exact passages are looked for, 0 for none"
    )
    parser.add_argument("--keep", type=Path, help="a folder where the indexes stay")
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        step, folder = arguments.step
        encoder = BundledEncoder() if arguments.bundled else WordVectors()
        print(json.dumps(STEPS[step](arguments, Store(Path(folder)), encoder)))
        return
    print(" | ".join(COLUMNS), flush=True)
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory(dir=arguments.keep) as temporary:
            folder = arguments.keep / str(size) if arguments.keep else Path(temporary)
            row: dict[str, str] = {}
            for step in STEPS:
                command = [sys.executable, *sys.argv, "--sizes", str(size), "--step", step, str(folder)]
                row |= json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            print(" | ".join(row[column] for column in COLUMNS), flush=True)


def index(arguments: argparse.Namespace, store: Store, encoder: Encoder) -> dict[str, str]:
    sentences, _ = read(arguments.files)
    documents = made(sentences, arguments.sizes[0] * PASSAGE)
    encoder.encode(["warm"])
    seconds = of_processor = 0.0
    while batch := list(islice(documents, TOGETHER)):
        started = process_time()
        seconds += timed(lambda batch=batch: store.update(encoder, add=batch))[0]
        of_processor += process_time() - started
    passages = len(store.open(encoder).passages)
    disk = sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()) / 2**20
    return {
        "passages": f"{passages:,}",
        "index, ms a passage": f"{1000 * seconds / passages:.2f}",
        "of processor time": f"{1000 * of_processor / passages:.2f}",
        "peak of indexing, MiB": peak(),
        "on disk, MiB": f"{disk:,.0f}",
    }


def change(arguments: argparse.Namespace, store: Store, encoder: Encoder) -> dict[str, str]:
    sentences, _ = read(arguments.files)
    others = list(islice(made(sentences, CHANGED * DOCUMENT, seed=SEED + 1, prefix="new"), CHANGED))
    encoder.encode(["warm"])
    added = [timed(lambda one=one: store.update(encoder, add=[one]))[0] for one in others]
    # Documents that lie in the largest segment.
    removed = [timed(lambda at=at: store.update(encoder, remove=[f"{at:06}.txt"]))[0] for at in range(CHANGED)]
    return {"add one, s": f"{np.median(added):.2f}", "remove one, s": f"{np.median(removed):.2f}"}


def ask(arguments: argparse.Namespace, store: Store, encoder: Encoder) -> dict[str, str]:
    _, questions = read(arguments.files)
    encoder.encode(["warm"])
    opened, collection = timed(lambda: store.open(encoder).current())
    retriever = Retriever(collection, encoder)
    asked = questions[: ASKED + 20]
    seconds, of_processor = [], []
    for question in asked:
        started = process_time()
        seconds.append(timed(lambda question=question: retriever.retrieve(question, PASSAGES))[0])
        of_processor.append(process_time() - started)
    p50, p95 = np.quantile(seconds[20:], [0.5, 0.95]) * 1000
    peaked = peak()
    compared = questions[: arguments.compared]
    found = [{_place(hit.passage) for hit in retriever.retrieve(q, PASSAGES)} for q in compared]
    if isinstance(collection, Collection):
        recall = 1.0
    elif not compared:
        recall = float("nan")
    else:
        shared = [len(one & exact(collection, encoder, q)) for one, q in zip(found, compared, strict=True)]
        recall = float(np.mean(shared)) / PASSAGES
    return {
        "open, s": f"{opened:.2f}",
        "retrieve p50, ms": f"{p50:.1f}",
        "p95, ms": f"{p95:.1f}",
        "p50 of processor time, ms": f"{np.median(of_processor[20:]) * 1000:.1f}",
        "peak of asking, MiB": peaked,
        COLUMNS[-1]: "not measured" if np.isnan(recall) else f"{recall:.3f}",
    }


STEPS = {"index": index, "change": change, "ask": ask}


def exact(collection, encoder: Encoder, question: str) -> set[tuple[str, int]]:
    """The places of the passages that come first where all are ranked, some documents at once."""
    vector = encoder.encode([question])[0]
    statistics = collection.candidates(question, vector).statistics
    names = [name for name in collection.documents if collection.passages_of(name)]
    signals, within, coverage, firsts, places = [], [], [], [], []
    for start in range(0, len(names), CHUNK):
        part = collection.part(Candidates(tuple(names[start : start + CHUNK]), statistics))
        ranking = Ranking(part, statistics, Weights(), question, vector)
        dense, lexical = ranking._signals()
        signals.append(np.stack([dense[0], lexical[0], dense[1], lexical[1]]))
        within.append(ranking._within(dense))
        coverage.append(part.by_passage.lexical.coverage(question, part.document_numbers, statistics.documents))
        firsts.append(part.first_passage_rows + len(places))
        places += [(name, at) for name in names[start : start + CHUNK] for at in range(_passages_of(collection, name))]
    together = sum(map(scale, np.concatenate(signals, axis=1))) / 4
    covered, rows = np.concatenate(coverage), np.concatenate(firsts)
    documents = np.maximum.reduceat(together, rows) * np.sqrt(covered / covered.max())
    behind = np.repeat(documents.max() - documents, np.diff(rows, append=len(places)))
    best = np.argsort(-(np.concatenate(within) - 2 * behind), kind="stable")[:PASSAGES]
    return {_place(collection.passages_of(places[row][0])[places[row][1]]) for row in best}


def _passages_of(collection, name: str) -> int:
    at, number = collection._places[name]
    ((start, end),) = collection.segments[at].rows("by_passage", [number])
    return end - start


def _place(passage) -> tuple[str, int]:
    return passage.document, passage.start


def peak() -> str:
    """The most memory that this process had, files that are mapped into it counted as far as they were read."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}"


def read(files: list[Path]) -> tuple[list[str], list[str]]:
    """All sentences, each once and in their order, and all questions, each once and in a random order."""
    articles = [article for file in files for article in json.loads(file.read_text(encoding="utf-8"))["data"]]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    texts = [paragraph["context"] for paragraph in paragraphs]
    sentences = [text[slice(*span)] for text in texts for span in split_sentences(text, Span(0, len(text)))]
    questions = [row["question"] for paragraph in paragraphs for row in paragraph["qas"]]
    asked = list(dict.fromkeys(questions))
    random.Random(SEED).shuffle(asked)
    return list(dict.fromkeys(sentences)), asked


def made(sentences: list[str], characters: int, seed: int = SEED, prefix: str = "") -> Iterator[Document]:
    """Documents of so many characters together."""
    draw = random.Random(seed)
    halves = [
        (words[: len(words) // 2], words[len(words) // 2 :]) for words in map(str.split, sentences) if len(words) > 5
    ]
    for number in range(-(-characters // DOCUMENT)):
        chosen: list[str] = []
        length = 0
        start = draw.randrange(len(halves) - SUBJECT)
        near = halves[start : start + SUBJECT]
        while length < DOCUMENT:
            chosen.append(" ".join([*draw.choice(near)[0], *draw.choice(near)[1]]))
            length += len(chosen[-1])
        text = "\n\n".join(" ".join(chosen[at : at + PARAGRAPH]) for at in range(0, len(chosen), PARAGRAPH))
        yield from_parsed(parse(text), f"{prefix}{number:06}.txt", f"Document {prefix}{number}")


class WordVectors:
    """The mean of the bundled encoder's word embeddings."""

    identity = "mean of word embeddings"

    def __init__(self) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._vectors = load_file(bundled_folder() / "model.safetensors")["embeddings.word_embeddings.weight"]
        self._tokenizer = Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
        self._tokenizer.no_padding()

    def encode(self, texts: list[str]) -> np.ndarray:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        starts = np.cumsum([0, *map(len, ids)])[:-1]
        sums = np.add.reduceat(self._vectors[np.concatenate(ids)], starts)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)


def timed(run):
    """Seconds that it took, and what it gave."""
    start = perf_counter()
    result = run()
    return perf_counter() - start, result


if __name__ == "__main__":
    main()
