"""qa.commandline.make_questions: the command `qa make-questions`."""

from pathlib import Path

import pytest

from qa.commandline.parser import main
from qa.evaluation.questions import load_questions

SEEDS = Path(__file__).resolve().parents[1] / "seeds" / "article.txt"


def run(capsys, *arguments):
    code = main(["make-questions", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_it_writes_a_set_that_can_be_asked_and_says_what_is_in_it(capsys):
    code, out, err = run(capsys, SEEDS, "-o", "made.jsonl", "--unanswerable", "--count", "12")
    assert (code, err) == (0, "")
    assert out.startswith("12 questions are written to made.jsonl: ")
    assert "easier than people's" in out
    assert main(["eval", "made.jsonl", "--json", "run.json"]) == 0
    printed = capsys.readouterr().out
    assert "Ended well; questions that a program made are easier than people's:\nmade        12  " in printed
    assert '"by_origin"' in Path("run.json").read_text(encoding="utf-8")


def test_a_json_file_brings_its_documents(capsys):
    assert run(capsys, SEEDS, "-o", "made.json", "--unanswerable")[0] == 0
    assert load_questions(Path("made.json")).documents


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "qa: There is no file or folder nowhere. Check the spelling of the path."),
        (["empty.txt"], "qa make-questions: empty.txt has no text that could be asked"),
        (["dull.txt"], "qa: No question could be made: the documents have no sentence of the kinds that rules know."),
        (["dull.txt", "-o", "made.csv"], "qa: -o made.csv does not fit: name a .jsonl, or a .json"),
        (["dull.txt", "-o", "no/where.jsonl"], "qa: No question could be made"),
        (["dull.txt", "--count", "0"], "qa make-questions: argument --count: 0 does not fit"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, arguments, message):
    Path("empty.txt").write_text("", encoding="utf-8")
    Path("dull.txt").write_text("it rained.\n", encoding="utf-8")
    try:
        code, out, err = run(capsys, *arguments)
    except SystemExit as stopped:
        code, out, err = stopped.code, "", capsys.readouterr().err
    assert (code, out) == (2, "")
    assert err.startswith(message)
