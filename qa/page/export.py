"""A conversation as Markdown or JSON, and one answer as a card: a page of its own."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Any

from qa.answer import Answer, Citation
from qa.page.answers import AnswerView
from qa.page.asked_questions import AnsweredQuestion, MissingDocument
from qa.page.markdown_text import plain
from qa.page.resources import read_asset
from qa.reply import Reply


@dataclass(frozen=True)
class Export:
    """What a reader may take away; `view` gives it the page's words.

    Answers from documents of the reader's own are shown by what `view_of` finds for their numbers.
    """

    view: AnswerView
    view_of: Callable[[tuple[int, ...]], AnswerView] | None = None

    def as_json(self, turns: Iterable[AnsweredQuestion | MissingDocument], on: date) -> str:
        """One object: the day, and for each question the object that `qa ask --json` prints.

        A question about documents that are gone is told without an answer.
        """
        exchanges, title = [_record(turn) for turn in turns], self.view.library.messages.title
        exported = {"title": title, "date": on.isoformat(), "exchanges": exchanges}
        return json.dumps(exported, ensure_ascii=False, indent=2)

    def as_markdown(self, turns: Iterable[AnsweredQuestion | MissingDocument], on: date) -> str:
        """Headings are the questions, quotations are quotations; nothing in them is markup."""
        messages = self.view.library.messages
        parts = [f"# {messages.title}", on.isoformat()]
        for turn in turns:
            parts.append(f"## {plain(turn.asked.question)}")
            parts += (
                [plain(messages.uploads_gone)]
                if isinstance(turn, MissingDocument)
                else self._of(turn).markdown_of(turn.answer)
            )
        return "\n\n".join(parts) + "\n"

    def card(self, answer: Answer, on: date) -> str:
        """A self-contained HTML page."""
        messages, library = self.view.library.messages, self.view.library
        titles = [library.title(library.collection.documents[cited.document]) for cited in answer.citations]
        named = ", ".join(dict.fromkeys(titles))
        foot = messages.card_quoted.format(title=named, date=on.isoformat()) if named else on.isoformat()
        return Template(read_asset("card.html")).substitute(
            code=messages.code,
            direction=messages.direction,
            question=html.escape(answer.standalone_question),
            body="\n".join(self._card_body(answer)),
            foot=html.escape(foot),
        )

    def _of(self, turn: AnsweredQuestion) -> Export:
        return Export(self.view_of(turn.asked.documents)) if self.view_of else self

    def markdown_of(self, answer: Answer) -> list[str]:
        """One answer, a paragraph each."""
        messages = self.view.library.messages
        parts = []
        if answer.standalone_question != answer.question:
            parts.append(plain(messages.understood.format(question=answer.standalone_question)))
        if answer.replied:
            return [*parts, *map(plain, self.view.reply(answer.replied)), *self._offered(answer.replied)]
        if not answer.answered:
            return [*parts, plain(self.view.said(answer)), *self._markdown_closest(answer)]
        parts.append(f"**{plain(self.view.headline(answer))}**")
        subject = None
        for number, citation in enumerate(answer.citations, 1):
            if citation.subject != subject:
                subject = citation.subject
                parts.append(f"### {plain(subject or '')}")
            if answer.form == "list" and citation.answer != citation.quote:
                parts.append(f"{number}\\. **{plain(citation.answer)}**")
            place = messages.citation.format(number=number, place=self.view.library.named_place(citation))
            parts += _quoted(citation, place)
        parts += [plain(answer.reply)] if answer.reply else []
        return [*parts, f"{plain(self.view.certainty(answer.confidence))} ({answer.confidence:.2f})"]

    def _markdown_closest(self, answer: Answer) -> list[str]:
        label, closest = self.view.closest(answer)
        quoted = [part for cited in closest for part in _quoted(cited, self.view.library.named_place(cited))]
        return [plain(label), *quoted] if quoted else []

    def _offered(self, reply: Reply) -> list[str]:
        listed = "\n".join(f"- {plain(question)}" for question in reply.questions)
        return [plain(self.view.library.messages.ask_first), listed] if listed else []

    def _card_body(self, answer: Answer) -> Sequence[str]:
        if not answer.answered:
            said = [f'<p class="short">{html.escape(self.view.said(answer))}</p>']
            label, closest = self.view.closest(answer)
            return [
                *said,
                *([f'<p class="place">{html.escape(label)}</p>'] if closest else []),
                *map(self._near, closest),
            ]
        parts = [f'<p class="short" dir="auto">{html.escape(self.view.headline(answer))}</p>']
        subject = None
        for number, citation in enumerate(answer.citations, 1):
            if citation.subject != subject:
                subject = citation.subject
                parts.append(f'<h2 dir="auto">{html.escape(subject or "")}</h2>')
            place = self.view.library.messages.citation.format(
                number=number, place=self.view.library.named_place(citation)
            )
            parts.append(f'<blockquote dir="auto">{_marked(citation)}</blockquote>')
            parts.append(f'<p class="place">{html.escape(place)}</p>')
        return [*parts, f'<p class="place">{html.escape(self.view.certainty(answer.confidence))}</p>']

    def _near(self, citation: Citation) -> str:
        place = html.escape(self.view.library.named_place(citation))
        return f'<blockquote dir="auto">{html.escape(citation.quote)}</blockquote><p class="place">{place}</p>'


def _quoted(citation: Citation, place: str) -> list[str]:
    quoted = "\n".join(f"> {plain(line)}" for line in citation.quote.splitlines())
    return [quoted, f"{plain(place)} ({citation.start}\N{EN DASH}{citation.end})"]


def _record(turn: AnsweredQuestion | MissingDocument) -> dict[str, Any]:
    if isinstance(turn, MissingDocument):
        return {"question": turn.asked.question, "private": True}
    private = {"private": True} if turn.is_private else {}
    return {**turn.answer.to_dict(), "history": list(turn.history), **private}


def _marked(citation: Citation) -> str:
    start, end = citation.answer_start, citation.answer_end
    if start is None or end is None:
        return html.escape(citation.quote)
    first, last = max(0, start - citation.start), end - citation.start
    before, answer, after = citation.quote[:first], citation.quote[first:last], citation.quote[last:]
    return f"{html.escape(before)}<mark>{html.escape(answer)}</mark>{html.escape(after)}"
