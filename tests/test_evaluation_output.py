"""qa.commandline.evaluation_output: what another system cost is told with the metrics."""

import json
from pathlib import Path

import pytest
import test_http_system
from test_http_system import good

from qa.commandline.parser import main

server = test_http_system.server

CATS = "Cats sleep for most of the day. They were tamed in Egypt."


@pytest.fixture(autouse=True)
def questions():
    tamed = {"text": "Egypt", "answer_start": CATS.index("Egypt")}
    asked = [{"id": str(n), "question": "Where were cats tamed?", "answers": [tamed]} for n in range(3)]
    data = [{"title": "Cats", "paragraphs": [{"context": CATS, "qas": asked}]}]
    Path("s.json").write_text(json.dumps({"data": data}), encoding="utf-8")


def ask(capsys, server, *flags):
    code = main(["eval", "s.json", "--ask", f"{server.url}/answer", *flags])
    return code, capsys.readouterr()


def test_requests_are_told(capsys, server):
    server.replies = [good({"answer": "Egypt"})]
    code, shown = ask(capsys, server)
    assert code == 0
    assert shown.out.endswith("\n\n3 requests sent, none of them again\n")
    assert "Why answers failed" not in shown.out


def test_requests_that_were_sent_again_are_told(capsys, server):
    server.replies = [good("busy", 503), good({"answer": "Rome"})]
    code, shown = ask(capsys, server)
    assert code == 0
    assert shown.out.endswith("\n4 requests sent, 1 of them again after no good reply\n")
    assert "not known which passages were read         3  100.0%  [" in shown.out


def test_kept_answers_cost_no_request(capsys, server):
    server.replies = [good({"answer": "Egypt"}), good({"answer": "Egypt"}), good("gone", 404)]
    code, shown = ask(capsys, server, "--json", "run.json")
    assert (code, shown.err.count("\n")) == (2, 1)
    server.replies = [good({"answer": "Egypt"})]
    code, shown = ask(capsys, server, "--json", "run.json")
    assert code == 0
    assert "2 answers of a run that was stopped are kept" in shown.err
    assert shown.out.endswith("\n1 request sent, none of them again\n")


def test_our_own_runs_send_none(capsys):
    Path("a.jsonl").write_text("".join(json.dumps({"id": str(n), "answer": "Egypt"}) + "\n" for n in range(3)))
    assert main(["eval", "s.json", "--answers", "a.jsonl"]) == 0
    assert " sent" not in capsys.readouterr().out


def test_what_perturbing_costs_is_told_and_written(capsys, server):
    server.replies = [good({"answer": "Egypt"})]
    code, shown = ask(capsys, server, "--perturb", "case,no-question-mark", "--json", "run.json")
    assert code == 0
    assert shown.out.startswith("3 questions from s.json;")
    drop = "1.0000 -> 1.0000  +0.0000  [+0.0000, +0.0000]  p 1.000\n"
    assert f"as asked:\ncase (3)                 ended_well      {drop}" in shown.out
    assert shown.out.endswith("\n9 requests sent, none of them again\n")
    record = json.loads(Path("run.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in record["questions"]] == ["0", "1", "2"]
    assert record["perturbations"][0]["perturbation"] == "case"
    assert [body["question"] for _, body, _ in server.received[:3]] == [
        "Where were cats tamed?",
        "where were cats tamed?",
        "Where were cats tamed",
    ]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--ask", "ftp://x/y"], "qa: --ask ftp://x/y is no address: write it as http://HOST:PORT/PATH.\n"),
        (["--perturb", "asr"], "qa: --perturb knows no asr. It knows: typos, case, no-question-mark.\n"),
        (
            ["--perturb", "case", "--answers", "a.jsonl"],
            "qa: --perturb asks changed questions, and a file has no answers to them. Use --ask.\n",
        ),
        (["--ask", "http://x/y", "--timeout", "0"], "qa: --timeout 0.0 does not fit. Give seconds, more than 0.\n"),
    ],
)
def test_bad_input_is_one_sentence(capsys, flags, message):
    assert main(["eval", "s.json", *flags]) == 2
    assert capsys.readouterr().err == message
