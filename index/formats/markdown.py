"""Markdown: the words a reader sees, without the marks around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex
from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from index.formats.blocks import Parsed
from index.formats.canonical import Canonical, tidy
from index.formats.dates import day
from index.formats.front_matter import front_matter
from index.formats.markup import read_tree
from index.formats.omissions import counted
from index.formats.page_omissions import pictures
from index.formats.page_tree import make_plain
from index.formats.page_visibility import STRUCK_OUT, hides
from index.formats.raised import END, START, write_raised
from index.formats.tables import Cell, table_lines

_TAG = regex.compile(r"<(?P<closing>/)?(?P<name>[a-z][a-z0-9]*)\b(?P<said>[^>]*?)/?>", regex.I)
_TASK = regex.compile(r"\[(?P<done>[ xX])\](?=\s)")
_CALLOUT = regex.compile(r"\[!(?P<kind>\p{L}+)\][^\S\n]*\s?")
_RAISED = regex.compile(r"(?<=[\p{L}\p{N})])\^([+\u2212\u2013-]?\d{1,3})\^")
"""Pandoc's way: m^2^, 10^-3^; and H~2~O."""

_LOWERED = regex.compile(r"(?<=[\p{L})])~(\d{1,3})~(?!~)")
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})


def read(text: str) -> Parsed:
    """The text as it would be shown, block by block.

    Title, author and date are the front matter's, whose summary opens the text; the title is else the first heading
    where that opens the text. Headings keep their level; the items of lists, numbered as they are shown, and the rows
    of tables are items. What is struck out or hidden is left out, the marks of notes too; the notes come last.
    """
    said, body = front_matter(text)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin).use(deflist_plugin)
    walk = _Walk()
    walk.go(parser.parse(body))
    canonical = walk.canonical
    canonical = canonical.rewritten(write_raised(canonical.words, canonical.listed))
    title = said.get("title") or canonical.title
    if "summary" in said:
        canonical = canonical.opened_by(said["summary"])
    date, omissions = day(said.get("date")), counted(walk.shown)
    return Parsed(canonical.text, title, canonical.blocks, said.get("author"), date, omissions=omissions)


@dataclass
class _List:
    """A list that is open: the number of its next item, None where it has bullets, and the label of the one begun."""

    following: int | None = None
    label: str = ""

    def begin_item(self, sign: str) -> None:
        if self.following is not None:
            self.label = f"{self.following}{sign} "
            self.following += 1


@dataclass
class _Walk:
    """Puts the blocks of a parsed text into `canonical`, and counts in `shown` the pictures that it shows."""

    canonical: Canonical = field(default_factory=Canonical)
    shown: Counter[str] = field(default_factory=Counter)
    _lists: list[_List] = field(default_factory=list)
    _rows: list[list[Cell]] = field(default_factory=list)
    _inside: str = ""
    _level: int = 0
    _term: str = ""
    _defining: bool = False
    _hidden: str | None = None
    """The element of markup that hides what follows, up to its end."""

    def go(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type == "html_block":
                self._markup(token.content)
            elif self._hidden is None:
                self._token(token)

    def _token(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(_List())
            case "ordered_list_open":
                self._lists.append(_List(int(token.attrGet("start") or 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._lists[-1].begin_item(token.markup)
            case "table_open" | "tr_open" | "table_close":
                self._table(token.type)
            case "heading_open" | "paragraph_open" | "td_open" | "th_open" | "dt_open":
                self._inside, self._level = token.type, int(token.tag[1:]) if token.type == "heading_open" else 0
            case "inline":
                self.shown["picture"] += sum(map(_is_picture, token.children or []))
                self._inline(_words(token.children or []))
            case "dd_open" | "dd_close":
                self._defining = token.type == "dd_open"
            case "fence" | "code_block":
                self.canonical.add(token.content)

    def _table(self, what: str) -> None:
        if what == "table_open":
            self._rows = []
        elif what == "tr_open":
            self._rows.append([])
        else:
            self.canonical.add_table(table_lines(self._rows))

    def _inline(self, words: str) -> None:
        match self._inside:
            case "heading_open":
                self.canonical.add(words.replace("\n", " "), "heading", self._level)
            case "paragraph_open":
                self._paragraph(words)
            case "dt_open":
                self._term = words
            case _:
                self._rows[-1].append(Cell(words.replace("\n", " "), names=self._inside == "th_open"))

    def _paragraph(self, words: str) -> None:
        if self._defining:
            self.canonical.add(f"{self._term}: {words}" if self._term else words, "item")
            self._term = ""
        elif self._lists:
            words = _TASK.sub(lambda task: "\u2610" if task["done"] == " " else "\u2611", words, count=1)
            label, self._lists[-1].label = self._lists[-1].label, ""
            self.canonical.add(label + words, "item")
        else:
            self.canonical.add(_CALLOUT.sub(lambda call: f"{call['kind'].capitalize()}: ", words, count=1))

    def _markup(self, markup: str) -> None:
        """A block of HTML; one that only opens a hidden element hides what follows up to its end."""
        if self._hidden is not None:
            if f"</{self._hidden}>" in markup.lower():
                self._hidden = None
            return
        opened = _TAG.match(markup.strip())
        if opened and hides(opened["name"], opened["said"]) and f"</{opened['name']}>" not in markup:
            self._hidden = opened["name"].lower()
            return
        try:
            tree = html.document_fromstring(markup)
        except (etree.LxmlError, ValueError):
            return
        make_plain(tree)
        self.shown += pictures(tree)
        read_tree(tree, self.canonical)


def _is_picture(child: Token) -> bool:
    tag = _TAG.match(child.content) if child.type == "html_inline" else None
    return child.type == "image" or (tag is not None and tag["name"].lower() == "img")


def _words(children: Sequence[Token]) -> str:
    """What a line shows; `START` and `END` of `index.formats.raised` stand around what is raised."""
    return tidy("".join(_shown(children)))


def _shown(children: Sequence[Token]) -> Iterator[str]:
    left_out: list[str] = []
    for child in children:
        tag = _TAG.match(child.content) if child.type == "html_inline" else None
        if child.type in ("s_open", "s_close"):
            _go_on(left_out, "s", closing=child.type == "s_close", hidden=True)
        elif tag and tag["name"].lower() not in _VOID:
            name = tag["name"].lower()
            hidden = name in STRUCK_OUT or hides(name, tag["said"])
            _go_on(left_out, name, closing=bool(tag["closing"]), hidden=hidden)
        if left_out:
            continue
        match child.type:
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case "text" | "code_inline" | "image":
                yield _written(child)
            case "html_inline" if tag and tag["name"].lower() == "br":
                yield "\n"
            case "html_inline" if tag and tag["name"].lower() == "sup":
                yield END if tag["closing"] else START


def _written(child: Token) -> str:
    if child.type != "text":
        return child.content
    return str(_LOWERED.sub(r"\1", _RAISED.sub(rf"{START}\1{END}", child.content)))


def _go_on(left_out: list[str], name: str, closing: bool, hidden: bool) -> None:
    """Keep the elements that are open since a hidden one, that one first."""
    if closing:
        if name in left_out:
            del left_out[len(left_out) - 1 - left_out[::-1].index(name) :]
    elif hidden or left_out:
        left_out.append(name)
