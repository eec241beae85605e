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


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--ask", "ftp://x/y"], "qa: --ask ftp://x/y is no address: write it as http://HOST:PORT/PATH.\n"),
        (["--ask", "http://x/y", "--timeout", "0"], "qa: --timeout 0.0 does not fit. Give seconds, more than 0.\n"),
    ],
)
def test_a_bad_address_or_time_is_one_sentence(capsys, flags, message):
    assert main(["eval", "s.json", *flags]) == 2
    assert capsys.readouterr().err == message
