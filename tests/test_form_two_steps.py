"""qa.form.two_steps: a question inside a question."""

from dataclasses import replace

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.assistant import Assistant
from qa.form.formed import Sources
from qa.form.two_steps import SURE_AT_ONCE, steps_of, two_steps
from qa.reading.sentence_reader import SentenceReader
from qa.retrieval import Retriever

TEXT = "Ann Lund built the mill. Ben Kay took over from Ann Lund in 1950."
QUESTION = "Who took over from the woman who built the mill?"
ASSISTANT = Assistant(Collection.build([text_document(TEXT)], HashEncoder()), HashEncoder())


def answered(said, text, confidence):
    """An answer with these words of the text."""
    found = ASSISTANT.ask("Who built the mill?", as_typed=True)
    start = TEXT.index(text)
    place = replace(
        (found.withheld or found.citations[0]), start=0, end=len(TEXT), quote=TEXT, answer_start=start,
        answer_end=start + len(text),
    )  # fmt: skip
    return replace(
        found, question=said, standalone_question=said, form="quotation", answer=text, confidence=confidence,
        citations=(place,), refusal=None, withheld=None, reason=None, nearest=(),
    )  # fmt: skip


def refused(said):
    found = answered(said, "Ann Lund", 0.1)
    return replace(found, form="refusal", answer=None, citations=(), withheld=found.citations[0])


def ask(answers, question=QUESTION):
    collection = ASSISTANT.collection
    retriever = Retriever(collection, HashEncoder())
    asked = []

    def answer(said, _before):
        asked.append(said)
        return answers.get(said) or refused(said)

    return two_steps(question, (), Sources(collection, retriever, SentenceReader(), 5, 0.4, answer)), asked


@pytest.mark.parametrize(
    ("question", "inner", "outer"),
    [
        (QUESTION, "Who built the mill?", "Who took over from X?"),
        ("When did the man who built the mill die?", "Who built the mill?", "When did X die?"),
        ("When was the ship that was sold to Chile built?", "Which ship was sold to Chile?", "When was X built?"),
        ("What is the capital of the country that lost the war?", "Which country lost the war?",
         "What is the capital of X?"),
        ("In which year was the firm that bought the yard founded?", "Which firm bought the yard?",
         "In which year was X founded?"),
        ("Where was the architect of the hall born?", "Who is the architect of the hall?", "Where was X born?"),
    ],
)  # fmt: skip
def test_the_inner_question_is_told_from_the_outer(question, inner, outer):
    steps = steps_of(question)
    assert (steps.inner, steps.outer("X")) == (inner, outer)


@pytest.mark.parametrize(
    "question",
    [
        "Who built the mill?",
        "Who is the man who?",
        "Who says that it rains?",
        "Did the man who built it die?",
        "What is the force that moves the mill?",
        "Where was the mill of the town built?",
        "Where was the architect of the hall?",
        "What is the theory that this king fled called?",
    ],
)
def test_one_question_is_not_taken_apart(question):
    assert steps_of(question) is None


def test_the_outer_question_is_asked_with_the_inner_answer():
    built = answered("Who built the mill?", "Ann Lund", 0.9)
    after = answered("Who took over from Ann Lund?", "Ben Kay", 0.8)
    formed, asked = ask({built.question: built, after.question: after})
    assert [citation.answer for citation in formed.citations] == ["Ben Kay"]
    assert formed.confidence == pytest.approx(0.72)
    assert formed.standalone_question == "Who built the mill? Ann Lund. Who took over from Ann Lund?"
    assert asked == [QUESTION, "Who built the mill?", "Who took over from Ann Lund?"]


def test_no_second_step_is_taken_where_the_first_is_not_sure():
    formed, asked = ask({})
    assert formed is None
    assert asked == [QUESTION, "Who built the mill?"]


def test_what_one_sentence_says_is_answered_at_once():
    at_once = answered(QUESTION, "Ben Kay", SURE_AT_ONCE)
    formed, asked = ask({QUESTION: at_once})
    assert formed is None
    assert asked == [QUESTION]


def test_the_answer_to_the_inner_question_is_not_given_for_the_outer():
    at_once = answered(QUESTION, "Ann Lund", 0.6)
    built = answered("Who built the mill?", "Ann Lund", 0.9)
    formed, _ = ask({QUESTION: at_once, built.question: built})
    assert not formed.answer.answered
