"""The chat page: the conversation on one side, the article on the other, each answer lit up in its place.

Run `python ui.py` (or `qa chat`) and open the address that it prints.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

# Read when Gradio is imported; without it Gradio calls home.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# It keeps a record of so many events in memory, which nothing here reads.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "100"

import gradio as gr
from gradio.events import api
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from index.collection import Collection
from index.errors import ArticleQAError, QuestionError, SettingsError
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.page import asked_questions
from qa.page.answers import AnswerView
from qa.page.article import ArticleView
from qa.page.asked_questions import AnsweredQuestion, AskedQuestion, MissingDocument, read_asked_questions, read_chosen
from qa.page.guard import UPLOAD_PATH, Guard
from qa.page.library import Library
from qa.page.logins import OF_ONE, Account, LoginLimit, Logins
from qa.page.markup import escape
from qa.page.mcp_tool import PATH, Tool
from qa.page.messages import ENGLISH, Messages
from qa.page.options import Options
from qa.page.origins import OwnOrigin, outermost
from qa.page.resources import AFTER_ANSWER, CHOSEN_DOCUMENTS, RESTORE, header, script, style, uploaded_documents
from qa.page.script_functions import script_functions
from qa.page.slow_bodies import SlowBodies, TimedConnection
from qa.page.upload_endpoint import UploadEndpoint
from qa.page.workspaces import Workspaces
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

SESSIONS = 64
"""Visitors that Gradio remembers: each call by HTTP is one, of 40 kB, and nothing of ours is kept with them."""

_UNCHANGED: dict[str, Any] = gr.skip()
"""For the question box when an answer comes: the next question may stand in it already."""

Message = dict[str, Any]
Past = list[dict[str, Any]]
Step = tuple[str | dict[str, Any], list[Message] | dict[str, Any], Past | dict[str, Any], str]
"""What the question box, the conversation, the exchanges so far and the place to show become."""

_log = logging.getLogger(__name__)


def build_page(conversation: ChatHandlers) -> gr.Blocks:
    """The page, ready to be served. Its one public endpoint is "ask"."""
    options = conversation.options
    messages = options.messages
    page = gr.Blocks(title=messages.title, analytics_enabled=False, fill_width=True)
    with page:
        # Not a State: the page's script could not read it, and a reload would lose it.
        past, place = gr.JSON(visible=False), gr.Textbox(visible=False)
        uploaded = gr.JSON(visible=False)
        with gr.Row(elem_id="qa-page"):
            with gr.Row(elem_id="qa-top"):
                gr.HTML(header(messages), elem_classes="qa-title")
                new = gr.Button(messages.new, elem_id="qa-new")
            with gr.Column(elem_id="qa-chat"):
                talk = _chatbot(conversation.starters, messages)
                if options.uploads:
                    gr.HTML(uploaded_documents(options, conversation.library.is_single), elem_id="qa-uploads")
                question = _question_box(messages)
                if options.feedback:
                    gr.HTML(f"<p>{escape(messages.stored)}</p>", elem_id="qa-stored")
            with gr.Column(elem_id="qa-side"):
                panel = gr.HTML(
                    ArticleView(conversation.library).panel(),
                    elem_id="qa-panel",
                    js_on_load=script(messages),
                    server_functions=script_functions(conversation.workspaces, options),
                )
        turn = [question, talk, past, place]
        quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        for event in (
            question.submit(conversation.take, [question, talk, past, uploaded], turn, js=CHOSEN_DOCUMENTS, **quietly),
            talk.example_select(
                conversation.take_starter, [talk, past, uploaded], turn, js=CHOSEN_DOCUMENTS, **quietly
            ),
            panel.submit(conversation.take_chosen, [talk, past, uploaded], turn, js=CHOSEN_DOCUMENTS, **quietly),
            new.click(conversation.begin, None, turn, **quietly),
            page.load(conversation.restore, [past, uploaded], turn, js=RESTORE, **quietly),
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
    conversation = ChatHandlers(assistant, options)
    page = build_page(conversation)
    account = Account(*auth) if auth else None
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            auth=account,
            auth_message=options.messages.login_limited.format(number=OF_ONE) if account else None,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            mcp_server=False,
            enable_monitoring=False,
            run_history=False,
            max_file_size=LARGEST_UPLOAD,
            state_session_capacity=SESSIONS,
            footer_links=[],
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
            css=style(),
            app_kwargs=_app(conversation, host, account),
        )
    except OSError as error:
        wanted = f"port {port} of {host}" if port else host
        raise SettingsError(
            f"The page cannot be served at {wanted}: it is in use, or not this computer's. Choose another port."
        ) from error
    page.server.config.http_protocol_class = TimedConnection
    if block:
        print(f"The page is at {address} (Ctrl+C stops it).", flush=True)
        page.block_thread()
    return str(address)


def _app(conversation: ChatHandlers, host: str, account: Account | None) -> dict[str, Any]:
    """What is put around Gradio's own app, and beside it."""
    options = conversation.options
    largest = options.upload_megabytes * 2**20 if options.uploads else 0
    messages = options.messages
    middleware = [
        Middleware(SlowBodies, sentence=messages.too_slow),
        Middleware(Guard, messages=messages, per_minute=options.per_minute, largest_document=largest),
    ]
    if account:
        sentence = messages.login_limited.format(number=OF_ONE)
        basic = (PATH,) if options.mcp else ()
        middleware.append(Middleware(Logins, account=account, limit=LoginLimit(), sentence=sentence, basic_paths=basic))
    routes: list[BaseRoute] = []
    if options.uploads:
        routes.append(
            Route(
                UPLOAD_PATH,
                UploadEndpoint(conversation.workspaces.upload_sessions, options),
                methods=["POST", "DELETE"],
            )
        )
    lifespan = None
    if options.mcp:
        tool = Tool(conversation.assistant, AT_ONCE, WAITING)
        routes, lifespan = [*routes, *tool.routes], tool.lifespan
    own_origin = partial(OwnOrigin, bound=host, allowed=options.authorities)
    return {"middleware": middleware, "routes": routes, "lifespan": outermost(own_origin, lifespan)}


