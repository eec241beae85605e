"""qa.evaluation.labelling.labelled_set: labels become a question set."""

from pathlib import Path

from labelling import DOCUMENTS, HONEY, NOT_THERE, answer, tasks

from qa.evaluation.labelling.label import Label
from qa.evaluation.labelling.labelled_set import labelled_set
from qa.evaluation.placing import place_evidence
from qa.evaluation.questions import load_questions


def made(labels, adjudicated=None):
    return labelled_set(tasks(Path()), labels, adjudicated or {}, DOCUMENTS)


def loaded(found):
    Path("set.jsonl").write_text(found.text, encoding="utf-8")
    return place_evidence(load_questions(Path("set.jsonl")).questions, DOCUMENTS)


def test_every_choice_becomes_a_line_that_can_be_asked():
    labels = {"q0": Label("list", (HONEY,), ("honey", "wax")), "q1": NOT_THERE, "q2": Label("no", (HONEY,))}
    one, two, three = loaded(made({"ann": labels}))
    assert (one.items, one.evidence[0].text) == ((("honey",), ("wax",)), "Bees make honey, wax and jelly.")
    assert (two.answerable, two.kind) == (False, "bees")
    assert three.verdict == "no"


def test_without_words_the_sentence_is_the_answer():
    assert loaded(made({"ann": {"q0": answer()}}))[0].answers == ("Bees make honey, wax and jelly.",)
    assert loaded(made({"ann": {"q0": answer("honey")}}))[0].answers == ("honey",)


def test_what_annotators_differ_on_is_left_out_until_it_is_adjudicated():
    labels = {"ann": {"q0": answer("honey"), "q1": NOT_THERE}, "ben": {"q0": answer("wax"), "q1": NOT_THERE}}
    found = made(labels)
    assert (found.questions, found.differing, found.unlabelled) == (1, ("q0",), ("q2",))
    settled = made(labels, {"q0": answer("wax")})
    assert (settled.questions, settled.differing) == (2, ())
    assert loaded(settled)[0].answers == ("wax",)
