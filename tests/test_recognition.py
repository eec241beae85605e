"""index.formats.recognition, scanned_page and picture: words of pictures of text."""

import io
import shutil
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from packing import SAMPLES
from PIL import Image

from index.collection import Collection
from index.embedding import Encoder
from index.errors import DocumentError
from index.formats import pdf, picture, recognition, scanned_page
from index.formats.blocks import Omission
from index.formats.recognition import Pixels, Word, WordLine, engine, recognise, sureness
from index.reading import ReadingProcess, read_all, read_document
from index.sources import Source, find_sources
from qa.assistant import Assistant

CURE = r"pip install 'article-qa\[ocr\]'"


def line(text: str, base: float, size: float = 40, sure: float = 0.95, left: float = 100) -> WordLine:
    words, at = [], left
    for word in text.split():
        words.append(Word(word, at, at + 20 * len(word)))
        at += 20 * (len(word) + 1)
    return WordLine(tuple(words), base, size, sure)


def use(monkeypatch: pytest.MonkeyPatch, *lines: WordLine) -> None:
    """Make the engine read these lines in every picture."""

    def found(pixels: Pixels) -> list[WordLine]:
        return list(lines)

    for module in (scanned_page, picture):
        monkeypatch.setattr(module, "engine", lambda: found)


def png(width: int = 800, height: int = 1000) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(data, "PNG")
    return data.getvalue()


def test_the_lines_of_a_picture_become_paragraphs_and_its_page_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, line("It rained for a week", 200), line("and the river rose.", 250), line("Then it was dry.", 400))
    parsed = picture.read(png(), "a.png")
    assert parsed.text == "It rained for a week and the river rose.\n\nThen it was dry."
    assert parsed.recognised == [1]
    assert parsed.omissions == []


def test_letters_that_are_hard_to_make_out_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, line("It rained for a week.", 200, sure=0.5))
    (told,) = picture.read(png(), "a.png").omissions
    assert told == Omission(scanned_page.HARD_TO_READ, 1)
    assert sureness([line("one two", 1, sure=0.5), line("three four", 2, sure=0.9)]) == pytest.approx(0.7)


def test_a_picture_without_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    with pytest.raises(DocumentError, match=r"^a\.png has no text that could be asked: it is a picture .* no words"):
        picture.read(png(), "a.png")


def test_a_line_that_is_hardly_larger_is_of_the_usual_size_and_a_heading_is_not() -> None:
    lines = [line("a b c d e f g h i j k l m n o p q r s t u v w", 1), line("done", 2, 52), line("Large title", 3, 90)]
    assert [found.size for found in recognise(np.zeros((9, 9), np.uint8), lambda pixels: lines)] == [40, 40, 90]


def test_a_page_that_fails_is_told_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(pixels: Pixels) -> list[WordLine]:
        raise DocumentError("Text recognition failed (tesseract: TimeoutExpired).")

    monkeypatch.setattr(scanned_page, "engine", lambda: fails)
    found = scanned_page.read_picture(np.zeros((9, 9), np.uint8), 1, 1.0)
    assert found.lines == []
    assert found.omitted == [
        "a picture of the whole page that could not be read. Text recognition failed (tesseract: TimeoutExpired)"
    ]


def test_without_an_engine_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in (scanned_page, picture):
        monkeypatch.setattr(module, "engine", lambda: None)
    with pytest.raises(DocumentError, match=rf"^a\.png is a picture\. Reading its words needs an extra: {CURE}$"):
        picture.read(png(), "a.png")
    with pytest.raises(
        DocumentError, match=rf"^a\.pdf has no text, only pictures of pages\. .*needs an extra: {CURE}$"
    ):
        pdf.read(scan(), "a.pdf")


def test_which_engine_reads_is_told_by_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(recognition, "find_spec", lambda name: None)
    assert engine() is None
    engine.cache_clear()
    monkeypatch.setattr(recognition, "find_spec", lambda name: object())
    assert engine() is recognition._rapidocr
    engine.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert engine() is recognition._tesseract
    engine.cache_clear()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (png()[:60], "damaged or cut short"),
        (b"\x89PNG but not really a picture at all", "no picture that can be read"),
        (b"words, and no picture", "no picture that can be read"),
    ],
    ids=["cut", "false", "text"],
)
def test_what_is_no_picture_is_refused(monkeypatch: pytest.MonkeyPatch, data: bytes, told: str) -> None:
    use(monkeypatch, line("It rained.", 100))
    with pytest.raises(DocumentError, match=rf"^a\.png is {told}"):
        picture.read(data, "a.png")


