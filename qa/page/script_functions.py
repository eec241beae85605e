"""What the page's script may call, beside asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from qa.page.asked_questions import read_asked_questions
from qa.page.export import Export
from qa.page.feedback import FeedbackFile, draft
from qa.page.library import Place
from qa.page.next_questions import NextQuestionFinder
from qa.page.options import Options
from qa.page.workspaces import Workspaces

Wanted = dict[str, Any]
"""What the script sends; `session` in it is the key of the reader's own documents, if there are any."""


def script_functions(workspaces: Workspaces, options: Options) -> list[Callable[..., Any]]:
    """Functions of one argument each, known to the script by their names."""

    # Gradio marks the functions that it serves, and a method cannot be marked.
    def article_html(wanted: Wanted) -> str:
        return workspaces.article_view(wanted["number"], wanted.get("session")).article(wanted["number"])

    def find_documents(wanted: Wanted) -> list[tuple[int, str]]:
        return workspaces.named(wanted["text"], wanted.get("session"))

    def preview(wanted: Wanted) -> str:
        place = Place.parse(wanted["place"])
        return workspaces.article_view(place.document, wanted.get("session")).preview(place) if place else ""

    def export_conversation(wanted: Wanted) -> str:
        key = wanted.get("session")
        turns = workspaces.turns(read_asked_questions(wanted["past"]), key)
        export = Export(workspaces.articles.view, lambda documents: workspaces.view(documents, key))
        return (export.as_json if wanted["kind"] == "json" else export.as_markdown)(turns, date.today())

    def card(wanted: Wanted) -> str:
        key = wanted.get("session")
        turn = workspaces.last(read_asked_questions(wanted["past"]), key)
        return Export(workspaces.view(turn.exchange.documents, key)).card(turn.answer, date.today())

    finder = NextQuestionFinder(workspaces)

    def next_questions(wanted: Wanted) -> str | None:
        return finder.after(wanted["past"], wanted.get("session"))

    of_all: list[Callable[..., Any]] = [article_html, find_documents, preview]
    of_all += [export_conversation, card, next_questions]
    return of_all + _feedback(workspaces, options) + (_uploaded(workspaces) if options.uploads else [])


def _feedback(workspaces: Workspaces, options: Options) -> list[Callable[..., Any]]:
    """What a reader says of answers about the articles. Of private documents nothing is stored."""
    if options.feedback is None:
        return []
    file = FeedbackFile(options.feedback)

    def feedback(given: Wanted) -> None:
        turn = workspaces.last(read_asked_questions(given["past"]), given.get("session"))
        place = Place.parse(given["place"]) if given.get("place") else None
        if not turn.is_private:
            file.append(draft(turn, given["verdict"], place, workspaces.articles.library))

    return [feedback]


def _uploaded(workspaces: Workspaces) -> list[Callable[..., Any]]:
    """A reader's own documents, for whoever has their key."""

    def open_upload_session(_: Wanted) -> str | None:
        return workspaces.upload_sessions.open()

    def uploaded_documents(wanted: Wanted) -> list[dict[str, Any]] | None:
        session = workspaces.upload_sessions.find(wanted.get("session"))
        return [uploaded.to_dict() for uploaded in session.documents] if session else None

    def remove_document(wanted: Wanted) -> None:
        session = workspaces.upload_sessions.find(wanted.get("session"))
        if session:
            session.remove(wanted["number"])

    return [open_upload_session, uploaded_documents, remove_document]
