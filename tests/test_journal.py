"""qa.evaluation.journal: nothing is asked twice, whatever stopped the run."""

import dataclasses
from pathlib import Path

import pytest
from fakes import text_document

from qa.evaluation.journal import Journal
from qa.evaluation.placing import Places
from qa.evaluation.question_set import Question
from qa.evaluation.system_answers import AnswerReader

READER = AnswerReader(Places({"a.txt": text_document("It was Ann.")}))
ASKED = [Question(name, f"Who is {name}?", ("Ann",), True, None, (), (), None, "a line") for name in "abcdef"]


def system(asked):
    def ask(question):
        asked.append(question.id)
        return READER.read(question, {"answer": f"Ann {question.id}", "citations": ["Ann"], "confidence": 0.5})

    return ask


def run(journal, asked, stop_after=99):
    ask = journal.keeping(system(asked))
    return [ask(question) for question in ASKED[:stop_after]]


def test_a_stopped_run_goes_on_where_it_stopped_and_says_the_same():
    first, second = [], []
    run(Journal(Path("r.json"), "one"), first, stop_after=4)
    journal = Journal(Path("r.json"), "one")
    assert journal.resumed == 4
    resumed = run(journal, second)
    assert (first, second) == (["a", "b", "c", "d"], ["e", "f"])
    assert resumed == run(Journal(Path("other.json"), "one"), [])
    assert resumed == [system([])(question) for question in ASKED]
    journal.remove()
    assert [path.name for path in Path().iterdir()] == ["other.json.unfinished.jsonl"]


def test_whatever_was_cut_off_is_asked_again():
    run(Journal(Path("r.json"), "one"), [])
    path = Path("r.json.unfinished.jsonl")
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    for cut in (0, 5, ends[0] - 1, ends[0], ends[2] + 40, ends[5] - 1, len(whole) - 1):
        path.write_bytes(whole[:cut])
        asked = []
        said = run(Journal(Path("r.json"), "one"), asked)
        assert said == [system([])(question) for question in ASKED]
        assert asked == ["a", "b", "c", "d", "e", "f"][max(0, sum(end <= cut for end in ends) - 1) :]
        assert path.read_bytes() == whole


def test_another_run_begins_anew():
    run(Journal(Path("r.json"), "one"), [])
    assert Journal(Path("r.json"), "two").resumed == 0
    assert Journal(Path("r.json"), "one").resumed == 0


def test_the_products_own_answers_are_kept_whole(assistant):
    from qa.evaluation.response import Response, from_record, is_own_record, to_record

    for question in ("Why did Qaani go to Baghdad?", "Who won the 2018 World Cup?", "hello"):
        answer = assistant.ask(question)
        record = to_record(Response(answer))
        assert is_own_record(record)
        assert is_own_record(answer.to_dict())
        assert from_record(record) == Response(dataclasses.replace(answer, refusal=None, replied=None))


@pytest.mark.parametrize("text", ["", "[]\n", "3\n", '{"run": "two"}\n{"id": "a"}\n'])
def test_a_file_that_is_no_journal_is_begun_anew(text):
    Path("r.json.unfinished.jsonl").write_text(text, encoding="utf-8")
    assert Journal(Path("r.json"), "one").resumed == 0