def test_a_picture_with_too_many_points_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, line("It rained.", 100))
    monkeypatch.setattr(picture, "MOST_PIXELS", 100_000)
    with pytest.raises(DocumentError, match=r"^a\.png has more points than are read\. Make it smaller\.$"):
        picture.read(png(2000, 2000), "a.png")


def test_each_frame_of_a_tiff_is_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, line("It rained for a week.", 200))
    data = io.BytesIO()
    first, second = (Image.new("L", (800, 1000), 255) for _ in range(2))
    first.save(data, "TIFF", save_all=True, append_images=[second])
    parsed = picture.read(data.getvalue(), "a.tiff")
    assert [start.page for start in parsed.pages] == [1, 2]
    assert parsed.recognised == [1, 2]


def test_a_listener_hears_of_each_page_and_can_end_the_reading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = (
        "import sys; sys.path[:] = {path!r}\nfrom index.formats import scanned_page, picture, recognition\n"
        "line = recognition.WordLine((recognition.Word('Rain.', 10, 90),), 100, 40, 0.9)\n"
        "scanned_page.engine = picture.engine = lambda: lambda pixels: [line]\n"
        "from index.reading_process import serve; serve({megabytes}, {seconds})"
    )
    monkeypatch.setattr("index.reading._SERVER", program)
    frames = [Image.new("L", (300, 300), 255) for _ in range(3)]
    frames[0].save(tmp_path / "a.tiff", save_all=True, append_images=frames[1:])
    heard: list[tuple[str, int, int]] = []
    with ReadingProcess(on_page=lambda *told: heard.append(told)) as process:
        assert process.read(Source(tmp_path / "a.tiff", "a.tiff")).recognised == (1, 2, 3)
    assert heard == [("a.tiff", 1, 3), ("a.tiff", 2, 3), ("a.tiff", 3, 3)]

    def refuse(name: str, page: int, pages: int) -> None:
        raise DocumentError("Enough.")

    with ReadingProcess(on_page=refuse) as process:
        with pytest.raises(DocumentError, match=r"^Enough\.$"):
            process.read(Source(tmp_path / "a.tiff", "a.tiff"))
        assert process.read(Source(SAMPLES / "flood.pdf", "flood.pdf")).recognised == ()


def scan(pages: int = 1) -> bytes:
    """The first pages of a printed document, as pictures only."""
    data = io.BytesIO()
    with pypdfium2.PdfDocument(SAMPLES / "flood.pdf") as printed:
        images = [printed[at].render(scale=200 / 72).to_pil().convert("L") for at in range(pages)]
    images[0].save(data, "PDF", resolution=200, save_all=True, append_images=images[1:])
    return data.getvalue()


real = pytest.mark.skipif(engine() is None, reason=f"neither tesseract nor rapidocr is installed ({CURE})")


@real
def test_a_scan_is_read_as_the_printed_page_is_and_quoted_as_read_from_a_picture(
    tmp_path: Path, encoder: Encoder
) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan())
    printed, scanned = read_document(SAMPLES / "flood.pdf"), read_document(tmp_path / "scan.pdf")
    assert scanned.recognised == (1,)
    words = scanned.text.split()
    there = sum(word in printed.text for word in words)
    assert there > 0.95 * len(words)
    assert len(words) > 100
    answer = Assistant(Collection.build([scanned], encoder), encoder).ask("How long had it rained?")
    (cited, *_) = answer.citations or answer.nearest
    assert cited.read_from_picture
    assert cited.to_dict()["read_from_picture"] is True
    assert scanned.text[cited.start : cited.end] == cited.quote


@real
def test_pictures_in_a_folder_are_documents(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(SAMPLES / "flood.pdf") as printed:
        printed[0].render(scale=200 / 72).to_pil().save(tmp_path / "photo.png")
    (document,) = read_all(find_sources([tmp_path]))
    assert document.name == "photo.png"
    assert "rain" in document.text.lower()


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("tesseract"), reason="tesseract is not installed")
def test_tesseract_that_cannot_run_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "tesseract"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(DocumentError, match=r"^Text recognition failed \(tesseract: CalledProcessError\)\.$"):
        recognition._tesseract(np.full((50, 50), 255, np.uint8))
