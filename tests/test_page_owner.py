"""The owner's page, from a page that is being served."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from chromium import GRADIO_WARNINGS, axe, chromium
from fakes import NASTY, Markup, text_document
from playwright.sync_api import expect
from proxy_servers import free_port
from serving import collect_event_loops, post, served, wait_until

from index.chunking import Chunking
from index.embedding import Encoder
from index.store import Store
from qa.assistant import Assistant
from qa.page.accounts import Accounts
from qa.page.options import Options
from qa.page.owner import Owner
from qa.page.owner_documents import OwnerDocuments

pytestmark = GRADIO_WARNINGS

REPOSITORY = Path(__file__).resolve().parents[1]

RAIN = text_document("It rained all day. The river rose, and nobody went out.", "rain.txt")
RIGHT = {"authorization": f"Basic {b64encode(b'owner:secret').decode()}"}


@dataclass(frozen=True)
class Served:
    """A page, its owner, and what belongs to them."""

    address: str
    owner: Owner
    store: Store

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        given = {name.replace("_", "-"): value for name, value in (RIGHT | headers).items() if value}
        connection.request(method, path, body, given)
        with connection.getresponse() as reply:
            told = reply.status, reply.read().decode()
        connection.close()
        return told

    def changed(self) -> dict[str, Any]:
        """The state of the change, once it is over."""
        state: dict[str, Any] = {}

        def is_over() -> bool:
            state.update(json.loads(self.request("GET", "/owner/change")[1]))
            return bool(state["is_over"])

        wait_until(is_over, 60)
        return state


@pytest.fixture(scope="module")
def page(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page for readers with a password of theirs, its feedback and its log."""
    folder = tmp_path_factory.mktemp("owner")
    store = Store(folder / "index")
    store.update(encoder, add=[RAIN])
    assistant = Assistant(store.open(encoder), encoder)
    options = Options(per_minute=0, feedback=folder / "said.jsonl", question_log=folder / "asked.jsonl")
    owner = Owner(Accounts.of_one("owner", "secret"), OwnerDocuments(store, Chunking()))
    with served(assistant, options, auth=("reader", "word"), owner=owner) as address:
        yield Served(address, owner, store)
    collect_event_loops()


def test_it_has_a_password_of_its_own(page: Served) -> None:
    assert page.request("GET", "/owner")[0] == 200
    reader = f"Basic {b64encode(b'reader:word').decode()}"
    for path in ("/owner", "/owner/change"):
        for given in ("", reader, "Bearer x"):
            assert page.request("GET", path, authorization=given, x_forwarded_for="10.0.0.1")[0] == 401
    for path in ("/owner/documents", "/owner/documents/remove", "/owner/restart"):
        assert page.request("POST", path, b"{}", authorization=reader, x_forwarded_for="10.0.0.2")[0] == 401
    assert not page.owner.restart.is_set()
    assert page.request("GET", "/v1/documents", origin="https://evil.example")[0] == 403


def test_what_was_refused_and_judged_is_shown_and_nothing_of_it_is_markup(page: Served) -> None:
    for question in (f"Who is {NASTY}", f"who is {NASTY}?", "Where does the king of Sweden live?"):
        body = json.dumps({"question": question}).encode()
        assert page.request("POST", "/v1/ask", body, authorization=READER)[0] == 200
    (page.store.folder.parent / "said.jsonl").write_text(
        json.dumps({"question": NASTY, "judgement": "wrong", "given": NASTY}) + "\nno JSON\n[]\n", encoding="utf-8"
    )
    shown = Markup(page.request("GET", "/owner")[1])
    assert "img" not in {tag for tag, _ in shown.tags}
    assert len([tag for tag, _ in shown.tags if tag == "script"]) == 1
    assert shown.text.count(" ".join(NASTY.split())[:20]) >= 2
    assert "Where does the king of Sweden live?" in shown.text


READER = f"Basic {b64encode(b'reader:word').decode()}"


def test_a_document_is_added_and_removed_with_every_step_told(page: Served) -> None:
    name = quote("s\u00fcn.txt")
    assert page.request("POST", "/owner/documents", b"The sun shone on the hills.", x_name=name)[0] == 202
    state = page.changed()
    assert (state["step"], state["told"]) == ("Done", ["s\u00fcn.txt was added."])
    assert set(page.store.contents().documents) == {"rain.txt", "s\u00fcn.txt"}
    assert "Open the page anew" in page.request("GET", "/owner")[1]
    assert page.request("POST", "/owner/documents/remove", json.dumps({"name": "s\u00fcn.txt"}).encode())[0] == 202
    assert page.changed()["told"] == ["s\u00fcn.txt was removed."]
    assert set(page.store.contents().documents) == {"rain.txt"}
    assert "Open the page anew" not in page.request("GET", "/owner")[1]


