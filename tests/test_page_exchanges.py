"""Conversations that are kept as questions and found again by asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from index.errors import QuestionError
from qa.answer import Answer
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.page.exchanges import MOST, Chosen, Exchange, Lost, Recollection, Turn, read_chosen, read_exchanges

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"


def test_exchanges_are_read_as_they_were_written() -> None:
    exchanges = [Exchange("Who?"), Exchange("And then?", alone=True)]
    assert read_exchanges([exchange.to_dict() for exchange in exchanges]) == exchanges
    assert read_exchanges(None) == []


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
        read_exchanges(given)


def test_a_conversation_is_found_again_by_asking(assistant: Assistant) -> None:
    turns = list(Recollection(assistant).turns([Exchange(QUESTION), Exchange(OFF_TOPIC), Exchange("When?")]))
    assert [turn.history for turn in turns] == [(), (QUESTION,), (QUESTION,)]
    assert turns[2].answer.standalone_question == "When did Qaani go to Baghdad?"
    assert turns[2].answer.citations == assistant.ask("When?", [QUESTION]).citations


def test_a_question_asked_alone_is_taken_as_it_was_typed(assistant: Assistant) -> None:
    last = Recollection(assistant).last([Exchange(QUESTION), Exchange("Why?", alone=True)])
    assert (last.history, last.answer.standalone_question) == ((), "Why?")


def test_what_was_answered_lately_is_not_asked_again(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = assistant.ask

    def spy(question: str, history: Sequence[str] = ()) -> Answer:
        asked.append(question)
        return ask(question, history)

    monkeypatch.setattr(assistant, "ask", spy)
    recollection = Recollection(assistant)
    first = recollection.last([Exchange(QUESTION)])
    again = recollection.last([Exchange(QUESTION), Exchange("Why?")])
    assert asked == [QUESTION, "Why?"]
    assert first.answer is next(iter(recollection.turns([Exchange(QUESTION)]))).answer
    assert again.exchange.question == "Why?"


def test_documents_of_the_readers_own_answer_for_themselves(assistant: Assistant, two: Assistant) -> None:
    bees = Exchange("How do bees keep warm in winter?", documents=(7,))
    exchanges = [Exchange(QUESTION), bees, Exchange("When?"), Exchange("Why?", documents=(7, 8))]
    own = Recollection(two)
    turns = list(Recollection(assistant).turns(exchanges, lambda numbers: own if 7 in numbers else None))
    assert [turn.is_private for turn in turns if isinstance(turn, Turn)] == [False, True, False, True]
    # Neither side's questions are known to the other.
    assert [turn.history for turn in turns if isinstance(turn, Turn)] == [(), (), (QUESTION,), (bees.question,)]


def test_an_exchange_about_documents_that_are_gone_is_lost_and_the_others_are_not(assistant: Assistant) -> None:
    gone = Exchange("How do bees keep warm?", documents=(7,))
    first, lost, last = Recollection(assistant).turns([Exchange(QUESTION), gone, Exchange("When?")])
    assert lost == Lost(gone)
    assert isinstance(first, Turn)
    assert isinstance(last, Turn)
    assert last.history == (QUESTION,)
    assert Recollection(assistant).last([gone]) == Lost(gone)


def test_the_documents_of_an_exchange_are_read_as_they_were_written() -> None:
    assert read_exchanges([Exchange("Who?", documents=(1, 2)).to_dict()]) == [Exchange("Who?", documents=(1, 2))]
    assert "documents" not in Exchange("Who?").to_dict()


@pytest.mark.parametrize("documents", ["1", [1.5], ["1"], [True], {"1": 1}, [1] * (MOST + 1)])
def test_numbers_that_are_none_are_refused(documents: Any) -> None:
    for read in (read_chosen, lambda given: read_exchanges([{"question": "Who?", **given}])):
        with pytest.raises(QuestionError, match="not a conversation of this page"):
            read({"documents": documents})


def test_what_was_chosen_is_read_and_anything_else_means_the_articles() -> None:
    assert read_chosen({"shelf": "key", "documents": [3]}) == Chosen("key", (3,))
    assert [read_chosen(given) for given in (None, "x", {}, {"shelf": 7})] == [Chosen()] * 4
