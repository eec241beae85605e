"""Samples broken at random, seeded, and what the readers make of them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from packing import LAUGHS, SAMPLES, pack
from PIL import Image, ImageDraw

from index.documents import Document
from index.errors import DocumentError
from index.passages import split
from index.reading import ReadingProcess, read_source
from index.sources import Source

_TYPED = {
    "boats.csv": 'Boat,Crew,Home\nAda,4,"Kerr, the bay"\nCora,,Oslo\n',
    "boats.tsv": "Boat\tCrew\nAda\t4\nCora\t2\n",
    "letter.eml": (
        "Subject: =?utf-8?q?The_boat?=\nFrom: Ida Moen <ida@example.org>\nDate: Mon, 06 May 2024 10:00:00 +0200\n"
        'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="part"\n\n--part\n'
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nIt is =C3=A9asy.\n"
        "--part\nContent-Type: text/html\n\n<p>It is easy.</p><ol><li>Pay</ol>\n--part--\n"
    ),
    "talk.vtt": "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ida>We left.\n\n00:09.000 --> 00:12.000 line:0\n- At dawn.\n",
    "talk.srt": "1\n00:00:01,000 --> 00:00:04,000\nWe <i>left</i>.\n\n2\n00:00:09,000 --> 00:00:12,000\nAt dawn.\n",
}
_PICTURES = {"word.png": "PNG", "word.jpg": "JPEG", "word.tif": "TIFF", "word.pdf": "PDF"}
FORMATS = (
    "flood.pdf", "columns.pdf", "flood.docx", "flood.epub", "flood.html", "flood.md", "all.zip", "flood.xlsx",
    "flood.pptx", "flood.odt", "flood.rtf", *_TYPED, *_PICTURES,
)  # fmt: skip
LONGEST_REASON = 250
_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbf\xbe", b"<", b">", b"&", b"&#xD800;", b"&#0;", b"]]>", b"<!--", b"<![CDATA[",
    b"</w:p>", b"<w:p>", b"<table><tr><td>", b"</body>", b"-1", b"99999999999", b"0", b"endobj", b"stream",
    b"endstream", b"<<", b">>", b"/Kids", b"/Length", b"[", b"]", b"(", b")", LAUGHS.encode(), b"<div>" * 300,
    b"A" * 5000, b"\r", b"\xf0\x9f\x8c\x8a", b"\\u-10179?", b"{\\*\\pict", b"\\bin9999999 ", b"\\cellx99999999999",
    b'r="XFD1048576"', b'ref="A1:XFD1048576"', b'number-columns-repeated="1000000"', b" --> ", b"--part", b'"', b"\t",
)  # fmt: skip


@cache
def picture(kind: str) -> bytes:
    """A word in a small picture of a format of Pillow's."""
    image = Image.new("L", (160, 60), 255)
    ImageDraw.Draw(image).text((10, 10), "Rain.", font_size=36)
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def sample(name: str) -> bytes:
    if name in _PICTURES:
        return picture(_PICTURES[name])
    if name == "all.zip":
        return pack({other: (SAMPLES / other).read_bytes() for other in ("flood.md", "flood.html", "flood.docx")})
    return _TYPED[name].encode() if name in _TYPED else (SAMPLES / name).read_bytes()


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The bytes with one to eight things done to them."""
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        at = dice.randrange(len(data) + 1)
        length = dice.choice((1, 1, 2, 8, 64, 1024))
        match dice.randrange(6):
            case 0:
                data = data[:at] + bytes(dice.randrange(256) for _ in range(length)) + data[at + length :]
            case 1:
                data = data[:at] + data[at + length :]
            case 2:
                data = data[:at] + dice.choice(_TOKENS) + data[at:]
            case 3:
                other = dice.randrange(len(data) + 1)
                data = data[:at] + data[other : other + length] * dice.choice((1, 2, 50)) + data[at:]
            case 4:
                data = data[:at] + bytes(byte ^ (1 << dice.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]
            case 5:
                data = data[: max(at, 1)] if dice.random() < 0.3 else data
    return data


def mutant(name: str, dice: random.Random) -> bytes:
    """A broken sample; of packed ones mostly a file inside: where the packing is broken, checksums tell at once."""
    data = sample(name)
    if not name.endswith((".docx", ".epub", ".xlsx", ".pptx", ".odt", ".zip")) or dice.random() < 0.2:
        return mutated(data, dice)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, str | bytes] = {inside: archive.read(inside) for inside in archive.namelist()}
    chosen = dice.choice(sorted(inside for inside in files if files[inside]))
    files[chosen] = mutated(bytes(files[chosen]), dice)  # type: ignore[arg-type]
    if dice.random() < 0.1:
        del files[dice.choice(sorted(files))]
    return pack(files)


def outcomes(count: int, seed: int, folder: Path, seconds: float = 20) -> Iterator[tuple[str, str, str]]:
    """(sample, outcome, detail) of each mutant: read, refused, crashed, hung, or lawless."""
    dice = random.Random(seed)
    with ReadingProcess(seconds=seconds) as process:
        for number in range(count):
            name = FORMATS[number % len(FORMATS)]
            path = folder / f"mutant{Path(name).suffix}"
            path.write_bytes(mutant(name, dice))
            for source in _sources(path, process):
                outcome, detail = source if isinstance(source, tuple) else outcome_of(source, process)
                if outcome in {"crashed", "hung", "lawless"}:
                    (folder / f"{outcome}-{seed}-{number}{path.suffix}").write_bytes(path.read_bytes())
                yield name, outcome, detail


def _sources(path: Path, process: ReadingProcess) -> list[Source | tuple[str, str]]:
    source = Source(path, path.name)
    if path.suffix != ".zip":
        return [source]
    try:
        return [member for member in process.members(source) if member.format != ".zip"]
    except DocumentError as error:
        return [_refusal(str(error))]


def outcome_of(source: Source, process: ReadingProcess) -> tuple[str, str]:
    try:
        document = read_source(source, process)
    except DocumentError as error:
        return _refusal(str(error))
    wrong = broken_law(document)
    return ("lawless", wrong) if wrong else ("read", "")


def _refusal(reason: str) -> tuple[str, str]:
    if "made the reader of" in reason:
        return "crashed", reason
    if "took longer than" in reason:
        return "hung", reason
    whole = "\n" not in reason and len(reason) <= LONGEST_REASON and reason.endswith(".")
    return ("refused", reason) if whole else ("lawless", reason)


def broken_law(document: Document) -> str | None:
    text = document.text
    if any(text[block.start : block.end].strip() != text[block.start : block.end] for block in document.blocks):
        return "a block has white space at its ends"
    if any(above.end > below.start for above, below in pairwise(document.blocks)):
        return "blocks overlap"
    if any(above.offset > below.offset for above, below in pairwise(document.pages)):
        return "pages are out of order"
    if any(text[passage.start : passage.end] != passage.text for passage in split(document)):
        return "a passage is not in the text"
    text.encode()
    return None
