"""qa.evaluation.system_answers: other systems' answers, read against the documents."""

from pathlib import Path

import pytest
from fakes import text_document

from index.errors import QuestionSetError
from qa.evaluation.placing import Places
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.system_answers import AnswerReader, load_phrases

DOCUMENT = text_document("Ann\u2019s boat sank in 1914. Ben swam home alone.")
WHO = Question("who", "Whose boat sank?", ("Ann",), True, None, (), (Evidence("a.txt", 0, 24, "x"),), None, "a line")


def read(given, question=WHO):
    return AnswerReader(Places({"a.txt": DOCUMENT})).read(question, given)


def test_a_text_is_an_answer_and_none_a_refusal():
    said = read("It was Ann.")
    assert (said.answer.answered, said.answer.answer, said.prediction) == (True, "It was Ann.", "It was Ann.")
    assert (said.answer.confidence, said.answer.citations, said.quotes) == (1.0, (), 0)
    for nothing in (None, "", "  ", {"answer": None}):
        assert (read(nothing).answer.form, read(nothing).answer.confidence) == ("refusal", 0.0)


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("I don\u2019t know.", True),
        ("The passages do not say.", True),
        ("Sorry, the text does not mention that boat.", True),
        ("I'm sorry, but I can only help with boats, and nothing here is of use to what you would like to know", True),
        ("Ben, who does not say much but swam home alone after the boat of Ann had sunk in 1914, as told.", False),
        ("No, it sank.", False),
    ],
)
def test_a_refusal_is_known_by_its_phrases(answer, refused):
    assert read(answer).answer.answered != refused


def test_a_field_says_it_before_any_phrase():
    assert read({"answer": "I don't know", "refused": False}).answer.answered
    assert not read({"answer": "Ann", "refused": True}).answer.answered


def test_phrases_can_be_edited():
    Path("mine.txt").write_text("# mine\nPass!\n", encoding="utf-8")
    phrases = load_phrases(Path("mine.txt"))
    assert phrases == ["pass!"]
    reader = AnswerReader(Places({"a.txt": DOCUMENT}), phrases)
    assert not reader.read(WHO, "Pass!").answer.answered
    assert reader.read(WHO, "I don't know").answer.answered
    with pytest.raises(QuestionSetError, match=r"^none\.txt could not be opened: No such file or directory\.$"):
        load_phrases(Path("none.txt"))


@pytest.mark.parametrize(
    ("citation", "place", "faithful"),
    [
        ({"text": "Ben swam home alone.", "document": "a.txt", "start": 25, "end": 45}, (25, 45), 1),
        ("Ben swam home alone.", (25, 45), 1),
        ({"quote": "Ann\u2019s boat"}, (0, 10), 1),
        ("Ann's boat", (0, 10), 0),
        ({"text": "Ben swam", "start": 0, "end": 8}, (25, 33), 1),
        ("Ben drowned", None, 0),
    ],
)
def test_a_citation_is_looked_up_letter_for_letter(citation, place, faithful):
    said = read({"answer": "Ann", "citations": [citation]})
    assert [(one.start, one.end) for one in said.answer.citations] == ([place] if place else [])
    assert (said.quotes, said.faithful_quotes) == (1, faithful)


def test_what_an_answer_quotes_is_looked_up_too():
    said = read('It says \u201cBen swam home alone.\u201d and "Ben ran home with Ann", of the "boat".')
    assert (said.quotes, said.faithful_quotes) == (2, 1)


def test_contexts_become_ranked_passages_where_they_stand_in_the_documents():
    said = read({"answer": "Ann", "contexts": ["Ben swam home alone.", "elsewhere", {"text": "in 1914", "score": 0.2}]})
    assert [(one.start, one.end, one.score) for one in said.answer.passages] == [(25, 45, 1.0), (16, 23, 0.2)]


def test_a_verdict_is_a_field_or_how_the_answer_begins():
    asked = Question("q", "Did it sink?", (), True, None, (), (), None, "a line", verdict="yes")
    assert read("Yes, in 1914.", asked).answer.verdict == "yes"
    assert read({"answer": "It did", "verdict": "yes"}, asked).answer.form == "verdict"
    assert read("Yes Minister").answer.verdict is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (3, "question who: an answer is a text or an object, not 3"),
        ({"answer": ["Ann"]}, "question who: answer: Input should be a valid string"),
        ({"reply": "Ann"}, 'question who: needs an "answer", a text or null, or "refused": true'),
        ({"answer": "x" * 100_001}, "question who: answer: String should have at most 100000 characters"),
        ({"answer": "Ann", "latency": float("inf")}, "question who: latency: Input should be a finite number"),
        (
            {"answer": "Ann", "contexts": [{"text": "x", "score": float("nan")}]},
            r"contexts\.0\.score: Input should be",
        ),
        ({"answer": "Ann", "confidence": 7}, "question who: confidence: Input should be less than or equal to 1"),
        ({"answer": "Ann", "citations": [{"start": 1}]}, r"question who: citations\.0\.text: Field required"),
    ],
)
def test_what_is_no_answer_is_named(given, message):
    with pytest.raises(QuestionSetError, match=message):
        read(given)
