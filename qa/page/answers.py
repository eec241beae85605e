"""An answer as HTML: yes or no or the short answer, its sentence quoted, its place, how sure; a refusal; a reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from qa.answer import Answer, Citation
from qa.form.headline import headline
from qa.page.english import ENGLISH
from qa.page.form_heading import form_heading
from qa.page.library import Library
from qa.page.markup import escape
from qa.refusal import Refusal
from qa.reply import Fact, Reply

SURE, PROBABLE = 0.8, 0.5
"""The least confidence at which an answer counts as stated, and as probable."""

CLOSEST = 2
"""Sentences shown, at most, where there is no answer."""


@dataclass(frozen=True)
class Elsewhere:
    """Where a question that got no answer has one: `where` in words, and by number which of a reader's own documents.

    With no numbers it is the articles.
    """

    question: str
    where: str
    documents: tuple[int, ...] = ()


@dataclass(frozen=True)
class NextQuestions:
    """Questions offered beside an answer: `follow_ups` after it; `alternative` of it, where it is a refusal.

    `first` are offered beside a reply to small talk; `elsewhere` is the same question, where it was refused.
    """

    follow_ups: Sequence[str] = ()
    alternative: str | None = None
    first: Sequence[str] = ()
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True)
class AnswerView:
    """Answers as HTML, with all words that come from outside escaped.

    With `thumbs` a reader can say whether an answer is right.
    """

    library: Library
    thumbs: bool = False

    def answer(self, answer: Answer, turn: int = 0) -> str:
        """The answer of that turn of the conversation, counted from 0."""
        if answer.replied:
            body = "".join(f'<p class="qa-reply" dir="auto">{escape(line)}</p>' for line in self.reply(answer.replied))
        else:
            body = self._given(answer) if answer.answered else self._refused(answer)
            body += self._not_searched(answer) + self._tools(answer)
        # Gradio's sanitiser drops data attributes, but not classes and what is hidden.
        link = f'<span class="qa-link" hidden>{escape(answer.standalone_question)}</span>'
        kept = f'<span class="qa-turn" hidden>{turn}</span>{_said(self.said(answer))}{link}'
        return f'<div class="qa-answer">{kept}{self._understood(answer)}{body}</div>'

    def _not_searched(self, answer: Answer) -> str:
        return "".join(f'<p class="qa-reason" dir="auto">{escape(told)}</p>' for told in self.not_searched(answer))

    def not_searched(self, answer: Answer) -> list[str]:
        """That documents are out of date, or are still being read; nothing where all was searched."""
        messages, told = self.library.messages, list[str]()
        if answer.index.out_of_date:
            told.append(messages.out_of_date.format(names=answer.index.out_of_date_names))
        if self.library.share_read < 100:
            told.append(messages.answered_of.format(where=self.library.where, share=self.library.share_read))
        return told

    def said(self, answer: Answer) -> str:
        """What a screen reader announces."""
        if answer.replied:
            return " ".join(self.reply(answer.replied))
        return " ".join([self._said(answer), *self.not_searched(answer)])

    def _said(self, answer: Answer) -> str:
        if not answer.answered:
            return " ".join(self._refusal(answer))
        places = "; ".join(self._numbered(number, citation) for number, citation in enumerate(answer.citations, 1))
        if form_heading(answer, self.library.messages):
            text = " ".join([f"{self.headline(answer)}.", *map(_said_piece, answer.citations)])
            left = [answer.reply] if answer.reply and not answer.calculated else []
            return " ".join([f"{text} {self.certainty(answer.confidence)}. {places}", *left])
        text = f"{self.headline(answer)} {answer.answer}" if answer.verdict else f"{self.headline(answer)}."
        return f"{text} {self.certainty(answer.confidence)}. {places}"

    def reply(self, reply: Reply) -> tuple[str, ...]:
        """The lines of a reply, in the page's language; the questions beside it come apart."""
        messages = self.library.messages
        if reply.small_talk:
            said = str(getattr(messages, f"reply_{reply.small_talk}"))
            return (said.format(where=self.library.where),)
        lines = [self._told(fact) for fact in reply.facts]
        return (*lines, *([messages.fact_more.format(number=reply.untold)] if reply.untold else []))

    def _told(self, fact: Fact) -> str:
        messages = self.library.messages
        told = str(getattr(messages, f"fact_{fact.kind}")).format(value=fact.value)
        return told if self.library.is_single else messages.fact_of.format(title=fact.title, fact=told)

    def closest(self, answer: Answer) -> tuple[str, tuple[Citation, ...]]:
        """Of a refusal the sentences that come closest, and what is said above them."""
        messages, kind = self.library.messages, answer.refusal.kind if answer.refusal else "unlikely"
        shown = answer.nearest[: CLOSEST if kind == "unlikely" else 1]
        return messages.may_be if kind == "unsure" else messages.closest, shown

    def headline(self, answer: Answer) -> str:
        """What stands first, above the quotations: the short answer or, in the page's language, yes or no, or what form
        an answer in several pieces has."""
        if heading := form_heading(answer, self.library.messages):
            return heading
        if answer.verdict:
            return self.library.messages.yes if answer.verdict == "yes" else self.library.messages.no
        return headline(answer)

    def certainty(self, confidence: float) -> str:
        """How sure, in words a person uses."""
        messages = self.library.messages
        if confidence >= SURE:
            return messages.stated.format(where=self.library.where)
        return messages.probably if confidence >= PROBABLE else messages.unsure

    def sorry(self, sentence: str) -> str:
        """A sentence in the place of an answer."""
        return f'<div class="qa-answer">{_said(sentence)}<p>{escape(sentence)}</p></div>'

    def asked(self, question: str) -> str:
        """The reader's own question."""
        return f'<h2 class="qa-asked"><bdi>{escape(question)}</bdi></h2>'

    def _understood(self, answer: Answer) -> str:
        if answer.standalone_question == answer.question:
            return ""
        messages = self.library.messages
        question = f'<bdi class="qa-read">{escape(answer.standalone_question)}</bdi>'
        line = escape(messages.understood).replace(escape("{question}"), question)
        return f'<p class="qa-understood">{line} {self._undo()}</p>'

    def _undo(self) -> str:
        """Asks the question as it was typed."""
        label = escape(self.library.messages.as_typed)
        return f'<button type="button" class="qa-plain qa-do-as-typed">{label}</button>'

    def _given(self, answer: Answer) -> str:
        headline = escape(self.headline(answer))
        if form_heading(answer, self.library.messages):
            left = f'<p class="qa-reason">{escape(answer.reply)}</p>' if answer.reply and not answer.calculated else ""
            return f'<p class="qa-form">{headline}</p>{_items(answer)}{self._pieces(answer)}{left}'
        whole = any(citation.quote == self.headline(answer) for citation in answer.citations)
        if answer.verdict:
            short = f'<p class="qa-verdict">{headline}</p>'
        else:
            short = "" if whole else f'<p class="qa-short" dir="auto">{headline}</p>'
        cited = self._quotations(answer, list(enumerate(answer.citations, 1)))
        return f'{short}<div class="qa-cited{" qa-whole" * whole}">{cited}</div>'

    def _pieces(self, answer: Answer) -> str:
        """The quotations of an answer in several pieces; those of one subject beside those of the other."""
        numbered = enumerate(answer.citations, 1)
        sides = [
            (subject, self._quotations(answer, list(side)))
            for subject, side in groupby(numbered, key=lambda pair: pair[1].subject)
        ]
        if len(sides) == 1:
            return f'<div class="qa-cited qa-several">{sides[0][1]}</div>'
        columns = "".join(
            f'<section><h4 dir="auto">{escape(subject or "")}</h4>{side}</section>' for subject, side in sides
        )
        return f'<div class="qa-cited qa-several qa-sides">{columns}</div>'

    def _quotations(self, answer: Answer, numbered: Sequence[tuple[int, Citation]]) -> str:
        """Each sentence once, with all that it answers marked; how sure stands behind the last."""
        return "".join(
            self._cited(list(same), self._certainty(answer.confidence), len(answer.citations))
            for _, same in groupby(numbered, key=lambda pair: (pair[1].document, pair[1].span))
        )

    def _cited(self, numbered: Sequence[tuple[int, Citation]], sure: str, last: int) -> str:
        citations, numbers = [citation for _, citation in numbered], [number for number, _ in numbered]
        place = self._numbered(", ".join(map(str, numbers)), citations[0])
        return (
            f'<blockquote dir="auto">{_quote(citations)}</blockquote>'
            f'<p class="qa-source">{self._link(citations[0], place)} {sure if last in numbers else ""}</p>'
        )

    def _numbered(self, number: int | str, citation: Citation) -> str:
        return self.library.messages.citation.format(number=number, place=self.library.named_place(citation))

    def _refused(self, answer: Answer) -> str:
        lead, reason = self._refusal(answer)
        label, closest = self.closest(answer)
        near = "".join(map(self._near, closest))
        closest_html = f'<p class="qa-closest">{escape(label)}</p>{near}' if near else ""
        return f'<p class="qa-lead">{escape(lead)}</p><p class="qa-reason">{escape(reason)}</p>{closest_html}'

    def _refusal(self, answer: Answer) -> tuple[str, str]:
        """What the article does not say, and why no answer is given."""
        messages, refusal = self.library.messages, answer.refusal or Refusal("unsure", None)
        messages = messages.of_several() if self.library.is_plural else messages
        # What was asked for is put as a clause in English alone; elsewhere the question stands as it is.
        wanted = refusal.wanted if messages.code == ENGLISH.code else answer.standalone_question
        if refusal.kind == "unsure":
            lead = messages.seems_silent_on if wanted else messages.seems_silent
        else:
            lead = messages.silent_on if wanted else messages.silent
        lead = lead.format(where=self.library.where, what=wanted)
        return lead[:1].upper() + lead[1:], messages.unrelated if refusal.kind == "unrelated" else messages.unclear

    def _near(self, citation: Citation) -> str:
        return (
            f'<div class="qa-near"><blockquote dir="auto">{escape(citation.quote)}</blockquote>'
            f'<p class="qa-source">{self._link(citation, self.library.named_place(citation))}</p></div>'
        )

    def _link(self, cited: Citation, text: str) -> str:
        return f'<a href="#cite-{self.library.place(cited)}">{escape(text)}</a>'

    def _certainty(self, confidence: float) -> str:
        messages = self.library.messages
        meaning = messages.confidence_high if confidence >= 0.95 else messages.confidence
        told = meaning.format(value=f"{confidence:.2f}", tenths=max(1, min(9, round(10 * confidence))))
        return (
            f'<button type="button" class="qa-sure qa-tipped">'
            f'{escape(self.certainty(confidence))}<span class="qa-unseen">. {escape(told)}</span></button>'
        )

    def next_questions(self, next_questions: NextQuestions) -> str:
        """What stands below the answer, once it is known; "" where nothing is offered."""
        messages = self.library.messages
        lead, questions = messages.go_on, list(next_questions.follow_ups)
        if next_questions.alternative:
            lead, questions = messages.ask_instead, [next_questions.alternative]
        elif next_questions.first:
            lead, questions = messages.ask_first, list(next_questions.first)
        there = self._elsewhere(next_questions.elsewhere) if next_questions.elsewhere else ""
        if not questions:
            return f'<div class="qa-next">{there}</div>' if there else ""
        buttons = "".join(
            f'<li><button type="button" dir="auto" class="qa-do-ask">{escape(question)}</button></li>'
            for question in questions
        )
        return f'<div class="qa-next">{there}<p>{escape(lead)}</p><ul>{buttons}</ul></div>'

    def _elsewhere(self, elsewhere: Elsewhere) -> str:
        told = self.library.messages.found_elsewhere.format(where=elsewhere.where)
        numbers = " ".join(map(str, elsewhere.documents))
        return (
            f'<p>{escape(told)}</p><ul><li><button type="button" dir="auto" class="qa-do-elsewhere" '
            f'data-documents="{numbers}">{escape(elsewhere.question)}</button></li></ul>'
        )

    def _tools(self, answer: Answer) -> str:
        messages = self.library.messages
        tools = {"copy-link": messages.copy_link, "card": messages.save_card, "picture": messages.save_picture}
        tools |= {"pin": messages.pin} if answer.citations else {}
        buttons = "".join(_tool(action, label) for action, label in (tools | {"aloud": messages.read_aloud}).items())
        if self.thumbs:
            buttons += _thumb("right", messages.right) + _thumb("wrong", messages.wrong)
        return f'<div class="qa-tools">{buttons}</div>'


