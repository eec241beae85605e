"""The chat page: the conversation on the left, the article on the right, each answer lit up in its place.

Run `python ui.py` (or `qa chat`) and open the address that it prints.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# Read when Gradio is imported; without it Gradio calls home.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from gradio.events import api

from index.collection import Collection
from index.documents import Document
from index.errors import ArticleQAError, SettingsError
from index.formats.blocks import Block
from index.passages import Sentence
from qa.answer import Answer, Citation, RankedPassage
from qa.assistant import Assistant
from qa.page_assets import AFTER_ANSWER, CSS, HEADER, SCRIPT
from qa.startup import read_seeds

STARTERS = (
    "Why did Qaani go to Baghdad?",
    "Who is the leader of Asa'ib Ahl al-Haq?",
    "What is the ultimate goal of the Iraqi militias?",
    "Who wrote this article?",
)
"""Offered when the bundled article is in the collection."""

SURE, PROBABLE = 0.8, 0.5
"""The least confidence at which a sentence counts as very likely, and as probably, the answer."""

CLOSEST = 2
"""Passages shown where there is no answer."""

EXCERPT = 240
"""The most characters shown of such a passage."""

WAITING, AT_ONCE = 64, 2
"""Questions that may stand in line, and that are answered side by side."""

_UNCHANGED: dict[str, Any] = gr.skip()
"""For the question box when an answer comes: the next question may stand in it already."""

LARGEST_UPLOAD = "1mb"

Message = dict[str, Any]
Turn = tuple[str | dict[str, Any], list[Message], list[str], str]
"""What the question box, the conversation, the questions asked so far and the place to show become."""

_log = logging.getLogger(__name__)
_MARKUP = re.compile(r"[!-/:-@\[-`{-~\n\r\t]")


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page, ready to be served. Its one public endpoint is "ask"."""
    rendering = Rendering(assistant.collection)
    conversation = Conversation(assistant, rendering)

    # Gradio marks the function that it serves, and a method cannot be marked.
    def article_html(number: int) -> str:
        return rendering.article_html(number)

    page = gr.Blocks(title="Ask the article", analytics_enabled=False, fill_width=True)
    with page:
        asked = gr.State(list[str]())
        # Not a State: the page's script could not read it.
        place = gr.Textbox(visible=False)
        with gr.Row(elem_id="qa-page"):
            with gr.Row(elem_id="qa-top"):
                gr.HTML(HEADER, elem_classes="qa-title")
                new = gr.Button("New conversation", elem_id="qa-new")
            with gr.Column(elem_id="qa-chat"):
                talk, question = _chatbot(assistant.collection), _question_box()
            with gr.Column(elem_id="qa-side"):
                gr.HTML(
                    rendering.panel(),
                    elem_id="qa-panel",
                    js_on_load=SCRIPT,
                    server_functions=[article_html],
                )
        turn = [question, talk, asked, place]
        quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        for event in (
            question.submit(conversation.take, [question, talk, asked], turn, **quietly),
            talk.example_select(conversation.take_starter, [talk, asked], turn, **quietly),
            new.click(conversation.begin, None, turn, **quietly),
        ):
            event.then(None, place, None, js=AFTER_ANSWER, **quietly)
        api(conversation.ask, api_name="ask")
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def launch(
    assistant: Assistant,
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
    the port is taken, or the host is none of this computer's.
    """
    page = build_page(assistant)
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
            css=CSS,
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


@dataclass(frozen=True)
class Conversation:
    """What happens when somebody asks."""

    assistant: Assistant
    rendering: Rendering

    def take(self, question: str, talk: list[Message], asked: list[str]) -> Iterator[Turn]:
        """Show the question at once, then its answer; a blank one changes nothing."""
        if not question.strip():
            yield "", talk, asked, ""
            return
        talk = [*talk, _message("user", f'<div class="qa-asked">{escape(question)}</div>')]
        yield "", talk, asked, ""
        try:
            answer = self.assistant.ask(question, asked)
        except ArticleQAError as error:
            yield _UNCHANGED, [*talk, _sorry(str(error))], asked, ""
        except Exception:  # noqa: BLE001 - a person is never shown a traceback
            _log.exception("A question could not be answered")
            yield (
                _UNCHANGED,
                [*talk, _sorry("Something went wrong with this question. Try it again, or ask another way.")],
                asked,
                "",
            )
        else:
            place = self.rendering.place(answer.citations[0]) if answer.citations else ""
            # A question without an answer is none that the next one could go on from.
            asked = [*asked, question] if answer.answered else asked
            yield _UNCHANGED, [*talk, _message("assistant", self.rendering.answer(answer))], asked, place

    def take_starter(self, talk: list[Message], asked: list[str], chosen: gr.SelectData) -> Iterator[Turn]:
        """The same for one of the questions offered."""
        yield from self.take(chosen.value["text"], talk, asked)

    def begin(self) -> Turn:
        """An empty conversation."""
        return "", [], [], ""

    def ask(self, question: str, history: list[str] | None = None) -> dict[str, Any]:
        """Answer a question about the articles, with citations.

        `history` holds the conversation's earlier questions, oldest first. The answer is
        the object that `qa ask --json` prints.
        """
        try:
            return self.assistant.ask(question, history or ()).to_dict()
        except ArticleQAError as error:
            raise gr.Error(str(error), print_exception=False) from error


@dataclass(frozen=True)
class Rendering:
    """Answers and documents as HTML, with all words that come from outside escaped."""

    collection: Collection

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Each document's name and its number, from 0 in the collection's order."""
        return {name: number for number, name in enumerate(self.collection.documents)}

    def place(self, cited: Citation | RankedPassage) -> str:
        """Where it stands, as the page's script reads it: document number, start, end."""
        return f"{self.numbers[cited.document]}-{cited.start}-{cited.end}"

    def answer(self, answer: Answer) -> str:
        """An answer with its citations, or what is said where there is none."""
        understood = ""
        if answer.standalone_question != answer.question:
            understood = f'<p class="qa-understood">Understood as: {escape(answer.standalone_question)}</p>'
        body = self._given(answer) if answer.answered else self._refused(answer)
        return f'<div class="qa-answer">{understood}{body}</div>'

    def panel(self) -> str:
        """The side of the article: a choice of documents where there are several, and the first of them."""
        back = '<button type="button" class="qa-back" hidden>Back to the answer</button>'
        return self._choice() + self.article_html(0) + back

    def article_html(self, number: int) -> str:
        """The document of that number as an `article` element, each of its sentences a span with an id."""
        document = list(self.collection.documents.values())[number]
        own = (passage for passage in self.collection.passages if passage.document == document.name)
        sentences = [sentence for passage in own for sentence in passage.sentences]
        blocks = "".join(_block(document, block, sentences) for block in document.blocks)
        label = escape(document.title)
        return f'<article data-document="{number}" aria-label="{label}">{_title(document)}{blocks}</article>'

    def _given(self, answer: Answer) -> str:
        return "".join(
            f"<blockquote>{_quote(citation)}</blockquote>"
            f'<p class="qa-source">{self._link(citation, f"[{number}] {self._where(citation)}")}'
            f" &#183; {_certainty(answer.confidence)}</p>"
            for number, citation in enumerate(answer.citations, 1)
        )

    def _refused(self, answer: Answer) -> str:
        where = "the article" if _is_alone(self.collection) else "the documents"
        said = (
            f'<p class="qa-lead">No answer found in {where}.</p><p class="qa-reason">{escape(answer.reason or "")}</p>'
        )
        near = "".join(self._near(passage) for passage in answer.passages[:CLOSEST])
        return said + (f'<p class="qa-closest">Closest passages &#8211; not an answer</p>{near}' if near else "")

    def _near(self, passage: RankedPassage) -> str:
        return (
            f'<div class="qa-near"><blockquote>{_excerpt(passage.text)}</blockquote>'
            f'<p class="qa-source">{self._link(passage, self._where(passage))}</p></div>'
        )

    def _where(self, cited: Citation | RankedPassage) -> str:
        document = self.collection.documents[cited.document]
        name = "The article" if _is_alone(self.collection) and _is_untitled(document) else document.title
        return f"{name}, paragraph {cited.paragraph}"

    def _link(self, cited: Citation | RankedPassage, text: str) -> str:
        return f'<a href="#cite-{self.place(cited)}" title="Show it in the article">{escape(text)}</a>'

    def _choice(self) -> str:
        if _is_alone(self.collection):
            return ""
        options = "".join(
            f'<option value="{number}">{escape(document.title)}</option>'
            for number, document in enumerate(self.collection.documents.values())
        )
        return f'<label class="qa-choose"><span>Document</span><select>{options}</select></label>'


def escape(text: str) -> str:
    """The text with no character left that HTML or Markdown could take for markup."""
    return _MARKUP.sub(lambda found: f"&#{ord(found.group())};", text)


def _block(document: Document, block: Block, sentences: list[Sentence]) -> str:
    """A heading, or a paragraph with its number and its sentences marked; white space between them is kept."""
    if block.kind == "heading":
        level = min(6, max(2, block.level + 1))
        return f"<h{level}>{escape(document.text[block.start : block.end])}</h{level}>"
    inside = [sentence for sentence in sentences if block.start <= sentence.start < block.end]
    if not inside:
        return ""
    parts, reached = [], block.start
    for sentence in inside:
        parts.append(escape(document.text[reached : sentence.start]))
        parts.append(
            f'<span class="qa-sentence" id="sentence-{sentence.start}" tabindex="-1" '
            f'data-start="{sentence.start}" data-end="{sentence.end}">'
            f"{escape(document.text[sentence.start : sentence.end])}</span>"
        )
        reached = sentence.end
    parts.append(escape(document.text[reached : block.end]))
    kind = "qa-paragraph" + " qa-item" * (block.kind == "item") + " qa-note" * (block.about is not None)
    return f'<p class="{kind}" data-number="{inside[0].paragraph}">{"".join(parts)}</p>'


def _title(document: Document) -> str:
    """Its title as a heading, unless the text has that heading already."""
    if _is_untitled(document):
        return '<h2 class="qa-untitled">The article</h2>'
    headings = (document.text[block.start : block.end] for block in document.blocks if block.kind == "heading")
    return "" if document.title in headings else f"<h2>{escape(document.title)}</h2>"


def _is_untitled(document: Document) -> bool:
    """Whether its title is only the text's first words."""
    opening = " ".join(document.text[document.blocks[0].start :][: 2 * len(document.title)].split())
    return document.blocks[0].kind != "heading" and opening.startswith(document.title.rstrip("\u2026"))


def _quote(citation: Citation) -> str:
    """The quotation, with the short answer in bold where it is only a part."""
    start, end = citation.answer_start, citation.answer_end
    if start is None or end is None or (start <= citation.start and end >= citation.end):
        return escape(citation.quote)
    first, last = max(0, start - citation.start), end - citation.start
    before, answer, after = citation.quote[:first], citation.quote[first:last], citation.quote[last:]
    return f"{escape(before)}<strong>{escape(answer)}</strong>{escape(after)}"


def _excerpt(text: str) -> str:
    """The passage's first words; dots stand apart where it goes on."""
    if len(text) <= EXCERPT:
        return escape(text)
    return f"{escape(text[:EXCERPT].rpartition(' ')[0] or text[:EXCERPT])} [&#8230;]"


def _certainty(confidence: float) -> str:
    if confidence >= SURE:
        words = "very likely the answer"
    elif confidence >= PROBABLE:
        words = "probably the answer"
    else:
        words = "not sure: check it in the article"
    meaning = f"Confidence {confidence:.2f}. It says how close the sentence is, not that it was understood."
    return f'<span class="qa-sure" title="{escape(meaning)}">{words}</span>'


def _is_alone(collection: Collection) -> bool:
    return len(collection.documents) == 1


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _sorry(sentence: str) -> Message:
    return _message("assistant", f'<div class="qa-answer"><p>{escape(sentence)}</p></div>')


def _chatbot(collection: Collection) -> gr.Chatbot:
    bundled = {document.content_hash for document in read_seeds()}
    known = any(document.content_hash in bundled for document in collection.documents.values())
    return gr.Chatbot(
        elem_id="qa-talk",
        label="Conversation",
        show_label=False,
        container=False,
        layout="panel",
        buttons=[],
        feedback_options=None,
        autoscroll=False,
        latex_delimiters=[],
        allow_tags=False,
        group_consecutive_messages=False,
        placeholder="What would you like to know?",
        examples=[{"text": starter} for starter in STARTERS] if known else None,
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="qa-ask",
        label="Your question",
        placeholder="Type your question",
        show_label=False,
        container=False,
        max_lines=5,
        autofocus=True,
        submit_btn=True,
    )


if __name__ == "__main__":
    from qa.cli import main

    raise SystemExit(main(["chat", *sys.argv[1:]]))
