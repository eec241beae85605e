"""How quick the reader is in each runtime, beside what the processor could do, and what few bits cost.

    pip install onnx onnxscript
    python benchmarks/reader.py --data ../shared/data [--threads 2]

All runtimes have the shipped weights (benchmarks/reader_checkpoint.py) and take turns in one run. The floor of a
runtime is the model's arithmetic divided by the rate of plain matrix products of the model's own shapes, of the
same kind of numbers, by the same library. Quality is that of the examples held out of training, given their context.
"""

from __future__ import annotations

import argparse
import logging
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from benchmarks.reader_checkpoint import parameters, write_checkpoint
from qa.evaluation.answers import best, exact_match, token_f1
from qa.reading.bundled_model import BundledModel
from qa.reading.span_model import Logits, Model, TorchModel, best_spans_of_pairs
from training.held_out import is_held_out
from training.rounding import WORDS
from training.sources import squad2, squadshifts

PASSAGES, TOKENS = 8, 220
LAYERS, SIZE, INNER = 12, 768, 3072
TURNS = 15

EIGHT_BITS = "ONNX Runtime, 8 bits, each passage alone (shipped)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with a folder for each data set; without it, times alone")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    bundled = BundledModel()
    _memory(bundled)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint, whole, four = (Path(folder, name) for name in ("checkpoint", "whole.onnx", "four.onnx"))
        write_checkpoint(checkpoint)
        _export(checkpoint, whole)
        _in_four_bits(whole, four)
        models: dict[str, Model] = {
            "torch, 32 bits": _torch(checkpoint, torch.float32),
            "torch, bfloat16": _torch(checkpoint, torch.bfloat16),
            "ONNX Runtime, 32 bits": _Graph(whole, bundled, arguments.threads),
            "ONNX Runtime, MatMulNBits of 4 bits": _Graph(four, bundled, arguments.threads),
            "ONNX Runtime, 8 bits, all passages in one batch": _Batched(bundled),
            EIGHT_BITS: bundled,
        }
        for passages in (1, PASSAGES):
            _speed(models, passages, arguments.threads)
        if arguments.data:
            _quality(arguments.data, models)


def _speed(models: dict[str, Model], passages: int, threads: int) -> None:
    window = models[EIGHT_BITS].tokenizer.windows([("Who?", "word " * TOKENS)])[0][0]
    taken: dict[str, list[float]] = {name: [] for name in models}
    for turn in range(TURNS + 1):
        for name, model in models.items():
            started = time.perf_counter()
            model.logits([window] * passages)
            if turn:
                taken[name].append(1000 * (time.perf_counter() - started))
    products = LAYERS * TOKENS * (4 * SIZE * SIZE + 2 * SIZE * INNER + 2 * TOKENS * SIZE)
    operations = 2 * passages * products
    rates = {
        "32 bits": _rate_of_floats(torch.float32),
        "bfloat16": _rate_of_floats(torch.bfloat16),
        "8 bits": _rate_of_bytes(threads),
    }
    print(f"{passages} passages of {TOKENS} tokens: {operations / 1e9:.1f} billion operations; ms, {TURNS} turns each")
    for name, times in taken.items():
        # MatMulNBits rounds what it multiplies with to 8 bits.
        floor = 1000 * operations / next((rate for kind, rate in rates.items() if kind in name), rates["8 bits"])
        low, middle, high = min(times), statistics.median(times), max(times)
        print(f"    {name:<50} {low:7.1f} {middle:7.1f} {high:7.1f}   floor {floor:6.1f} ({middle / floor:.1f} times)")


def _rate_of_floats(kind: torch.dtype) -> float:
    """Operations a second of one large matrix product."""
    left, right = torch.randn(PASSAGES * TOKENS, SIZE).to(kind), torch.randn(SIZE, INNER).to(kind)
    return 2 * PASSAGES * TOKENS * SIZE * INNER / _quickest(lambda: left @ right)


def _rate_of_bytes(threads: int) -> float:
    """The same of 8-bit numbers, by ONNX Runtime, one passage at a time."""
    from onnx import TensorProto, helper

    left = helper.make_tensor_value_info("left", TensorProto.UINT8, [TOKENS, SIZE])
    product = helper.make_tensor_value_info("product", TensorProto.INT32, [TOKENS, INNER])
    weights = np.random.default_rng(0).integers(-63, 64, (SIZE, INNER), dtype=np.int8)
    right = helper.make_tensor("right", TensorProto.INT8, weights.shape, weights.tobytes(), raw=True)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["left", "right"], ["product"])], "g", [left], [product], [right]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), _options(threads), providers=["CPUExecutionProvider"]
    )
    given = {"left": np.full((TOKENS, SIZE), 7, dtype=np.uint8)}
    return 2 * TOKENS * SIZE * INNER / _quickest(lambda: session.run(None, given))


