"""The chat page: the conversation on one side, the article on the other, each answer lit up in its place.

Run `python ui.py` (or `qa chat`) and open the address that it prints.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any

# Read when Gradio is imported; without it Gradio calls home.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from gradio.events import api
from starlette.middleware import Middleware

from index.collection import Collection
from index.errors import ArticleQAError, QuestionError, SettingsError
from qa.answer import Answer
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.page import exchanges
from qa.page.answers import AnswerView, Further
from qa.page.article import ArticleView
from qa.page.exchanges import Exchange, Recollection, Turn, read_exchanges
from qa.page.export import Export
from qa.page.feedback import FeedbackFile, draft
from qa.page.guard import Guard
from qa.page.library import Library, Place
from qa.page.markup import escape
from qa.page.options import Options, Suggester
from qa.page.resources import AFTER_ANSWER, RESTORE, header, script, style
from qa.page.tool import Password, Tool
from qa.page.words import ENGLISH, Words
from qa.startup import read_seeds

STARTERS = (
    "Why did Qaani go to Baghdad?",
    "Who is the leader of Asa'ib Ahl al-Haq?",
    "What is the ultimate goal of the Iraqi militias?",
    "Who wrote this article?",
)
"""Offered when the bundled article is in the collection."""

WAITING, AT_ONCE = 64, 2
"""Questions that may stand in line, and that are answered side by side."""

LARGEST_UPLOAD = "1mb"

_UNCHANGED: dict[str, Any] = gr.skip()
"""For the question box when an answer comes: the next question may stand in it already."""

Message = dict[str, Any]
Past = list[dict[str, Any]]
Step = tuple[str | dict[str, Any], list[Message] | dict[str, Any], Past | dict[str, Any], str]
"""What the question box, the conversation, the exchanges so far and the place to show become."""

_log = logging.getLogger(__name__)


def build_page(assistant: Assistant, options: Options | None = None) -> gr.Blocks:
    """The page, ready to be served. Its one public endpoint is "ask"."""
    options = options or Options()
    conversation = Conversation(assistant, options)
    words = options.words
    page = gr.Blocks(title=words.title, analytics_enabled=False, fill_width=True)
    with page:
        # Not a State: the page's script could not read it, and a reload would lose it.
        past, place = gr.JSON(visible=False), gr.Textbox(visible=False)
        with gr.Row(elem_id="qa-page"):
            with gr.Row(elem_id="qa-top"):
                gr.HTML(header(words), elem_classes="qa-title")
                new = gr.Button(words.new, elem_id="qa-new")
            with gr.Column(elem_id="qa-chat"):
                talk, question = _chatbot(conversation.starters, words), _question_box(words)
                if options.feedback:
                    gr.HTML(f"<p>{escape(words.stored)}</p>", elem_id="qa-stored")
            with gr.Column(elem_id="qa-side"):
                panel = gr.HTML(
                    conversation.article_view.panel(),
                    elem_id="qa-panel",
                    js_on_load=script(words),
                    server_functions=_served(conversation),
                )
        turn = [question, talk, past, place]
        quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        for event in (
            question.submit(conversation.take, [question, talk, past], turn, **quietly),
            talk.example_select(conversation.take_starter, [talk, past], turn, **quietly),
            panel.submit(conversation.take_chosen, [talk, past], turn, **quietly),
            new.click(conversation.begin, None, turn, **quietly),
            page.load(conversation.restore, [past], turn, js=RESTORE, **quietly),
        ):
            event.then(None, [place, past], None, js=AFTER_ANSWER, **quietly)
        api(conversation.ask, api_name="ask")
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def launch(
    assistant: Assistant,
    options: Options | None = None,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    auth: tuple[str, str] | None = None,
    open_browser: bool = False,
    block: bool = True,
) -> str:
    """Serve the page and return its address on this computer.

    Where `port` is None, the first free one from 7860 on is taken. With `block` it serves
    until interrupted; without, until `gradio.close_all()`. Raises `SettingsError` where
    the port is taken, the host is none of this computer's, feedback cannot be stored, or
    MCP is not installed.
    """
    options = options or Options()
    options.check()
    page = build_page(assistant, options)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            auth=auth,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            mcp_server=False,
            enable_monitoring=False,
            run_history=False,
            max_file_size=LARGEST_UPLOAD,
            footer_links=[],
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
            css=style(),
            app_kwargs=_app(assistant, options, auth),
        )
    except OSError as error:
        wanted = f"port {port} of {host}" if port else host
        raise SettingsError(
            f"The page cannot be served at {wanted}: it is in use, or not this computer's. Choose another port."
        ) from error
    if block:
        print(f"The page is at {address} (Ctrl+C stops it).", flush=True)
        page.block_thread()
    return str(address)


def _app(assistant: Assistant, options: Options, auth: tuple[str, str] | None) -> dict[str, Any]:
    """What is put around Gradio's own app, and beside it."""
    guard = Middleware(Guard, words=options.words, per_minute=options.per_minute)
    if not options.mcp:
        return {"middleware": [guard]}
    tool = Tool(assistant, AT_ONCE, WAITING)
    password = [Middleware(Password, auth=auth)] if auth else []
    return {"middleware": [guard, *password], "routes": tool.routes, "lifespan": tool.lifespan}


