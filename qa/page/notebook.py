"""Quotations that a reader pinned, to be taken along: as Markdown, as a .docx, or their sources as BibTeX or CSL JSON.

The browser keeps them and sends them along; the server keeps none.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import docx

from index.errors import QuestionError
from qa.page.answers import AnswerView
from qa.page.asked_questions import AnsweredQuestion
from qa.page.markdown_text import plain
from qa.page.messages import Messages

MOST, LONGEST = 200, 10_000
"""Notes of one notebook, and characters of one part of a note."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BIBTEX = {character: f"\\{character}" for character in "#$%&_{}"}
_BIBTEX |= {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}


@dataclass(frozen=True)
class Note:
    """A quotation with the question that it answers, and where it is from; what is not known is ""."""

    question: str
    quote: str
    place: str
    title: str
    author: str = ""
    date: str = ""
    url: str = ""


def notes_of(turn: AnsweredQuestion, view: AnswerView) -> list[dict[str, str]]:
    """A note of each quotation of the answer, as the browser keeps it."""
    library, notes = view.library, list[Note]()
    for citation in turn.answer.citations:
        document = library.collection.documents[citation.document]
        source = document.source or ""
        notes.append(
            Note(
                question=turn.answer.standalone_question,
                quote=citation.quote,
                place=library.named_place(citation),
                title=library.title(document),
                author=document.author or "",
                date=document.published or "",
                url=source if re.match("https?:/{2}", source) else "",
            )
        )
    return [asdict(note) for note in dict.fromkeys(notes)]


def read_notes(given: Any) -> list[Note]:
    """What a browser sent, checked. Raises `QuestionError` where it is no notebook of this page."""
    if not isinstance(given, list) or len(given) > MOST:
        raise QuestionError("This is not a notebook of this page.", "foreign")
    return [_read(each) for each in given]


def _read(given: Any) -> Note:
    names = [field.name for field in fields(Note)]
    parts = {name: given.get(name) if isinstance(given, dict) else None for name in names}
    texts = {name: part for name, part in parts.items() if isinstance(part, str) and len(part) <= LONGEST}
    if len(texts) < len(names):
        raise QuestionError("This is not a notebook of this page.", "foreign")
    return Note(**texts)


@dataclass(frozen=True)
class Notebook:
    """Notes in their order; those of one question after another stand below it together."""

    notes: Sequence[Note]
    messages: Messages

    def as_markdown(self) -> str:
        """Headings are the questions; nothing in them is markup."""
        parts, question = [f"# {plain(self.messages.notebook)}"], None
        for note in self.notes:
            if note.question != question:
                question = note.question
                parts.append(f"## {plain(question)}")
            quoted = "\n".join(f"> {plain(line)}" for line in note.quote.splitlines())
            parts += [quoted, " ".join(filter(None, [plain(note.place), plain(note.url)]))]
        return "\n\n".join(parts) + "\n"

    def as_docx(self) -> bytes:
        """The same as a Word file."""
        file, question = docx.Document(), None
        file.add_heading(_xml(self.messages.notebook), 0)
        for note in self.notes:
            if note.question != question:
                question = note.question
                file.add_heading(_xml(question), 1)
            file.add_paragraph(_xml(note.quote), style="Intense Quote")
            file.add_paragraph(_xml(" ".join(filter(None, [note.place, note.url]))))
        written = io.BytesIO()
        file.save(written)
        return written.getvalue()

    def as_bibtex(self) -> str:
        """An entry for each source."""
        return "\n\n".join(_bibtex(note, key) for key, note in self._sources().items()) + "\n"

    def as_csl(self) -> str:
        """The sources as CSL JSON, which reference managers read."""
        items = [_csl(note, key) for key, note in self._sources().items()]
        return json.dumps(items, ensure_ascii=False, indent=2)

    def _sources(self) -> dict[str, Note]:
        """Each source once, by a key made of its title."""
        found: dict[tuple[str, str, str, str], str] = {}
        sources: dict[str, Note] = {}
        for note in self.notes:
            source = (note.title, note.author, note.date, note.url)
            if source not in found:
                words = "-".join(re.findall(r"[a-z0-9]+", note.title.lower())[:4]) or "source"
                taken = sum(re.fullmatch(rf"{words}(-\d+)?", key) is not None for key in sources)
                found[source] = f"{words}-{taken + 1}" if taken else words
                sources[found[source]] = note
        return sources


def _bibtex(note: Note, key: str) -> str:
    year = re.search(r"\b\d{4}\b", note.date)
    told = {"title": note.title, "author": note.author, "year": year[0] if year else "", "date": note.date}
    lines = [f"  {name} = {{{_escaped(text)}}}" for name, text in told.items() if text]
    lines += [f"  url = {{{note.url}}}"] if note.url and not re.search(r"[{}\\\s]", note.url) else []
    return "@misc{" + ",\n".join([key, *lines]) + "\n}"


def _csl(note: Note, key: str) -> dict[str, Any]:
    item: dict[str, Any] = {"id": key, "type": "document", "title": note.title}
    if note.author:
        item["author"] = [{"literal": note.author}]
    if note.date:
        day = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", note.date)
        item["issued"] = {"date-parts": [[int(part) for part in day.groups() if part]]} if day else {"raw": note.date}
    if note.url:
        item["URL"] = note.url
    return item


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in " ".join(text.split()))


def _xml(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
