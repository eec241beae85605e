"""Quotations that a reader pinned."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest

from index.errors import QuestionError
from qa.assistant import Assistant
from qa.page.answers import AnswerView
from qa.page.asked_questions import AnsweredQuestion, AskedQuestion
from qa.page.english import ENGLISH
from qa.page.library import Library
from qa.page.notebook import LONGEST, MOST, Note, Notebook, notes_of, read_notes

WEIR = Note(
    "How deep is it?",
    "The weir is\n*deep*.",
    "Weirs & {locks}, paragraph 2",
    "Weirs & {locks}",
    "Ida Moen",
    "2024-05-06",
)
AGAIN = Note(
    "How deep is it?", "Nobody swims.", "Weirs & {locks}, paragraph 3", "Weirs & {locks}", "Ida Moen", "2024-05-06"
)
BARE = Note("Who says so?", "A bell\x07 rang.", "Weirs, paragraph 1", "Weirs")
NOTEBOOK = Notebook([WEIR, AGAIN, BARE], ENGLISH)


def test_each_quotation_of_an_answer_is_a_note_with_its_place(assistant: Assistant) -> None:
    question = "Why did Qaani go to Baghdad?"
    answer = assistant.ask(question)
    view = AnswerView(Library(assistant.collection, ENGLISH))
    (note,) = notes_of(AnsweredQuestion(AskedQuestion(question), (), answer), view)
    assert (note["question"], note["quote"]) == (question, answer.citations[0].quote)
    assert note["place"] == "The article, paragraph 3"
    assert note["url"] == ""
    assert read_notes([note]) == [Note(**note)]


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        [1],
        [{}],
        [{"question": "x"}],
        [{**vars(WEIR), "quote": "x" * (LONGEST + 1)}],
        [vars(WEIR)] * (MOST + 1),
    ],
)
def test_what_the_page_never_sends_is_refused(given: Any) -> None:
    with pytest.raises(QuestionError):
        read_notes(given)


def test_markdown_has_each_question_once_and_no_markup_from_outside() -> None:
    text = NOTEBOOK.as_markdown()
    assert text.count("## How deep is it?") == 1
    assert "> The weir is\n> \\*deep\\*\\." in text
    assert text.index("Nobody swims") < text.index("## Who says so?")


def test_the_word_file_has_the_same_and_drops_what_xml_cannot_hold() -> None:
    paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(NOTEBOOK.as_docx())).paragraphs]
    assert paragraphs[:4] == [ENGLISH.notebook, WEIR.question, WEIR.quote, WEIR.place]
    assert "A bell\N{REPLACEMENT CHARACTER} rang." in paragraphs


def test_bibtex_has_each_source_once_and_escapes_it() -> None:
    assert NOTEBOOK.as_bibtex() == (
        "@misc{weirs-locks,\n  title = {Weirs \\& \\{locks\\}},\n  author = {Ida Moen},\n  year = {2024},\n"
        "  date = {2024-05-06}\n}\n\n@misc{weirs,\n  title = {Weirs}\n}\n"
    )


def test_csl_has_what_is_known_of_each_source() -> None:
    first, second = json.loads(NOTEBOOK.as_csl())
    assert first["author"] == [{"literal": "Ida Moen"}]
    assert first["issued"] == {"date-parts": [[2024, 5, 6]]}
    assert second == {"id": "weirs", "type": "document", "title": "Weirs"}


def test_sources_of_the_same_title_have_keys_of_their_own() -> None:
    notes = [
        Note("q", "a", "p", "Rain", "A"),
        Note("q", "b", "p", "Rain", "B"),
        Note("q", "c", "p", "\u0645\u0637\u0631"),
    ]
    assert [item["id"] for item in json.loads(Notebook(notes, ENGLISH).as_csl())] == ["rain", "rain-2", "source"]
