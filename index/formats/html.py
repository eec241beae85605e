"""Web pages: the article, without menus, adverts and footers."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import regex
import trafilatura
from lxml import etree, html
from trafilatura.metadata import extract_metadata

from index.errors import DocumentError
from index.formats.blocks import Parsed
from index.formats.canonical import Canonical, tidy
from index.formats.dates import day
from index.formats.encoding import decode
from index.formats.markup import ASIDE, read_tree
from index.formats.omissions import counted
from index.formats.page_omissions import pictures
from index.formats.page_tree import INVISIBLE, make_plain

_XML_DECLARATION = regex.compile(r"\s*<\?xml[^>]*\?>")
_CHARSET = regex.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{3,30})", regex.I)
_HEAD = 2048
"""Bytes at the start in which a page says its encoding."""

_SHORT = 1000
_LEAST_SHARE, _LARGEST_SHARE, _MORE = 0.3, 0.9, 1.1
"""The whole page, but for its links, is taken where it is short, where hardly any of it is the article found, or
nearly all: outside of an element that says what is the article, headings and notes are not found."""

_BYLINE = "//*[contains(@class, 'byline') or contains(@class, 'author') or @rel='author' or @itemprop='author']"
_LONGEST_BYLINE = 150


def read(data: bytes, name: str) -> Parsed:
    """The main text of a page, its title, author and date.

    The byline, which is no part of the main text, is put in front as it stands on the page.
    Raises `DocumentError` where there is no text.
    """
    text = _XML_DECLARATION.sub("", decode_page(data, name), count=1)
    page = parse(text, name)
    said = extract_metadata(page, extensive=False)
    title = _title(page, said.title)
    byline = _byline(page, said.author)
    make_plain(page)
    omissions = counted(pictures(page))
    article = trafilatura.extract(deepcopy(page), output_format="html", favor_recall=True, include_comments=False)
    main, whole = Canonical(), Canonical()
    if article:
        read_tree(html.document_fromstring(article), main)
    read_tree(page, whole, INVISIBLE + ASIDE, links=False)
    share = main.length / max(whole.length, 1)
    if share < _MORE and (whole.length < _SHORT or not _LEAST_SHARE < share < _LARGEST_SHARE):
        main = whole
    else:
        _mark_parts(main, whole)
    if byline and byline not in main.text:
        main = _with_byline(main, byline)
    return Parsed(main.text, title or main.title, main.blocks, said.author, day(said.date), omissions=omissions)


def _mark_parts(main: Canonical, whole: Canonical) -> None:
    """Tell which blocks of the article that was found stand beside the main text, as they do on the whole page."""
    parts = {words: block.part for words, block in zip(whole.words, whole.blocks, strict=True) if block.part}
    main.blocks = [replace(block, part=parts.get(words)) for words, block in zip(main.words, main.blocks, strict=True)]


def _title(page: etree._Element, found: str | None) -> str | None:
    """The heading that was found, if the page's own title has it too; else that."""
    own = tidy(page.findtext(".//title") or "").replace("\n", " ")
    heading = tidy(found or "").replace("\n", " ")
    return (heading if heading and heading in own else own or heading) or None


def parse(text: str, name: str) -> etree._Element:
    """The tree of a page. Raises `DocumentError` where it has none."""
    try:
        tree: etree._Element = html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(f"{name} has no text that could be asked: it is empty, or is no web page.") from error
    return tree


def decode_page(data: bytes, name: str) -> str:
    """The text of a page: UTF-8 where it is valid, else what the page says, else what is detected."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = _CHARSET.search(data[:_HEAD])
    if said:
        try:
            return data.decode(said.group(1).decode("ascii"), errors="replace")
        except LookupError:
            pass
    return decode(data, name)[0]


def _byline(page: etree._Element, author: str | None) -> str | None:
    """The shortest text of the page that is marked as its byline and names the author."""
    if not author:
        return None
    first = author.split(";")[0]
    texts = (tidy(element.text_content()).replace("\n", " ") for element in page.xpath(_BYLINE))
    named = [text for text in texts if first in text and len(text) <= _LONGEST_BYLINE]
    return min(named, key=lambda text: (not text.lower().startswith("by "), len(text)), default=None)


def _with_byline(main: Canonical, byline: str) -> Canonical:
    """The same text with the byline in front, under the title where that opens the text."""
    both = Canonical()
    at = 1 if main.title else 0
    for block in main.blocks[:at]:
        both.add(main.text[block.start : block.end], block.kind, block.level, part=block.part)
    both.add(byline)
    for block in main.blocks[at:]:
        both.add(main.text[block.start : block.end], block.kind, block.level, part=block.part)
    return both