def _quickest(do: Callable[[], Any]) -> float:
    taken = []
    for _ in range(50):
        started = time.perf_counter()
        do()
        taken.append(time.perf_counter() - started)
    return min(taken)


def _quality(data: Path, models: dict[str, Model]) -> None:
    examples = [example for read in (squad2, squadshifts) for example in read(data) if is_held_out(example)]
    answerable = [example for example in examples if example.answers]
    print(f"exact match and F1 of {len(answerable)} answerable questions held out of training, given their context")
    for name, model in models.items():
        found = best_spans_of_pairs(model, [(example.question, example.context) for example in answerable])
        texts = [example.context[slice(*span.span)] for example, span in zip(answerable, found, strict=True)]
        for score in (exact_match, token_f1):
            values = [best(score, text, e.answer_texts) for text, e in zip(texts, answerable, strict=True)]
            print(f"    {name:<24} {score.__name__} {np.mean(values):.4f}")


def _memory(model: Model) -> None:
    """Of a process that has loaded the libraries already; so it comes first."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best_spans_of_pairs(model, [("Who?", "word " * 200)] * PASSAGES)
    print(
        f"memory that the reader adds: {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MiB"
    )


def _torch(checkpoint: Path, kind: torch.dtype) -> TorchModel:
    model = AutoModelForQuestionAnswering.from_pretrained(checkpoint)
    return TorchModel(model.to(kind).eval(), AutoTokenizer.from_pretrained(checkpoint))


class _FromWords(torch.nn.Module):
    """With word embeddings for input, (batch, tokens, size), instead of token ids."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, words: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        found = self.model(inputs_embeds=words, attention_mask=attention_mask)
        return found.start_logits, found.end_logits


def _export(checkpoint: Path, path: Path) -> None:
    """Write the graph with its weights in 32 bits."""
    model = AutoModelForQuestionAnswering.from_pretrained(checkpoint).eval()
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    program = torch.onnx.export(
        _FromWords(model).eval(),
        (torch.randn(2, 50, SIZE), torch.ones(2, 50, dtype=torch.int64)),
        input_names=["words", "attention_mask"],
        output_names=["start", "end"],
        dynamic_shapes=(free, free),
        dynamo=True,
    )
    assert program is not None
    program.save(path)


def _in_four_bits(whole: Path, path: Path) -> None:
    """By ONNX Runtime's own means: blocks of 32, what is multiplied rounded to 8 bits."""
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    logging.getLogger("onnxruntime").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(onnx.load(whole), block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    quantizer.model.save_model_to_file(str(path), use_external_data_format=False)


class _Graph:
    """A graph in a file, each window alone."""

    def __init__(self, graph: Path, bundled: Model, threads: int) -> None:
        self.tokenizer = bundled.tokenizer
        self._session = onnxruntime.InferenceSession(graph, _options(threads), providers=["CPUExecutionProvider"])
        self._words = parameters()[WORDS].numpy()

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        found = []
        for window in windows:
            given = {"words": self._words[[window.ids]], "attention_mask": np.ones((1, len(window.ids)), np.int64)}
            found.append(Logits(*(output[0] for output in self._session.run(None, given))))
        return found


class _Batched:
    """The shipped model with windows filled up to the longest, all together."""

    def __init__(self, bundled: BundledModel) -> None:
        self.tokenizer = bundled.tokenizer
        self._session, self._words = bundled._loaded

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        longest = max(len(window.ids) for window in windows)
        ids = np.array([window.ids + [1] * (longest - len(window.ids)) for window in windows])
        mask = np.array([[1] * len(window.ids) + [0] * (longest - len(window.ids)) for window in windows])
        start, end, outcomes = self._session.run(None, {"words": self._words.of(ids), "attention_mask": mask})
        sizes = [len(window.ids) for window in windows]
        return [Logits(start[at, :size], end[at, :size], outcomes[at]) for at, size in enumerate(sizes)]


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return options


if __name__ == "__main__":
    main()
