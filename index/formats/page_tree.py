"""A web page's tree is made plain: what a browser shows by rules stands in it as text.

Lists get their numbers, rows of tables become lines, raised digits exponents; note marks and what is hidden go.
"""

from __future__ import annotations

from typing import NamedTuple

import regex
from lxml import etree

from index.formats.canonical import tidy
from index.formats.numerals import numeral
from index.formats.page_math import linear
from index.formats.page_visibility import remove, remove_hidden
from index.formats.raised import Raised, lower, written
from index.formats.tables import MOST_COLUMNS, Cell, table_lines

INVISIBLE = (
    "script", "style", "template", "noscript", "head", "svg", "iframe", "object", "form", "button", "select",
    "textarea", "annotation", "rp", "rt",
)  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", *HEADINGS,
})  # fmt: skip
CELLS = frozenset({"td", "th"})

_NEVER_SHOWN = ("noscript", "template", "rp", "rt")
_NOTE_MARKS = (
    ".//*[@role='doc-noteref' or @role='doc-backlink' or @*[name()='epub:type']='noteref']"
    " | .//sup[.//a and string-length(normalize-space(.)) < 6]"
)
_LIST_KINDS = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
    "upper-roman": "I", "decimal-leading-zero": "01", "none": "",
}  # fmt: skip
_LIST_STYLE = regex.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", regex.I)
_LONGEST_CELL = 600
"""Characters. A table with longer cells is there for the layout, and read as if it were none."""

PART = "data-part-of-article"
"""Names, on a `div`, the element that it was: an `aside` or `footer` that is a part of the article."""

_PART_OF_ARTICLE = ".//article//aside | .//article//footer | .//main//aside | .//main//footer"
_ABOUT_OTHERS = regex.compile(
    r"related|share|social|promo|newsletter|advert|sidebar|recommend|\bads?\b|comment", regex.I
)
_MOSTLY = 0.5
_BETWEEN_LETTERS = regex.compile(r"[ \t\r\n\f]+")


def make_plain(root: etree._Element) -> None:
    """Change the tree of a page, once, so that its text reads as the page does."""
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *_NEVER_SHOWN, with_tail=False)
    remove_hidden(root)
    without_note_marks(root)
    for formula in list(root.iter("math")):
        _put_words(formula, linear(formula))
    _write_raised(root)
    for table in list(root.iter("table")):
        _write_rows(table)
    for ordered in list(root.iter("ol")):
        _number_items(ordered)
    for term in list(root.iter("dt")):
        _join_definition(term)
    for aside in root.xpath(_PART_OF_ARTICLE):
        if not _is_about_others(aside):
            aside.set(PART, aside.tag)
            aside.tag = "div"


def without_note_marks(root: etree._Element) -> None:
    """Take out the numbers that point to footnotes, and the arrows that lead back."""
    for mark in root.xpath(_NOTE_MARKS):
        mark.text = None
        for child in list(mark):
            mark.remove(child)


