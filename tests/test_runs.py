"""qa.evaluation.runs: many runs over the same questions."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from fakes import row

from index.errors import QuestionSetError, SettingsError
from qa.evaluation.comparison import compare
from qa.evaluation.rows import FORMAT
from qa.evaluation.runs import compare_runs


def record(right, *, seed=0, kinds=("who", "why"), cluster=None, settings=None, **changes):
    """A run as it was written: one question for each of `right`, which says whether it ended well."""
    chance = np.random.default_rng(seed)
    scores = [
        row(
            id=str(n),
            right=good,
            f1=float(good),
            latency_ms=float(chance.integers(1, 9)),
            cluster=cluster and cluster(n),
        )
        for n, good in enumerate(right)
    ]
    rows = [
        {"question": f"Who, {n}?", "kind": kinds[n % len(kinds)], "history": [], **asdict(found)}
        for n, found in enumerate(scores)
    ]
    provenance = {"documents": {"a.txt": "1"}, "settings": settings or {}, "models": {"reader": "r"}}
    return {"format": FORMAT, "questions": rows, "provenance": provenance, **changes}


GOOD = record([True] * 60)
HALF = record([n % 2 == 0 for n in range(60)])
ALSO_HALF = record([n % 2 == 1 for n in range(60)])


def pair(runs, metric, first, second):
    return next(p for p in runs.pairs if (p.metric, p.first, p.second) == (metric, first, second))


def test_every_pair_is_tested_and_the_better_run_is_named():
    runs = compare_runs({"good": GOOD, "half": HALF, "also": ALSO_HALF})
    found = pair(runs, "ended_well", "good", "half")
    assert (found.difference, found.winner) == (-0.5, "good")
    assert found.low < -0.5 < found.high < 0
    assert pair(runs, "ended_well", "half", "also").winner is None
    assert runs.beaten("ended_well", "good") == ["half", "also"]
    assert runs.beaten("ended_well", "half") == []
    assert runs.ranked("ended_well") == ["good", "half", "also"]
    assert len({(p.first, p.second) for p in runs.pairs}) == 3


def test_a_difference_is_that_of_a_comparison_with_a_baseline():
    runs = compare_runs({"half": HALF, "good": GOOD}, ["f1"])
    from_baseline = compare(
        [row(id=str(n), right=True, f1=1.0) for n in range(60)],
        {str(n): row(id=str(n), right=n % 2 == 0, f1=float(n % 2 == 0)) for n in range(60)},
    )
    known = next(found for found in from_baseline.differences if found.metric == "f1")
    (found,) = runs.pairs
    assert (found.difference, found.low, found.high, found.p) == (known.difference, known.low, known.high, known.p)


def test_holm_corrects_over_all_pairs_and_metrics_and_latencies_are_not_tested():
    runs = compare_runs({"good": GOOD, "half": HALF, "also": ALSO_HALF}, ["ended_well", "f1", "latency_p50_ms"])
    assert runs.tests == 6
    tested = sorted((p.p, p.p_holm) for p in runs.pairs if p.p is not None)
    assert tested[0][1] == pytest.approx(6 * tested[0][0])
    assert all(p_holm >= p for p, p_holm in tested)
    assert {p.metric for p in runs.pairs if p.p is None} == {"latency_p50_ms"}


def test_of_many_runs_a_clear_difference_stays_significant():
    many = {f"run {n}": HALF for n in range(9)}
    runs = compare_runs({"good": GOOD, **many}, ["ended_well", "f1"])
    assert runs.tests == 90
    assert len(runs.beaten("ended_well", "good")) == 9


def test_where_lower_is_better_the_lower_one_wins():
    sure = record([True] * 60)
    unsure = record([True] * 60)
    for found in unsure["questions"]:
        found["confidence"] = 0.3
    runs = compare_runs({"unsure": unsure, "sure": sure}, ["calibration_error"])
    assert runs.pairs[0].winner == "sure"
    assert runs.ranked("calibration_error") == ["sure", "unsure"]


def test_groups_say_who_leads_in_each_kind():
    whos = record([n % 2 == 0 for n in range(60)])
    runs = compare_runs({"good": GOOD, "who": whos}, ["f1"])
    who, why = runs.groups
    assert (who.by, who.name, who.questions, who.leaders) == ("kind", "who", 30, ["good", "who"])
    assert (why.name, why.leaders, why.ended_well["who"].value) == ("why", ["good"], 0)
    assert compare_runs({"a": record([True], kinds=("who",)), "b": record([False], kinds=("who",))}).groups == ()


def test_documents_are_groups_and_are_drawn_where_there_are_several():
    made = [record([n % 3 != k for n in range(60)], cluster=lambda n: f"{n % 6}.txt") for k in (0, 1)]
    runs = compare_runs({"a": made[0], "b": made[1]}, ["f1"])
    assert runs.drawn == "documents"
    assert [found.name for found in runs.groups if found.by == "document"] == [f"{n}.txt" for n in range(6)]


def test_only_questions_that_all_runs_asked_are_compared():
    runs = compare_runs({"a": record([True] * 5), "b": record([False] * 3)})
    assert (len(runs.questions), runs.left_out) == (3, 2)
    assert runs.questions[0].outcomes == {"a": "right-answer", "b": "wrong-answer"}
    assert all(asked.differs for asked in runs.questions)


def test_a_metric_that_is_not_defined_in_every_run_is_left_out():
    refusing = json.loads(json.dumps(GOOD))
    refusing["questions"][0]["answered"] = False
    runs = compare_runs({"a": GOOD, "b": refusing, "c": refusing}, ["f1", "abstention_precision"])
    assert list(runs.metrics) == ["f1"]
    assert {found.metric for found in runs.pairs} == {"f1"}
    assert compare_runs({"a": GOOD, "b": HALF}, ["verdict_accuracy"]).pairs == ()


def test_what_differs_between_the_runs_is_told():
    a, b = (
        record([True], settings={"passages": 8, "weights": [1]}),
        record([True], settings={"passages": 5, "weights": [1]}),
    )
    assert compare_runs({"a": a, "b": b}).made_of == {"a": {"passages": "8"}, "b": {"passages": "5"}}
    older = record([True], provenance=None)
    assert compare_runs({"a": older, "b": older}).made_of == {"a": {}, "b": {}}


def test_runs_that_cannot_be_compared_are_refused():
    with pytest.raises(QuestionSetError, match=r"^Name two runs or more, each a file that qa eval --json wrote\.$"):
        compare_runs({"a": GOOD})
    other = json.loads(json.dumps(GOOD))
    other["questions"][3]["question"] = "Who else?"
    with pytest.raises(
        QuestionSetError, match=r"^b cannot be compared with a: 3 ask something else or have other gold"
    ):
        compare_runs({"a": GOOD, "b": other})
    renamed = record([True], questions=[{**GOOD["questions"][0], "id": "x"}])
    with pytest.raises(QuestionSetError, match=r"^a and b have no question in common: their ids differ\.$"):
        compare_runs({"a": GOOD, "b": renamed})
    with pytest.raises(SettingsError, match=r"^There is no metric joy\. There are: ended_well, hit@1,"):
        compare_runs({"a": GOOD, "b": HALF}, ["joy"])


def test_other_documents_are_worth_a_warning():
    moved = json.loads(json.dumps(GOOD))
    moved["provenance"]["documents"]["a.txt"] = "2"
    assert compare_runs({"a": GOOD, "b": moved}, ["f1"]).warnings == ("b and a were run on other versions of a.txt.",)


def test_the_same_runs_give_the_same_json():
    runs = {"a": GOOD, "b": HALF}
    assert compare_runs(runs).to_json() == compare_runs(runs).to_json()
    written = json.loads(compare_runs(runs).to_json())
    assert written["format"] == 1
    assert written["pairs"][0]["winner"] == "a"
    assert written["questions"][1]["outcomes"] == {"a": "right-answer", "b": "wrong-answer"}
