"""qa.evaluation.baseline: an earlier run, read back, and compared only with what it can be compared with."""

import dataclasses
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from fakes import refused, row, text_document

from index.errors import QuestionSetError
from qa.evaluation.baseline import check_baseline, load_baseline, scores_of
from qa.evaluation.provenance import trace
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.rows import FORMAT


def by_id(rows):
    return {found.id: found for found in rows}


def test_a_baseline_is_what_eval_wrote():
    rows = [row(id="a"), refused(id="b")]
    Path("old.json").write_text(json.dumps(record(rows)), encoding="utf-8")
    assert scores_of(load_baseline(Path("old.json"))) == by_id(rows)


def record(rows, **changes):
    """What a baseline needs of a record."""
    metrics = {"metrics": {"f1": 0.5}, "intervals": {"f1": [0.25, 0.75]}}
    return {"format": FORMAT, **metrics, "questions": [asdict(found) for found in rows], **changes}


@pytest.mark.parametrize("number", [1, FORMAT + 1, None, "2"])
def test_a_baseline_of_another_format_is_refused_with_what_to_do(number):
    Path("old.json").write_text(json.dumps(record([row()], format=number)), encoding="utf-8")
    with pytest.raises(QuestionSetError) as refusal:
        load_baseline(Path("old.json"))
    assert str(refusal.value) == (
        f"The baseline old.json is of format {number}, and this version compares format {FORMAT}. "
        "Run the earlier evaluation again with this version: qa eval QUESTIONS --json old.json"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"questions": [{"id": "a"}]},
        {"questions": None},
        {"questions": [{**asdict(row()), "answerable": False}]},
        {"questions": [{**asdict(row()), "confidence": "high"}]},
        {"questions": [{**asdict(row()), "confidence": float("nan")}]},
        {"questions": [{**asdict(row()), "evidence": None}]},
        {"questions": [asdict(row()), asdict(row())]},
        {"metrics": None},
        {"metrics": []},
        {"metrics": {"mrr": 1.0}},
        {"intervals": {"f1": [0.5]}},
    ],
)
def test_a_damaged_record_is_no_baseline(changes):
    Path("old.json").write_text(json.dumps(record([row()], **changes)), encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"^The baseline old\.json was not written by qa eval --json"):
        load_baseline(Path("old.json"))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "3", '{"questions": [{"id": "a"}]}'])
def test_another_file_is_no_baseline(text):
    Path("old.json").write_text(text, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"^The baseline old\.json was not written by qa eval --json"):
        load_baseline(Path("old.json"))


def test_a_baseline_that_is_not_there_is_named():
    with pytest.raises(QuestionSetError, match=r"^The baseline old\.json could not be opened: No such file"):
        load_baseline(Path("old.json"))


ARTICLE = text_document("It was Ann. It was Ben.")
ANN = Evidence("a.txt", 7, 10, "Ann")
WHO = Question("who", "Who was it?", ("Ann",), True, None, (), (ANN,), None, "a line")


def traced(question=WHO, document=ARTICLE, settings=None, models=None):
    return trace([question], [document], settings or {"passages": 8}, models or {"reader": "one"})


def written(provenance=None):
    """A record of a run that asked `WHO`."""
    scores = asdict(row(id="who"))
    gold = {"gold_answers": ["Ann"], "evidence": [{"document": "a.txt", "start": 7, "end": 10}]}
    asked = {**scores, "question": "Who was it?", "history": [], **gold}
    return {"questions": [asked], **({"provenance": provenance.to_dict()} if provenance else {})}


def test_the_same_run_is_compared_without_a_warning():
    assert check_baseline(written(traced()), "old.json", [WHO], traced()) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"question": "Who is it?"}, "ask something else"),
        ({"history": ("Who was here?",)}, "ask something else"),
        ({"answers": ("Ben",)}, "have other gold"),
        ({"verdict": "no"}, "have other gold"),
        ({"evidence": (Evidence("a.txt", 19, 22, "Ben"),)}, "have other gold"),
    ],
)
def test_other_questions_or_gold_under_the_same_id_are_refused_by_name(change, what):
    changed = dataclasses.replace(WHO, **change)
    with pytest.raises(QuestionSetError, match=rf"^old\.json cannot be compared: who {what} there\. Give changed"):
        check_baseline(written(traced()), "old.json", [changed], traced(changed))


def test_other_documents_settings_and_models_are_warned_of_by_name():
    now = traced(document=text_document("It was Ann, then."), settings={"passages": 5}, models={"reader": "two"})
    assert check_baseline(written(traced()), "old.json", [WHO], now) == [
        "old.json was run on other documents: a.txt.",
        "old.json was run with other settings: passages.",
        "old.json was run with other models: reader.",
    ]


def test_evidence_may_have_moved_in_a_document_that_has_changed():
    moved = dataclasses.replace(WHO, evidence=(Evidence("a.txt", 9, 12, "Ann"),))
    now = traced(moved, text_document("So it was Ann."))
    assert check_baseline(written(traced()), "old.json", [moved], now) == [
        "old.json was run on other documents: a.txt."
    ]


def test_a_record_of_an_older_version_says_nothing_of_what_it_was_run_on():
    assert check_baseline(written(), "old.json", [WHO], traced()) == [
        "old.json does not say on which documents, settings and models it was run: it is of an older version."
    ]
