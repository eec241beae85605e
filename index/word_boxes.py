"""Where each word of a document stands on its pages: boxes kept by offset, so that nothing has to be searched.

They are told while a file is read, from the very letters that its text is made of. A block whose letters cannot be
followed one by one has no boxes: a wrong place is never shown. Of a document they are kept packed in a text, of
about 8 bytes a word (benchmarks/extraction.md), and unpacked when a page is shown.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.spans import Span

UNITS = 10_000
"""Of a page's width, or height: what the sides of a box are counted in, from the upper left corner."""


class WordBox(NamedTuple):
    """The word `text[start:end]` of a document stands on this page, from 1, within this box; see `UNITS`."""

    start: int
    end: int
    page: int
    left: int
    top: int
    right: int
    bottom: int


_FIELDS = len(WordBox._fields)


def pack(boxes: Sequence[WordBox]) -> str:
    """The boxes, in order, as a text of ASCII; "" for none."""
    if not boxes:
        return ""
    rows = np.array(boxes, dtype="<i4")
    # Differences are small numbers, and their columns alike: they compress well.
    steps = np.diff(rows, axis=0, prepend=np.zeros((1, _FIELDS), dtype="<i4"))
    return base64.b64encode(zlib.compress(steps.T.astype("<i4").tobytes(), 9)).decode("ascii")


def unpack(packed: str) -> list[WordBox]:
    """The reverse of `pack`; none where the text is damaged."""
    if not packed:
        return []
    try:
        steps = np.frombuffer(zlib.decompress(base64.b64decode(packed, validate=True)), dtype="<i4")
        rows = steps.reshape(_FIELDS, -1).T.cumsum(axis=0)
    except (binascii.Error, zlib.error, ValueError):
        return []
    return [WordBox(*map(int, row)) for row in rows]


def boxes_of(boxes: Sequence[WordBox], span: Span) -> list[WordBox]:
    """The boxes of a stretch of the text; of a word that is only partly in it, that part, its letters of one width."""
    found = []
    for box in boxes:
        start, end = max(box.start, span.start), min(box.end, span.end)
        if start < end:
            letter = (box.right - box.left) / (box.end - box.start)
            left = box.left + round(letter * (start - box.start))
            right = box.right - round(letter * (box.end - end))
            found.append(box._replace(start=start, end=end, left=left, right=right))
    return found


def joined(boxes: Sequence[WordBox]) -> list[WordBox]:
    """Words that stand side by side on one line in one box."""
    whole: list[WordBox] = []
    for box in boxes:
        last = whole[-1] if whole else None
        if last and _goes_on(last, box):
            whole[-1] = last._replace(
                end=box.end, right=box.right, top=min(last.top, box.top), bottom=max(last.bottom, box.bottom)
            )
        else:
            whole.append(box)
    return whole


def _goes_on(last: WordBox, box: WordBox) -> bool:
    height = last.bottom - last.top
    level = abs(last.bottom - box.bottom) < height / 2 and abs(last.top - box.top) < height
    return last.page == box.page and level and -height < box.left - last.right < 2 * height
