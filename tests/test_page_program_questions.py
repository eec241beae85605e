"""Questions of programs, in turn."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from serving import CountingAssistant

from index.errors import DocumentError, QuestionError
from qa.assistant import Assistant
from qa.page.program_questions import SELECTIONS_KEPT, ProgramQuestions
from qa.page.usage import Usage

QUESTION = "Why did Qaani go to Baghdad?"


def no_more() -> None:
    raise QuestionError("Too fast.", "too-fast")


@pytest.mark.parametrize(("question", "history"), [(None, []), (1, None), ("x", "y"), ("x", [1]), ("x", {})])
def test_what_is_no_text_is_refused_in_a_sentence(assistant: Assistant, question: Any, history: Any) -> None:
    with pytest.raises(QuestionError, match=r"^The question must be a text, and the history a list of texts\.$"):
        ProgramQuestions(lambda: assistant, Usage()).answer("mcp", question, history)


def test_nothing_is_read_for_whoever_may_not_ask(assistant: Assistant) -> None:
    counting, usage = CountingAssistant(assistant), Usage()
    with pytest.raises(QuestionError, match=r"^Too fast\.$"):
        ProgramQuestions(lambda: counting, usage).answer("rest", QUESTION, allow=no_more)
    assert counting.read == []
    assert usage.metrics.total(usage.metrics.failed, entry="rest", kind="too-fast") == 1


def test_some_documents_alone_are_asked_and_a_few_choices_stay_ready(two: Assistant) -> None:
    programs = ProgramQuestions(lambda: two, Usage())
    names = list(two.collection.documents)
    for name in names:
        answer = programs.answer("rest", QUESTION, documents=[name])
        assert {passage.document for passage in answer.passages} == {name}
    for number in range(SELECTIONS_KEPT + 2):
        programs.answer("rest", QUESTION, documents=[names[0]] * (number + 2))
    assert len(programs._selected) == SELECTIONS_KEPT
    with pytest.raises(DocumentError, match="There is no document 'x' in the index"):
        programs.answer("rest", QUESTION, documents=["x"])


def test_so_many_may_wait_and_the_next_is_told_to_come_later(assistant: Assistant) -> None:
    counting, usage = CountingAssistant(assistant, seconds=0.2), Usage()
    programs = ProgramQuestions(lambda: counting, usage, at_once=1, waiting=2)

    async def one() -> str:
        try:
            return (await programs.answer_in_turn("rest", QUESTION, [], lambda: None)).form
        except QuestionError as error:
            return error.kind

    async def five() -> list[str]:
        tasks = []
        for _ in range(5):
            tasks.append(asyncio.create_task(one()))
            await asyncio.sleep(0.02)
        return [await task for task in tasks]

    assert asyncio.run(five()) == ["quotation"] * 3 + ["busy"] * 2
    assert usage.metrics.total(usage.metrics.failed, kind="busy") == 2
