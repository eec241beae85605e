"""One system that finds passages, run alone in this process; benchmarks/peers.py calls it once a turn.

    python benchmarks/peer_systems.py SYSTEM INPUT.json OUTPUT.json

INPUT has `encoder` (a folder of a sentence-transformers model), `passages` (texts), `questions` and `limit`. OUTPUT
gets seconds to import and to index, milliseconds for each question, the numbers of the passages found, best first, the
peak memory and the size of what is installed. Every system but the first encodes the same passages with the same
weights, set up as its own introduction shows. The first, article-qa, reads the articles that the passages are of
(`squad`, and `places`, each passage's document and start), since it searches their sentences too, and writes its index
to disk, as the others do not.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Find = Callable[[str], Sequence[int]]
"""From a question to the numbers of passages, best first."""


def article_qa(given: dict[str, Any]) -> Find:
    from index.onnx_encoder import BundledEncoder
    from index.store import Store
    from qa.evaluation.questions import load_questions
    from qa.retrieval import Retriever

    mark_imported()
    documents = load_questions(Path(given["squad"])).documents
    encoder = BundledEncoder()
    encoder.encode(["ready"])
    mark_loaded()
    store = Store(Path(tempfile.mkdtemp()))
    store.update(encoder, add=documents)
    numbers = {tuple(place): at for at, place in enumerate(given["places"])}
    retriever = Retriever(store.open(encoder), encoder)
    return lambda question: [
        numbers[hit.passage.document, hit.passage.start] for hit in retriever.retrieve(question, given["limit"])
    ]


def sentence_transformers(given: dict[str, Any]) -> Find:
    import numpy as np
    from sentence_transformers import SentenceTransformer

    mark_imported()
    model = SentenceTransformer(given["encoder"], device="cpu")
    model.encode(["ready"])
    mark_loaded()
    vectors = model.encode(given["passages"], normalize_embeddings=True, show_progress_bar=False)

    def find(question: str) -> Sequence[int]:
        scores = vectors @ model.encode(question, normalize_embeddings=True, show_progress_bar=False)
        return np.argsort(-scores)[: given["limit"]].tolist()

    return find


def langchain(given: dict[str, Any]) -> Find:
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    mark_imported()
    model = HuggingFaceEmbeddings(model_name=given["encoder"], model_kwargs={"device": "cpu"})
    model.embed_query("ready")
    mark_loaded()
    numbers = [{"number": at} for at in range(len(given["passages"]))]
    store = FAISS.from_texts(given["passages"], model, metadatas=numbers)
    return lambda question: [found.metadata["number"] for found in store.similarity_search(question, k=given["limit"])]


def llama_index(given: dict[str, Any]) -> Find:
    import faiss
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.faiss import FaissVectorStore

    mark_imported()
    model = HuggingFaceEmbedding(model_name=given["encoder"], device="cpu")
    size = len(model.get_query_embedding("ready"))
    mark_loaded()
    storage = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss_index=faiss.IndexFlatL2(size)))
    nodes = [TextNode(text=text, id_=str(at)) for at, text in enumerate(given["passages"])]
    index = VectorStoreIndex(nodes, storage_context=storage, embed_model=model)
    retriever = index.as_retriever(similarity_top_k=given["limit"])
    return lambda question: [int(found.node.node_id) for found in retriever.retrieve(question)]


def txtai(given: dict[str, Any]) -> Find:
    from txtai import Embeddings

    mark_imported()
    embeddings = Embeddings(path=given["encoder"], hybrid=True, gpu=False)
    embeddings.batchtransform(["ready"])
    mark_loaded()
    embeddings.index(list(enumerate(given["passages"])))
    return lambda question: [int(number) for number, _ in embeddings.search(question, given["limit"])]


def haystack(given: dict[str, Any]) -> Find:
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import ComponentDevice
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    mark_imported()
    device = ComponentDevice.from_str("cpu")
    of_documents = SentenceTransformersDocumentEmbedder(model=given["encoder"], device=device, progress_bar=False)
    of_question = SentenceTransformersTextEmbedder(model=given["encoder"], device=device, progress_bar=False)
    of_documents.warm_up()
    of_question.warm_up()
    of_question.run("ready")
    mark_loaded()
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    documents = [Document(content=text, meta={"number": at}) for at, text in enumerate(given["passages"])]
    store.write_documents(of_documents.run(documents)["documents"])
    dense = InMemoryEmbeddingRetriever(store, top_k=given["limit"])
    lexical = InMemoryBM25Retriever(store, top_k=given["limit"])
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=given["limit"])

    def find(question: str) -> Sequence[int]:
        by_vector = dense.run(of_question.run(question)["embedding"])["documents"]
        by_words = lexical.run(question)["documents"]
        return [found.meta["number"] for found in joiner.run([by_vector, by_words])["documents"]]

    return find


SYSTEMS: dict[str, tuple[Callable[[dict[str, Any]], Find], str]] = {
    "article-qa": (article_qa, "article-qa"),
    "sentence-transformers": (sentence_transformers, "sentence-transformers"),
    "LangChain, FAISS": (langchain, "langchain-community langchain-huggingface faiss-cpu"),
    "LlamaIndex, FAISS": (
        llama_index,
        "llama-index-core llama-index-embeddings-huggingface llama-index-vector-stores-faiss faiss-cpu",
    ),
    "txtai, hybrid": (txtai, "txtai"),
    "Haystack, hybrid": (haystack, "haystack-ai sentence-transformers-haystack"),
}
"""How a system is set up, and the distributions it is installed with."""

_marks: list[float] = []


def mark_imported() -> None:
    """Called by a system when its imports are done."""
    _marks.append(time.perf_counter())


def mark_loaded() -> None:
    """Called by a system when its encoder is ready."""
    _marks.append(time.perf_counter())


def installed_size(distributions: str) -> int:
    """Bytes of the files of these distributions and of all that they require."""
    waiting, seen, size = distributions.split(), set(), 0
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        size += sum(
            path.stat().st_size for path in map(Path, map(found.locate_file, found.files or [])) if path.is_file()
        )
        required = [each for each in found.requires or [] if "extra ==" not in each]
        waiting += [re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0] for each in required]
    return size


def main() -> None:
    name, read, written = sys.argv[1:]
    given = json.loads(Path(read).read_bytes())
    set_up, distributions = SYSTEMS[name]
    started = time.perf_counter()
    find = set_up(given)
    indexed = time.perf_counter()
    imported, loaded = _marks
    find(given["questions"][0])
    found, milliseconds = [], []
    for question in given["questions"]:
        asked = time.perf_counter()
        found.append(list(find(question)))
        milliseconds.append((time.perf_counter() - asked) * 1000)
    result = {
        "import_s": imported - started,
        "load_s": loaded - imported,
        "index_s": indexed - loaded,
        "question_ms": milliseconds,
        "found": found,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "installed_mib": installed_size(distributions) / 2**20,
    }
    Path(written).write_text(json.dumps(result), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)  # Some systems leave threads that would wait.


if __name__ == "__main__":
    main()
