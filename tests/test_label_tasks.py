"""qa.evaluation.labelling.tasks: the questions to be labelled, drafts among them."""

from pathlib import Path

import pytest

from index.errors import QuestionSetError
from qa.evaluation.labelling.tasks import load_tasks


def written(name, text):
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_draft_without_an_answer_is_a_question_to_be_labelled():
    path = written(
        "a.jsonl", '{"id": "1", "question": "Why?!", "answerable": true, "answers": [], "judgement": "wrong"}\n'
    )
    task = load_tasks(path).questions[0]
    assert (task.id, task.question, task.kept) == ("1", "Why?!", {})


def test_earlier_questions_and_the_kind_come_along():
    path = written("a.jsonl", '{"id": "1", "question": "When did he?", "kind": "x", "history": ["Who went?"]}\n')
    task = load_tasks(path).questions[0]
    assert (task.history, task.kept) == (("Who went?",), {"kind": "x"})


def test_a_plain_list_is_numbered():
    found = load_tasks(written("a.txt", "Who went?\n\n# not this\nWhy did she go?\n"))
    assert [(task.id, task.question) for task in found.questions] == [("1", "Who went?"), ("2", "Why did she go?")]


def test_a_table_is_read():
    found = load_tasks(written("a.csv", 'id,question,history\n1,Who went?,"[""Why?""]"\n2,When?,\n'))
    assert [task.history for task in found.questions] == [("Why?",), ()]


def test_another_list_has_another_digest():
    one = load_tasks(written("a.txt", "Who went?\n")).digest
    assert one == load_tasks(written("b.txt", "Who went?\n")).digest
    assert one != load_tasks(written("c.txt", "Who came?\n")).digest


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "{}", "a.json cannot be labelled: use .jsonl, .csv, or .txt"),
        ("a.txt", "\n", "a.txt has no questions in it."),
        (
            "a.jsonl",
            "{\n[]\n",
            "line 2 column 1 (char 2); a.jsonl, line 2: has no id, or no question",
        ),
        (
            "a.jsonl",
            '{"id": "1", "question": "A?"}\n{"id": "1", "question": "B?"}\n',
            "line 2: id '1' stands there already",
        ),
        ("a.jsonl", '{"id": "1", "question": "A?", "history": [1]}\n', "history is no list of questions"),
        ("a.jsonl", "{", "a.jsonl, line 1: is not valid JSON: "),
        ("a.jsonl", "[" * 100_000, "a.jsonl, line 1: is nested too deeply"),
        ("a.csv", "id;question\n1;A?\n", "a.csv has no column id, question. Are its columns parted by commas?"),
        ("a.csv", "id,question\n1,Who, then?\n", "a.csv, line 2: has more cells than there are columns"),
    ],
)
def test_bad_lines_are_named(name, text, message):
    with pytest.raises(QuestionSetError) as caught:
        load_tasks(written(name, text))
    assert message in str(caught.value)
