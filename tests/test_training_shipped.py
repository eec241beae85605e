"""training.shipped: the shipped weights as training goes on from them."""

import pytest
import torch
from transformers import MPNetConfig

from qa.reading.bundled_model import BundledModel
from training.reading_model import LAYERS, ReadingModel
from training.shipped import shipped_state


def test_the_model_that_training_goes_on_from_reads_as_the_shipped_one(tmp_path):
    pytest.importorskip("onnx", reason="onnx, with which training reads the shipped graph, is not installed")
    MPNetConfig(vocab_size=30527, max_position_embeddings=514).save_pretrained(tmp_path)
    model = ReadingModel(tmp_path, LAYERS).eval()
    assert model.load_state_dict(shipped_state(), strict=False).unexpected_keys == []
    bundled = BundledModel()
    text = "In 1990 Ali Karim moved to Baghdad with his family, and stayed there until 2003."
    encoding = bundled.tokenizer("Who moved to Baghdad?", text).encodings[0]
    (expected,) = bundled.logits([encoding])
    with torch.inference_mode():
        ids = torch.tensor([encoding.ids])
        found = model(input_ids=ids, attention_mask=torch.ones_like(ids))
    # The shipped one multiplies in 8 bits.
    assert found.start_logits[0].numpy() == pytest.approx(expected.start, abs=0.5)
    assert found.end_logits[0].numpy() == pytest.approx(expected.end, abs=0.5)
