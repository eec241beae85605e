"""What the page's script may call, and whose documents it gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import Markup, text_document

from index.errors import QuestionError
from qa.assistant import Assistant
from qa.page.messages import ENGLISH
from qa.page.options import Options
from qa.page.script_functions import script_functions
from qa.page.workspaces import Workspaces

QUESTION = "Why did Qaani go to Baghdad?"
SECRET = "The vault opens with the pebble Zorblax. Its keeper is old."
ASKED = "What does the vault open with?"


class Page:
    """One reader with a secret document, and another one without."""

    def __init__(self, assistant: Assistant, said: Path) -> None:
        options = Options(feedback=said)
        self.workspaces = Workspaces(assistant, options)
        self.calls: dict[str, Callable[..., Any]] = {
            each.__name__: each for each in script_functions(self.workspaces, options)
        }
        self.key = str(self.calls["open_upload_session"]({}))
        self.other = str(self.calls["open_upload_session"]({}))
        session = self.workspaces.upload_sessions.find(self.key)
        assert session is not None
        self.number = session.add(text_document(SECRET, "secret.txt")).number
        self.past = [{"question": QUESTION}, {"question": ASKED, "documents": [self.number]}]

    def __call__(self, name: str, **wanted: Any) -> Any:
        return self.calls[name](wanted)


@pytest.fixture
def page(assistant: Assistant, tmp_path: Path) -> Page:
    return Page(assistant, tmp_path / "said.jsonl")


def test_a_reader_gets_their_own_documents_and_the_articles(page: Page) -> None:
    assert [uploaded["name"] for uploaded in page("uploaded_documents", session=page.key)] == ["secret.txt"]
    assert SECRET in Markup(page("article_html", number=page.number, session=page.key)).text
    assert "pebble" in page("preview", place=f"{page.number}-0-30", session=page.key)
    assert page("find_documents", text="", session=page.key)[0] == (page.number, "Secret")
    assert "calm AAH down" in page("article_html", number=0, session=page.key)
    assert "Zorblax" in page("card", past=page.past, session=page.key)
    for kind in ("json", "markdown"):
        assert "Zorblax" in page("export_conversation", kind=kind, past=page.past, session=page.key)


@pytest.mark.parametrize("stranger", ["other", "none", "guess"])
def test_nobody_else_does(page: Page, stranger: str) -> None:
    key = {"other": page.other, "none": None, "guess": "0" * 43}[stranger]
    assert not page("uploaded_documents", session=key)
    assert page("article_html", number=page.number, session=key) == ""
    assert page("preview", place=f"{page.number}-0-30", session=key) == ""
    assert [number for number, _ in page("find_documents", text="", session=key)] == [0]
    page("remove_document", number=page.number, session=key)
    with pytest.raises(QuestionError, match=r"^This document is not here any more\."):
        page("card", past=page.past, session=key)
    for kind in ("json", "markdown"):
        told = page("export_conversation", kind=kind, past=page.past, session=key)
        assert "Zorblax" not in told
        assert ASKED.split()[-1].rstrip("?") in told
    assert page("uploaded_documents", session=page.key)


def test_a_document_that_was_removed_is_gone(page: Page) -> None:
    page("remove_document", number=page.number, session=page.key)
    assert page("uploaded_documents", session=page.key) == []
    assert page("article_html", number=page.number, session=page.key) == ""


def test_nothing_is_stored_of_private_documents(page: Page, tmp_path: Path) -> None:
    said = tmp_path / "said.jsonl"
    place = f"{page.number}-0-30"
    page("feedback", past=page.past, verdict="right", session=page.key)
    page("feedback", past=page.past, verdict="sentence", place=place, session=page.key)
    assert not said.exists()
    followed = [*page.past, {"question": "When?"}]
    page("feedback", past=followed, verdict="right", session=page.key)
    (line,) = said.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["history"] == [QUESTION]
    with pytest.raises(QuestionError, match="not in the article"):
        page("feedback", past=followed, verdict="sentence", place=place, session=page.key)
    assert "Zorblax" not in said.read_text(encoding="utf-8")


def test_where_uploads_are_switched_off_there_is_nothing_to_call(assistant: Assistant) -> None:
    names = {each.__name__ for each in script_functions(Workspaces(assistant, Options(uploads=0)), Options(uploads=0))}
    assert names == {"article_html", "find_documents", "preview", "export_conversation", "card", "next_questions"}


def test_own_documents_have_no_thumbs_and_are_called_yours(page: Page) -> None:
    workspace = page.workspaces.find([page.number], page.key)
    assert workspace is not None
    shown = workspace.view.answer(workspace.answer_cache.answer("Who won the 2018 World Cup?", ()))
    assert "qa-do-right" not in shown
    assert "Your document does not say who won the 2018 World Cup." in Markup(shown).text
    assert ENGLISH.uploads_one == "your document"
