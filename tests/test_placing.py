"""qa.evaluation.placing: evidence at its place in the documents, however it was copied."""

import unicodedata

import pytest
from fakes import text_document

from index.errors import QuestionSetError
from qa.evaluation.placing import place_evidence
from qa.evaluation.question_set import Evidence, Question


def document(name, text):
    return text_document(text, name)


def placed(evidence, *documents):
    found = Evidence(evidence.get("document"), evidence.get("start", 0), evidence.get("end", 0), evidence["text"])
    question = Question("a", "Who?", ("Ann",), True, None, (), (found,), None, "q.jsonl, line 1")
    (question,) = place_evidence([question], {each.name: each for each in documents})
    return question.evidence[0]


def test_evidence_given_as_text_is_found():
    found = placed({"text": "Ann"}, document("a.txt", "It was Bob."), document("b.txt", "It was Ann."))
    assert (found.document, found.start, found.end) == ("b.txt", 7, 10)


def test_evidence_with_offsets_may_differ_in_white_space():
    found = placed({"start": 3, "end": 10, "text": "was Ann"}, document("a.txt", "It was\u00a0Ann."))
    assert (found.document, found.start) == ("a.txt", 3)


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({"text": "Eve"}, "line 1: evidence 'Eve' was not found"),
        ({"text": "Ann"}, "line 1: evidence 'Ann' stands 2 times: give start and end"),
        ({"text": "Ann", "document": "c.txt"}, r"evidence 'Ann' was not found in c\.txt"),
        ({"text": "Ann", "start": 0, "end": 3}, r"evidence 'Ann' does not stand at 0\.\.3"),
    ],
)
def test_evidence_that_cannot_be_placed_is_named(evidence, message):
    with pytest.raises(QuestionSetError, match=message):
        placed(evidence, document("a.txt", "It was Ann and Ann."))


SCREEN = "He said: \u201cThe cafe\u0301\u00a0is Ann\u2019s.\u201d"


@pytest.mark.parametrize(
    "copied",
    [
        "The caf\u00e9 is Ann\u2019s.\u201d",
        "The caf\u00e9\nis Ann's.\"",
        unicodedata.normalize("NFD", "The caf\u00e9\u00a0is Ann\u2019s.\u201d"),
    ],
)
def test_evidence_copied_from_the_screen_is_placed(copied):
    found = placed({"text": copied}, document("a.txt", SCREEN))
    assert SCREEN[found.start : found.end] == SCREEN[10:]
    at = placed({"text": copied, "start": 10, "end": len(SCREEN)}, document("a.txt", SCREEN))
    assert (at.start, at.end) == (10, len(SCREEN))


def test_what_stands_letter_for_letter_comes_before_what_only_says_the_same():
    found = placed({"text": "Ann's"}, document("a.txt", "Ann\u2019s or Ann's"))
    assert (found.start, found.end) == (9, 14)


def test_evidence_copied_from_the_screen_is_refused_where_it_stands_twice():
    with pytest.raises(QuestionSetError, match=r"evidence \"Ann's\" stands 2 times: give start and end"):
        placed({"text": "Ann's"}, document("a.txt", "Ann\u2019s and Ann\u2019s"))
