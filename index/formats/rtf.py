"""Rich text (.rtf): paragraphs, headings, lists, tables and notes, without what is hidden, struck out or deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from index.errors import DocumentError
from index.formats.blocks import Omission, Parsed
from index.formats.canonical import LONGEST_TEXT, Canonical, tidy
from index.formats.office import counts_pages, somebody
from index.formats.omissions import counted
from index.formats.raised import END, START, lower, write_raised
from index.formats.rtf_paragraphs import Paragraphs
from index.formats.rtf_tokens import Token, code_page, document_encoding, tokens

_LEFT_OUT = frozenset({
    "aftncn", "aftnsep", "aftnsepc", "atnauthor", "atnid", "atrfend", "atrfstart", "bkmkend", "bkmkstart", "buptim",
    "category", "colortbl", "comment", "company", "doccomm", "filetbl", "fldinst", "ftncn", "ftnsep", "ftnsepc",
    "keywords", "listoverridetable", "listtable", "manager", "nonesttables", "nonshppict", "objclass", "objdata",
    "objname", "operator", "pn", "printim", "private", "revtbl", "revtim", "shprslt", "sn", "sp", "subject", "sv",
    "tc", "template", "themedata", "upr", "version", "xe",
})  # fmt: skip
_GONE_INTO = frozenset(("shppict", "shpinst", "shptxt", "dptxbxtext", "do", "ud"))
"""Groups that are marked as such that may be left out, and are not."""

_COUNTED = {"pict": "picture", "object": "embedded object", "annotation": "comment", "moMath": "equation"}
_INTO = {
    "footnote": "note", "listtext": "label", "pntext": "label", "stylesheet": "styles", "fonttbl": "fonts",
    "title": "title", "author": "author", "creatim": "made", "info": "info", "ud": "",
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "around"),
}  # fmt: skip
_SIGNS = {
    "line": "\n", "tab": " ", "emdash": "\u2014", "endash": "\u2013", "emspace": " ", "enspace": " ", "qmspace": " ",
    "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
    "nestcell": " ", "nestrow": "\n", "~": "\u00a0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\", "-": "\u00ad",
}  # fmt: skip
_PARAGRAPHS = frozenset(("par", "sect", "page", "cell", "row"))
_TABLES = frozenset(("trowd", "cellx", "clmrg", "clvmrg"))
_LOOKS = frozenset(("plain", "v", "strike", "striked", "deleted", "super", "up", "sub", "dn", "nosupersub"))
_HEADING = regex.compile(r"\s*heading ([1-9])\b", regex.I)
_DEEPEST = 1000
_NOWHERE = "nowhere"


@dataclass
class _State:
    """What holds inside a group: where its words go, "" for the text; how they look; what its paragraphs are."""

    into: str = ""
    may_be_left_out: bool = False
    hidden: bool = False
    struck: bool = False
    deleted: bool = False
    place: str = ""
    font: int = -1
    letters_behind: int = 1
    style: int = -1
    level: int = 0
    in_table: bool = False


def read(data: bytes, name: str) -> Parsed:
    """The text, then the notes, then what headers and footers say. Raises `DocumentError` where it is no rich text."""
    data = data.lstrip()
    if not data.startswith(b"{\\rtf"):
        raise DocumentError(f"{name} is no rich text, whatever its name says, or its beginning is lost.")
    reader = _Reader()
    whole = reader.read(data)
    canonical = reader.joined()
    canonical = canonical.rewritten(write_raised(canonical.words, canonical.listed))
    omissions = counted(reader.unread)
    if not whole:
        omissions.append(Omission("the end of the file, which is cut short"))
    title = tidy("".join(reader.said["title"])) or canonical.title
    author = somebody("".join(reader.said["author"]))
    return Parsed(canonical.text, title, canonical.blocks, author, reader.made, omissions=omissions)


class _Reader:
    """Goes through the tokens; each of `_parts` gathers the words that go there."""

    def __init__(self) -> None:
        self._parts = {part: Paragraphs() for part in ("", "note", "around")}
        self._state, self._groups = _State(), list[_State]()
        self._encoding, self._fonts = "cp1252", dict[int, str]()
        self._styles, self._style_name = dict[int, int](), list[str]()
        self._bytes, self._skipped, self._length, self._high = b"", 0, 0, 0
        self._date: dict[str, int] = {}
        self.said: dict[str, list[str]] = {"title": [], "author": []}
        self.unread: dict[str, int] = {}

    @property
    def made(self) -> str | None:
        """The day on which the file was made."""
        year, month, day = (self._date.get(part, 0) for part in ("yr", "mo", "dy"))
        return f"{year}-{month:02}-{day:02}" if 1900 < year < 3000 and 0 < month < 13 and 0 < day < 32 else None

    def read(self, data: bytes) -> bool:
        """Whether the text came to its end."""
        for token in tokens(data):
            if token.letters:
                self._take(token.letters)
                continue
            self._flush()
            if token.brace == "{":
                if len(self._groups) > _DEEPEST:
                    return False
                self._groups.append(replace(self._state))
            elif token.brace:
                self._end_group()
                if not self._groups:
                    return True
            elif token.sign:
                self._sign(token.sign)
            else:
                self._control(token)
            if self._length > LONGEST_TEXT:
                return True
        self._flush()
        return False

    def joined(self) -> Canonical:
        """All parts as one text."""
        for part in self._parts.values():
            part.end_paragraph(0, in_table=False)
            part.end_table()
        text, notes, around = (self._parts[part].canonical for part in ("", "note", "around"))
        for words in notes.words:
            text.add(words)
        said = set(text.words)
        for words in around.words:
            if words not in said and not counts_pages(words):
                said.add(words)
                text.add(words)
        return text

    def _end_group(self) -> None:
        inner, self._state = self._state, self._groups.pop()
        self._skipped, self._high = 0, 0
        if inner.into == "styles":
            heading = _HEADING.match("".join(self._style_name))
            level = int(heading[1]) if heading else inner.level
            if level:
                self._styles[inner.style] = min(level, 6)
            self._style_name = []
        elif inner.into in ("note", "around") and self._state.into != inner.into:
            self._parts[inner.into].end_paragraph(0, in_table=False)
            self._parts[inner.into].end_table()

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state.may_be_left_out = True
        elif sign in "\r\n":
            self._paragraph("par")
        elif sign in _SIGNS:
            self._add(_SIGNS[sign])

    def _control(self, token: Token) -> None:
        word, number, state = token.word, token.number, self._state
        may_be_left_out, state.may_be_left_out = state.may_be_left_out, False
        if state.into == _NOWHERE and word != "ud":
            return
        if word in _COUNTED:
            self.unread[_COUNTED[word]] = self.unread.get(_COUNTED[word], 0) + 1
            state.into = _NOWHERE
        elif word in _LEFT_OUT or (may_be_left_out and word not in _GONE_INTO and word not in _INTO):
            state.into = _NOWHERE
        elif word in _INTO:
            state.into = _INTO[word]
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word == "u":
            self._unicode(number or 0)
        elif state.into in self._parts and word in _PARAGRAPHS:
            self._paragraph(word)
        elif word in _TABLES:
            self._parts[""].place(word, number) if word != "trowd" else self._parts[""].begin_row()
        elif word in _LOOKS:
            self._look(word, number)
        else:
            self._say(word, number)

    def _paragraph(self, word: str) -> None:
        part, state = self._parts.get(self._state.into), self._state
        if part is None:
            return
        if word == "cell":
            part.end_cell()
        elif word == "row":
            part.end_row()
        else:
            part.end_paragraph(state.level or self._styles.get(state.style, 0), state.in_table)

    def _look(self, word: str, number: int | None) -> None:
        state, on = self._state, number != 0
        match word:
            case "plain":
                state.hidden = state.struck = state.deleted = False
                state.place, state.font = "", -1
            case "v":
                state.hidden = on
            case "strike" | "striked":
                state.struck = on
            case "deleted":
                state.deleted = on
            case "super" | "up":
                state.place = "super" if on else ""
            case "sub" | "dn":
                state.place = "sub" if on else ""
            case "nosupersub":
                state.place = ""

    def _say(self, word: str, number: int | None) -> None:
        """What a control word says of the paragraph, the fonts or the file."""
        state, value = self._state, number or 0
        match word:
            case "pard":
                state.style, state.level, state.in_table = -1, 0, False
            case "s":
                state.style = value
            case "outlinelevel":
                state.level = min(value, 5) + 1 if 0 <= value < 9 else 0
            case "intbl":
                state.in_table = True
            case "f":
                state.font = value
            case "fcharset" if state.into == "fonts" and (page := code_page(value)):
                self._fonts[state.font] = page
            case "uc":
                state.letters_behind = max(0, min(value, 10))
            case "yr" | "mo" | "dy" if state.into == "made":
                self._date[word] = value
            case "mac" | "pc" | "pca" | "ansicpg":
                self._encoding = document_encoding(word, number) or self._encoding

    def _unicode(self, number: int) -> None:
        code = number + 0x10000 if number < 0 else number
        high, self._high = self._high, code if 0xD800 <= code < 0xDC00 else 0
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        if 0 <= code < 0x110000 and not 0xD800 <= code < 0xE000:
            self._add(chr(code))
        self._skipped = self._state.letters_behind

    def _take(self, letters: bytes) -> None:
        left, self._skipped = letters[self._skipped :], max(0, self._skipped - len(letters))
        self._bytes += left

    def _flush(self) -> None:
        if self._bytes:
            letters, self._bytes = self._bytes, b""
            self._add(letters.decode(self._fonts.get(self._state.font, self._encoding), errors="replace"))

    def _add(self, words: str) -> None:
        state = self._state
        self._length += len(words)
        if state.into == "styles":
            self._style_name.append(words)
        elif state.into in self.said:
            self.said[state.into].append(words)
        elif state.into == "label":
            self._parts[""].label += words
        elif state.into in self._parts and not (state.hidden or state.struck or state.deleted):
            part = self._parts[state.into]
            if state.place and words.strip():
                words = f"{START}{words}{END}" if state.place == "super" else lower(words, part.last_words)
            part.add(words)
