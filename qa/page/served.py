"""What the page's script may call, beside asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from qa.page.desks import Desks
from qa.page.exchanges import read_exchanges
from qa.page.export import Export
from qa.page.feedback import FeedbackFile, draft
from qa.page.library import Place
from qa.page.offering import Offering
from qa.page.options import Options

Wanted = dict[str, Any]
"""What the script sends; `shelf` in it is the key of the reader's own documents, if there are any."""


def served(desks: Desks, options: Options) -> list[Callable[..., Any]]:
    """Functions of one argument each, known to the script by their names."""

    # Gradio marks the functions that it serves, and a method cannot be marked.
    def article_html(wanted: Wanted) -> str:
        return desks.article_view(wanted["number"], wanted.get("shelf")).article(wanted["number"])

    def find_documents(wanted: Wanted) -> list[tuple[int, str]]:
        return desks.named(wanted["text"], wanted.get("shelf"))

    def preview(wanted: Wanted) -> str:
        place = Place.parse(wanted["place"])
        return desks.article_view(place.document, wanted.get("shelf")).preview(place) if place else ""

    def export_talk(wanted: Wanted) -> str:
        key = wanted.get("shelf")
        turns = desks.turns(read_exchanges(wanted["past"]), key)
        export = Export(desks.articles.view, lambda documents: desks.view(documents, key))
        return (export.as_json if wanted["kind"] == "json" else export.as_markdown)(turns, date.today())

    def card(wanted: Wanted) -> str:
        key = wanted.get("shelf")
        turn = desks.last(read_exchanges(wanted["past"]), key)
        return Export(desks.view(turn.exchange.documents, key)).card(turn.answer, date.today())

    offering = Offering(desks)

    def further(wanted: Wanted) -> str | None:
        return offering.after(wanted["past"], wanted.get("shelf"))

    everywhere: list[Callable[..., Any]] = [article_html, find_documents, preview, export_talk, card, further]
    return everywhere + (_feedback(desks, options)) + (_own(desks) if options.uploads else [])


def _feedback(desks: Desks, options: Options) -> list[Callable[..., Any]]:
    """What a reader says of answers about the articles. Of private documents nothing is stored."""
    if options.feedback is None:
        return []
    file = FeedbackFile(options.feedback)

    def feedback(given: Wanted) -> None:
        turn = desks.last(read_exchanges(given["past"]), given.get("shelf"))
        place = Place.parse(given["place"]) if given.get("place") else None
        if not turn.is_private:
            file.append(draft(turn, given["verdict"], place, desks.articles.library))

    return [feedback]


def _own(desks: Desks) -> list[Callable[..., Any]]:
    """A reader's own documents, for whoever has their key."""

    def open_shelf(_: Wanted) -> str | None:
        return desks.shelves.open()

    def own_documents(wanted: Wanted) -> list[dict[str, Any]] | None:
        shelf = desks.shelves.find(wanted.get("shelf"))
        return [own.to_dict() for own in shelf.documents] if shelf else None

    def remove_document(wanted: Wanted) -> None:
        shelf = desks.shelves.find(wanted.get("shelf"))
        if shelf:
            shelf.remove(wanted["number"])

    return [open_shelf, own_documents, remove_document]
