"""Subtitles (.vtt and .srt): what is said, and when; a pause or another speaker begins a paragraph."""

from __future__ import annotations

from typing import NamedTuple

import regex

from index.formats.blocks import Parsed, TimeStart
from index.formats.canonical import Canonical, tidy
from index.formats.encoding import decode

_TIMES = regex.compile(
    r"^\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})(?:\s.*)?$"
)
_MARKUP = regex.compile(r"<(?:/?(?:i|b|u|c|ruby|rt|lang|font|v)\b[^<>]*|\d[\d:.]*)>|\{\\[^{}]*\}", regex.I)
_VOICE = regex.compile(r"<v(?:\.[\w.]+)?\s+([^<>]+)>", regex.I)
_NO_CUE = regex.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
_PAUSE = 3.0
"""Seconds without words behind which a new paragraph begins."""

_LONG = 500
"""Characters behind which a paragraph ends with the next sentence."""


class _Cue(NamedTuple):
    start: float
    end: float
    words: str


def read(data: bytes, name: str) -> Parsed:
    """The words of all cues in order; a line that two cues share stands once."""
    canonical, times, paragraph = Canonical(), list[TimeStart](), list[_Cue]()
    before: _Cue | None = None
    for cue in _cues(decode(data, name)[0]):
        if before and (cue.start - before.end > _PAUSE or _is_full(paragraph) or _begins_speech(cue.words)):
            times += _added(canonical, paragraph)
            paragraph = []
        if before is None or cue.words != before.words:
            paragraph.append(cue)
        before = cue
    times += _added(canonical, paragraph)
    return Parsed(canonical.text, None, canonical.blocks, times=times)


def _added(canonical: Canonical, paragraph: list[_Cue]) -> list[TimeStart]:
    """Put a paragraph at the end; the times of its cues, each from where its words begin."""
    cues = [cue._replace(words=words) for cue in paragraph if (words := tidy(cue.words))]
    before = len(canonical.blocks)
    canonical.add(" ".join(cue.words for cue in cues))
    if len(canonical.blocks) == before:
        return []
    at, times = canonical.blocks[-1].start, []
    for cue in cues:
        times.append(TimeStart(at, cue.start))
        at += len(cue.words) + 1
    return times


def _cues(text: str) -> list[_Cue]:
    cues = []
    for block in regex.split(r"\r?\n[ \t]*\r?\n", text.strip()):
        lines = block.splitlines()
        at = next((number for number, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if at is None or _NO_CUE.match(lines[0]):
            continue
        times = _TIMES.match(lines[at])
        words = " ".join(_plain(line) for line in lines[at + 1 :] if line.strip())
        if times and words.strip():
            found = [float(part or 0) for part in times.groups()]
            cues.append(_Cue(_seconds(found[:4]), _seconds(found[4:]), words.strip()))
    return cues


def _seconds(parts: list[float]) -> float:
    hours, minutes, seconds, thousandths = parts
    return 3600 * hours + 60 * minutes + seconds + thousandths / 1000


def _plain(line: str) -> str:
    """The line without markup; who speaks stands in front: "Ida: We left.\""""
    return str(_MARKUP.sub("", _VOICE.sub(r"\1: ", line)))


def _is_full(paragraph: list[_Cue]) -> bool:
    return sum(len(cue.words) for cue in paragraph) > _LONG and paragraph[-1].words.endswith(
        (".", "?", "!", "\u2026", '"', "\u201d")
    )


def _begins_speech(words: str) -> bool:
    return (
        words.startswith(("- ", "\u2013 ", "\u2014 ", ">>"))
        or regex.match(r"\p{Lu}[\p{L} .'-]{1,30}: ", words) is not None
    )
