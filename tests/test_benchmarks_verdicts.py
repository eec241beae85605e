"""benchmarks.verdicts: accuracy and consistency, by hand."""

from benchmarks.verdicts import accuracy, consistency, interval, report, said


def row(passage, edit, question, gold, verdict, answered=True, judged=None):
    told = {"gold_verdict": gold, "verdict": verdict, "predicted_verdict": judged or verdict}
    return {"id": f"{passage}-{edit}-{question}", "question": question, "answered": answered, **told}


ROWS = [
    *(row(1, edit, "a?", "yes", "yes") for edit in range(4)),
    *(row(1, edit, "b?", "no", "no" if edit else "yes") for edit in range(4)),
    *(row(2, edit, "a?", "no", "no") for edit in range(3)),
    row(3, 0, "c?", None, None, answered=False),
    row(3, 1, "c?", None, None),
    row(3, 2, "c?", "yes", None),
    row(3, 3, "c?", "yes", None, answered=False, judged="yes"),
]


def test_accuracy_and_consistency():
    # Wrong are one of b?, and all but the first of c?.
    assert accuracy(ROWS) == (11, 15)
    # Of a? and b? of passage 1 and c? of passage 3; a? of passage 2 was not put to all four.
    assert consistency(ROWS) == (1, 3)
    assert accuracy(ROWS, lambda _: "yes") == (6, 15)
    assert [said(each) for each in ROWS[-4:]] == ["not said", "no verdict", "no verdict", "not said"]


def test_an_interval_is_over_passages():
    assert interval([(1, 2), (1, 2), (1, 2)]) == (0.5, 0.5)
    low, high = interval([(0, 4), (4, 4)])
    assert (low, high) == (0, 1)


def test_the_report_names_the_baseline():
    said_of = report(ROWS)
    assert said_of.startswith("15 questions: 7 no, 6 yes, 2 not said")
    assert "accuracy, not said          0.500" in said_of
    assert "accuracy, always no         0.467" in said_of
    assert "11 of 15" in said_of
    assert "consistency                 0.333" in said_of
    assert "accuracy, none held back    0.800" in said_of, "one of c? would have been right"
