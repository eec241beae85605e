"""A tree of HTML elements becomes canonical text."""

from __future__ import annotations

import regex
from lxml import etree

from index.formats.blocks import Part
from index.formats.canonical import Canonical, tidy
from index.formats.page_tree import BLOCKS, CELLS, HEADINGS, INVISIBLE, PART, local_name

ASIDE = ("nav", "aside", "footer")
"""Parts of a page that are not its article."""

_ITEMS = frozenset({"li", "tr", "dt", "dd"})
_MOSTLY = 0.6
_WHITE = regex.compile(r"[ \t\r\n\f]+")
"""What HTML takes for a space; a no-break space is kept."""


def read_tree(
    root: etree._Element, canonical: Canonical, left_out: tuple[str, ...] = INVISIBLE, links: bool = True
) -> None:
    """Add the blocks of an element and all within it, in order.

    Headings keep their level; items of lists and rows of tables are items, the cells
    of a row parted by " | ". Without `links`, blocks that are mostly links are left out.
    Raises nothing; the depth of the tree does not matter.
    """
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *left_out, with_tail=False)
    walk = _Walk(canonical, links)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            (walk.start if event == "start" else walk.end)(local_name(element), element)
    walk.flush()


def _part(element: etree._Element) -> Part | None:
    """Which part of the article it is, beside the main text."""
    match element.get(PART):
        case "aside":
            return "aside"
        case "footer":
            return "footer"
    return None


class _Walk:
    def __init__(self, canonical: Canonical, links: bool) -> None:
        self._canonical, self._links = canonical, links
        self._inside_link, self._linked = 0, 0
        self._words: list[str] = []
        self._open: list[str] = []
        self._parts: list[Part | None] = []
        self._literal = 0
        self._table_begins = False

    def start(self, tag: str, element: etree._Element) -> None:
        if tag in BLOCKS:
            self.flush()
            self._open.append(tag)
            self._parts.append(_part(element) or (self._parts[-1] if self._parts else None))
            self._literal += tag == "pre"
            self._table_begins |= tag == "table"
        elif tag == "a":
            self._inside_link += 1
        elif tag == "br":
            self._words.append("\n")
        elif tag in CELLS and "".join(self._words).strip():
            self._words.append(" | ")
        self._put(element.text)

    def end(self, tag: str, element: etree._Element) -> None:
        if tag in BLOCKS:
            self.flush()
            self._open.pop()
            self._parts.pop()
            self._literal -= tag == "pre"
        elif tag == "a":
            self._inside_link -= 1
        self._put(element.tail)

    def _put(self, text: str | None) -> None:
        if text:
            self._linked += len(text) if self._inside_link else 0
            self._words.append(text if self._literal else _WHITE.sub(" ", text))

    def flush(self) -> None:
        """End the block that is being gathered."""
        words, self._words = tidy("".join(self._words)), []
        linked, self._linked = self._linked, 0
        level = next((HEADINGS[tag] for tag in reversed(self._open) if tag in HEADINGS), 0)
        if not self._links and not level and linked > _MOSTLY * len(words):
            return
        part = self._parts[-1] if self._parts else None
        if level:
            self._canonical.add(words.replace("\n", " "), "heading", level, part=part)
        else:
            listed = any(tag in _ITEMS for tag in self._open)
            before = len(self._canonical.blocks)
            self._canonical.add(words, "item" if listed else "paragraph", apart=self._table_begins, part=part)
            self._table_begins &= len(self._canonical.blocks) == before
