"""Flashcards of a conversation."""

from __future__ import annotations

import csv
import html
from dataclasses import replace

from qa.assistant import Assistant
from qa.page.answers import AnswerView
from qa.page.asked_questions import AnsweredQuestion, AskedQuestion, MissingDocument
from qa.page.english import ENGLISH
from qa.page.flashcards import flashcards
from qa.page.library import Library

QUESTION = "Why did Qaani go to Baghdad?"


def asked(assistant: Assistant, question: str) -> AnsweredQuestion:
    return AnsweredQuestion(AskedQuestion(question), (), assistant.ask(question))


def test_answered_questions_make_a_card_each_and_others_none(assistant: Assistant) -> None:
    view = AnswerView(Library(assistant.collection, ENGLISH))
    turns = [asked(assistant, question) for question in (QUESTION, "Who won the 2018 World Cup?", QUESTION)]
    written = flashcards([*turns, MissingDocument(AskedQuestion("Which?", documents=(4,)))], lambda _: view)
    head, rows = written.splitlines()[:3], list(csv.reader(written.splitlines()[3:]))
    assert head == ["#separator:Comma", "#html:true", "#columns:Front,Back"]
    ((front, back),) = rows
    assert front == QUESTION
    assert html.escape(turns[0].answer.citations[0].quote) in back
    assert back.endswith("The article, paragraph 3")


def test_markup_and_formulas_are_text(assistant: Assistant) -> None:
    view = AnswerView(Library(assistant.collection, ENGLISH))
    turn = asked(assistant, QUESTION)
    turn = replace(turn, answer=replace(turn.answer, standalone_question="=1 <b>Why</b>?"))
    front = next(csv.reader(flashcards([turn], lambda _: view).splitlines()[3:]))[0]
    assert front == "&#61;1 &lt;b&gt;Why&lt;/b&gt;?"
