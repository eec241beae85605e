"""What is said of a text at its head, between lines of three hyphens (YAML) or plus signs (TOML)."""

from __future__ import annotations

import regex

_FRONT_MATTER = regex.compile(
    r"\ufeff?(?:---[ \t]*\r?\n(?P<said>(?:#[^\n]*\n)*[\w-]+[ \t]*:.*?)\r?\n(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\r?\n(?P<said>.*?)\r?\n\+\+\+)[ \t]*(?:\r?\n|\Z)",
    regex.S,
)
_LINE = regex.compile(
    r"^(?P<key>[\w-]+)[ \t]*[:=][ \t]*(?P<said>.*?)[ \t]*\r?$"
    r"(?P<under>(?:\n(?:[ \t]+\S|-[ \t]|[ \t]*\r?$(?=\n[ \t])).*)*)",
    regex.M,
)
_KEYS = {
    "title": "title", "author": "author", "authors": "author", "by": "author", "byline": "author", "date": "date",
    "published": "date", "pubdate": "date", "publishdate": "date", "publish_date": "date", "date_published": "date",
    "publication_date": "date", "created": "date", "summary": "summary", "description": "summary",
    "abstract": "summary", "excerpt": "summary",
}  # fmt: skip
_BLOCK_SIGN = regex.compile(r"[|>][+-]?\d?$")
_ITEM = regex.compile(r"(?:-[ \t]*)?(?:name[ \t]*[:=][ \t]*)?(?P<said>.*)", regex.I)
_OTHER_KEY = regex.compile(r"(?:-[ \t]*)?(?!name\b)[\w-]+[ \t]*:(?:[ \t]|$)", regex.I)
_ADDRESS = regex.compile(r"\s*<[^<>\s]*@[^<>\s]*>")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Title, author, date and summary, as far as they are said, and the text below.

    Several authors have commas between. The first that is said of each counts.
    """
    front = _FRONT_MATTER.match(text)
    if front is None:
        return {}, text
    found: dict[str, str] = {}
    for line in _LINE.finditer(front["said"]):
        kind = _KEYS.get(line["key"].lower().replace("-", "_"))
        words = _value(kind, line["said"], line["under"]) if kind else ""
        if kind and words:
            found.setdefault(kind, words)
    return found, text[front.end() :]


def _value(kind: str, said: str, under: str) -> str:
    lines = [line.strip() for line in under.split("\n") if line.strip()]
    if kind == "author":
        return ", ".join(filter(None, (_ADDRESS.sub("", name) for name in _names(said, lines))))
    if _BLOCK_SIGN.fullmatch(said):
        said = ""
    lines = [line for line in lines if not _OTHER_KEY.match(line)] if kind == "date" else lines
    return _unquoted(" ".join(filter(None, [said, *lines])))


def _names(said: str, lines: list[str]) -> list[str]:
    if said.startswith("["):
        listed = " ".join([said, *lines]).strip("[] ")
        return [_unquoted(part) for part in regex.split(r"\s*,\s*", listed)]
    if said:
        return [_unquoted(said)]
    return [_unquoted(_ITEM.match(line)["said"]) for line in lines if not _OTHER_KEY.match(line)]


def _unquoted(said: str) -> str:
    """A value without quotation marks around it; of "{name: Ann}" the name."""
    said = regex.sub(r"^\{?[ \t]*name[ \t]*[:=][ \t]*", "", said.strip()).rstrip("}")
    return said.strip().strip("\"'").strip()
