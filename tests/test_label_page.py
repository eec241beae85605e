"""qa.evaluation.labelling.label_page: what the page's script is given, and what is refused."""

import asyncio
import json
from pathlib import Path

import pytest
from labelling import DOCUMENT, DOCUMENTS, HONEY, NOT_THERE, answer, tasks

from index.passages import split
from qa.evaluation.labelling.label_journal import LabelJournal
from qa.evaluation.labelling.label_page import LARGEST_BODY, LabelPage


class Client:
    """Sends requests to an ASGI app without a network."""

    def __init__(self, app):
        self._app = app

    def __call__(self, method, path, body=b"", kind="application/json"):
        sent = []
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(b"content-type", kind.encode())], "root_path": "", "http_version": "1.1", "scheme": "http",
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(self._app(scope, receive, send))
        self.headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]).decode()


@pytest.fixture
def journal():
    kept = LabelJournal(tasks(Path()), "ann", DOCUMENTS)
    kept.open()
    yield kept
    kept.close()


def client(journal, others=None):
    page = LabelPage(tasks(Path()).questions, journal, DOCUMENTS, lambda _: split(DOCUMENT), others)
    return Client(page.app("secret"))


def test_a_question_comes_with_the_sentences_that_may_say_it(journal):
    status, body = client(journal)("GET", "/secret/question/0")
    found = json.loads(body)
    assert (status, found["question"]) == (200, "What do bees make?")
    sentence = found["passages"][0]["sentences"][0]
    assert sentence == {"start": 0, "end": 31, "text": "Bees make honey, wax and jelly."}


def test_a_label_is_kept_and_shown_again(journal):
    ask = client(journal)
    status, body = ask("POST", "/secret/label/0", json.dumps(answer("honey").to_dict()).encode())
    assert (status, json.loads(body)["done"]) == (200, True)
    assert journal.labels["q0"] == answer("honey")
    assert json.loads(ask("GET", "/secret/question/0")[1])["label"]["answers"] == ["honey"]
    assert json.loads(ask("GET", "/secret/state")[1])["done"] == [True, False, False]


def test_the_adjudicator_sees_who_chose_what(journal):
    ask = client(journal, {"ben": {"q0": answer("wax")}, "cat": {"q0": NOT_THERE}})
    found = json.loads(ask("GET", "/secret/question/0")[1])
    assert {name: one["choice"] for name, one in found["others"].items()} == {"ben": "answer", "cat": "not-there"}
    assert found["chosen"] == [
        {"document": "bees.txt", "start": HONEY.start, "end": HONEY.end, "text": DOCUMENT.text[:31]}
    ]


def test_nothing_is_served_to_who_does_not_know_the_address(journal):
    ask = client(journal)
    for path in ("/", "/state", "/other/state", "/secret2/"):
        assert ask("GET", path)[0] == 404
    # A browser asks for this by itself, and would call its absence an error.
    assert ask("GET", "/favicon.ico") == (204, "")


def test_the_page_runs_its_own_script_alone(journal):
    ask = client(journal)
    status, body = ask("GET", "/secret/")
    assert status == 200
    assert "<h1>" in body
    assert "default-src 'none'" in ask.headers["content-security-policy"]
    assert ask.headers["cache-control"] == "no-store"
    assert ask("GET", "/secret/label.js")[0] == ask("GET", "/secret/label.css")[0] == 200


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/secret/label/0", b"{", "application/json"),
        ("/secret/label/0", b"{}", "application/json"),
        ("/secret/label/9", json.dumps(NOT_THERE.to_dict()).encode(), "application/json"),
        ("/secret/label/0", json.dumps(NOT_THERE.to_dict()).encode(), "text/plain"),
        ("/secret/label/0", b" " * (LARGEST_BODY + 1), "application/json"),
    ],
)
def test_what_is_no_label_changes_nothing(journal, path, body, kind):
    status, reply = client(journal)("POST", path, body, kind)
    assert (status, json.loads(reply)["detail"]) == (400, "This is no label.")
    assert journal.labels == {}


def test_a_question_that_there_is_not_and_an_empty_search_are_answered(journal):
    ask = client(journal)
    assert ask("GET", "/secret/question/9")[0] == 404
    assert json.loads(ask("GET", "/secret/search?q=")[1]) == {"passages": []}
    assert json.loads(ask("GET", "/secret/search?q=wasps")[1])["passages"]
