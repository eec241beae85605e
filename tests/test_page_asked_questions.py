"""Conversations that are kept as questions and found again by asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from serving import CountingAssistant

from index.errors import QuestionError
from qa.answer import Answer
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.page.asked_questions import (
    MOST,
    AnswerCache,
    AnsweredQuestion,
    AskedQuestion,
    Chosen,
    MissingDocument,
    read_asked_questions,
    read_chosen,
)

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"


def test_questions_are_read_as_they_were_written() -> None:
    conversation = [AskedQuestion("Who?"), AskedQuestion("And then?", alone=True)]
    assert read_asked_questions([asked.to_dict() for asked in conversation]) == conversation
    assert read_asked_questions(None) == []


@pytest.mark.parametrize(
    "given",
    [
        "Who?",
        {"question": "Who?"},
        ["Who?"],
        [{}],
        [{"question": 1}],
        [{"question": " "}],
        [{"question": "w" * (LONGEST_QUESTION + 1)}],
        [{"question": "\ud800"}],
        [{"question": "Who?"}] * (MOST + 1),
    ],
)
def test_what_is_no_conversation_is_refused(given: Any) -> None:
    with pytest.raises(QuestionError, match="not a conversation of this page"):
        read_asked_questions(given)


def test_a_conversation_is_found_again_by_asking(assistant: Assistant) -> None:
    turns = list(
        AnswerCache(assistant).turns([AskedQuestion(QUESTION), AskedQuestion(OFF_TOPIC), AskedQuestion("When?")])
    )
    assert [turn.history for turn in turns] == [(), (QUESTION,), (QUESTION,)]
    assert turns[2].answer.standalone_question == "When did Qaani go to Baghdad?"
    assert turns[2].answer.citations == assistant.ask("When?", [QUESTION]).citations


def test_a_question_asked_alone_is_taken_as_it_was_typed(assistant: Assistant) -> None:
    last = AnswerCache(assistant).last([AskedQuestion(QUESTION), AskedQuestion("Why?", alone=True)])
    assert (last.history, last.answer.standalone_question) == ((), "Why?")


def test_what_was_answered_lately_is_not_asked_again(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = assistant.ask

    def spy(question: str, history: Sequence[str] = ()) -> Answer:
        asked.append(question)
        return ask(question, history)

    monkeypatch.setattr(assistant, "ask", spy)
    answer_cache = AnswerCache(assistant)
    first = answer_cache.last([AskedQuestion(QUESTION)])
    again = answer_cache.last([AskedQuestion(QUESTION), AskedQuestion("Why?")])
    assert asked == [QUESTION, "Why?"]
    assert first.answer is next(iter(answer_cache.turns([AskedQuestion(QUESTION)]))).answer
    assert again.asked.question == "Why?"


def test_documents_of_the_readers_own_answer_for_themselves(assistant: Assistant, two: Assistant) -> None:
    bees = AskedQuestion("How do bees keep warm in winter?", documents=(7,))
    conversation = [AskedQuestion(QUESTION), bees, AskedQuestion("When?"), AskedQuestion("Why?", documents=(7, 8))]
    uploaded = AnswerCache(two)
    turns = list(AnswerCache(assistant).turns(conversation, lambda numbers: uploaded if 7 in numbers else None))
    assert [turn.is_private for turn in turns if isinstance(turn, AnsweredQuestion)] == [False, True, False, True]
    # Neither side's questions are known to the other.
    assert [turn.history for turn in turns if isinstance(turn, AnsweredQuestion)] == [
        (),
        (),
        (QUESTION,),
        (bees.question,),
    ]


def test_a_question_about_documents_that_are_gone_has_no_answer_and_the_others_have(assistant: Assistant) -> None:
    gone = AskedQuestion("How do bees keep warm?", documents=(7,))
    first, missing, last = AnswerCache(assistant).turns([AskedQuestion(QUESTION), gone, AskedQuestion("When?")])
    assert missing == MissingDocument(gone)
    assert isinstance(first, AnsweredQuestion)
    assert isinstance(last, AnsweredQuestion)
    assert last.history == (QUESTION,)
    assert AnswerCache(assistant).last([gone]) == MissingDocument(gone)


def test_the_documents_of_a_question_are_read_as_they_were_written() -> None:
    assert read_asked_questions([AskedQuestion("Who?", documents=(1, 2)).to_dict()]) == [
        AskedQuestion("Who?", documents=(1, 2))
    ]
    assert "documents" not in AskedQuestion("Who?").to_dict()


@pytest.mark.parametrize("documents", ["1", [1.5], ["1"], [True], {"1": 1}, 0, [-2], [10**400], [1] * (MOST + 1)])
def test_numbers_that_are_none_are_refused(documents: Any) -> None:
    for read in (read_chosen, lambda given: read_asked_questions([{"question": "Who?", **given}])):
        with pytest.raises(QuestionError, match="not a conversation of this page"):
            read({"documents": documents})


def test_what_was_chosen_is_read_and_anything_else_means_the_articles() -> None:
    assert read_chosen({"session": "key", "documents": [3]}) == Chosen("key", (3,))
    assert [read_chosen(given) for given in (None, "x", {}, {"session": 7})] == [Chosen()] * 4


def test_what_is_kept_costs_nothing_and_what_is_not_must_be_allowed(assistant: Assistant) -> None:
    allowed: list[bool] = []

    def allow() -> None:
        if len(allowed) == 2:
            raise QuestionError("Too fast.", "too-fast")
        allowed.append(True)

    answer_cache = AnswerCache(assistant)
    conversation = [AskedQuestion(f"Who is Qaani, {number}?") for number in range(4)]
    turns = answer_cache.turns(conversation, allow=allow)
    assert [next(turns).asked.question, next(turns).asked.question] == [asked.question for asked in conversation[:2]]
    with pytest.raises(QuestionError, match="Too fast"):
        next(turns)
    # What was read stays, and costs nothing again.
    assert len(list(answer_cache.turns(conversation[:2], allow=allow))) == 2


def test_of_many_answers_those_asked_for_longest_ago_are_forgotten(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.page.asked_questions.KEPT", 2)
    read: list[bool] = []
    answer_cache = AnswerCache(assistant)
    for question in ("Who?", "What?", "Who?", "Why?", "Who?", "What?"):
        answer_cache.answer(question, (), lambda: read.append(True))
    assert len(read) == 4


def test_each_question_of_a_long_conversation_is_read_once(assistant: Assistant) -> None:
    counting = CountingAssistant(assistant)
    answer_cache, conversation = AnswerCache(counting), list[AskedQuestion]()
    for number in range(MOST):
        conversation.append(AskedQuestion(f"What did Qaani do on day {number}?"))
        answer_cache.last(conversation)
        assert len(counting.read) == number + 1
