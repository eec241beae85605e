"""How quick the reader is in each runtime, beside what the processor could do, and what 8 bits cost.

    pip install onnx onnxscript
    python training/export_reader.py MODEL --data ../shared/data --whole build/whole.onnx
    python benchmarks/reader.py MODEL --whole build/whole.onnx --data ../shared/data

MODEL is the folder that training/train_reader.py wrote. All runtimes take turns in one
run. The floor of a runtime is the model's arithmetic divided by the rate of plain matrix
products of the model's own shapes, of the same kind of numbers, by the same library.
Quality is that of the examples held out of training, given their context.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer

from qa.evaluation.answers import best, exact_match, token_f1
from qa.reading.bundled_model import BundledModel
from qa.reading.span_model import Logits, Model, TorchModel, best_spans_of_pairs
from training.held_out import is_held_out
from training.reading_model import LAYERS, ReadingModel
from training.rounding import WORDS, unpacked_state
from training.sources import squad2, squadshifts

PASSAGES, TOKENS = 8, 220
SIZE, INNER = 768, 3072
TURNS = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with the trained model.safetensors")
    parser.add_argument("--whole", type=Path, required=True, help="the graph with 32-bit weights")
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    arguments = parser.parse_args()
    bundled = BundledModel()
    _memory(bundled)
    models: dict[str, Model] = {
        "torch, 32 bits": _torch(arguments.model, torch.float32),
        "torch, bfloat16": _torch(arguments.model, torch.bfloat16),
        "ONNX Runtime, 32 bits": _Whole(arguments.whole, arguments.model, bundled),
        "ONNX Runtime, 8 bits": bundled,
    }
    _speed(models)
    _quality(arguments.data, models)


def _speed(models: dict[str, Model]) -> None:
    tokenizer = models["ONNX Runtime, 8 bits"].tokenizer
    window = tokenizer.windows([("Who?", "word " * TOKENS)])[0][0]
    taken: dict[str, list[float]] = {name: [] for name in models}
    for turn in range(TURNS + 1):
        for name, model in models.items():
            started = time.perf_counter()
            model.logits([window] * PASSAGES)
            if turn:
                taken[name].append(1000 * (time.perf_counter() - started))
    products = LAYERS * TOKENS * (4 * SIZE * SIZE + 2 * SIZE * INNER + 2 * TOKENS * SIZE)
    operations = 2 * PASSAGES * products
    rates = {"32 bits": _rate_of_floats(torch.float32), "bfloat16": _rate_of_floats(torch.bfloat16)}
    rates["8 bits"] = _rate_of_bytes()
    print(f"{PASSAGES} passages of {TOKENS} tokens: {operations / 1e9:.1f} billion operations; ms, {TURNS} turns each")
    for name, times in taken.items():
        rate = next(rate for kind, rate in rates.items() if kind in name)
        floor = 1000 * operations / rate
        low, middle, high = min(times), statistics.median(times), max(times)
        print(f"    {name:<24} {low:7.1f} {middle:7.1f} {high:7.1f}   floor {floor:6.1f} ({middle / floor:.1f} times)")


def _rate_of_floats(kind: torch.dtype) -> float:
    """Operations a second of one large matrix product."""
    left, right = torch.randn(PASSAGES * TOKENS, SIZE).to(kind), torch.randn(SIZE, INNER).to(kind)
    return 2 * PASSAGES * TOKENS * SIZE * INNER / _quickest(lambda: left @ right)


def _rate_of_bytes() -> float:
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
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
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


def _torch(folder: Path, kind: torch.dtype) -> TorchModel:
    model = ReadingModel(folder, LAYERS)
    model.load_state_dict(_state(folder))
    return TorchModel(model.to(kind).eval(), AutoTokenizer.from_pretrained(folder))


def _state(folder: Path) -> dict[str, torch.Tensor]:
    return unpacked_state(load_file(folder / "model.safetensors"))


class _Whole:
    """The graph with 32-bit weights, each window alone."""

    def __init__(self, graph: Path, model: Path, bundled: Model) -> None:
        self.tokenizer = bundled.tokenizer
        self._session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
        self._words = _state(model)[WORDS].numpy()

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        found = []
        for window in windows:
            given = {"words": self._words[[window.ids]], "attention_mask": np.ones((1, len(window.ids)), np.int64)}
            found.append(Logits(*(output[0] for output in self._session.run(None, given))))
        return found


if __name__ == "__main__":
    main()