@dataclass(frozen=True)
class Conversation:
    """What happens when somebody asks, or does something with an answer."""

    assistant: Assistant
    options: Options
    _suggesting: Lock = field(default_factory=Lock, init=False, repr=False)

    @cached_property
    def recollection(self) -> Recollection:
        return Recollection(self.assistant)

    @cached_property
    def library(self) -> Library:
        return Library(self.assistant.collection, self.options.words)

    @cached_property
    def view(self) -> AnswerView:
        return AnswerView(self.library, thumbs=self.options.feedback is not None)

    @cached_property
    def article_view(self) -> ArticleView:
        return ArticleView(self.library)

    @cached_property
    def starters(self) -> Sequence[str]:
        """Questions to begin with."""
        if _holds_seeds(self.assistant.collection):
            return STARTERS
        return self.options.suggester.starters(len(STARTERS)) if self.options.suggester else ()

    def take(self, question: str, talk: list[Message], past: Past | None, alone: bool = False) -> Iterator[Step]:
        """Show the question at once, then its answer; a blank one changes nothing."""
        past = past or []
        if not question.strip():
            yield "", talk, past, ""
            return
        talk = [*talk, _message("user", self.view.asked(question))]
        yield "", talk, past, ""
        exchange = Exchange(question, alone)
        try:
            asked = read_exchanges(past)
            if len(asked) == exchanges.MOST:
                raise QuestionError("This conversation is full.", "too-many")
            turn = self.recollection.last([*asked, exchange])
        except ArticleQAError as error:
            yield _UNCHANGED, [*talk, self._sorry(self._in_words(error))], past, ""
        except Exception:  # noqa: BLE001 - a person is never shown a traceback
            _log.exception("A question could not be answered")
            yield _UNCHANGED, [*talk, self._sorry(self.options.words.failed)], past, ""
        else:
            shown = self._shown(turn, len(past))
            yield _UNCHANGED, [*talk, shown], [*past, exchange.to_dict()], self._place(turn.answer)

    def take_starter(self, talk: list[Message], past: Past | None, chosen: gr.SelectData) -> Iterator[Step]:
        """The same for one of the questions offered."""
        yield from self.take(chosen.value["text"], talk, past)

    def take_chosen(self, talk: list[Message], past: Past | None, chosen: gr.EventData) -> Iterator[Step]:
        """The same for a question chosen beside an answer, or asked again as it was typed."""
        question, alone = chosen._data.get("question"), chosen._data.get("alone") is True
        yield from self.take(question if isinstance(question, str) else "", talk, past, alone)

    def begin(self) -> Step:
        """An empty conversation."""
        return "", [], [], ""

    def restore(self, past: Past | None) -> Iterator[Step]:
        """The conversation that the browser kept, or the question of a link; answer by answer."""
        talk: list[Message] = []
        kept: list[Exchange] = []
        try:
            for turn in self.recollection.turns(read_exchanges(past)):
                shown = self._shown(turn, len(kept))
                talk = [*talk, _message("user", self.view.asked(turn.exchange.question)), shown]
                kept = [*kept, turn.exchange]
                yield _UNCHANGED, talk, [each.to_dict() for each in kept], self._place(turn.answer)
        except ArticleQAError as error:
            yield _UNCHANGED, [*talk, self._sorry(self._in_words(error))], [each.to_dict() for each in kept], ""
        if not talk:
            # Somebody may have asked already.
            yield _UNCHANGED, _UNCHANGED, _UNCHANGED, ""

    def further(self, past: Past) -> str | None:
        """What can be asked after the last of these questions, as HTML; "" where that is nothing.

        Each suggestion is asked first, so it comes after the answer; one reader's at a time,
        so that answers come first. None: others are being made, ask again.
        """
        if self.options.suggester is None:
            return ""
        if not self._suggesting.acquire(blocking=False):
            return None
        try:
            return self.view.further(self._offers(self.options.suggester, past))
        except Exception:  # noqa: BLE001 - nobody waits for what could be asked next
            _log.exception("Nothing could be suggested")
            return ""
        finally:
            self._suggesting.release()

    def _offers(self, suggester: Suggester, past: Past) -> Further:
        turn = self.recollection.last(read_exchanges(past))
        if not turn.answer.answered:
            return Further(instead=suggester.instead(turn.answer))
        return Further(lead_on=suggester.lead_on(turn.answer, [*turn.history, turn.exchange.question]))

    def ask(self, question: str, history: list[str] | None = None) -> dict[str, Any]:
        """Answer a question about the articles, with citations.

        Args:
            question: The question, in plain words.
            history: The conversation's earlier questions, oldest first.

        Returns:
            The object that `qa ask --json` prints.
        """
        try:
            return self.assistant.ask(question, history or ()).to_dict()
        except ArticleQAError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _shown(self, turn: Turn, number: int) -> Message:
        return _message("assistant", self.view.answer(turn.answer, number))

    def _sorry(self, sentence: str) -> Message:
        return _message("assistant", self.view.sorry(sentence))

    def _in_words(self, error: ArticleQAError) -> str:
        """What went wrong, in the page's language."""
        words = self.options.words
        kind = error.kind if isinstance(error, QuestionError) else ""
        told = {"long": words.long_question, "no-text": words.no_text, "foreign": words.foreign}
        told |= {"too-many": words.too_long}
        other = str(error) if words.code == ENGLISH.code else words.failed
        return told.get(kind, other).format(longest=f"{LONGEST_QUESTION:,}")

    def _place(self, answer: Answer) -> str:
        return str(self.library.place(answer.citations[0])) if answer.citations else ""


