"""A tree of HTML elements becomes canonical text."""

from __future__ import annotations

import regex
from lxml import etree

from index.formats.canonical import Canonical, tidy

INVISIBLE = (
    "script", "style", "template", "noscript", "head", "svg", "iframe", "object", "form", "button", "select",
    "textarea", "annotation", "rp", "rt",
)  # fmt: skip
ASIDE = ("nav", "aside", "footer")
"""Parts of a page that are not its article."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", *_HEADINGS,
})  # fmt: skip
_ITEMS = frozenset({"li", "tr", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_NOTE_MARKS = (
    ".//*[@role='doc-noteref' or @role='doc-backlink' or @*[name()='epub:type']='noteref']"
    " | .//sup[.//a and string-length(normalize-space(.)) < 6]"
)
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
    without_note_marks(root)
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *left_out, with_tail=False)
    walk = _Walk(canonical, links)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            tag = etree.QName(element).localname.lower()
            (walk.start if event == "start" else walk.end)(tag, element)
    walk.flush()


def without_note_marks(root: etree._Element) -> None:
    """Take out the numbers that point to footnotes, and the arrows that lead back."""
    for mark in root.xpath(_NOTE_MARKS):
        mark.text = None
        for child in list(mark):
            mark.remove(child)


class _Walk:
    def __init__(self, canonical: Canonical, links: bool) -> None:
        self._canonical, self._links = canonical, links
        self._inside_link, self._linked = 0, 0
        self._words: list[str] = []
        self._open: list[str] = []
        self._literal = 0

    def start(self, tag: str, element: etree._Element) -> None:
        if tag in _BLOCKS:
            self.flush()
            self._open.append(tag)
            self._literal += tag == "pre"
        elif tag == "a":
            self._inside_link += 1
        elif tag == "br":
            self._words.append("\n")
        elif tag in _CELLS and "".join(self._words).strip():
            self._words.append(" | ")
        self._put(element.text)

    def end(self, tag: str, element: etree._Element) -> None:
        if tag in _BLOCKS:
            self.flush()
            self._open.pop()
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
        level = next((_HEADINGS[tag] for tag in reversed(self._open) if tag in _HEADINGS), 0)
        if not self._links and not level and linked > _MOSTLY * len(words):
            return
        if level:
            self._canonical.add(words.replace("\n", " "), "heading", level)
        else:
            listed = any(tag in _ITEMS for tag in self._open)
            self._canonical.add(words, "item" if listed else "paragraph")
