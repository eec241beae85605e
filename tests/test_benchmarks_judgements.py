"""benchmarks.judgements: correlations of metrics with people, on a small file whose figures are known by hand."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.judgements import METRICS, Pair, correlations, interval, main, read, report

GOLD = "The ferry to Malta was launched in 1999 by Ann Lee."
HALF, NOTHING, INVENTED = "A ferry was launched.", "I do not know.", "It was launched in 1850 by Ben Moss."


def entries(*pairs):
    """Two annotators' entries for each pair of answers with their two labels."""
    return [
        {
            "instance_id": number,
            "dataset": "made",
            "query_id": str(number),
            "query": "When was the ferry launched?",
            "gt_answer": GOLD,
            "model1": {"model_name": "a", "response": first, "critiques": ""},
            "model2": {"model_name": "b", "response": second, "critiques": ""},
            **{f"{name}_label": label for name in ("correctness", "completeness", "overall")},
        }
        for number, (first, second, labels) in enumerate(pairs)
        for label in labels
    ]


PAIRS = entries((NOTHING, GOLD, (2, 1)), (GOLD, HALF, (-1, -1)), (HALF, HALF, (0, 0)), (GOLD, NOTHING, (-2, -2)))


def write(value):
    Path("judged.json").write_text(json.dumps(value), encoding="utf-8")


def run(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["judgements", "judged.json"])
    code = main()
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_metrics_stand_beside_people_for_each_label(monkeypatch, capsys):
    write(PAIRS)
    code, out, err = run(monkeypatch, capsys)
    assert (code, err) == (0, "")
    assert out.startswith("4 pairs, each judged by two people")
    tables = out.split("\n\n")[1:]
    assert [table.split()[0] for table in tables] == ["correctness", "completeness", "overall"]
    for table in tables:
        assert [line[:22].rstrip() for line in table.splitlines()[1:]] == ["people with each other", *METRICS]


def test_a_difference_is_put_beside_both_annotators_labels():
    labels = np.array([[2.0, 1.0], [-1.0, -1.0], [0.0, 0.0]])
    difference = np.array([1.0, -0.5, 0.0])
    pearson, spearman = correlations(np.stack([difference, difference], axis=1), labels)
    assert pearson == pytest.approx(np.corrcoef([1, 1, -0.5, -0.5, 0, 0], labels.ravel())[0, 1])
    assert spearman == pytest.approx(np.corrcoef([4.5, 4.5, 0.5, 0.5, 2.5, 2.5], [5, 4, 0.5, 0.5, 2.5, 2.5])[0, 1])
    low, high = interval(np.stack([difference, difference], axis=1), labels)
    assert low <= pearson <= high


def test_every_metric_prefers_what_is_more_of_the_gold_answer():
    pair = Pair("When was the ferry launched?", GOLD, "", "", {})
    for name in ("f1", "folded_f1", "gold_token_recall"):
        assert METRICS[name](GOLD, pair) == 1 > METRICS[name](HALF, pair) > METRICS[name](NOTHING, pair)
    # Its number is of another year, and its name is another; both are neither in the gold answer nor in the question.
    assert METRICS["ungrounded, turned"](INVENTED, pair) == 0 < METRICS["ungrounded, turned"](GOLD, pair) == 1


def test_labels_that_are_all_the_same_have_no_correlation():
    write(entries(*[(GOLD, HALF, (1, 1))] * 3))
    assert "not defined: all are the same" in report(read(Path("judged.json")))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "judged.json is no list of pairs"),
        (PAIRS[:-1], "judged.json is no list of pairs"),
        ([*PAIRS[1:], PAIRS[0]], "Entries 0 and 1 are no judged pair: they are of two instances."),
        (
            [{**PAIRS[0], "overall_label": 3}, *PAIRS[1:]],
            "Entries 0 and 1 are no judged pair: a label is 3, and not",
        ),
        ([{**PAIRS[0], "query": 7}, *PAIRS[1:]], "Entries 0 and 1 are no judged pair: 7 is no text."),
        ([{"instance_id": 0}] * 6, "Entries 0 and 1 are no judged pair: 'model1' is missing."),
    ],
)
def test_another_file_is_one_sentence_and_exit_code_2(monkeypatch, capsys, value, message):
    write(value)
    code, out, err = run(monkeypatch, capsys)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"judgements: {message}")


@pytest.mark.parametrize("content", [None, b"{", b"\xff"])
def test_a_file_that_cannot_be_read_is_said(monkeypatch, capsys, content):
    if content is not None:
        Path("judged.json").write_bytes(content)
    assert run(monkeypatch, capsys)[0] == 2
