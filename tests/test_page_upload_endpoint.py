"""Files on their way in."""

from __future__ import annotations

import asyncio
import io
import json
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.assistant import Assistant
from qa.page import upload_endpoint, uploads
from qa.page.english import ENGLISH
from qa.page.options import Options
from qa.page.upload_endpoint import LONGEST_NAME, UploadEndpoint, clean_name
from qa.page.uploads import FIRST_UPLOADED, UploadSession, UploadSessions

MOON = b"The moon is a rock. People visited it in 1969.\n"


@pytest.fixture(autouse=True)
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the files lie; none may be left."""
    folder = tmp_path / "spool"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


class Place:
    """A receiver with one reader's session, and what it answered."""

    def __init__(self, encoder: Any = None, **options: Any) -> None:
        encoder = encoder or HashEncoder()
        assistant = Assistant(Collection.build([text_document("Public.", "public.txt")], encoder), encoder)
        chosen = Options(**options)
        self.upload_sessions = UploadSessions(assistant, chosen)
        self.receiver = UploadEndpoint(self.upload_sessions, chosen)
        self.key = self.upload_sessions.open() or ""

    @property
    def session(self) -> UploadSession:
        found = self.upload_sessions.find(self.key)
        assert found is not None
        return found

    def bring(
        self, name: str, *parts: bytes, key: str | None = None, method: str = "POST", stays: bool = True
    ) -> tuple[int, list[dict[str, Any]]]:
        """The status and the lines of the reply; without `stays` the reader goes after the first line."""
        return asyncio.run(self._bring(name, parts or (b"",), self.key if key is None else key, method, stays))

    async def _bring(self, name: str, parts: Any, key: str, method: str, stays: bool) -> Any:
        waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        waiting[-1]["more_body"] = False
        sent: list[Any] = []
        gone = asyncio.Event()

        async def receive() -> Any:
            self.received = len(parts) - len(waiting) + 1
            if waiting:
                return waiting.pop(0)
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if not stays and message.get("more_body"):
                gone.set()

        headers = [(b"x-upload-session", key.encode()), (b"x-name", quote(name).encode())]
        await self.receiver({"type": "http", "method": method, "headers": headers}, receive, send)
        lines = b"".join(message.get("body", b"") for message in sent[1:]).splitlines()
        return sent[0]["status"], [json.loads(line) for line in lines]


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_each_step_is_told_until_the_document_can_be_asked() -> None:
    place = Place()
    status, steps = place.bring("moon.txt", MOON[:20], MOON[20:])
    assert status == 200
    assert [step["step"] for step in steps] == ["waiting", "reading", "indexing", "ready"]
    assert steps[2] == {"step": "indexing", "done": 3, "total": 3}
    assert steps[3]["document"] == {
        "number": FIRST_UPLOADED,
        "name": "moon.txt",
        "title": "Moon",
        "note": "",
        "share": 100,
    }
    assert [uploaded.document.text for uploaded in place.session.documents] == [MOON.decode()]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", r"empty.txt has no text that could be asked: it is empty, or has headings only."),
        ("broken.pdf", b"%PDF-1.4 broken", "broken.pdf is damaged or cut short: it cannot be read as a PDF."),
        (
            "really.docx",
            b"%PDF-1.4 broken",
            "really.docx is not a Word document, whatever its name says: it looks like .pdf.",
        ),
        ("pack.zip", packed({"a.gif": b"x", "b.zip": packed({})}), "pack.zip holds no files that can be read."),
        ("pack.zip", b"PK\x03\x04", "pack.zip is damaged or cut short: it cannot be unpacked."),
    ],
)
def test_a_bad_file_gets_the_loaders_sentence_and_costs_the_others_nothing(
    name: str, content: bytes, reason: str
) -> None:
    place = Place()
    _, steps = place.bring(name, content)
    assert steps[-1] == {"step": "refused", "name": name, "reason": reason}
    assert place.bring("moon.txt", MOON)[1][-1]["step"] == "ready"


def test_an_archive_brings_each_file_in_it() -> None:
    place = Place(uploads=2)
    content = packed(
        {"one.txt": MOON, "../../etc/two.md": b"# Two\n\nThe sun is a star.\n", "bad.pdf": b"%PDF-1.4", "z.txt": b"Z."}
    )
    _, steps = place.bring("pack.zip", content)
    told = [step.get("reason") or step["document"]["name"] for step in steps if step["step"] in ("ready", "refused")]
    assert told == [
        "two.md",
        "bad.pdf is damaged or cut short: it cannot be read as a PDF.",
        "one.txt",
        "At most 2 documents of your own fit. Remove one to add another.",
    ]


def test_an_archive_of_bad_files_is_given_up() -> None:
    _, steps = Place().bring("pack.zip", packed({f"{number}.pdf": b"%PDF-1.4" for number in range(50)}))
    assert sum(step["step"] == "refused" for step in steps) == upload_endpoint.MOST_REFUSED + 1


def test_what_is_refused_by_name_number_or_key_is_not_read_at_all() -> None:
    place = Place(uploads=1)
    assert place.bring("moon.txt", MOON, key="")[0] == 404
    assert place.bring("moon.exe", MOON) == (415, [{"detail": receiving_formats("moon.exe")}])
    place.bring("moon.txt", MOON)
    place.received = 0
    status, lines = place.bring("sun.txt", b"The sun is a star.")
    assert (status, lines) == (409, [{"detail": ENGLISH.uploads_too_many.format(number=1)}])
    assert place.received == 0


