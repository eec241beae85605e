"""Markdown: the words a reader sees, without the marks around them."""

from __future__ import annotations

from html.parser import HTMLParser

import regex
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.formats.blocks import Parsed
from index.formats.canonical import Canonical
from index.formats.dates import day

_FRONT_MATTER = regex.compile(
    r"---[ \t]*\r?\n((?:#[^\n]*\n)*[\w-]+[ \t]*:.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", regex.S
)
_FRONT_LINE = regex.compile(
    r"^(?P<key>title|authors?|date):[ \t]*(?P<said>.*?)[ \t]*\r?$(?P<listed>(?:\n[ \t]*-[ \t].*)*)", regex.M | regex.I
)
_BREAK = regex.compile(r"<br\b", regex.I)
_INLINE = frozenset("a abbr b cite code em font i mark q s small span strong sub sup u".split())  # noqa: SIM905
"""Elements that part no words; any other begins a new line."""

_INVISIBLE = {"script", "style", "template", "head"}


def read(text: str) -> Parsed:
    """The text as it would be shown, block by block.

    Title, author and date are the front matter's; the title is else the first heading when it opens the text.
    Headings keep their level; the items of lists and the rows of tables are items.
    """
    front = _FRONT_MATTER.match(text)
    said = _front(front.group(1)) if front else {}
    canonical = Canonical()
    _walk(MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front else text), canonical)
    title, author = said.get("title"), said.get("author")
    return Parsed(canonical.text, title or canonical.title, canonical.blocks, author, day(said.get("date")))


def _front(lines: str) -> dict[str, str]:
    """Title, author and date, where the front matter has them; several authors with commas between."""
    found: dict[str, str] = {}
    for line in _FRONT_LINE.finditer(lines):
        said = line["said"]
        if line["listed"]:
            parts = [item.strip()[1:] for item in line["listed"].split("\n") if item.strip()]
        else:
            parts = said[1:-1].split(",") if said.startswith("[") and said.endswith("]") else [said]
        words = ", ".join(filter(None, map(_unquoted, parts)))
        if words:
            found.setdefault(line["key"].lower().rstrip("s"), words)
    return found


def _unquoted(said: str) -> str:
    """A value without its quotation marks; of "name: Ann" the name."""
    return str(regex.sub(r"^name:[ \t]*", "", said.strip())).strip("\"' \t")


def _walk(tokens: list[Token], canonical: Canonical) -> None:
    lists, level, row = 0, 0, list[str]()
    inside = ""
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists += 1
            case "bullet_list_close" | "ordered_list_close":
                lists -= 1
            case "heading_open" | "paragraph_open" | "td_open" | "th_open":
                inside, level = token.type, int(token.tag[1:]) if token.type == "heading_open" else 0
            case "tr_close":
                canonical.add(" | ".join(row), "item")
                row = []
            case "inline":
                words = _words(token.children or [])
                if inside == "heading_open":
                    canonical.add(words.replace("\n", " "), "heading", level)
                elif inside == "paragraph_open":
                    canonical.add(words, "item" if lists else "paragraph")
                else:
                    row.append(words)
            case "fence" | "code_block" | "html_block":
                words = _visible(token.content) if token.type == "html_block" else token.content
                canonical.add(words, "paragraph")


def _words(children: list[Token]) -> str:
    parts = []
    for child in children:
        match child.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "text" | "code_inline" | "image":
                parts.append(child.content)
            case "html_inline" if _BREAK.match(child.content):
                parts.append("\n")
    return "".join(parts)


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        self._hidden += tag in _INVISIBLE
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _INVISIBLE and self._hidden > 0
        self._part(tag)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _visible(markup: str) -> str:
    parser = _Visible()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)