@dataclass(frozen=True)
class ChatHandlers:
    """What happens when somebody asks, or does something with an answer."""

    assistant: Assistant
    options: Options

    @cached_property
    def workspaces(self) -> Workspaces:
        return Workspaces(self.assistant, self.options)

    @property
    def library(self) -> Library:
        return self.workspaces.articles.library

    @property
    def view(self) -> AnswerView:
        return self.workspaces.articles.view

    @cached_property
    def starters(self) -> Sequence[str]:
        """Questions to begin with."""
        if _holds_seeds(self.assistant.collection):
            return STARTERS
        return self.options.suggester.starters(len(STARTERS)) if self.options.suggester else ()

    def take(
        self, question: str, talk: list[Message], past: Past | None, uploaded: Any = None, alone: bool = False
    ) -> Iterator[Step]:
        """Show the question at once, then its answer; a blank one changes nothing.

        `uploaded` says which of the reader's own documents it is put to, if any.
        """
        past = past or []
        if not question.strip():
            yield "", talk, past, ""
            return
        talk = [*talk, _message("user", self.view.asked(question))]
        yield "", talk, past, ""
        try:
            chosen = read_chosen(uploaded)
            exchange = AskedQuestion(question, alone, chosen.documents)
            asked = read_asked_questions(past)
            if len(asked) == asked_questions.MOST:
                raise QuestionError("This conversation is full.", "too-many")
            turn = self.workspaces.last([*asked, exchange], chosen.key)
            shown, place = self._shown(turn, len(past), chosen.key)
        except ArticleQAError as error:
            yield _UNCHANGED, [*talk, self._sorry(self._message_of(error))], past, ""
        except Exception:  # noqa: BLE001 - a person is never shown a traceback
            _log.exception("A question could not be answered")
            yield _UNCHANGED, [*talk, self._sorry(self.options.messages.failed)], past, ""
        else:
            yield _UNCHANGED, [*talk, shown], [*past, exchange.to_dict()], place

    def take_starter(
        self, talk: list[Message], past: Past | None, chosen: gr.SelectData, uploaded: Any = None
    ) -> Iterator[Step]:
        """The same for one of the questions offered, which are about the articles."""
        yield from self.take(chosen.value["text"], talk, past, {**(uploaded or {}), "documents": None})

    def take_chosen(
        self, talk: list[Message], past: Past | None, chosen: gr.EventData, uploaded: Any = None
    ) -> Iterator[Step]:
        """The same for a question chosen beside an answer, or asked again as it was typed, of the same documents."""
        question, alone = chosen._data.get("question"), chosen._data.get("alone") is True
        uploaded = {**(uploaded or {}), "documents": chosen._data.get("documents")}
        yield from self.take(question if isinstance(question, str) else "", talk, past, uploaded, alone)

    def begin(self) -> Step:
        """An empty conversation."""
        return "", [], [], ""

    def restore(self, past: Past | None, uploaded: Any = None) -> Iterator[Step]:
        """The conversation that the browser kept, or the question of a link; answer by answer."""
        talk: list[Message] = []
        kept: list[dict[str, Any]] = []
        try:
            key = read_chosen(uploaded).key
            for turn in self.workspaces.turns(read_asked_questions(past), key):
                if isinstance(turn, MissingDocument):
                    shown, place = self._sorry(self.options.messages.uploads_gone), ""
                else:
                    shown, place = self._shown(turn, len(kept), key)
                talk = [*talk, _message("user", self.view.asked(turn.exchange.question)), shown]
                kept = [*kept, turn.exchange.to_dict()]
                yield _UNCHANGED, talk, kept, place
        except ArticleQAError as error:
            yield _UNCHANGED, [*talk, self._sorry(self._message_of(error))], kept, ""
        if not talk:
            # Somebody may have asked already.
            yield _UNCHANGED, _UNCHANGED, _UNCHANGED, ""

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

    def _shown(self, turn: AnsweredQuestion, number: int, key: object) -> tuple[Message, str]:
        """The answer as a message, and its place."""
        workspace = self.workspaces.find(turn.exchange.documents, key)
        if workspace is None:
            raise QuestionError("This document is not here any more.", "gone")
        place = str(workspace.library.place(turn.answer.citations[0])) if turn.answer.citations else ""
        return _message("assistant", workspace.view.answer(turn.answer, number)), place

    def _sorry(self, sentence: str) -> Message:
        return _message("assistant", self.view.sorry(sentence))

    def _message_of(self, error: ArticleQAError) -> str:
        """What went wrong, in the page's language."""
        messages = self.options.messages
        kind = error.kind if isinstance(error, QuestionError) else ""
        told = {"long": messages.long_question, "no-text": messages.no_text, "foreign": messages.foreign}
        told |= {"too-many": messages.too_long, "gone": messages.uploads_gone}
        other = str(error) if messages.code == ENGLISH.code else messages.failed
        return told.get(kind, other).format(longest=f"{LONGEST_QUESTION:,}")


def _holds_seeds(collection: Collection) -> bool:
    bundled = {document.content_hash for document in read_seeds()}
    return any(document.content_hash in bundled for document in collection.documents.values())


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _chatbot(starters: Sequence[str], messages: Messages) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="qa-conversation",
        label=messages.conversation,
        show_label=False,
        container=False,
        layout="panel",
        buttons=[],
        feedback_options=None,
        autoscroll=False,
        latex_delimiters=[],
        allow_tags=False,
        group_consecutive_messages=False,
        placeholder=messages.welcome,
        examples=[{"text": starter} for starter in starters] or None,
    )


def _question_box(messages: Messages) -> gr.Textbox:
    return gr.Textbox(
        elem_id="qa-ask",
        label=messages.your_question,
        placeholder=messages.type_here,
        show_label=False,
        container=False,
        max_lines=5,
        autofocus=True,
        submit_btn=True,
    )


if __name__ == "__main__":
    from qa.commandline.parser import main

    raise SystemExit(main(["chat", *sys.argv[1:]]))
