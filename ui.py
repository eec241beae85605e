"""The chat page: the conversation on one side, the article on the other, each answer lit up in its place.

Run `python ui.py` (or `qa chat`) and open the address that it prints. What happens on an event is in
`qa/page/handlers.py`, how the page is served in `qa/page/server.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from qa.assistant import Assistant
from qa.page.accounts import Accounts
from qa.page.api_keys import ApiKeys
from qa.page.article import ArticleView
from qa.page.handlers import ChatHandlers
from qa.page.markup import escape
from qa.page.messages import Messages
from qa.page.offline_gradio import api, gr
from qa.page.options import Options
from qa.page.owner import Owner
from qa.page.resources import AFTER_ANSWER, ASKING, RESTORE, STOPPING, header, script, uploaded_documents, waiting
from qa.page.script_functions import script_functions
from qa.page.served_articles import ServedArticles
from qa.page.server import Access, serve
from qa.page.strict_blocks import StrictBlocks


def launch(
    assistant: Assistant,
    options: Options | None = None,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    auth: tuple[str, str] | Accounts | None = None,
    keys: ApiKeys | None = None,
    owner: Owner | None = None,
    following: Callable[[ServedArticles], AbstractContextManager[None]] | None = None,
    open_browser: bool = False,
    block: bool = True,
) -> str:
    """Serve the page and return its address on this computer.

    Where `port` is None, the first free one from 7860 on is taken. With `block` it serves
    until interrupted; without, until `gradio.close_all()`. With `auth` a name and a password are asked for; with `keys`
    programs bring a key. `owner` has a page of its own, and can end the serving by it. The context that `following`
    gives is entered while it is served. Raises `SettingsError` where
    the port is taken, the host is none of this computer's, feedback cannot be stored, or
    MCP is not installed.
    """
    options = options or Options()
    options.check(has_login=auth is not None)
    handlers = ChatHandlers(assistant, options)
    access = Access(Accounts.of_one(*auth) if isinstance(auth, tuple) else auth, keys)
    page = build_page(handlers, has_login=access.accounts is not None)
    with following(handlers.served) if following else nullcontext():
        return serve(
            page, handlers, host=host, port=port, access=access, owner=owner, open_browser=open_browser, block=block
        )


def build_page(handlers: ChatHandlers, has_login: bool = False) -> gr.Blocks:
    """The page, ready to be served. Its one public endpoint is "ask"."""
    options, messages = handlers.options, handlers.options.messages
    page = StrictBlocks(messages, title=messages.title, analytics_enabled=False, fill_width=True)
    with page:
        # Not a State: the page's script could not read it, and a reload would lose it.
        kept, place = gr.JSON(visible=False), gr.Textbox(visible=False)
        uploaded = gr.JSON(visible=False)
        with gr.Row(elem_id="qa-page"):
            with gr.Row(elem_id="qa-top"):
                gr.HTML(header(options, has_login), elem_classes="qa-title")
                new = gr.Button(messages.new, elem_id="qa-new")
            with gr.Column(elem_id="qa-chat"):
                chat = _chatbot(handlers.starters, messages)
                with gr.Row(elem_id="qa-wait"):
                    gr.HTML(waiting(messages))
                    stop = gr.Button(messages.stop, elem_id="qa-stop")
                if options.uploads:
                    gr.HTML(uploaded_documents(options, handlers.library.is_single), elem_id="qa-uploads")
                question = _question_box(messages)
                if options.feedback:
                    gr.HTML(f"<p>{escape(messages.stored)}</p>", elem_id="qa-stored")
            with gr.Column(elem_id="qa-side"):
                panel = _panel(handlers, page)
        update = [question, chat, kept, place]
        silent: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # The script sends one at a time. Gradio would wait for the end of one that was given up.
        asking: dict[str, Any] = {"outputs": update, "js": ASKING, "trigger_mode": "multiple", **silent}
        asked: list[Any] = [
            question.submit(handlers.submit, [question, chat, kept, uploaded], **asking),
            chat.example_select(handlers.submit_starter, [chat, kept, uploaded], **asking),
            panel.submit(handlers.submit_chosen, [chat, kept, uploaded], **asking),
        ]
        given_up = stop.click(
            handlers.give_up, [question, chat, kept], update, js=STOPPING, cancels=asked, queue=False, **silent
        )
        for event in (
            *asked,
            given_up,
            new.click(handlers.begin, None, update, **silent),
            page.load(handlers.restore, [kept, uploaded], update, js=RESTORE, **silent),
        ):
            event.then(None, [place, kept], None, js=AFTER_ANSWER, **silent)
        api(handlers.ask, api_name="ask")
    return page


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


def _panel(handlers: ChatHandlers, page: StrictBlocks) -> gr.HTML:
    """The article, with the page's script and what it may call."""
    return gr.HTML(
        ArticleView(handlers.library).panel(),
        elem_id="qa-panel",
        js_on_load=script(handlers.options),
        server_functions=script_functions(handlers.served, handlers.options, page.events_before),
    )


if __name__ == "__main__":
    from qa.commandline.parser import main

    raise SystemExit(main(["chat", *sys.argv[1:]]))
