"""index.page_picture and qa.page.page_pictures: pages as pictures, the quotation boxed."""

import base64
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from fakes import text_document
from packing import SAMPLES, pack
from PIL import Image
from starlette.exceptions import HTTPException

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder
from index.errors import DocumentError
from index.page_picture import PagePictures, source_of
from index.reading import read_all, read_document
from index.sources import find_sources
from qa.assistant import Assistant
from qa.page.library import Place
from qa.page.options import Options
from qa.page.page_pictures import PagePictureView, can_be_shown
from qa.page.script_functions import script_functions
from qa.page.served_articles import ServedArticles


@pytest.fixture
def flood(tmp_path: Path) -> Document:
    shutil.copy(SAMPLES / "columns.pdf", tmp_path / "flood.pdf")
    return read_document(tmp_path / "flood.pdf")


def image_of(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_page_is_rendered_as_wide_as_is_wanted(flood: Document) -> None:
    pictures = PagePictures()
    page = pictures.picture(flood, 2, 1200)
    assert (page.width, page.pages) == (1200, 2)
    assert image_of(page.jpeg).size == (page.width, page.height)
    assert image_of(page.jpeg).format == "JPEG"
    with pytest.raises(DocumentError, match=r"^flood\.pdf has no page 3\.$"):
        pictures.picture(flood, 3)
    pictures.close()


def test_a_file_that_changed_or_went_is_not_shown(flood: Document, tmp_path: Path) -> None:
    pictures = PagePictures()
    shutil.copy(SAMPLES / "flood.pdf", tmp_path / "flood.pdf")
    with pytest.raises(DocumentError, match=r"^The file of flood\.pdf has changed since it was read\.$"):
        pictures.picture(flood, 1)
    (tmp_path / "flood.pdf").unlink()
    with pytest.raises(DocumentError, match=r"^flood\.pdf has no pages that can be shown\.$"):
        pictures.picture(flood, 1)
    assert not can_be_shown(flood)


def test_a_page_inside_an_archive_is_shown(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(pack({"in/flood.pdf": (SAMPLES / "flood.pdf").read_bytes()}))
    (document,) = read_all(find_sources([tmp_path / "pack.zip"]))
    assert isinstance(document, Document)
    assert PagePictures().picture(document, 1).pages == 2


def test_a_picture_is_shown_as_it_is(tmp_path: Path) -> None:
    Image.new("RGB", (400, 300), "red").save(tmp_path / "a.png")
    document = Document("a.png", "A", "text", (), "0" * 64, source=str(tmp_path / "a.png"))
    with pytest.raises(DocumentError, match="has changed since it was read"):
        PagePictures().picture(document, 1)


@pytest.mark.parametrize("source", [None, "https://example.org/a.pdf", "/nowhere/a.pdf", "relative.pdf"])
def test_what_is_no_file_with_pages_has_no_picture(source: str | None) -> None:
    assert source_of(Document("a.pdf", "A", "text", (), "0" * 64, source=source)) is None


def test_the_very_words_of_the_quotation_are_boxed_on_its_page(flood: Document) -> None:
    start = flood.text.index("It had rained for eleven days")
    end = flood.text.index(".", start) + 1
    answer = flood.text.index("eleven days")
    place = Place(0, start, end, (answer, answer + len("eleven days")))
    shown = PagePictureView().page(flood, place, 0, 800)
    assert (shown["page"], shown["pages"]) == (1, 2)
    assert len(shown["quoted"]) == 2  # It runs over the end of a line.
    (left, top, width, height) = shown["answer"][0]
    first = shown["quoted"][0]
    assert first[0] < left < left + width <= first[0] + first[2] + 0.1
    assert top == pytest.approx(first[1], abs=0.5)
    image = image_of(base64.b64decode(shown["picture"].partition(",")[2])).convert("L")
    box = (left, top, left + width, top + height)
    inside = image.crop(tuple(round(side * size / 100) for side, size in zip(box, image.size * 2, strict=True)))
    assert inside.getextrema()[0] < 100  # Letters are printed there.


def test_other_pages_have_their_own_boxes_alone(flood: Document) -> None:
    start = flood.text.index("It had rained")
    assert PagePictureView().page(flood, Place(0, start, start + 20), 2, 800)["quoted"] == []


def test_pictures_are_kept(flood: Document, tmp_path: Path) -> None:
    view = PagePictureView()
    first = view.page(flood, None, 1, 800)
    shutil.copy(SAMPLES / "flood.pdf", tmp_path / "flood.pdf")
    assert view.page(flood, None, 1, 800) == first


@pytest.fixture
def calls(flood: Document, encoder: Encoder) -> dict[str, Any]:
    options = Options()
    served = ServedArticles(Assistant(Collection.build([flood], encoder), encoder), options)
    found: dict[str, Any] = {each.__name__: each for each in script_functions(served, options, len)}
    key = found["open_upload_session"]({})
    session = served.now.upload_sessions.find(key)
    assert session is not None
    found["own"] = session.add(text_document("The vault opens with a pebble.", "secret.txt")).number
    found["key"] = key
    return found


def test_the_script_gets_a_page_of_an_article(calls: dict[str, Any]) -> None:
    shown = calls["page_picture"]({"number": 0, "place": "0-10-20", "page": 0, "width": 700, "session": None})
    assert shown["picture"].startswith("data:image/jpeg;base64,")


def test_a_readers_own_documents_have_no_pictures(calls: dict[str, Any]) -> None:
    own = {"number": calls["own"], "place": None, "page": 1, "width": 700, "session": calls["key"]}
    assert calls["page_picture"](own).keys() == {"refused"}
    assert "data-pictures" not in calls["article_html"]({"number": calls["own"], "session": calls["key"]})
    assert 'data-pictures="1"' in calls["article_html"]({"number": 0, "session": None})


@pytest.mark.parametrize(
    "sent",
    [
        {"number": 0, "place": "0-1-2", "page": -1, "width": 800},
        {"number": 0, "place": "0-1-2", "page": True, "width": 800},
        {"number": 0, "place": "0-1-2", "page": 1, "width": 10**9},
        {"number": 0, "place": "0-1-2", "page": "1", "width": 800},
    ],
)
def test_what_the_script_never_sends_is_refused(calls: dict[str, Any], sent: dict[str, Any]) -> None:
    with pytest.raises(HTTPException):
        calls["page_picture"](sent)


def test_a_page_that_is_not_there_is_told(calls: dict[str, Any]) -> None:
    sent = {"number": 0, "place": None, "page": 9, "width": 800}
    assert calls["page_picture"](sent) == {
        "refused": "The page cannot be shown: its file is not there any more, or has changed."
    }


def test_rows_of_tables_are_told_from_other_items(calls: dict[str, Any], flood: Document) -> None:
    html = calls["article_html"]({"number": 0, "session": None})
    assert "qa-item qa-row" in html or " | " not in flood.text
