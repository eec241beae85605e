"""qa.evaluation.http_system: three kinds of endpoint, time-outs, and asking again."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fakes import text_document

from index.errors import AnsweringError, SettingsError
from index.passages import split
from qa.assistant import Assistant
from qa.evaluation.http_system import Connection, checked, http_system
from qa.evaluation.placing import Places
from qa.evaluation.question_set import Question
from qa.evaluation.system_answers import AnswerReader
from qa.retrieval import Hit

DOCUMENT = text_document("It was Ann. Ben swam.")
READER = AnswerReader(Places({"a.txt": DOCUMENT}))
WHO = Question("who", "Who was it?", ("Ann",), True, None, ("And then?",), (), None, "a line")


class Server(ThreadingHTTPServer):
    """Replies with what it is told to, one after the other; the last again and again."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies, self.received = [], []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.received.append((self.path, json.loads(body) if body else None, self.headers.get("Authorization")))
        replies = self.server.replies
        code, text, headers = replies.pop(0) if len(replies) > 1 else replies[0]
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as started:
        thread = threading.Thread(target=started.serve_forever, daemon=True)
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def good(value, code=200, **headers):
    return code, value if isinstance(value, str) else json.dumps(value), headers


def ask(server, path, *, slept=None, key=None, documents=None, **options):
    connection = Connection(timeout=5, key=key, sleep=(slept if slept is not None else []).append)
    reader = AnswerReader(Places(documents)) if documents else READER
    return http_system(server.url + path, connection, reader, **options)(WHO), connection


def test_an_address_takes_the_question_and_its_history(server):
    server.replies = [good({"answer": "Ann", "citations": ["It was Ann."], "confidence": 0.4})]
    said, connection = ask(server, "/answer", key="secret")
    assert (said.answer.answer, said.faithful_quotes, said.answer.confidence) == ("Ann", 1, 0.4)
    assert said.answer.timings_ms["total"] > 0
    assert server.received == [("/answer", {"question": "Who was it?", "history": ["And then?"]}, "Bearer secret")]
    assert (connection.requests, connection.retries) == (1, 0)
    assert "secret" not in repr(connection)


@pytest.mark.parametrize(("path", "asked_at"), [("", "/v1/ask"), ("/", "/v1/ask"), ("/qa/v1/ask", "/qa/v1/ask")])
def test_qa_chat_is_asked_what_it_withheld(server, two, path, asked_at):
    withholding = Assistant(two.collection, two.encoder, threshold=1).ask("What do bees make?")
    server.replies = [good(withholding.to_dict_with_withheld())]
    said, _ = ask(server, path, documents=two.collection.documents)
    assert said.answer.withheld == withholding.withheld is not None
    assert [received[:2] for received in server.received] == [
        (asked_at, {"question": "Who was it?", "history": ["And then?"], "withheld": True})
    ]


def test_qa_chat_of_an_earlier_version_is_told_apart(server, two):
    server.replies = [good(two.ask("What do bees make?").to_dict())]
    with pytest.raises(AnsweringError, match=r"/v1/ask did not answer as this version of qa chat: it does not tell"):
        ask(server, "")


def test_a_chat_endpoint_gets_the_passages_that_were_found(server):
    server.replies = [good({"choices": [{"message": {"content": "Ann."}}]})]
    hits = [Hit(passage, 1.0, 1.0, 1.0, ()) for passage in split(DOCUMENT)]
    said, _ = ask(server, "/v1", retrieve=lambda _question: hits, model="small")
    path, body, _ = server.received[0]
    assert (path, body["model"], body["temperature"]) == ("/v1/chat/completions", "small", 0)
    assert body["messages"][1]["content"] == (
        "[1] It was Ann. Ben swam.\n\nAsked before: And then?\nQuestion: Who was it?"
    )
    assert (said.answer.answer, said.answer.passages[0].span) == ("Ann.", hits[0].passage.span)


def test_a_server_that_is_busy_is_asked_again_when_it_says(server):
    server.replies = [good("", 503), good("", 429, **{"Retry-After": "7"}), good({"answer": "Ann"})]
    slept = []
    said, connection = ask(server, "/x", slept=slept)
    assert said.answer.answer == "Ann"
    assert (slept, connection.requests, connection.retries) == ([1.0, 7.0], 3, 2)


@pytest.mark.parametrize(
    ("reply", "requests", "message"),
    [
        (good("", 500), 4, r"/x did not answer in 4 attempts: it replied 500 Internal Server Error\.$"),
        (good("", 404), 1, r"/x did not answer: it replied 404 Not Found\.$"),
        (good("<html>"), 1, r"/x did not answer with JSON\.$"),
    ],
)
def test_a_server_that_fails_is_named(server, reply, requests, message):
    server.replies = [reply]
    with pytest.raises(AnsweringError, match=message):
        ask(server, "/x")
    assert len(server.received) == requests


def test_nobody_there_is_said_after_some_attempts():
    slept = []
    system = http_system("http://127.0.0.1:9/x", Connection(timeout=1, sleep=slept.append), READER)
    with pytest.raises(AnsweringError, match=r"^http://127\.0\.0\.1:9/x did not answer in 4 attempts: "):
        system(WHO)
    assert slept == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "localhost:80", "ftp://a/b", ""])
def test_only_web_addresses_are_asked(url):
    with pytest.raises(SettingsError, match=r"is no address: write it as http://HOST:PORT/PATH\.$"):
        checked(url)
