"""What the page's script may call, beside asking."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException

from index.errors import ArticleQAError, DocumentError, QuestionError
from index.page_picture import LAST_PAGE, WIDTHS
from qa.model_threads import asked_ahead
from qa.page.answers import NextQuestions
from qa.page.clients import Allow, allowance
from qa.page.error_messages import sentence_for
from qa.page.export import Export
from qa.page.feedback import FeedbackFile, draft
from qa.page.flashcards import flashcards
from qa.page.messages import Messages
from qa.page.next_questions import NextQuestionFinder
from qa.page.notebook import Notebook, notes_of
from qa.page.offline_gradio import gr
from qa.page.options import Options
from qa.page.page_pictures import PagePictureView
from qa.page.script_input import ScriptInput
from qa.page.served_articles import ServedArticles

ScriptFunction = Callable[[ScriptInput, Allow], Any]
"""Of what the script sent, and of what allows questions to be read."""

OWN_STARTERS = 3
"""Questions to begin with about a reader's own documents, beside a brief of them."""

_log = logging.getLogger(__name__)


def script_functions(
    served: ServedArticles, options: Options, events_before: Callable[[str], int]
) -> list[Callable[..., Any]]:
    """Functions of one argument each, known to the script by their names; Gradio adds its request.

    `events_before` counts those in line before the one with a token.
    What is refused for a reason that a person should know, as a client that asks too fast, gives {"refused": sentence}.
    What the page's script never sends raises Starlette's `HTTPException` with the status 400.
    """

    def place_in_line(wanted: ScriptInput, _: Allow) -> int:
        return events_before(wanted.text("token"))

    def export_notebook(wanted: ScriptInput, _: Allow) -> str:
        return _written(Notebook(wanted.notes, options.messages), wanted.text("kind"))

    functions: list[ScriptFunction] = [place_in_line, export_notebook]
    functions += _about_documents(served, options.messages) + _about_answers(served)
    functions += _feedback(served, options) + (_uploaded(served) if options.uploads else [])
    functions += _kept_up(served) if options.keeps_up else []
    return [_served(function, options.messages) for function in functions]


def _served(function: ScriptFunction, messages: Messages) -> Callable[..., Any]:
    """The function as Gradio calls it. It is a new one, since Gradio marks those that it serves."""

    def served(given: Any = None, request: gr.Request | None = None) -> Any:
        try:
            return function(ScriptInput(given), allowance(request))
        except ArticleQAError as error:
            if isinstance(error, QuestionError) and error.kind == "foreign":
                raise HTTPException(400, messages.foreign) from None
            return {"refused": sentence_for(error, messages)}
        except Exception as error:
            _log.exception("A call of the page's script failed")
            raise HTTPException(500, messages.failed) from error

    served.__name__ = function.__name__
    return served


def _written(notebook: Notebook, kind: str) -> str:
    """The notebook as text; a .docx in Base64."""
    if kind == "docx":
        return b64encode(notebook.as_docx()).decode("ascii")
    writers = {"bibtex": notebook.as_bibtex, "csl": notebook.as_csl}
    return writers.get(kind, notebook.as_markdown)()


def _about_documents(served: ServedArticles, messages: Messages) -> list[ScriptFunction]:
    def article_html(wanted: ScriptInput, _: Allow) -> str:
        return served.now.article_view(wanted.number, wanted.session).article(wanted.number)

    def find_documents(wanted: ScriptInput, _: Allow) -> list[tuple[int, str]]:
        return served.now.named(wanted.text("text"), wanted.session)

    def preview(wanted: ScriptInput, _: Allow) -> str:
        place = wanted.place
        return served.now.article_view(place.document, wanted.session).preview(place) if place else ""

    pictures = PagePictureView()

    def page_picture(wanted: ScriptInput, _: Allow) -> dict[str, Any]:
        """Of the articles alone: of a reader's own documents no file is kept."""
        number, place, page = wanted.number, wanted.place, wanted.whole_number("page", LAST_PAGE)
        document = served.now.articles.library.document(number)
        if document is None or (place is not None and place.document != number):
            return {"refused": messages.picture_gone}
        try:
            return pictures.page(document, place, page, wanted.whole_number("width", max(WIDTHS)))
        except DocumentError:
            return {"refused": messages.picture_gone}

    return [article_html, find_documents, preview, page_picture]


