"""qa.commandline.plan: the command `qa plan`."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from fakes import row

from qa.commandline.parser import main


def write(name, documents):
    rows = [
        asdict(row(id=str(at), right=at % 4 > 0, cluster=f"d{at % documents}" if documents else None))
        for at in range(60)
    ]
    record = {"format": 2, "metrics": {}, "intervals": {}, "questions": rows}
    Path(name).write_text(json.dumps(record), encoding="utf-8")


@pytest.fixture(autouse=True)
def files():
    write("one.json", 0)
    write("other.json", 0)
    write("ten.json", 10)


def run(capsys, *arguments):
    code = main(["plan", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_it_prints_how_many_questions_are_needed_and_what_can_be_seen(capsys):
    code, out, err = run(capsys, "one.json", "--detect", "0.1")
    assert (code, err) == (0, "")
    assert out.startswith("Pilot: 60 questions, ended_well 0.750.\nTwo systems are taken to do the same on 80% of")
    assert " questions, about these documents alone" in out
    assert "This set sees that difference in " in out


def test_documents_are_planned_for_where_there_are_several(capsys):
    out = run(capsys, "ten.json", "--detect", "0.1")[1]
    assert "Pilot: 60 questions about 10 documents" in out
    assert "(as the pilot)" in out
    assert "   5 questions a document: " in out
    assert "The pilot has 10 documents, too few to know well how much documents differ" in out


def test_a_pilot_of_many_documents_or_of_none_is_not_called_rough(capsys):
    write("thirty.json", 30)
    for name in ("one.json", "thirty.json"):
        assert "too few to know" not in run(capsys, name, "--detect", "0.1")[1]


def test_two_runs_need_nothing_to_be_taken_for_granted(capsys):
    assert "are taken to" not in run(capsys, "one.json", "other.json", "--detect", "0.1")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.json"], "qa: The run none.json could not be opened"),
        (["one.json", "--detect", "0"], "qa: --detect 0.0 does not fit. Give a number between 0 and 1."),
        (["one.json", "--detect", "0.5"], "qa: --detect 0.5 cannot be: ended_well is 0.750 in the pilot"),
        (["one.json", "--power", "nan"], "qa: --power nan does not fit."),
        (["one.json", "--metric", "joy"], "qa: joy is no mean over questions, and cannot be planned for."),
        (["one.json", "one.json"], "qa: one.json is named twice: a run does not differ from itself."),
        (["one.json", "other.json", "--alike", "0.9"], "qa: --alike is for one run alone"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(message)