def _said(text: str) -> str:
    return f'<span class="qa-said" hidden>{escape(text)}</span>'


def _tool(action: str, label: str) -> str:
    return f'<button type="button" class="qa-do-{action}">{escape(label)}</button>'


def _thumb(action: str, label: str) -> str:
    """A button whose label is read out, and shown on hover."""
    unseen = f'<span class="qa-unseen">{escape(label)}</span>'
    return f'<button type="button" class="qa-do-{action} qa-tipped qa-thumb">{unseen}</button>'


def _said_piece(citation: Citation) -> str:
    return f"{citation.subject}: {citation.answer}" if citation.subject else citation.answer


def _items(answer: Answer) -> str:
    """The items of a list that are only parts of their sentences; "" where there are none, and of an explanation."""
    if answer.form == "explanation" or all(citation.answer == citation.quote for citation in answer.citations):
        return ""
    items = "".join(f'<li dir="auto">{escape(cited.cell_path or cited.answer)}</li>' for cited in answer.citations)
    return f'<ol class="qa-items">{items}</ol>'


def _quote(citations: Sequence[Citation]) -> str:
    """The quotation that they have in common, with each short answer marked that is only a part."""
    quote, start, reached, parts = citations[0].quote, citations[0].start, 0, list[str]()
    for citation in sorted(citations, key=lambda each: each.answer_start or 0):
        if citation.answer_start is None or citation.answer_end is None or citation.answer == quote:
            continue
        first, last = max(reached, citation.answer_start - start), citation.answer_end - start
        if first < last:
            parts += [escape(quote[reached:first]), f"<strong>{escape(quote[first:last])}</strong>"]
            reached = last
    return "".join([*parts, escape(quote[reached:])])
