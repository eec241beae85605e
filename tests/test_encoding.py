# ruff: noqa: RUF001 - the text of articles has typographic marks and letters of other scripts
import codecs
import gzip

import pytest

from index.errors import DocumentError
from index.formats.encoding import decode

FRENCH = "Le café est fermé à cause de l’été."


@pytest.mark.parametrize("text", ["plain", FRENCH, "東京は大きい。", "🙂", "", "a\r\nb"])
def test_utf_8_is_read_with_and_without_a_mark(text: str) -> None:
    assert decode(text.encode(), "a.txt") == (text, "utf-8")
    assert decode(codecs.BOM_UTF8 + text.encode(), "a.txt") == (text, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_marked_wide_encodings_are_read(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "a.txt") == (FRENCH, encoding)


def test_big_endian_marks_are_read() -> None:
    assert decode(codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"), "a.txt")[0] == FRENCH
    assert decode(codecs.BOM_UTF32_BE + FRENCH.encode("utf-32-be"), "a.txt")[0] == FRENCH


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "café",
        "£5 fee",
        "naïve",
        "It’s “quoted” — twice…",
        "Ein schöner Tag für Übungen.",
        "El niño comió piña el 1º de mayo.",
        "Das kostet 5 € bei 25°C.",
        "La création fut créée « hier ».",
    ],
)
def test_western_text_is_read_however_short_it_is(text: str) -> None:
    assert decode(text.encode("cp1252"), "a.txt") == (text, "cp1252")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。東京は大きい。", "shift_jis"),
        ("Сегодня хорошая погода в Москве, и мы идём гулять.", "cp1251"),
        ("今天天气很好，我们去公园玩。", "gb18030"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("Zażółć gęślą jaźń, proszę państwa, dziękuję bardzo.", "cp1250"),
        ("Η Αθήνα είναι η πρωτεύουσα της Ελλάδας.", "cp1253"),
    ],
)
def test_other_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt")[0] == text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"MZ\x90\0", "no mark".encode("utf-32-le")])
def test_zero_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^photo\.txt is not a text file, whatever its name says: it holds zero"):
        decode(data, "photo.txt")


def test_a_truncated_file_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.txt is marked as utf-16 but is not valid in it\. Save it as UTF-8\."):
        decode("abc".encode("utf-16")[:-1], "a.txt")
    with pytest.raises(DocumentError, match="marked as utf-8 but is not valid"):
        decode(codecs.BOM_UTF8 + b"caf\xe9", "a.txt")


def test_binary_without_zero_bytes_is_refused() -> None:
    packed = gzip.compress(FRENCH.encode() * 20, mtime=1).replace(b"\0", b"\x01")
    with pytest.raises(DocumentError, match=r"The encoding of a\.txt could not be recognised\. Save it as UTF-8\."):
        decode(packed, "a.txt")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_told_by_its_zeros(encoding: str) -> None:
    assert decode("The café opens at nine.".encode(encoding), "a.txt") == ("The café opens at nine.", encoding)
