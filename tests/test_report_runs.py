"""qa.evaluation.report.runs: several runs on one page."""

import re

from test_report import NASTY, Parsed
from test_runs import GOOD, HALF, record

from qa.evaluation.report.runs import render_runs
from qa.evaluation.runs import compare_runs


def page(runs):
    return Parsed(render_runs(compare_runs(runs, ["ended_well", "f1"])))


def test_the_page_has_every_run_its_metrics_and_what_is_better():
    found = page({"good.json": GOOD, "half.json": HALF})
    assert "2 runs compared" in found.text
    assert re.search(r"100\.0%.*\n?.*better than half\.json", found.text)
    assert "\N{MINUS SIGN}50.0 points" in found.text
    assert "allows for 2 tests being made" in found.text
    assert "30 questions that ended well in some runs and not in others" in found.text
    assert "kind: why" in found.text


def test_it_fetches_nothing_and_has_no_script():
    html = render_runs(compare_runs({"a": GOOD, "b": HALF}))
    found = Parsed(html)
    assert not found.having("script")
    assert not {tag for tag, _ in found.tags} & {"link", "img", "iframe", "object", "base", "form"}
    (policy,) = (meta["content"] for meta in found.having("meta") if meta.get("http-equiv"))
    assert "script-src 'none'" in (policy or "")
    ids = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    assert all((link["href"] or "")[1:] in ids for link in found.having("a"))


def test_markup_in_names_and_questions_makes_no_element():
    nasty = record([True, False], kinds=(NASTY, "x"), settings={NASTY: 1})
    for row in nasty["questions"]:
        row["question"] = NASTY
    clean = page({"a": record([True, False], settings={"x": 1}), "b": record([True, True])})
    other = {**record([True, True]), "questions": [{**row, "right": True} for row in nasty["questions"]]}
    found = page({NASTY: nasty, "b": other})
    assert {tag for tag, _ in found.tags} <= {tag for tag, _ in clean.tags}
    assert not any("onerror" in attributes for _, attributes in found.tags)
    assert NASTY in found.text


def test_runs_that_agree_say_so():
    assert "Every question ended well in all runs or in none." in page({"a": HALF, "b": HALF}).text
