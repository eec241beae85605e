"""qa.evaluation.perturbation: questions as people type them in haste, and what that costs."""

import random
from dataclasses import replace

import pytest
from fakes import row

from index.errors import QuestionSetError, SettingsError
from qa.evaluation.perturbation import PERTURBATIONS, drops, perturbations, split, with_perturbed
from qa.evaluation.question_set import Question, QuestionSet
from qa.evaluation.rows import Row

EVERY = ["typos", "case", "no-question-mark"]


def question(number, text):
    return Question(number, text, ("to calm AAH down",), True, None, (), (), None, "a line")


def asking(*texts):
    return QuestionSet("s", tuple(question(str(n), text) for n, text in enumerate(texts)))


def change(name, text, seed=0):
    return PERTURBATIONS[name](text, random.Random(seed))


def test_a_typo_is_two_letters_inside_a_long_word_in_each_others_place():
    text = "Why did Qaani go to Baghdad?"
    seen = {change("typos", text, seed) for seed in range(60)}
    assert len(seen) > 4
    for typed in seen:
        differing = [at for at in range(len(text)) if text[at] != typed[at]]
        assert len(typed) == len(text)
        assert len(differing) == 2
        assert differing[1] == differing[0] + 1
        assert (typed[differing[0]], typed[differing[1]]) == (text[differing[1]], text[differing[0]])
        assert all(word in typed.split() for word in ("Why", "did", "go", "to"))
        assert "Q" in typed.split()[2][:1]
    assert change("typos", "Who is he?") == "Who is he?"
    assert change("typos", "aaaaaa") == "aaaaaa"


def test_case_and_question_marks():
    assert change("case", "Who is Qaani?") == "who is qaani?"
    assert change("no-question-mark", "Who is he ?? ") == "Who is he"
    assert change("no-question-mark", "Who? Why me") == "Who? Why me"
    assert change("no-question-mark", "Tell me. ") == "Tell me. "


def test_each_changed_question_stands_behind_its_own_and_unchanged_ones_are_not_asked_again():
    asked = with_perturbed(asking("Who won?", "name the winner"), EVERY)
    assert [one.id for one in asked.questions] == ["0", "0~case", "0~no-question-mark", "1", "1~typos"]
    assert asked.questions[1].answers == asked.questions[0].answers
    assert with_perturbed(asking("Who won?"), []) == asking("Who won?")


def test_the_same_seed_changes_alike_whatever_else_is_asked():
    one, other = asking("Why did Qaani go to Baghdad?"), asking("Why did Qaani go to Baghdad?", "Which militias left?")
    assert with_perturbed(one, ["typos"]).questions == with_perturbed(other, ["typos"]).questions[:2]
    typed = {with_perturbed(one, ["typos"], seed).questions[1].question for seed in range(20)}
    assert len(typed) > 3


def test_an_id_that_a_changed_question_would_have_is_refused():
    clash = QuestionSet("s", (question("0", "Who?"), question("0~case", "Why?")))
    with pytest.raises(
        QuestionSetError, match=r"^The id 0~case is one that --perturb gives a changed question: give it"
    ):
        with_perturbed(clash, EVERY)


def test_names_are_checked():
    assert perturbations("case, typos,case") == ["case", "typos"]
    for names, named in (("asr", "asr"), ("", r"\(no name\)"), ("case,", r"\(no name\)")):
        with pytest.raises(
            SettingsError, match=rf"^--perturb knows no {named}\. It knows: typos, case, no-question-mark"
        ):
            perturbations(names)


def test_rows_are_parted_again(assistant):
    answer = assistant.ask("Why did Qaani go to Baghdad?")
    asked = with_perturbed(asking("Who won?", "name the winner"), EVERY).questions
    rows, changed = split([Row(one, answer, "x", 1) for one in asked], EVERY)
    assert [found.question.id for found in rows] == ["0", "1"]
    assert {name: [found.id for found in scores] for name, scores in changed.items()} == {
        "typos": ["1"],
        "case": ["0"],
        "no-question-mark": ["0"],
    }


def test_a_drop_is_paired_over_the_questions_that_were_changed():
    asked = [row(id=str(n)) for n in range(80)]
    worse = [replace(found, right=n % 4 != 0, f1=float(n % 4 != 0)) for n, found in enumerate(asked[:60])]
    found = drops(asked, {"typos": worse, "case": asked[:60], "no-question-mark": []})
    assert {drop.perturbation for drop in found} == {"typos", "case"}
    (lost,) = [drop for drop in found if (drop.perturbation, drop.metric) == ("typos", "ended_well")]
    assert (lost.questions, lost.asked, lost.perturbed, lost.change) == (60, 1, 0.75, -0.25)
    assert lost.low < -0.25 < lost.high < 0
    assert lost.significant
    assert lost.p_holm >= lost.p
    assert all(drop.change == 0 and not drop.significant for drop in found if drop.perturbation == "case")
