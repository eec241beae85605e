"""training.shipped: the weights that are trained further are those that are shipped."""

import json

import numpy as np
import pytest
import torch

pytest.importorskip("onnx", reason="onnx is not installed: pip install onnx onnxscript")

from benchmarks.reader_checkpoint import CONFIG
from qa.reading.bundled_model import BundledModel
from training.reading_model import LAYERS, ReadingModel
from training.rounding import SameScales, is_rounded, unpacked_state
from training.shipped import shipped_state

QUESTION = "Who leads the militia?"
TEXT = "Qais al-Khazali is the leader of the militia, and Qaani visited him in Baghdad."


def test_the_model_of_these_weights_says_what_the_shipped_one_says(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    packed = shipped_state()
    model = ReadingModel(tmp_path, LAYERS).eval()
    model.load_state_dict(unpacked_state(packed))
    bundled = BundledModel()
    ((window,),) = bundled.tokenizer.windows([(QUESTION, TEXT)])
    (shipped,) = bundled.logits([window])
    with torch.inference_mode():
        found = model(input_ids=torch.tensor([window.ids]), attention_mask=torch.ones(1, len(window.ids)))
    for logits, told in zip(found, shipped, strict=True):
        # What is multiplied has 8 bits in the one and 32 in the other.
        np.testing.assert_allclose(logits[0].numpy(), told, atol=1.0)
    assert found.start_logits.argmax() == shipped.start.argmax()
    assert found.outcomes.argmax() == np.argmax(shipped.outcomes)


def test_untrained_they_are_shipped_as_they_were():
    packed = shipped_state()
    state = unpacked_state(packed)
    found = SameScales(packed).packed({name: weights for name, weights in state.items() if is_rounded(name, weights)})
    assert len(found) == 3 * 6 * LAYERS
    assert all(torch.equal(found[name], packed[name]) for name in found)
