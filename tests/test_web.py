"""index.web against a real server on this machine."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import Mock

import pytest
from packing import SAMPLES, pack

import index.web
from index.documents import Document
from index.errors import AddressError
from index.reading import read_all
from index.web import fetched

PAGE = b"<html><head><title>Rain</title></head><body><p>It rained all day.</p></body></html>"


HTML = {"Content-Type": "text/html; charset=utf-8"}
ANSWERS: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "/page": (200, PAGE, HTML),
    "/flood.pdf": (200, (SAMPLES / "flood.pdf").read_bytes(), {"Content-Type": "application/octet-stream"}),
    "/all.zip": (200, pack({"a.txt": "One.", "b.txt": "Two."}), {"Content-Type": "application/zip"}),
    "/notes.md": (200, b"# Rain\n\nIt *rained*.", {"Content-Type": "text/plain"}),
    "/image": (200, b"GIF", {"Content-Type": "image/gif"}),
    "/packed": (200, b"...", HTML | {"Content-Encoding": "gzip"}),
    "/around": (301, b"", {"Location": "/around"}),
    "/cut": (200, PAGE, HTML | {"Content-Length": "9999"}),
}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/onwards/"):
            self.reply(302, b"", {"Location": self.path.removeprefix("/onwards/")})
        elif self.path == "/endless":
            self.drip(PAGE)
        elif self.path == "/silent":
            time.sleep(3)
        else:
            self.reply(*ANSWERS.get(self.path.partition("?")[0], (404, b"", {})))

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, piece: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(piece)
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def documents(address: str) -> list[Document]:
    with fetched(address, allow_private=True) as source:
        return [one for one in read_all([source]) if isinstance(one, Document)]


def test_a_page_is_fetched_and_goes_by_its_address(site: str) -> None:
    (document,) = documents(f"{site}/page?day=1")
    assert (document.title, document.text) == ("Rain", "It rained all day.")
    assert document.name == f"{site.removeprefix('http://')}/page?day=1"
    assert document.source == f"{site}/page?day=1"


@pytest.mark.parametrize(
    ("path", "texts"), [("/flood.pdf", 1), ("/all.zip", 2), ("/notes.md", 1), ("/onwards//onwards//page", 1)]
)
def test_other_formats_archives_and_redirects_are_followed(site: str, path: str, texts: int) -> None:
    assert len({document.source for document in documents(site + path)}) == texts


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/nowhere", r"/nowhere could not be fetched: the server says 404 Not Found\.$"),
        ("/image", r"/image is image/gif, which is not a format that can be read\.$"),
        ("/packed", r"/packed could not be fetched: it is compressed although that was not asked for\.$"),
        ("/around", r"/around leads on to other addresses more than 5 times\. It is not fetched\.$"),
        ("/cut", r"/cut could not be fetched whole: the connection was lost\.$"),
        ("/onwards/ftp://example.org/x", r"is no web address: it begins with neither http:// nor https://\.$"),
        ("/onwards/file:///etc/passwd", r"is no web address: it begins with neither http:// nor https://\.$"),
    ],
)
def test_what_cannot_be_fetched_is_told_in_one_sentence(site: str, path: str, message: str) -> None:
    with pytest.raises(AddressError, match=message), fetched(site + path, allow_private=True):
        pass


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://", r"^http:// is no web address"),
        ("http://[::1", r"^http://\[::1 is no web address\. Check its spelling\.$"),
        ("http://127.0.0.1:99999/", r"is no web address\. Check its spelling\.$"),
        ("http://me:secret@127.0.0.1/", r"^The address 127\.0\.0\.1 is given with a name or password"),
        ("http://127.0.0.1:1/", r"^http://127\.0\.0\.1:1/ could not be fetched: Connection refused\.$"),
    ],
)
def test_an_address_that_is_none_is_told(address: str, message: str) -> None:
    with pytest.raises(AddressError, match=message), fetched(address, allow_private=True):
        pass


def test_a_page_that_is_too_large_is_not_fetched(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.web, "_PIECE", 10)
    monkeypatch.setattr(index.web, "LARGEST_FILE", 50)
    with (
        pytest.raises(AddressError, match=r"/page is larger than 0 MB\. It is not fetched\.$"),
        fetched(f"{site}/page", allow_private=True),
    ):
        pass


@pytest.mark.parametrize("path", ["/endless", "/silent"])
def test_a_server_that_takes_too_long_is_given_up(site: str, path: str) -> None:
    started = time.monotonic()
    with (
        pytest.raises(AddressError, match=rf"{path} took too long to fetch and was given up\.$"),
        fetched(site + path, allow_private=True, seconds=0.5),
    ):
        pass
    assert time.monotonic() - started < 2.5


def test_a_name_that_takes_too_long_to_look_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(20))
    started = time.monotonic()
    with (
        pytest.raises(AddressError, match=r"^http://example\.org/ took too long to fetch and was given up\.$"),
        fetched("http://example.org/", seconds=0.3),
    ):
        pass
    assert time.monotonic() - started < 5
    done.set()


def test_a_name_that_is_not_known_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Mock(side_effect=socket.gaierror(-2, "Name or service not known")))
    told = r"^http://example\.org/ could not be fetched: Name or service not known\.$"
    with pytest.raises(AddressError, match=told), fetched("http://example.org/"):
        pass


def test_addresses_of_this_machine_are_refused_unless_allowed(site: str) -> None:
    with (
        pytest.raises(
            AddressError, match=r"^127\.0\.0\.1 is at 127\.0\.0\.1, an address of this machine .* say --allow-private$"
        ),
        fetched(f"{site}/page"),
    ):
        pass


def test_a_redirect_to_a_private_address_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.web, "_is_public", lambda number: number == "127.0.0.1")
    with fetched(f"{site}/onwards//page") as source:
        assert source.path.read_bytes() == PAGE
    with (
        pytest.raises(AddressError, match=r"^0\.0\.0\.0 is at 0\.0\.0\.0, an address"),
        fetched(f"{site}/onwards/http://0.0.0.0:1/page"),
    ):
        pass


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in ("8.8.8.8", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    with (
        pytest.raises(AddressError, match=r"^example\.org is at 10\.0\.0\.7, an address of"),
        fetched("http://example.org/"),
    ):
        pass


def resolve_to(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """Let the name news.test have these addresses, in this order."""
    resolve = socket.getaddrinfo

    def resolved(host: str, port: int, *arguments: Any, **options: Any) -> list[Any]:
        if host != "news.test":
            return list(resolve(host, port, *arguments, **options))
        return [entry for number in numbers for entry in resolve(number, port, *arguments, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


def named(site: str, path: str) -> str:
    return f"{site.replace('127.0.0.1', 'news.test')}{path}"


@pytest.fixture
def silent(site: str) -> Iterator[str]:
    """An address on which nothing answers at the site's port: its queue of connections is full."""
    port = int(site.rpartition(":")[2])
    try:
        socket.create_server(("::1", port), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with socket.socket(socket.AF_INET6) as full, socket.socket(socket.AF_INET6) as one:
        full.bind(("::1", port))
        full.listen(0)
        one.connect(("::1", port))
        yield "::1"


def test_where_the_first_address_of_a_name_is_dead_the_next_is_taken(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "::1", "127.0.0.1")
    with fetched(named(site, "/page"), allow_private=True) as source:
        assert source.path.read_bytes() == PAGE


def test_an_address_that_stays_silent_costs_a_moment_only(
    site: str, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.web, "ATTEMPT_SECONDS", 0.3)
    resolve_to(monkeypatch, silent, "127.0.0.1")
    started = time.monotonic()
    with fetched(named(site, "/page"), allow_private=True) as source:
        assert source.path.read_bytes() == PAGE
    assert 0.3 <= time.monotonic() - started < 5


def test_where_every_address_is_dead_the_last_problem_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "::1", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with (
        pytest.raises(AddressError, match=r"/page could not be fetched: Connection refused\.$"),
        fetched(f"http://news.test:{port}/page", allow_private=True),
    ):
        pass


def test_a_silent_address_does_not_outlast_the_time_there_is(
    site: str, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, silent)
    started = time.monotonic()
    with (
        pytest.raises(AddressError, match=r"/page took too long to fetch and was given up\.$"),
        fetched(named(site, "/page"), allow_private=True, seconds=0.5),
    ):
        pass
    assert time.monotonic() - started < 5


def test_a_dead_private_address_in_front_of_a_public_one_is_refused_all_the_same(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "::1", "127.0.0.1")
    monkeypatch.setattr(index.web, "_is_public", lambda number: number == "127.0.0.1")
    with (
        pytest.raises(AddressError, match=r"^news\.test is at ::1, an address of this machine"),
        fetched(named(site, "/page")),
    ):
        pass


def test_an_unencrypted_address_is_not_gone_to_from_an_encrypted_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.web, "_request", lambda *_: "http://example.org/")
    with (
        pytest.raises(AddressError, match=r"leads on to http://example\.org/, which is not encrypted"),
        fetched("https://example.org/"),
    ):
        pass


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_private_ones(number: str, public: bool) -> None:
    assert index.web._is_public(number) is public
