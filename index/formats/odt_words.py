"""The words of a paragraph of OpenDocument as they are shown: what is hidden or struck out is none of them."""

from __future__ import annotations

from collections.abc import Iterator

import regex
from lxml import etree

from index.formats.raised import END, START, lower

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_WHITE = regex.compile(r"[ \t\r\n]+")
_LEFT_OUT = frozenset({
    f"{OFFICE}annotation", f"{TEXT}note", f"{TEXT}tracked-changes", f"{TEXT}page-number", f"{TEXT}page-count",
    f"{TEXT}page-continuation", f"{TEXT}ruby-text", f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph",
})  # fmt: skip
_DEEPEST_STYLE = 10


class Styles:
    """The styles of a document by family and name, each with those that it is based on."""

    def __init__(self, *roots: etree._Element) -> None:
        self._styles = {
            (style.get(f"{STYLE}family"), style.get(f"{STYLE}name")): style
            for root in roots
            for style in root.iter(f"{STYLE}style")
        }

    def chain(self, family: str, name: str | None) -> Iterator[etree._Element]:
        """A style, what it is based on, and so on."""
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")

    def look(self, family: str, name: str | None) -> dict[str, str]:
        """What a style says of how its letters look."""
        look: dict[str, str] = {}
        for style in self.chain(family, name):
            for properties in style.findall(f"{STYLE}text-properties"):
                look = {str(key): str(value) for key, value in properties.attrib.items()} | look
        return look

    def words(self, paragraph: etree._Element) -> str:
        """The words, `START` and `END` of `index.formats.raised` around what is raised."""
        looks = [self.look("paragraph", paragraph.get(f"{TEXT}style-name"))]
        said: list[str] = []
        walk = etree.iterwalk(paragraph, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                if element is not paragraph:
                    looks.pop()
                    said.append(_shown(element.tail, looks[-1], said))
                continue
            if element is not paragraph:
                looks.append(self._inside(element, looks[-1]))
            if element.tag in _LEFT_OUT or element.tag.startswith(DRAW):
                walk.skip_subtree()
            else:
                said += [_space(element), _shown(element.text, looks[-1], said)]
        return "".join(said)

    def _inside(self, element: etree._Element, around: dict[str, str]) -> dict[str, str]:
        style = element.get(f"{TEXT}style-name") if element.tag in (f"{TEXT}span", f"{TEXT}a") else None
        return around | self.look("text", style) if style else around


def _space(element: etree._Element) -> str:
    if element.tag == f"{TEXT}s":
        return " "
    return {f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}.get(element.tag, "")


def _shown(text: str | None, look: dict[str, str], before: list[str]) -> str:
    words = str(_WHITE.sub(" ", text or ""))
    if not words.strip():
        return words
    if look.get(f"{TEXT}display") == "none" or look.get(f"{STYLE}text-line-through-style", "none") != "none":
        return ""
    place = look.get(f"{STYLE}text-position", "0%").split(" ")[0]
    if place == "super" or (place.rstrip("%").isdecimal() and place.strip("0%")):
        return f"{START}{words}{END}"
    return lower(words, "".join(before[-2:])) if place.startswith(("sub", "-")) else words
