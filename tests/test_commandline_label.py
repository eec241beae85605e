"""qa.commandline.label: the command `qa label`, killed at any instant among others."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from labelling import DOCUMENTS, NOT_THERE, TEXT, answer, tasks
from serving import get, post

from qa.commandline.parser import main
from qa.evaluation.labelling.label_journal import LabelJournal

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def files():
    tasks(Path())
    Path("bees.txt").write_text(TEXT, encoding="utf-8")


def run(capsys, *arguments):
    code = main(["label", "questions.jsonl", "bees.txt", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def labelled(annotator, labels):
    kept = LabelJournal(tasks(Path()), annotator, DOCUMENTS)
    kept.open()
    for name, label in labels.items():
        kept.keep(name, label)
    kept.close()


class Started:
    """The page in a process of its own."""

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qa", "label", "questions.jsonl", "bees.txt", "--annotator", "ann", "--no-open"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        line = self.process.stdout.readline()
        self.address = re.search(r"http://\S+", line).group()
        self.token = urlsplit(self.address).path.strip("/")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def test_labels_that_were_answered_survive_a_kill_and_the_page_goes_on():
    chance, kept = random.Random(1), {}
    for _ in range(3):
        with Started() as page:
            status, body = get(page.address, f"/{page.token}/state")
            assert (status, json.loads(body)["done"]) == (200, [f"q{at}" in kept for at in range(3)])
            end = time.monotonic() + chance.uniform(0, 0.3)
            while True:
                at, label = chance.randrange(3), chance.choice([NOT_THERE, answer("honey"), answer("wax")])
                assert post(page.address, f"/{page.token}/label/{at}", label.to_dict())[0] == 200
                kept[f"q{at}"] = label
                if time.monotonic() > end:
                    break
            page.process.send_signal(signal.SIGKILL)
            page.process.wait()
        assert LabelJournal(tasks(Path()), "ann", DOCUMENTS).labels == kept


def test_another_web_site_can_neither_read_nor_write_the_page():
    import http.client

    with Started() as page:
        host = urlsplit(page.address).netloc
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.request("GET", f"/{page.token}/state", headers=headers)
            assert connection.getresponse().status in {403, 421}
            connection.close()
        assert get(page.address, "/")[0] == 404
        page.process.send_signal(signal.SIGINT)
        assert page.process.wait(30) in {0, 130}


def test_agreement_is_printed_and_differences_exit_with_1(capsys):
    labelled("ann", {"q0": answer("honey"), "q1": NOT_THERE})
    labelled("ben", {"q0": answer("wax"), "q1": NOT_THERE})
    code, out, err = run(capsys, "--agreement")
    assert (code, err) == (1, "")
    assert "2 questions labelled by two or more of ann, ben\nthe same label             50.0%\n" in out
    assert "Krippendorff's alpha, what  1.000  [1.000, 1.000]" in out
    assert "They differ on q0: qa label ... --adjudicate" in out


def test_the_set_is_written_and_what_is_left_out_is_told(capsys):
    labelled("ann", {"q0": answer("honey"), "q1": NOT_THERE})
    code, out, err = run(capsys, "--write", "set.jsonl")
    assert (code, out) == (1, "2 questions written to set.jsonl.\n")
    assert err == "qa label: 1 question left out that have no label: q2\n"
    labelled("ann", {"q2": NOT_THERE})
    assert run(capsys, "--write", "set.jsonl")[0] == 0
    assert len(Path("set.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_there_is_nothing_to_adjudicate_where_all_agree(capsys):
    for name in ("ann", "ben"):
        labelled(name, {"q1": NOT_THERE})
    assert run(capsys, "--adjudicate")[1] == "The annotators agree on every question that two of them labelled.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--agreement"], "qa: No question is labelled by two annotators: there is nothing to compare."),
        (["--annotator", "adjudicated"], "qa: --annotator adjudicated is the adjudicator's: use --adjudicate"),
        (["--annotator", "a/b"], "qa: --annotator a/b does not fit"),
        (["--write", "set.csv"], "qa: --write set.csv does not fit: name a file that ends with .jsonl."),
        (["--port", "99999"], "qa: The page cannot be served at port 99999"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(message)
