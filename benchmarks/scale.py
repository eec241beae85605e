"""How indexing, adding and asking grow with the collection.

    python benchmarks/scale.py ../shared/data/squadshifts/*.json                    # everything but encoding
    python benchmarks/scale.py ../shared/data/squadshifts/*.json --bundled 1000 10000    # with the bundled encoder

Documents of about 20 passages are made of the files' sentences in a random order, so that
none is a near-duplicate of another. Encoding grows with the text and nothing else; so that
the rest can be measured to 50,000 passages, the first command encodes by the mean of the
bundled encoder's word embeddings. Every size has a process of its own, for its peak memory.
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
from pathlib import Path
from time import perf_counter

import numpy as np

from index.bundled_encoder import bundled_folder
from index.documents import Document, from_parsed
from index.embedding import Encoder, SentenceTransformerEncoder
from index.formats.plain_text import read as parse
from index.onnx_encoder import BundledEncoder
from index.sentences import split_sentences
from index.spans import Span
from index.store import Store
from qa.assistant import Assistant
from qa.reading.span_reader import SpanReader
from qa.retrieval import Retriever

SIZES = (1_000, 3_000, 10_000, 30_000, 50_000)
SEED = 20261124
PASSAGE = 420
"""Characters of a passage, about."""

DOCUMENT = 20 * PASSAGE
PARAGRAPH = 5
"""Sentences."""

COLUMNS = (
    "passages",
    "index s",
    "peak MiB",
    "on disk MiB",
    "add one s",
    "open s",
    "retrieve p50 ms",
    "answer p50 ms",
)
RETRIEVED, ANSWERED = 200, 40
"""Questions of which the median is taken."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="question sets in SQuAD's format")
    parser.add_argument("--bundled", type=int, nargs="+", metavar="N", help="about so many passages, bundled encoder")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        measure(arguments.files, arguments.one, BundledEncoder() if arguments.bundled else word_vectors())
        return
    print(
        "passages | index s | peak MiB | on disk MiB | add one s | open s | retrieve p50 ms | answer p50 ms", flush=True
    )
    for size in arguments.bundled or SIZES:
        command = [sys.executable, __file__, *map(str, arguments.files), "--one", str(size)]
        subprocess.run([*command, "--bundled", "1"] if arguments.bundled else command, check=True)


def measure(files: list[Path], size: int, encoder: Encoder) -> None:
    """Print one row."""
    sentences, questions = read(files)
    encoder.encode(["warm"])
    documents = list(made(sentences, size * PASSAGE + DOCUMENT))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        indexed, _ = timed(lambda: Store(folder).update(encoder, add=documents[:-1]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20
        added, _ = timed(lambda: Store(folder).update(encoder, add=documents[-1:]))
        opened, collection = timed(lambda: Store(folder).open(encoder))
    retriever = Retriever(collection, encoder)
    assistant = Assistant(collection, encoder, reader=SpanReader())
    for ask in (lambda q: retriever.retrieve(q, 8), assistant.ask):
        ask(questions[0])
    retrieved = [timed(lambda q=q: retriever.retrieve(q, 8))[0] for q in questions[1 : RETRIEVED + 1]]
    answered = [timed(lambda q=q: assistant.ask(q))[0] for q in questions[1 : ANSWERED + 1]]
    row = (f"{len(collection.passages):,}", f"{indexed:.1f}", f"{peak:.0f}", f"{disk:.0f}", f"{added:.1f}")
    medians = (f"{np.median(retrieved) * 1000:.1f}", f"{np.median(answered) * 1000:.0f}")
    print(" | ".join([*row, f"{opened:.2f}", *medians]), flush=True)


def read(files: list[Path]) -> tuple[list[str], list[str]]:
    """All sentences, and all questions, each once and in a random order."""
    articles = [article for file in files for article in json.loads(file.read_text(encoding="utf-8"))["data"]]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    texts = [paragraph["context"] for paragraph in paragraphs]
    sentences = [text[slice(*span)] for text in texts for span in split_sentences(text, Span(0, len(text)))]
    questions = [row["question"] for paragraph in paragraphs for row in paragraph["qas"]]
    draw = random.Random(SEED)
    shuffled = [list(dict.fromkeys(items)) for items in (sentences, questions)]
    for items in shuffled:
        draw.shuffle(items)
    return shuffled[0], shuffled[1]


def made(sentences: list[str], characters: int) -> Iterator[Document]:
    """Documents of so many characters together; sentences come again, in another order, where there are too few."""
    draw = random.Random(SEED)
    waiting: list[str] = []
    for number in range(-(-characters // DOCUMENT)):
        chosen: list[str] = []
        while sum(map(len, chosen)) < DOCUMENT:
            waiting = waiting or draw.sample(sentences, len(sentences))
            chosen.append(waiting.pop())
        text = "\n\n".join(" ".join(chosen[at : at + PARAGRAPH]) for at in range(0, len(chosen), PARAGRAPH))
        yield from_parsed(parse(text), f"{number:05}.txt", f"Document {number}")


def word_vectors() -> Encoder:
    """The mean of the bundled encoder's word embeddings, as a sentence-transformers model in a folder."""
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    weights = load_file(bundled_folder() / "model.safetensors")["embeddings.word_embeddings.weight"]
    tokenizer = Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
    folder = tempfile.mkdtemp()
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(folder)
    return SentenceTransformerEncoder(folder)


def timed(run):
    """Seconds that it took, and what it gave."""
    start = perf_counter()
    result = run()
    return perf_counter() - start, result


if __name__ == "__main__":
    main()
