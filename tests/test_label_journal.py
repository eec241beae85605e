"""qa.evaluation.labelling.label_journal: labels that survive."""

import os
from pathlib import Path

import pytest
from labelling import DOCUMENTS, NOT_THERE, answer, tasks

from index.errors import QuestionSetError, SettingsError
from qa.evaluation.labelling.label_journal import LabelJournal, annotators


def journal(annotator="ann", count=3):
    return LabelJournal(tasks(Path(), count), annotator, DOCUMENTS)


def test_the_last_label_of_a_question_counts():
    kept = journal()
    kept.open()
    kept.keep("q0", answer("honey"))
    kept.keep("q1", NOT_THERE)
    kept.keep("q0", answer("wax"))
    kept.close()
    assert journal().labels == {"q0": answer("wax"), "q1": NOT_THERE}


def test_every_label_is_on_the_disk_before_it_is_answered(monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    kept = journal()
    kept.open()
    kept.keep("q0", NOT_THERE)
    kept.close()
    assert len(synced) == 2


def test_half_a_line_is_left_out_and_what_follows_stands_on_its_own():
    kept = journal()
    kept.open()
    kept.keep("q0", NOT_THERE)
    kept.close()
    with kept.path.open("ab") as file:
        file.write(b'{"id": "q1", "lab')
    again = journal()
    assert again.labels == {"q0": NOT_THERE}
    again.open()
    again.keep("q2", NOT_THERE)
    again.close()
    assert journal().labels == {"q0": NOT_THERE, "q2": NOT_THERE}


def test_half_a_first_line_is_begun_anew():
    kept = journal()
    kept.path.write_bytes(b'{"labels": "3f')
    kept = journal()
    kept.open()
    kept.keep("q0", NOT_THERE)
    kept.close()
    assert journal().labels == {"q0": NOT_THERE}


def test_annotators_have_a_file_each_and_the_adjudicator_is_none_of_them():
    for name in ("ann", "ben", "adjudicated"):
        one = journal(name)
        one.open()
        one.close()
    assert annotators(Path("questions.jsonl")) == ["ann", "ben"]


def test_two_pages_of_one_annotator_do_not_write_at_once():
    kept = journal()
    kept.open()
    with pytest.raises(SettingsError, match="ann labels these questions already"):
        journal().open()
    kept.close()


def test_labels_of_other_questions_are_not_mixed_in():
    kept = journal()
    kept.open()
    kept.close()
    with pytest.raises(QuestionSetError, match="has labels of other questions"):
        journal(count=2)


def test_labels_of_other_documents_are_refused():
    kept = journal()
    kept.open()
    kept.keep("q0", answer("honey"))
    kept.close()
    with pytest.raises(QuestionSetError, match="the label of q0 does not fit these documents"):
        LabelJournal(tasks(Path()), "ann", {})


@pytest.mark.parametrize("name", ["", "../x", "a b", "x" * 41])
def test_a_name_that_is_no_name_of_a_file_is_refused(name):
    with pytest.raises(SettingsError, match="--annotator"):
        journal(name)
