"""qa.evaluation.sweep: many settings, what is shared between them, and a choice that is not flattered."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from fakes import row

from index.chunking import Chunking
from index.errors import QuestionSetError, SettingsError
from qa.evaluation import sweep
from qa.evaluation.evaluator import evaluate
from qa.evaluation.questions import load_questions
from qa.evaluation.sweep import choose, load_grid, run_sweep
from qa.settings import Settings

SENTENCES = Settings(reader="sentences")
SQUAD = {
    "version": "2.0",
    "data": [
        {
            "title": "Bees",
            "paragraphs": [
                {
                    "context": "Bees make honey from nectar. Bees sleep in winter. Wasps die in autumn.",
                    "qas": [
                        {"id": "1", "question": "What do bees make?", "is_impossible": False,
                         "answers": [{"text": "honey", "answer_start": 10}]},
                        {"id": "2", "question": "When do wasps die?", "is_impossible": False,
                         "answers": [{"text": "autumn", "answer_start": 64}]},
                    ],
                }
            ],
        }
    ],
}  # fmt: skip


def grid(text):
    Path("grid.toml").write_text(text, encoding="utf-8")
    return load_grid(Path("grid.toml"), SENTENCES)


@pytest.fixture
def questions():
    Path("bees.json").write_text(json.dumps(SQUAD), encoding="utf-8")
    return load_questions(Path("bees.json"))


def test_a_grid_is_every_combination_and_the_settings_as_they_are():
    points = grid("passages = [2, 4]\n[weights]\npassage_dense = [0, 1, 2]\n[chunking]\nlongest = [400]\n")
    assert len(points) == 7
    assert (points[0].name, points[0].settings) == ("as set", SENTENCES)
    assert points[1].name == "passages=2, weights.passage_dense=0, chunking.longest=400"
    assert points[1].settings.reader == "sentences"
    assert points[1].settings.chunking == Chunking(longest=400)
    assert points[1].settings.weights.passage_dense == 0
    assert len({point.file for point in points}) == 7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The grid grid.toml is empty. Write settings with lists"),
        ("passages = []", r"The grid grid.toml: passages has no values\. Give one or more, or leave it out\."),
        ('[engine]\nurl = ["x"]', "The grid grid.toml names engine.url, which is a place and no setting of answers."),
        ("passages = 4", r"The grid grid.toml: passages = 4 is no list. Write it as \[4, ...\]"),
        ("passage = [4]", "There is no setting passage. Did you mean passages"),
        ("passages = [0]", "The setting passages = 0 does not fit"),
        ('index = ["a"]', "names index, which is a place and no setting of answers"),
        ("passages = [", "The grid grid.toml is not valid TOML"),
        (f"passages = {list(range(1, 101))}\nthreshold = {[0.01 * at for at in range(20)]}", "combinations or more"),
    ],
)
def test_a_grid_that_cannot_be_run_is_refused(text, message):
    with pytest.raises(SettingsError, match=message):
        grid(text)


def test_a_point_says_what_an_evaluation_with_its_settings_says(questions):
    points = grid("passages = [1, 3]\nthreshold = [0.1, 0.9]\n")
    records = run_sweep(points, questions, Path("runs"))
    for point in points:
        alone = evaluate(questions, settings=point.settings).to_dict()
        for record in (alone, records[point.name]):
            record.pop("metrics"), record.pop("intervals")
            for group in (*record["by_document"].values(), *record["questions"]):
                group.pop("metrics", None), group.pop("latency_ms", None)
        assert json.loads(json.dumps(alone)) == records[point.name]


def test_what_a_threshold_does_not_change_is_read_once(questions, monkeypatch):
    read = []
    make = sweep.make_reader

    def counting(*arguments):
        reader = make(*arguments)

        class Counting:
            threshold = reader.threshold

            def read(self, question, hits):
                read.append(question)
                return reader.read(question, hits)

        return Counting()

    monkeypatch.setattr(sweep, "make_reader", counting)
    run_sweep(grid("threshold = [0.1, 0.5, 0.9]\n"), questions, Path("runs"))
    assert len([question for question in read if question == "When do wasps die?"]) == 1


def test_what_is_done_is_not_run_again_unless_the_questions_changed(questions, monkeypatch):
    points = grid("passages = [1]\n")
    first = run_sweep(points, questions, Path("runs"))
    times = {path.name: path.stat().st_mtime_ns for path in Path("runs").iterdir()}
    assert run_sweep(points, questions, Path("runs")) == first
    assert {path.name: path.stat().st_mtime_ns for path in Path("runs").iterdir()} == times
    run_sweep(points, questions.narrowed(limit=1), Path("runs"))
    assert {path.name: path.stat().st_mtime_ns for path in Path("runs").iterdir()} != times


def record(right, cluster=lambda _: None):
    rows = [row(id=str(at), right=right(at), cluster=cluster(at)) for at in range(60)]
    return {"questions": [asdict(one) for one in rows]}


def test_the_best_is_chosen_on_one_half_and_measured_on_the_other():
    found = choose({"as set": record(lambda at: at % 2 == 0), "good": record(lambda at: at % 10 > 0)})
    assert (found.best, found.halves, found.drawn) == ("good", (30, 30), "questions")
    assert found.best_on_other.value == pytest.approx(0.9, abs=0.1)
    assert found.change.value == pytest.approx(found.best_on_other.value - found.before_on_other.value)
    assert found.p < 0.05


def test_luck_on_the_half_chosen_on_does_not_show_on_the_other():
    import numpy as np

    generator = np.random.default_rng(0)
    lucky = {str(at): generator.random(60) < 0.5 for at in range(40)}
    found = choose({name: record(lambda at, own=own: bool(own[at])) for name, own in lucky.items()})
    assert found.chosen_by[found.best] > 0.6
    assert found.best_on_other.value < found.chosen_by[found.best] - 0.1


def test_documents_are_halved_with_their_questions():
    found = choose({"as set": record(lambda at: at % 2 == 0, lambda at: f"d{at // 6}")})
    assert (found.halves, found.drawn) == ((30, 30), "documents")
    assert found.best == "as set"


def test_where_all_are_level_the_settings_stay():
    same = record(lambda at: at % 3 > 0)
    assert choose({"as set": same, "other": same}).best == "as set"


def test_too_few_questions_are_refused():
    one = {"questions": [asdict(row())]}
    with pytest.raises(QuestionSetError, match="Too few questions to choose on one half"):
        choose({"as set": one})
