"""Judgements as draft lines of a question set."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import QuestionError, SettingsError
from qa.assistant import Assistant
from qa.evaluation.placing import place_evidence
from qa.evaluation.questions import load_questions
from qa.page.asked_questions import AnswerCache, AnsweredQuestion, AskedQuestion
from qa.page.english import ENGLISH
from qa.page.feedback import FeedbackFile, draft
from qa.page.library import Library, Place

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"


@pytest.fixture
def library(assistant: Assistant) -> Library:
    return Library(assistant.collection, ENGLISH)


def turn_of(assistant: Assistant, *questions: str) -> AnsweredQuestion:
    return AnswerCache(assistant).last([AskedQuestion(question) for question in questions])


def test_a_right_answer_becomes_a_question_with_gold_in_its_place(assistant: Assistant, library: Library) -> None:
    turn = turn_of(assistant, QUESTION, "Why?")
    FeedbackFile(Path("said.jsonl")).append(draft(turn, "right", None, library))
    (question,) = place_evidence(load_questions(Path("said.jsonl")).questions, assistant.collection.documents)
    assert (question.question, question.history) == ("Why?", (QUESTION,))
    assert question.answers == (turn.answer.answer,)
    assert question.evidence[0].start == turn.answer.citations[0].start


def test_a_corrected_answer_has_the_sentence_chosen(assistant: Assistant, library: Library) -> None:
    sentence = library.sentences(library.document(0).name)[0]
    line = draft(turn_of(assistant, QUESTION), "sentence", Place(0, sentence.start, sentence.end), library)
    FeedbackFile(Path("said.jsonl")).append(line)
    (question,) = place_evidence(load_questions(Path("said.jsonl")).questions, assistant.collection.documents)
    assert question.evidence[0].text == library.document(0).text[sentence.start : sentence.end]


@pytest.mark.parametrize(("question", "judgement"), [(QUESTION, "not-said"), (OFF_TOPIC, "right")])
def test_what_the_article_does_not_say_is_unanswerable(
    assistant: Assistant, library: Library, question: str, judgement: Any
) -> None:
    FeedbackFile(Path("said.jsonl")).append(draft(turn_of(assistant, question), judgement, None, library))
    assert not load_questions(Path("said.jsonl")).questions[0].answerable


@pytest.mark.parametrize("question", [QUESTION, OFF_TOPIC])
def test_an_answer_that_is_only_wrong_is_a_draft(assistant: Assistant, library: Library, question: str) -> None:
    FeedbackFile(Path("said.jsonl")).append(draft(turn_of(assistant, question), "wrong", None, library))
    found = load_questions(Path("said.jsonl"), allow_drafts=True)
    assert (len(found.questions), len(found.drafts)) == (0, 1)


@pytest.mark.parametrize("place", [None, Place(7, 0, 9), Place(0, 1, 9)])
def test_a_sentence_that_is_none_of_the_articles_is_refused(
    assistant: Assistant, library: Library, place: Place | None
) -> None:
    with pytest.raises(QuestionError, match="not in the article"):
        draft(turn_of(assistant, QUESTION), "sentence", place, library)


def test_a_right_verdict_becomes_a_question_to_be_answered_so(assistant: Assistant, library: Library) -> None:
    turn = turn_of(assistant, QUESTION)
    FeedbackFile(Path("said.jsonl")).append(
        draft(replace(turn, answer=replace(turn.answer, verdict="no")), "right", None, library)
    )
    (question,) = load_questions(Path("said.jsonl")).questions
    assert (question.verdict, question.answers, question.answerable) == ("no", (), True)
    assert question.evidence[0].text == turn.answer.citations[0].quote


def test_a_judgement_that_is_none_is_refused(assistant: Assistant, library: Library) -> None:
    with pytest.raises(QuestionError, match="no judgement"):
        draft(turn_of(assistant, QUESTION), "great", None, library)  # type: ignore[arg-type]


def test_nothing_about_the_reader_is_stored(assistant: Assistant, library: Library) -> None:
    line = draft(turn_of(assistant, QUESTION), "right", None, library)
    assert set(line) == {"id", "question", "answerable", "kind", "answers", "evidence", "judgement", "given"}


def test_lines_of_several_writers_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text('{"an": "unfinished last line"}', encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from qa.page.feedback import FeedbackFile\n"
        "for n in range(100): FeedbackFile(Path(sys.argv[1])).append({'writer': sys.argv[2], 'n': n, 'x': 'é' * 5000})"
    )
    root = str(Path(__file__).resolve().parents[1])
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path), name], env={"PYTHONPATH": root, "PATH": ""})
        for name in "abc"
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 301
    for name in "abc":
        assert [line["n"] for line in lines if line.get("writer") == name] == list(range(100))


def test_a_file_that_cannot_hold_it_is_one_plain_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ends with \.jsonl, not said\.txt"):
        FeedbackFile(Path("said.txt")).check()
    with pytest.raises(SettingsError, match=r"cannot be stored in .*: No such file or directory"):
        FeedbackFile(tmp_path / "nowhere" / "said.jsonl").check()
