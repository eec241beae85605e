"""qa.evaluation.report.failures: the stages at which questions failed, on the page."""

from test_report import Parsed, synthetic_record

from qa.evaluation.report.failures import failed
from qa.evaluation.report.render import render
from qa.evaluation.stages import Stage

NONE = {"questions": 0, "value": 0.0, "low": 0.0, "high": 0.1}


def record():
    """A made-up run of which two questions of five failed."""
    found = dict.fromkeys(Stage, NONE)
    found[Stage.HELD_BACK] = {"questions": 2, "value": 0.4, "low": 0.1, "high": 0.75}
    return {**synthetic_record(5), "failures": found}


def test_stages_without_a_failure_are_left_out():
    (one,) = failed(record())
    assert (one.stage, one.questions, one.share, one.low, one.high) == (Stage.HELD_BACK, 2, 0.4, 0.1, 0.75)
    assert failed({}) == []


def test_each_stage_stands_on_the_page_and_leads_to_its_questions():
    page = Parsed(render(record()))
    assert "Why answers failed" in page.text
    assert "right answer held back" in page.text
    assert "40.0%" in page.text
    assert "10.0% to 75.0%" in page.text
    assert "#stage=held-back" in [link["href"] for link in page.having("a")]


def test_a_run_in_which_nothing_failed_has_no_such_part():
    assert "Why answers failed" not in Parsed(render(synthetic_record(5))).text
