"""What a web page shows and its text does not hold: pictures, films, sound."""

from __future__ import annotations

from collections import Counter

from lxml import etree

_KINDS = {"img": "picture", "svg": "picture", "canvas": "picture", "video": "video", "audio": "sound recording"}
_AROUND = ("nav", "header", "footer", "aside", "button", "noscript", "template", "head")
_ARTICLE = ".//article | .//main | .//*[@role='main']"
_SMALLEST = 3
"""Pixels. What is smaller counts visitors, and shows nothing."""


def pictures(page: etree._Element) -> Counter[str]:
    """How many of each kind there are in the article, without those for decoration and of the page around it."""
    found = Counter[str]()
    whole = page.xpath(_ARTICLE) or [page]
    inside = {element for part in whole for element in part.iter(*_KINDS)}
    for element in inside:
        if _says_something(element):
            found[_KINDS[element.tag]] += 1
    return found


def _says_something(element: etree._Element) -> bool:
    around = {parent.tag for parent in element.iterancestors()}
    if around.intersection(_AROUND) or element.get("role") in ("presentation", "none"):
        return False
    if element.tag == "img":
        return element.get("alt") != "" and not any(_is_tiny(element.get(way, "")) for way in ("width", "height"))
    # Drawings outside of figures are mostly signs on the page's buttons.
    return element.tag not in ("svg", "canvas") or "figure" in around


def _is_tiny(size: str) -> bool:
    size = size.strip().removesuffix("px")
    return size.isdecimal() and len(size) < 5 and int(size) < _SMALLEST