def local_name(element: etree._Element) -> str:
    """The element's name in small letters, without its namespace; "" for a comment."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _write_raised(root: etree._Element) -> None:
    """Write what is raised or lowered as `index.formats.raised` says."""
    places, paragraphs = _raised_places(root)
    found = [
        Raised(paragraphs[place.paragraph][: place.at], place.words, paragraphs[place.paragraph][place.end :])
        for place in places
    ]
    for place, said in zip(places, written(found, paragraphs), strict=True):
        _put_words(place.element, said)


def _put_words(element: etree._Element, words: str) -> None:
    """Put words in the place of an element and all that it holds."""
    element.tail = words + (element.tail or "")
    remove(element)


class _Place(NamedTuple):
    """A raised element, the number of its paragraph, and where in it its words stand."""

    element: etree._Element
    paragraph: int
    at: int
    words: str

    @property
    def end(self) -> int:
        return self.at + len(self.words)


def _raised_places(root: etree._Element) -> tuple[list[_Place], list[str]]:
    """Each raised element with its place, and all paragraphs."""
    paragraphs, places = [""], list[_Place]()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if name in INVISIBLE and event == "start":
            walk.skip_subtree()
            continue
        if name in BLOCKS or name in CELLS:
            paragraphs.append("")
        if event == "start" and name == "sup":
            words = _BETWEEN_LETTERS.sub(" ", "".join(element.itertext()))
            places.append(_Place(element, len(paragraphs) - 1, len(paragraphs[-1]), words))
            paragraphs[-1] += words
            walk.skip_subtree()
        elif event == "start":
            if name == "sub" and element.text and not len(element):
                element.text = lower(element.text, paragraphs[-1])
            paragraphs[-1] += _BETWEEN_LETTERS.sub(" ", element.text or "")
        if event == "end" and name not in INVISIBLE:
            paragraphs[-1] += _BETWEEN_LETTERS.sub(" ", element.tail or "")
    return places, paragraphs


def _write_rows(table: etree._Element) -> None:
    """Put one cell with the row's text into each row, if the table is one of figures and words."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return
    rows = [(row, [cell for cell in row if local_name(cell) in CELLS]) for row in table.iter("tr")]
    rows = [(row, cells) for row, cells in rows if cells]
    if max((len(cells) for _, cells in rows), default=0) < 2:
        return
    if any(local_name(inside) in HEADINGS for _, cells in rows for cell in cells for inside in cell.iter()):
        return
    said = [[_cell(cell, len(rows)) for cell in cells] for _, cells in rows]
    if any(len(cell.words) > _LONGEST_CELL for line in said for cell in line):
        return
    for part in list(table):
        if local_name(part) != "caption":
            table.remove(part)
    for line in table_lines(said):
        etree.SubElement(etree.SubElement(table, "tr"), "td").text = line


def _cell(cell: etree._Element, rows: int) -> Cell:
    parent = cell.getparent()
    head = parent.getparent() if parent is not None else None
    names = local_name(cell) == "th" or (head is not None and local_name(head) == "thead")
    down = _span(cell, "rowspan")
    return Cell(_words(cell), max(1, _span(cell, "colspan")), min(down or rows, rows), names)


def _span(cell: etree._Element, way: str) -> int:
    said = cell.get(way, "1").strip()
    return min(int(said), MOST_COLUMNS**2) if said.isdecimal() and len(said) < 10 else 1


def _words(cell: etree._Element) -> str:
    parts: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if event == "start" and name in INVISIBLE:
            walk.skip_subtree()
            continue
        if name in BLOCKS or name == "br":
            parts.append(" ")
        if event == "start":
            parts.append(element.text or "")
        elif element is not cell:
            parts.append(element.tail or "")
    return tidy(_BETWEEN_LETTERS.sub(" ", "".join(parts)))


def _number_items(ordered: etree._Element) -> None:
    style = _LIST_STYLE.search(ordered.get("style", ""))
    kind = _LIST_KINDS.get(style[1].lower(), "1") if style else ordered.get("type", "1")
    if not kind:
        return
    items = [child for child in ordered if local_name(child) == "li"]
    step = -1 if ordered.get("reversed") is not None else 1
    number = _whole(ordered.get("start")) or (len(items) if step < 0 else 1)
    for item in items:
        number = _whole(item.get("value")) or number
        _put_in_front(item, f"{numeral(number, kind)}. ")
        number += step


def _whole(said: str | None) -> int | None:
    return int(said) if said and regex.fullmatch(r"-?\d{1,6}", said.strip()) else None


def _put_in_front(item: etree._Element, label: str) -> None:
    """Write a label before the first words, unless they begin with it."""
    place = item
    while not (place.text or "").strip() and len(place) and local_name(place[0]) in BLOCKS:
        place = place[0]
    if not "".join(place.itertext()).strip().startswith(label.strip()):
        place.text = label + (place.text or "").lstrip()


def _join_definition(term: etree._Element) -> None:
    """A term and what it means, which comes next, as one item: "Weir: A low dam."."""
    meaning = term.getnext()
    words = _words(term)
    if meaning is None or local_name(meaning) != "dd" or not words:
        return
    meaning.text = f"{words}: {(meaning.text or '').lstrip()}"
    remove(term)


def _is_about_others(aside: etree._Element) -> bool:
    """Whether it leads away from the article: mostly links, or named as such."""
    if _ABOUT_OTHERS.search(f"{aside.get('class', '')} {aside.get('id', '')}"):
        return True
    words = len(tidy("".join(aside.itertext())))
    return sum(len(tidy("".join(link.itertext()))) for link in aside.iter("a")) > _MOSTLY * words