def _served(conversation: Conversation) -> list[Callable[..., Any]]:
    """What the page's script may call."""

    # Gradio marks the functions that it serves, and a method cannot be marked.
    def article_html(number: int) -> str:
        return conversation.article_view.article(number)

    def find_documents(text: str) -> list[tuple[int, str]]:
        return conversation.library.find(text)

    def preview(place: str) -> str:
        found = Place.parse(place)
        return conversation.article_view.preview(found) if found else ""

    def export_talk(wanted: dict[str, Any]) -> str:
        turns = conversation.recollection.turns(read_exchanges(wanted["past"]))
        export = Export(conversation.view)
        return (export.as_json if wanted["kind"] == "json" else export.as_markdown)(turns, date.today())

    def card(past: Past) -> str:
        turn = conversation.recollection.last(read_exchanges(past))
        return Export(conversation.view).card(turn.answer, date.today())

    def feedback(given: dict[str, Any]) -> None:
        turn = conversation.recollection.last(read_exchanges(given["past"]))
        place = Place.parse(given["place"]) if given.get("place") else None
        if conversation.options.feedback:
            FeedbackFile(conversation.options.feedback).append(
                draft(turn, given["verdict"], place, conversation.library)
            )

    def further(past: Past) -> str | None:
        return conversation.further(past)

    served: list[Callable[..., Any]] = [article_html, find_documents, preview, export_talk, card, further]
    return [*served, feedback] if conversation.options.feedback else served


def _holds_seeds(collection: Collection) -> bool:
    bundled = {document.content_hash for document in read_seeds()}
    return any(document.content_hash in bundled for document in collection.documents.values())


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _chatbot(starters: Sequence[str], words: Words) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="qa-talk",
        label=words.conversation,
        show_label=False,
        container=False,
        layout="panel",
        buttons=[],
        feedback_options=None,
        autoscroll=False,
        latex_delimiters=[],
        allow_tags=False,
        group_consecutive_messages=False,
        placeholder=words.welcome,
        examples=[{"text": starter} for starter in starters] or None,
    )


def _question_box(words: Words) -> gr.Textbox:
    return gr.Textbox(
        elem_id="qa-ask",
        label=words.your_question,
        placeholder=words.type_here,
        show_label=False,
        container=False,
        max_lines=5,
        autofocus=True,
        submit_btn=True,
    )


if __name__ == "__main__":
    from qa.cli import main

    raise SystemExit(main(["chat", *sys.argv[1:]]))
