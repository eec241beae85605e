"""qa.evaluation.answers_file: answers by the questions' ids, every bad line named."""

import json
from pathlib import Path

import pytest
from fakes import text_document

from index.errors import QuestionSetError
from qa.evaluation.answers_file import load_answers
from qa.evaluation.placing import Places
from qa.evaluation.question_set import Question
from qa.evaluation.system_answers import AnswerReader

READER = AnswerReader(Places({"a.txt": text_document("It was Ann.")}))
ASKED = [Question(name, "Who?", ("Ann",), True, None, (), (), None, "a line") for name in ("a", "b")]


def load(name, text):
    Path(name).write_text(text, encoding="utf-8")
    return load_answers(Path(name), ASKED, READER)


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_json_lines_and_csv_say_the_same():
    rows = [
        {"id": "b", "answer": None, "confidence": 0.1, "latency": 7.5},
        {"id": "a", "answer": "Ann", "citations": [{"text": "It was Ann."}], "contexts": ["It was"]},
        {"id": "left out", "answer": "x"},
    ]
    from_lines = load("a.jsonl", "# a comment\n" + lines(*rows))
    from_csv = load(
        "a.csv", 'id,answer,citations,contexts,confidence,latency\nb,,,,0.1,7.5\na,Ann,"[""It was Ann.""]",It was,,\n'
    )
    for question in ASKED:
        assert from_lines(question) == from_csv(question)
    assert from_lines(ASKED[1]).answer.timings_ms == {"total": 7.5}
    assert from_lines(ASKED[0]).faithful_quotes == 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.jsonl", lines({"id": "a", "answer": "x"}), r"^a\.jsonl has no answer to question b$"),
        ("a.jsonl", lines({"id": 7, "answer": "x"}), r'^a\.jsonl, line 1: needs an "id", the question\'s'),
        ("a.jsonl", lines({"id": "a", "answer": 7}), r"^a\.jsonl, line 1: question a: answer: Input should be a valid"),
        ("a.jsonl", lines({"id": "a", "answer": "x"}, {"id": "a"}), r"line 2: id 'a' stands there twice"),
        ("a.jsonl", lines({"id": "a", "reply": "x"}), r'line 1: question a: needs an "answer", a text or null'),
        ("a.jsonl", "{\n", r"^a\.jsonl, line 1: is not valid JSON"),
        ("a.jsonl", "[" * 100_000, r"^a\.jsonl, line 1: is nested too deeply"),
        ("a.csv", "name,answer\n1,x\n", r"^a\.csv has no column id\. Are its columns parted by commas\?$"),
        ("a.csv", "id;answer\na;x\n", r"^a\.csv has no column answer, id\."),
        ("a.csv", "id\tanswer\na\tx\n", r"^a\.csv has no column answer, id\."),
        ("a.csv", "id,answer\na,So, Ann\nb,\n", r"^a\.csv, line 2: has more cells than there are columns"),
        ("a.txt", "", r"^a\.txt is no file of answers: use \.jsonl or \.csv\.$"),
    ],
)
def test_a_bad_file_is_named_line_by_line(name, text, message):
    with pytest.raises(QuestionSetError, match=message):
        load(name, text)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(QuestionSetError, match=r"^none\.jsonl could not be opened: No such file"):
        load_answers(Path("none.jsonl"), ASKED, READER)
