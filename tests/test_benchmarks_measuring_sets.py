"""benchmarks.measuring_sets: sets as published become SQuAD JSON that `qa eval` takes."""

import json
from collections import Counter
from pathlib import Path

from benchmarks.measuring_sets import condaqa, pubmedqa, timeqa
from qa.evaluation.questions import load_questions


def load(articles, name="set.json"):
    path = Path(name)
    path.write_text(json.dumps({"version": "1", "data": list(articles)}), encoding="utf-8")
    return load_questions(path)


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_condaqa_asks_each_passage_its_questions_with_verdicts(tmp_path, capsys):
    row = {"id": 1, "passage_id": 7, "edit": 0, "passage": "It never rains.", "question": "Does  it rain?"}
    rows = [
        row | {"label": "NO"},
        row | {"id": 2, "question": "Does it snow?", "label": "DON'T KNOW"},
        row | {"id": 3, "edit": 3, "passage": "It rains.", "label": "YES"},
        row | {"id": 4, "question": "How often does it rain?", "label": "never"},
    ]
    write_lines(tmp_path / "dev.jsonl", rows)
    found = load(condaqa(tmp_path))
    assert [(each.id, each.question, each.verdict, each.answerable) for each in found.questions] == [
        ("7-0-1", "Does it rain?", "no", True),
        ("7-0-2", "Does it snow?", None, False),
        ("7-3-3", "Does it rain?", "yes", True),
    ]
    assert [document.text for document in found.documents] == ["It never rains.", "It rains."]
    assert "1 questions with other labels" in capsys.readouterr().out


def test_pubmedqa_joins_an_abstract_and_leaves_out_maybe(tmp_path):
    row = {"id": "9", "question": "Do cells divide?", "contexts": ["They do.", "We saw it."], "test": True}
    rows = [
        row | {"label": "yes"},
        row | {"id": "10", "label": "maybe"},
        row | {"id": "11", "label": "no", "test": False},
    ]
    write_lines(tmp_path / "labelled.jsonl", rows)
    found = load(pubmedqa(tmp_path))
    assert [(each.id, each.verdict) for each in found.questions] == [("9", "yes")]
    assert found.documents[0].text == "They do. We saw it."


def test_timeqa_writes_whole_pages_as_usual_with_answers_in_their_places(tmp_path, capsys):
    def place(paragraph, start, answer):
        return {"para": paragraph, "from": start, "end": start + len(answer), "answer": answer}

    paragraphs = ["Ann D . Lee", "Ann D . Lee ( born 1901 ) was a judge .", "Life .", "She sat in Rome , Italy ."]
    questions = [
        ["Who was a judge in 1950?", [place(1, 0, "Ann D . Lee")]],
        ["Where did she sit?", [place(3, 11, "Rome , Italy"), place(3, 18, "Italy")]],
        ["Who wed her?", [{"para": 0, "from": 0, "end": 0, "answer": ""}]],
        ["Who?", [place(1, 0, "Ann"), place(3, 0, "She")]],
        ["Whose life?", [place(0, 0, "Ann D . Lee")]],
    ]
    page = {"index": "/wiki/Ann#P1", "link": "/wiki/Ann", "questions": questions, "paras": paragraphs}
    (tmp_path / "train.json").write_text(json.dumps([page]), encoding="utf-8")
    found = load(timeqa(tmp_path))
    (document,) = found.documents
    assert document.title == "Ann D. Lee"
    assert document.text == "Ann D. Lee (born 1901) was a judge.\n\nLife.\n\nShe sat in Rome, Italy."
    assert {each.id: each.answers for each in found.questions} == {
        "/wiki/Ann#P1-0": ("Ann D. Lee",),
        "/wiki/Ann#P1-1": ("Rome, Italy", "Italy"),
        "/wiki/Ann#P1-2": (),
    }
    assert not next(each for each in found.questions if each.id.endswith("-2")).answerable
    assert "2 questions with answers in several paragraphs or in the title" in capsys.readouterr().out


def test_the_sets_at_hand_can_be_read(shared_data):
    conda = load(condaqa(shared_data / "condaqa"))
    assert Counter(each.verdict for each in conda.questions) == {"yes": 536, "no": 512, None: 48}
    assert Counter(each.verdict for each in load(pubmedqa(shared_data / "pubmedqa")).questions) == {
        "yes": 276,
        "no": 169,
    }
    time = load(timeqa(shared_data / "timeqa-train"))
    assert (len(time.documents), Counter(each.answerable for each in time.questions)) == (60, {True: 172, False: 40})