def receiving_formats(name: str) -> str:
    return f"{name} is not in a format that can be read. Save it as .pdf, .docx or .txt."


def test_a_file_that_is_too_large_is_cut_off_while_it_comes() -> None:
    place = Place(upload_megabytes=1)
    half = b"x" * 2**19
    status, lines = place.bring("long.txt", half, half, b"x", half, half)
    assert (status, lines) == (413, [{"detail": ENGLISH.uploads_too_large.format(name="long.txt", number=1)}])
    assert place.received == 3
    assert place.session.documents == []


def test_a_reader_who_goes_leaves_nothing_behind() -> None:
    class Slow(HashEncoder):
        def encode(self, texts: Any) -> Any:
            asyncio.run(asyncio.sleep(0.05))
            return super().encode(texts)

    place = Place(Slow())
    text = "\n\n".join(f"Paragraph {number} says something." for number in range(400)).encode()
    place.bring("long.txt", text, stays=False)
    assert place.session.documents == []
    assert place.bring("moon.txt", MOON)[1][-1]["step"] == "ready"


class Waiting(HashEncoder):
    """Encodes a document's first passages, and no further ones until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def encode(self, texts: Any) -> Any:
        if any("Paragraph 500 " in text for text in texts):
            assert self.go_on.wait(20)
        return super().encode(texts)


LONG = "\n\n".join(f"Paragraph {number} says something." for number in range(800)).encode()


def test_a_long_document_can_be_asked_before_all_of_it_is_read() -> None:
    encoder = Waiting()
    encoder.go_on.set()
    steps = Place(encoder).bring("long.txt", LONG)[1]
    askable = [step["document"]["share"] for step in steps if step["step"] == "askable"]
    assert len(askable) > 2
    assert askable == sorted(askable)
    assert all(0 < share < 100 for share in askable)
    assert steps[-1]["document"]["share"] == 100
    assert {step["document"]["number"] for step in steps if "document" in step} == {FIRST_UPLOADED}


def test_what_can_be_asked_is_read_to_its_end_although_its_reader_has_gone() -> None:
    place = Place(encoder := Waiting())

    async def bring() -> None:
        async def receive() -> Any:
            if not came:
                came.append(True)
                return {"type": "http.request", "body": LONG, "more_body": False}
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if b'"askable"' in message.get("body", b""):
                left.set()
                asyncio.get_running_loop().call_later(0.05, encoder.go_on.set)

        came: list[bool] = []
        left = asyncio.Event()
        headers = [(b"x-upload-session", place.key.encode()), (b"x-name", b"long.txt")]
        await place.receiver({"type": "http", "method": "POST", "headers": headers}, receive, send)

    asyncio.run(bring())
    (uploaded,) = place.session.documents
    assert uploaded.is_whole


def test_no_more_files_come_in_at_once_than_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_endpoint, "AT_ONCE", 0)
    assert Place().bring("moon.txt", MOON) == (429, [{"detail": ENGLISH.uploads_failed.format(name="moon.txt")}])


def test_a_client_whose_address_holds_enough_documents_may_add_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OF_ONE", 0)
    assert Place().bring("moon.txt", MOON)[0] == 429


def test_a_file_that_does_not_come_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_endpoint, "RECEIVING", 0.05)
    place = Place()

    async def bring() -> int:
        sent: list[Any] = []

        async def receive() -> Any:
            await asyncio.sleep(60)

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"x-upload-session", place.key.encode()), (b"x-name", b"moon.txt")]
        await place.receiver({"type": "http", "method": "POST", "headers": headers}, receive, send)
        return int(sent[0]["status"])

    assert asyncio.run(bring()) == 413


def test_an_unforeseen_failure_is_logged_and_told_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(HashEncoder):
        def encode(self, texts: Any) -> Any:
            if any("moon" in text for text in texts):
                raise RuntimeError("secret detail")
            return super().encode(texts)

    _, steps = Place(Failing()).bring("moon.txt", MOON)
    assert steps[-1] == {
        "step": "refused",
        "name": "moon.txt",
        "reason": ENGLISH.uploads_failed.format(name="moon.txt"),
    }
    assert "secret detail" in caplog.text


def test_a_page_that_closes_says_so() -> None:
    place = Place()
    before = place.upload_sessions._until[place.key]
    assert place.bring("", method="DELETE")[0] == 200
    assert place.upload_sessions._until[place.key] < before


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("moon.txt", "moon.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\moon.txt", "moon.txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("moon\x00\x1b[31m\n.txt", "moon[31m.txt"),
        ("moon\N{RIGHT-TO-LEFT OVERRIDE}txt.exe", "moontxt.exe"),
        ("", "document"),
        ("/", "document"),
        (".pdf", ".pdf"),
        ("\N{CRESCENT MOON} قمر.md", "\N{CRESCENT MOON} قمر.md"),
    ],
)
def test_a_name_is_shown_without_folders_and_control_characters(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    assert clean_name("m" * 999 + ".docx") == "m" * (LONGEST_NAME - 5) + ".docx"
