"""What is counted and written of a question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import QuestionError
from qa.assistant import Assistant
from qa.page.usage import Usage

QUESTION = "Why did Qaani go to Baghdad?"


def test_an_answer_is_counted_and_written_and_a_private_one_only_counted(assistant: Assistant) -> None:
    usage = Usage(Path("asked.jsonl"))
    for question, private in ((QUESTION, False), ("My own secret?", True)):
        with usage.question("page", private) as counted:
            counted.answer = assistant.ask(question)
    assert usage.question_log
    usage.question_log.close()
    metrics = usage.metrics
    assert metrics.total(metrics.questions, entry="page") == 2
    (line,) = Path("asked.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["question"] == QUESTION
    assert json.loads(line)["entry"] == "page"


def test_a_failure_is_counted_by_its_kind_and_raised_again() -> None:
    usage = Usage()
    for error in (QuestionError("x", "too-fast"), QuestionError("x"), ValueError("x")):
        with pytest.raises(type(error)), usage.question("rest"):
            raise error
    metrics = usage.metrics
    assert metrics.total(metrics.failed, kind="too-fast") == 1
    assert metrics.total(metrics.failed, kind="other") == 2
    assert metrics.total(metrics.questions) == 0
