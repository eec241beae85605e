"""What stands above an answer in several pieces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.english import ENGLISH
from qa.page.form_heading import form_heading
from qa.page.languages import ARABIC


@pytest.fixture(scope="module")
def brief(assistant: Assistant) -> Answer:
    return assistant.ask("Tell me about AAH")


def test_a_brief_says_how_many_sentences_it_has(brief: Answer) -> None:
    number = len(brief.citations)
    assert form_heading(brief, ENGLISH) == f"In short: {number} sentences"
    assert str(number) in (form_heading(brief, ARABIC) or "")
    assert form_heading(replace(brief, citations=brief.citations[:1]), ENGLISH) == "In short: 1 sentence"


def test_of_several_documents_it_says_how_many_there_are(brief: Answer) -> None:
    several = replace(brief, index=replace(brief.index, documents=12))
    number = len(brief.citations)
    assert form_heading(several, ENGLISH) == f"In short: {number} sentences, from 1 of 12 documents"


def test_a_list_says_how_many_items_it_has_but_a_comparison_does_not(brief: Answer) -> None:
    assert form_heading(replace(brief, form="list"), ENGLISH) == f"Items: {len(brief.citations)}"
    sides = tuple(replace(citation, subject="AAH") for citation in brief.citations)
    assert form_heading(replace(brief, form="list", citations=sides), ENGLISH) == "Side by side"


def test_an_explanation_says_how_many_sentences_it_has(brief: Answer) -> None:
    number = len(brief.citations)
    assert (
        form_heading(replace(brief, form="explanation"), ENGLISH) == f"In the text\u2019s own words: {number} sentences"
    )


def test_other_forms_have_no_heading(assistant: Assistant) -> None:
    assert form_heading(assistant.ask("Why did Qaani go to Baghdad?"), ENGLISH) is None


def test_two_questions_in_one_have_answers_and_no_items(brief: Answer) -> None:
    both = replace(brief, form="list", question="Who is Ann Lund and when was she born?", citations=brief.citations[:2])
    assert form_heading(both, ENGLISH) == "Answers: 2"
