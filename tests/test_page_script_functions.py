"""What the page's script may call, and whose documents it gets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fakes import Markup, text_document
from serving import CountingAssistant
from starlette.exceptions import HTTPException

from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.clients import Client, EventStreams
from qa.page.english import ENGLISH
from qa.page.options import Options
from qa.page.rate_limit import RateLimit
from qa.page.script_functions import script_functions
from qa.page.served_articles import ServedArticles

QUESTION = "Why did Qaani go to Baghdad?"
SECRET = "The vault opens with the pebble Zorblax. Its keeper is old."
ASKED = "What does the vault open with?"


class Page:
    """One reader with a secret document, and another one without."""

    def __init__(self, assistant: Assistant, said: Path) -> None:
        options = Options(feedback=said)
        served = ServedArticles(assistant, options)
        self.workspaces = served.now
        self.calls: dict[str, Callable[..., Any]] = {
            each.__name__: each for each in script_functions(served, options, events_before=len)
        }
        self.key = str(self.calls["open_upload_session"]({}))
        self.other = str(self.calls["open_upload_session"]({}))
        session = self.workspaces.upload_sessions.find(self.key)
        assert session is not None
        self.number = session.add(text_document(SECRET, "secret.txt")).number
        self.past = [{"question": QUESTION}, {"question": ASKED, "documents": [self.number]}]

    def __call__(self, name: str, **wanted: Any) -> Any:
        return self.calls[name](wanted)

    def for_client(self, client: Client, name: str, **wanted: Any) -> Any:
        return self.calls[name](wanted, SimpleNamespace(state=SimpleNamespace(client=client)))


@pytest.fixture
def page(assistant: Assistant, tmp_path: Path) -> Page:
    return Page(assistant, tmp_path / "said.jsonl")


def test_a_reader_gets_their_own_documents_and_the_articles(page: Page) -> None:
    assert [uploaded["name"] for uploaded in page("uploaded_documents", session=page.key)] == ["secret.txt"]
    assert SECRET in Markup(page("article_html", number=page.number, session=page.key)).text
    assert "pebble" in page("preview", place=f"{page.number}-0-30", session=page.key)
    assert page("find_documents", text="", session=page.key)[0] == (page.number, "Secret")
    assert "calm AAH down" in page("article_html", number=0, session=page.key)
    assert "Zorblax" in page("card", past=page.past, session=page.key)
    for kind in ("json", "markdown"):
        assert "Zorblax" in page("export_conversation", kind=kind, past=page.past, session=page.key)


@pytest.mark.parametrize("stranger", ["other", "none", "guess"])
def test_nobody_else_does(page: Page, stranger: str) -> None:
    key = {"other": page.other, "none": None, "guess": "0" * 43}[stranger]
    assert not page("uploaded_documents", session=key)
    assert page("article_html", number=page.number, session=key) == ""
    assert page("preview", place=f"{page.number}-0-30", session=key) == ""
    assert [number for number, _ in page("find_documents", text="", session=key)] == [0]
    page("remove_document", number=page.number, session=key)
    assert page("card", past=page.past, session=key) == {"refused": ENGLISH.uploads_gone}
    for kind in ("json", "markdown"):
        told = page("export_conversation", kind=kind, past=page.past, session=key)
        assert "Zorblax" not in told
        assert ASKED.split()[-1].rstrip("?") in told
    assert page("uploaded_documents", session=page.key)


def test_a_document_that_was_removed_is_gone(page: Page) -> None:
    page("remove_document", number=page.number, session=page.key)
    assert page("uploaded_documents", session=page.key) == []
    assert page("article_html", number=page.number, session=page.key) == ""


def test_nothing_is_stored_of_private_documents(page: Page, tmp_path: Path) -> None:
    said = tmp_path / "said.jsonl"
    place = f"{page.number}-0-30"
    page("feedback", past=page.past, judgement="right", session=page.key)
    page("feedback", past=page.past, judgement="sentence", place=place, session=page.key)
    assert not said.exists()
    followed = [*page.past, {"question": "When?"}]
    page("feedback", past=followed, judgement="right", session=page.key)
    (line,) = said.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["history"] == [QUESTION]
    with pytest.raises(HTTPException):
        page("feedback", past=followed, judgement="sentence", place=place, session=page.key)
    assert "Zorblax" not in said.read_text(encoding="utf-8")


def test_where_uploads_are_switched_off_there_is_nothing_to_call(assistant: Assistant) -> None:
    options = Options(uploads=0)
    names = {each.__name__ for each in script_functions(ServedArticles(assistant, options), options, len)}
    documents, answers = (
        {"article_html", "find_documents", "preview", "page_picture"},
        {"export_conversation", "card", "next_questions"},
    )
    assert names == documents | answers | {"place_in_line", "notes", "export_notebook"}


def test_own_documents_have_no_thumbs_and_are_called_yours(page: Page) -> None:
    workspace = page.workspaces.find([page.number], page.key)
    assert workspace is not None
    shown = workspace.view.answer(workspace.answer_cache.answer("Who won the 2018 World Cup?", ()))
    assert "qa-do-right" not in shown
    assert "Your document does not say who won the 2018 World Cup." in Markup(shown).text
    assert ENGLISH.uploads_one == "your document"


MANY = [{"question": f"What did Qaani do on day {number}?"} for number in range(50)]
READING = [
    ("export_conversation", {"kind": "markdown"}),
    ("card", {}),
    ("next_questions", {}),
    ("feedback", {"judgement": "right"}),
]
reading = pytest.mark.parametrize(("name", "wanted"), READING, ids=[name for name, _ in READING])


def client(limit: RateLimit) -> Client:
    return Client(lambda: limit.allows("somebody"), ENGLISH.too_fast, EventStreams())


@reading
def test_a_call_reads_no_more_questions_than_the_rate_allows_and_keeps_their_answers(
    assistant: Assistant, tmp_path: Path, name: str, wanted: dict[str, Any]
) -> None:
    counting = CountingAssistant(assistant)
    page, limit = Page(counting, tmp_path / "said.jsonl"), RateLimit(10, lambda: 0.0)
    for _ in range(3):
        assert page.for_client(client(limit), name, past=MANY, **wanted) == {"refused": ENGLISH.too_fast}
    assert counting.read == [asked["question"] for asked in MANY[:10]]
    # What was read costs nothing, whatever it is wanted for.
    told = page.for_client(client(limit), name, past=MANY[:10], **wanted)
    assert not isinstance(told, dict)
    assert len(counting.read) == 10


@reading
def test_nothing_more_is_read_for_a_client_that_leaves(
    assistant: Assistant, tmp_path: Path, name: str, wanted: dict[str, Any]
) -> None:
    one = client(RateLimit(0))

    class Leaving(CountingAssistant):
        def ask(self, question: str, history: Sequence[str] = (), *, as_typed: bool = False) -> Answer:
            if len(self.read) == 2:
                one.leave()
            return super().ask(question, history, as_typed=as_typed)

    counting = Leaving(assistant)
    page = Page(counting, tmp_path / "said.jsonl")
    assert set(page.for_client(one, name, past=MANY, **wanted)) == {"refused"}
    assert len(counting.read) == 3


@pytest.mark.parametrize("given", [None, 1, "x", [], [{}], True, 1.5, {}, {"past": 7}, {"past": [[]]}])
def test_what_the_script_never_sends_is_refused(page: Page, given: Any) -> None:
    for name, function in page.calls.items():
        # Of these an object may lack all parts.
        takes_any_object = name in {"uploaded_documents", "preview", "starters"}
        if name == "open_upload_session" or (takes_any_object and isinstance(given, dict)):
            continue
        with pytest.raises(HTTPException) as refused:
            function(given)
        assert (refused.value.status_code, refused.value.detail) == (400, ENGLISH.foreign), name


def test_a_failure_of_our_own_is_logged_once_and_told_in_a_sentence(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(page.workspaces, "named", fail)
    with pytest.raises(HTTPException) as refused:
        page("find_documents", text="")
    assert (refused.value.status_code, refused.value.detail) == (500, ENGLISH.failed)
    assert "secret detail" in caplog.text
