"""Conversations that are kept as questions and found again by asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

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


def test_exchanges_are_read_as_they_were_written() -> None:
    exchanges = [AskedQuestion("Who?"), AskedQuestion("And then?", alone=True)]
    assert read_asked_questions([exchange.to_dict() for exchange in exchanges]) == exchanges
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
    assert again.exchange.question == "Why?"


def test_documents_of_the_readers_own_answer_for_themselves(assistant: Assistant, two: Assistant) -> None:
    bees = AskedQuestion("How do bees keep warm in winter?", documents=(7,))
    exchanges = [AskedQuestion(QUESTION), bees, AskedQuestion("When?"), AskedQuestion("Why?", documents=(7, 8))]
    uploaded = AnswerCache(two)
    turns = list(AnswerCache(assistant).turns(exchanges, lambda numbers: uploaded if 7 in numbers else None))
    assert [turn.is_private for turn in turns if isinstance(turn, AnsweredQuestion)] == [False, True, False, True]
    # Neither side's questions are known to the other.
    assert [turn.history for turn in turns if isinstance(turn, AnsweredQuestion)] == [
        (),
        (),
        (QUESTION,),
        (bees.question,),
    ]


def test_an_exchange_about_documents_that_are_gone_is_lost_and_the_others_are_not(assistant: Assistant) -> None:
    gone = AskedQuestion("How do bees keep warm?", documents=(7,))
    first, lost, last = AnswerCache(assistant).turns([AskedQuestion(QUESTION), gone, AskedQuestion("When?")])
    assert lost == MissingDocument(gone)
    assert isinstance(first, AnsweredQuestion)
    assert isinstance(last, AnsweredQuestion)
    assert last.history == (QUESTION,)
    assert AnswerCache(assistant).last([gone]) == MissingDocument(gone)


def test_the_documents_of_an_exchange_are_read_as_they_were_written() -> None:
    assert read_asked_questions([AskedQuestion("Who?", documents=(1, 2)).to_dict()]) == [
        AskedQuestion("Who?", documents=(1, 2))
    ]
    assert "documents" not in AskedQuestion("Who?").to_dict()


@pytest.mark.parametrize("documents", ["1", [1.5], ["1"], [True], {"1": 1}, [1] * (MOST + 1)])
def test_numbers_that_are_none_are_refused(documents: Any) -> None:
    for read in (read_chosen, lambda given: read_asked_questions([{"question": "Who?", **given}])):
        with pytest.raises(QuestionError, match="not a conversation of this page"):
            read({"documents": documents})


def test_what_was_chosen_is_read_and_anything_else_means_the_articles() -> None:
    assert read_chosen({"session": "key", "documents": [3]}) == Chosen("key", (3,))
    assert [read_chosen(given) for given in (None, "x", {}, {"session": 7})] == [Chosen()] * 4
