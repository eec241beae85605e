"""What a web page holds and does not show, by its own attributes and its simplest style rules."""

from __future__ import annotations

import regex
from lxml import etree, html

STRUCK_OUT = ("del", "s", "strike")

_HIDING = regex.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?%?(?![.\d])"
    r"|font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?(?![.\d]))\s*(?:!|;|$)",
    regex.I,
)
_SHOWING = regex.compile(r"(?:^|;)\s*(?:display\s*:\s*(?!none)|visibility\s*:\s*visible)", regex.I)
_COMMENT = regex.compile(r"/\*.*?\*/", regex.S)
_CONDITIONAL = regex.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = regex.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = regex.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<sign>[.#])(?P<name>[\w-]+)", regex.I)
_NAMED = regex.compile(r"[.#][\w-]+")
_WHOLE = frozenset({"html", "body", "head"})


def remove_hidden(root: etree._Element) -> None:
    """Take out what is hidden, struck out or deleted, with all in it; what stands behind it stays."""
    hiding = _hiding_names(root)
    hidden = [
        element
        for element in root.iter(etree.Element)
        if isinstance(element.tag, str) and element.tag not in _WHOLE and _is_hidden(element, hiding)
    ]
    for element in hidden:
        remove(element)


def remove(element: etree._Element) -> None:
    """Take an element out of its tree, and leave what stands behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _is_hidden(element: etree._Element, hiding: frozenset[str]) -> bool:
    if element.tag in STRUCK_OUT or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    if element.get("hidden", "until-found").strip().lower() != "until-found":
        return True
    style = element.get("style", "")
    if _HIDING.search(style):
        return True
    if not hiding or _SHOWING.search(style):
        return False
    names = {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id', '')}"}
    return bool(hiding & (names | {f"{element.tag}{name}" for name in names}))


def hides(name: str, attributes: str) -> bool:
    """Whether an element with these attributes, as they are typed, is not shown."""
    try:
        element = html.fragment_fromstring(f"<{name} {attributes}></{name}>")
    except (etree.LxmlError, ValueError):
        return False
    return _is_hidden(element, frozenset())


def _hiding_names(root: etree._Element) -> frozenset[str]:
    """Classes and ids that a style rule hides, and that none shows again on some occasion: "p.old", "#draft"."""
    hiding: set[str] = set()
    shown: set[str] = set()
    for sheet in root.iter("style"):
        rules = _CONDITIONAL.sub("", _COMMENT.sub("", sheet.text or ""))
        for selectors, said in _RULE.findall(rules):
            if _HIDING.search(said):
                found = (_SIMPLE.fullmatch(selector.strip()) for selector in selectors.split(","))
                hiding.update(match[0] for match in found if match)
            elif _SHOWING.search(said):
                shown.update(_NAMED.findall(selectors))
    return frozenset(name for name in hiding if not shown.intersection(_NAMED.findall(name)))
