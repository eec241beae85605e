"""The pages of documents as pictures, with the words of a quotation boxed: what the page's script asks for."""

from __future__ import annotations

import base64
from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import Any

from index.documents import Document
from index.page_picture import WIDTHS, PagePicture, PagePictures, source_of
from index.spans import Span
from index.word_boxes import UNITS, WordBox, boxes_of, joined, unpack
from qa.page.library import Place

KEPT = 24
"""Pictures that are kept, those that were wanted last; of a few hundred kB each."""


class PagePictureView:
    """Pictures of the pages of documents, for everybody who may see these; those wanted last are kept."""

    def __init__(self) -> None:
        self._pictures = PagePictures()
        self._kept: OrderedDict[tuple[str, int, int], PagePicture] = OrderedDict()
        self._lock = Lock()

    def page(self, document: Document, place: Place | None, page: int, width: int) -> dict[str, Any]:
        """What the script shows: the picture, the page's number and how many there are, and the boxes on it.

        `page` 0 stands for the page of the place. Boxes are [left, top, width, height] in percent of the picture.
        Raises `DocumentError` as `PagePictures.picture` does.
        """
        quoted = boxes_of(_boxes(document.boxes), Span(place.start, place.end)) if place else []
        if not page:
            first = quoted[0].page if quoted else document.page_at(place.start) if place else 1
            page = first or 1
        picture = self._picture(document, page, width)
        answer = Span(*place.answer) if place and place.answer else None
        here = [box for box in quoted if box.page == page]
        return {
            "picture": "data:image/jpeg;base64," + base64.b64encode(picture.jpeg).decode("ascii"),
            "page": page,
            "pages": picture.pages,
            "width": picture.width,
            "height": picture.height,
            "quoted": [_percent(box) for box in joined(here)],
            "answer": [_percent(box) for box in joined(boxes_of(here, answer))] if answer else [],
        }

    def _picture(self, document: Document, page: int, width: int) -> PagePicture:
        wide = min(WIDTHS, key=lambda each: abs(each - width))
        key = (document.content_hash, page, wide)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self._pictures.picture(document, page, wide)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def can_be_shown(document: Document) -> bool:
    """Whether a document has pages whose pictures can be shown: the file that it was read from is there."""
    return bool(document.pages) and source_of(document) is not None


@lru_cache(maxsize=8)
def _boxes(packed: str) -> tuple[WordBox, ...]:
    return tuple(unpack(packed))


def _percent(box: WordBox) -> list[float]:
    sides = (box.left, box.top, box.right - box.left, box.bottom - box.top)
    return [round(100 * side / UNITS, 2) for side in sides]