@pytest.mark.parametrize(
    ("path", "body", "name", "status"),
    [
        ("/owner/documents", b"x", "x.exe", 415),
        ("/owner/documents", b"x", "", 415),
        ("/owner/documents/remove", b"x", "", 422),
        ("/owner/documents/remove", b'{"name": 1}', "", 422),
        ("/owner/documents/remove", b"[]", "", 422),
    ],
)
def test_what_does_not_fit_is_refused(page: Served, path: str, body: bytes, name: str, status: int) -> None:
    assert page.request("POST", path, body, x_name=name)[0] == status


def test_what_cannot_be_read_or_removed_is_told_and_the_index_stays(page: Served) -> None:
    page.request("POST", "/owner/documents", b"no pdf", x_name="x.pdf")
    assert page.changed()["told"][0].startswith("x.pdf")
    for name, told in (("nobody.txt", "nobody.txt"), ("rain.txt", "Nothing would be left in the index.")):
        page.request("POST", "/owner/documents/remove", json.dumps({"name": name}).encode())
        state = page.changed()
        assert state["step"] == "Refused"
        assert told in state["told"][0]
    assert set(page.store.contents().documents) == {"rain.txt"}


def test_the_page_can_be_opened_anew(page: Served) -> None:
    status, _ = page.request("POST", "/owner/restart")
    assert status == 303
    assert page.owner.restart.is_set()
    page.owner.restart.clear()


def test_an_owner_adds_and_removes_a_document_in_a_browser(page: Served, tmp_path: Path) -> None:
    (tmp_path / "sun.txt").write_text("The sun came out again.", encoding="utf-8")
    with chromium() as browser:
        context = browser.new_context(http_credentials={"username": "owner", "password": "secret"}, bypass_csp=False)
        opened = context.new_page()
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("dialog", lambda dialog: dialog.accept())
        opened.goto(f"{page.address}owner")
        opened.get_by_label("Add a document").set_input_files(tmp_path / "sun.txt")
        expect(opened.get_by_role("status")).to_have_text("sun.txt was added.")
        expect(opened.get_by_role("cell", name="sun.txt", exact=True)).to_be_visible()
        expect(opened.get_by_role("button", name="Open the page anew")).to_be_visible()
        opened.get_by_role("button", name="Remove rain.txt").click()
        expect(opened.get_by_role("status")).to_have_text("rain.txt was removed.")
        assert errors == []
    assert set(page.store.contents().documents) == {"sun.txt"}
    page.request("POST", "/owner/documents", RAIN.text.encode(), x_name="rain.txt")
    assert page.changed()["told"] == ["rain.txt was added."]


def test_a_reader_who_needs_help_can_use_it(page: Served) -> None:
    script = axe()
    with chromium() as browser:
        context = browser.new_context(
            http_credentials={"username": "owner", "password": "secret"},
            bypass_csp=True,
            viewport={"width": 320, "height": 640},
        )
        opened = context.new_page()
        opened.goto(f"{page.address}owner")
        opened.evaluate(script)
        found = opened.evaluate("axe.run().then((result) => result.violations.map((each) => each.id))")
        assert found == []
        assert opened.evaluate("document.documentElement.scrollWidth") <= 320


def test_wrong_passwords_are_limited(page: Served) -> None:
    wrong = {"authorization": f"Basic {b64encode(b'owner:x').decode()}", "x_forwarded_for": "10.0.0.3"}
    assert [page.request("GET", "/owner", **wrong)[0] for _ in range(7)] == [401] * 5 + [429] * 2
    assert page.request("GET", "/owner", x_forwarded_for="10.0.0.3")[0] == 429
    assert page.request("GET", "/owner")[0] == 200


def test_without_an_owner_there_is_no_such_page(assistant: Assistant) -> None:
    with served(assistant) as address:
        assert post(address, "/owner/restart", {})[0] in (404, 405)


def test_a_page_that_is_opened_anew_answers_from_the_index_as_it_is_now(encoder: Encoder, tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    store.update(encoder, add=[RAIN])
    (tmp_path / "owner").write_text("owner:secret", encoding="utf-8")
    (tmp_path / "owner").chmod(0o600)
    port = free_port()
    command = [sys.executable, "-m", "qa", "chat", "--port", str(port), "--index", str(tmp_path / "index")]
    command += ["--owner-password-file", str(tmp_path / "owner")]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    page = Served(f"http://127.0.0.1:{port}/", Owner(Accounts({}), OwnerDocuments(store, Chunking())), store)

    def documents() -> list[str]:
        try:
            status, told = page.request("GET", "/v1/documents", authorization="")
        except OSError:
            return []
        return [each["name"] for each in json.loads(told)["documents"]] if status == 200 else []

    try:
        wait_until(lambda: documents() == ["rain.txt"], 90)
        assert page.request("POST", "/owner/documents", b"The sun came out again.", x_name="sun.txt")[0] == 202
        assert page.changed()["told"] == ["sun.txt was added."]
        assert documents() == ["rain.txt"]
        assert page.request("POST", "/owner/restart")[0] == 303
        wait_until(lambda: documents() == ["rain.txt", "sun.txt"], 90)
    finally:
        process.terminate()
        assert process.wait(30) == 143
