"""qa.commandline.sweep and qa.commandline.evaluate: killed at any instant, they end with the same numbers."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.commandline.parser import main

REPOSITORY = Path(__file__).resolve().parents[1]
QUESTIONS = REPOSITORY / "seeds" / "questions.jsonl"
GRID = "threshold = [0.3, 0.6]\n[chunking]\nlongest = [500]\n"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "QA_READER": "sentences"}


@pytest.fixture(autouse=True)
def _sentences(monkeypatch):
    monkeypatch.setenv("QA_READER", "sentences")
    Path("grid.toml").write_text(GRID, encoding="utf-8")


def run(capsys, *arguments):
    code = main(["sweep", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def killed(arguments, chance, times):
    """Run a command, kill it at random instants, and let it end at last; how often it was killed while it ran."""
    hits = 0
    for attempt in range(times + 1):
        process = subprocess.Popen(
            [sys.executable, "-m", "qa", *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        if attempt < times:
            time.sleep(chance.uniform(0.5, 3.0))
            hits += process.poll() is None
            process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == 0
    return hits


def without_time(record):
    record["metrics"] = {name: value for name, value in record["metrics"].items() if "latency" not in name}
    for name in ("intervals", "by_kind", "by_document", "by_form"):
        record.pop(name)
    for one in record["questions"]:
        one.pop("latency_ms")
    return record


def test_it_prints_every_point_and_what_the_best_is_worth_elsewhere(capsys):
    code, out, err = run(capsys, "grid.toml", QUESTIONS, "-o", "runs")
    assert (code, err) == (0, "")
    assert out.startswith("3 runs in runs; ended_well on the 17 questions chosen on:\n  0.")
    assert "  threshold=0.6, chunking.longest=500" in out
    assert "On the 17 other questions:" in out
    assert len(list(Path("runs").glob("point-*.json"))) == 3


def test_a_sweep_and_an_evaluation_that_are_killed_end_with_the_same_numbers(capsys):
    assert run(capsys, "grid.toml", QUESTIONS, "-o", "whole")[0] == 0
    assert main(["eval", str(QUESTIONS), "--json", "whole.json"]) == 0
    hits = killed(["sweep", "grid.toml", str(QUESTIONS), "-o", "cut"], random.Random(1), 2)
    hits += killed(["eval", str(QUESTIONS), "--json", "cut.json"], random.Random(2), 1)
    assert hits
    assert Path("cut/sweep.json").read_text(encoding="utf-8") == Path("whole/sweep.json").read_text(encoding="utf-8")
    pairs = [(path, Path("cut") / path.name) for path in Path("whole").glob("point-*.json")]
    for one, other in [*pairs, (Path("whole.json"), Path("cut.json"))]:
        first, second = (without_time(json.loads(path.read_text(encoding="utf-8"))) for path in (one, other))
        assert first == second
    assert not list(Path().glob("**/*.unfinished.jsonl"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.toml", QUESTIONS], "qa: The grid none.toml could not be opened: No such file or directory."),
        (["grid.toml", "none.jsonl"], "qa: none.jsonl could not be opened"),
        (["grid.toml", QUESTIONS, "--metric", "joy"], "qa: There is no metric joy. There are: ended_well,"),
        (["grid.toml", QUESTIONS, "-o", "grid.toml"], "qa: grid.toml could not be used: File exists."),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(message)
