"""qa.evaluation: one call, and a result in every form."""

import json
from pathlib import Path

import pytest

from index.errors import QuestionSetError
from qa.evaluation import Result, evaluate
from qa.evaluation.baseline import load_baseline, scores_of
from qa.evaluation.comparison import compare
from qa.evaluation.rows import FORMAT
from qa.files import write_whole
from qa.settings import Settings
from qa.startup import seeds_folder


@pytest.fixture(scope="module")
def result(assistant):
    return evaluate(seeds_folder() / "questions.jsonl", assistant=assistant, settings=Settings())


def without_latency(record):
    text = json.dumps(record, indent=1)
    return "\n".join(line for line in text.splitlines() if "latency" not in line)


def test_a_result_has_metrics_with_intervals(result):
    assert isinstance(result, Result)
    assert result.metrics["quote_fidelity"] == 1
    found = result.estimates["sentence_hit@1"]
    assert found.low <= found.value <= found.high


def test_two_runs_write_the_same_but_for_latencies(result, assistant):
    again = evaluate(seeds_folder() / "questions.jsonl", assistant=assistant, settings=Settings())

    def fixed(found):
        record = found.to_dict()
        for part in (record["metrics"], record["intervals"]):
            for name in ("latency_p50_ms", "latency_p95_ms"):
                del part[name]
        for kind in record["by_kind"].values():
            kind["metrics"] = {name: value for name, value in kind["metrics"].items() if "latency" not in name}
        for question in record["questions"]:
            del question["latency_ms"]
        return json.dumps(record)

    assert fixed(result) == fixed(again)


def test_the_json_has_the_metrics_of_the_contract_and_a_row_for_each_question(result):
    record = json.loads(result.to_json())
    wanted = "hit@1 hit@3 hit@5 mrr sentence_hit@1 exact_match f1 answerable_exact_match answerable_f1 "
    wanted += "abstention_precision abstention_recall abstention_auroc coverage_at_90 calibration_error quote_fidelity "
    wanted += "latency_p50_ms latency_p95_ms"
    assert set(wanted.split()) <= set(record["metrics"])
    assert len(record["questions"]) == 34
    assert record["by_kind"]["off-topic"]["questions"] == 2
    assert record["by_document"] == {}


def test_what_was_written_is_a_baseline(result, tmp_path):
    write_whole(tmp_path / "old.json", result.to_json())
    comparison = compare([row.scores for row in result.rows], scores_of(load_baseline(tmp_path / "old.json")))
    assert comparison.questions == 34
    assert comparison.losses == []


def test_each_row_has_its_outcome(result):
    record = json.loads(result.to_json())
    assert record["format"] == FORMAT == 2
    outcomes = [row["outcome"] for row in record["questions"]]
    assert outcomes == [row.scores.outcome for row in result.rows]
    assert {"right-answer", "right-refusal"} <= set(outcomes)


def test_every_question_that_did_not_end_well_has_a_stage_and_they_add_up(result):
    record = json.loads(result.to_json())
    failed = [row for row in record["questions"] if row["stage"]]
    assert failed
    for row in record["questions"]:
        ended_well = row["outcome"] in ("right-answer", "right-refusal")
        assert row["stage"] in (None, "other-words") if ended_well else row["stage"]
    assert sum(found["questions"] for found in record["failures"].values()) == len(failed)


def test_the_documentation_names_every_key_of_the_record(result):
    documentation = (Path(__file__).resolve().parents[1] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    record = result.to_dict()
    assert f"| `format` | {FORMAT}; " in documentation
    for key in [*record, *record["questions"][0]]:
        assert f"`{key}`" in documentation, key


def test_a_dataframe_has_a_row_for_each_question(result):
    frame = result.to_dataframe()
    assert len(frame) == 34
    assert frame["right"].sum() == sum(row.right for row in result.rows)


def test_html_is_one_page(result):
    page = result.to_html()
    assert page.lower().startswith("<!doctype html>")
    assert "Why did Qaani go to Baghdad?" in page


def test_only_squad_has_gold_passages(assistant):
    with pytest.raises(QuestionSetError, match="--gold-passages needs a SQuAD file, which brings its own articles"):
        evaluate(seeds_folder() / "questions.jsonl", assistant=assistant, settings=Settings(), mode="gold-passages")