def _about_answers(served: ServedArticles) -> list[ScriptFunction]:
    """Each finds the answers again, and reads those that are not kept."""
    finder = NextQuestionFinder()

    def export_conversation(wanted: ScriptInput, allow: Allow) -> str:
        workspaces, key, kind = served.now, wanted.session, wanted.text("kind")
        turns = workspaces.turns(wanted.conversation, key, allow)
        if kind == "anki":
            return flashcards(turns, lambda documents: workspaces.view(documents, key))
        export = Export(workspaces.articles.view, lambda documents: workspaces.view(documents, key))
        return (export.as_json if kind == "json" else export.as_markdown)(turns, date.today())

    def card(wanted: ScriptInput, allow: Allow) -> str:
        workspaces, key = served.now, wanted.session
        turn = workspaces.last(wanted.conversation, key, allow)
        return Export(workspaces.view(turn.asked.documents, key)).card(turn.answer, date.today())

    def next_questions(wanted: ScriptInput, allow: Allow) -> str | None:
        return finder.after(served.now, wanted.conversation, wanted.session, allow)

    def notes(wanted: ScriptInput, allow: Allow) -> list[dict[str, str]]:
        workspaces = served.now
        turn = workspaces.last(wanted.conversation, wanted.session, allow)
        return notes_of(turn, workspaces.view(turn.asked.documents, wanted.session))

    return [export_conversation, card, next_questions, notes]


def _feedback(served: ServedArticles, options: Options) -> list[ScriptFunction]:
    """What a reader says of answers about the articles. Of private documents nothing is stored."""
    if options.feedback is None:
        return []
    file = FeedbackFile(options.feedback)

    def feedback(wanted: ScriptInput, allow: Allow) -> bool:
        judgement, place, workspaces = wanted.text("judgement"), wanted.place, served.now
        turn = workspaces.last(wanted.conversation, wanted.session, allow)
        if not turn.is_private:
            file.append(draft(turn, judgement, place, workspaces.articles.library))
        return True

    return [feedback]


def _uploaded(served: ServedArticles) -> list[ScriptFunction]:
    """A reader's own documents, for whoever has their key."""

    def open_upload_session(_: ScriptInput, __: Allow) -> str | None:
        return served.now.upload_sessions.open()

    def uploaded_documents(wanted: ScriptInput, _: Allow) -> list[dict[str, Any]] | None:
        session = served.now.upload_sessions.find(wanted.session)
        return [uploaded.to_dict() for uploaded in session.documents] if session else None

    def remove_document(wanted: ScriptInput, _: Allow) -> None:
        number, session = wanted.number, served.now.upload_sessions.find(wanted.session)
        if session:
            session.remove(number)

    def starters(wanted: ScriptInput, _: Allow) -> str:
        workspace = served.now.find(wanted.documents, wanted.session)
        if workspace is None or not wanted.documents:
            return ""
        messages = workspace.library.messages
        with asked_ahead():
            found = workspace.suggester.starters(OWN_STARTERS) if workspace.suggester else ()
        return workspace.view.next_questions(NextQuestions(first=(messages.starter_upload, *found)))

    return [open_upload_session, uploaded_documents, remove_document, starters]


def _kept_up(served: ServedArticles) -> list[ScriptFunction]:
    """What changed while the page was open."""

    def latest_change(wanted: ScriptInput, _: Allow) -> dict[str, Any]:
        """`number` is the one that the document of the number given has now."""
        latest = served.latest
        return {
            "at": latest.at.isoformat(timespec="seconds") if latest else None,
            "changed": latest.number if latest else 0,
            "documents": len(served.collection.entries),
            "number": served.successor(wanted.number),
        }

    return [latest_change]
