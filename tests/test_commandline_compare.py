"""qa.commandline.compare: the command `qa compare`."""

import json
from pathlib import Path

import pytest
from test_runs import GOOD, HALF

from qa.commandline.parser import main


@pytest.fixture(autouse=True)
def files():
    for name, record in (("good.json", GOOD), ("half.json", HALF)):
        metrics = {"f1": 0.5}
        whole = {**record, "metrics": metrics, "intervals": {"f1": [0.4, 0.6]}}
        Path(name).write_text(json.dumps(whole), encoding="utf-8")


def run(capsys, *arguments):
    code = main(["compare", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_it_prints_who_is_better_and_where(capsys):
    code, out, err = run(capsys, "half.json", "good.json", "--metric", "ended_well")
    assert (code, err) == (0, "")
    assert out.startswith(
        "2 runs, 60 questions in all of them; 95% intervals in brackets\n\nended_well\n  good.json  1.0000"
    )
    assert "better than half.json\n  half.json  0.5000  [" in out
    assert 'Of 1 paired difference 1 are significant (p under 0.05, Holm): "better than".' in out
    assert "  kind why (30): good.json  [half.json 0.0%, good.json 100.0%]\n" in out
    assert "  kind who (30): level  [" in out
    assert "All runs do well on 30 questions, none on 0; of the 30 others,\n  half.json  0, of them 0 alone\n" in out
    assert out.endswith("  good.json  30, of them 30 alone\n")


def test_it_writes_json_and_one_page(capsys):
    assert run(capsys, "half.json", "good.json", "--json", "c.json", "--html", "c.html")[0] == 0
    assert json.loads(Path("c.json").read_text(encoding="utf-8"))["runs"] == ["half.json", "good.json"]
    assert "2 runs compared" in Path("c.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["good.json"], "qa: Name two runs or more, each a file that qa eval --json wrote."),
        (["good.json", "good.json"], "qa: good.json is named twice: a run is compared with other runs."),
        (["good.json", "none.json"], "qa: The run none.json could not be opened: No such file or directory."),
        (["good.json", "half.json", "--metric", "joy"], "qa: There is no metric joy. There are: ended_well, hit@1,"),
        (["good.json", "bad.json"], "qa: The run bad.json was not written by qa eval --json (JSONDecodeError:"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, arguments, message):
    Path("bad.json").write_text("{", encoding="utf-8")
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(message)
