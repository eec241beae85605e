"""Every test runs offline, in a home and a working folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import NASTY
from hypothesis import HealthCheck, settings
from postgres_servers import PostgresServer, started_server

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder
from index.onnx_encoder import BundledEncoder
from index.reading import read_document
from qa.assistant import Assistant

REPOSITORY = Path(__file__).resolve().parents[1]
_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "", None}

# The browser of tests/test_browser.py lies under the real home.
_browsers = Path.home() / ".cache" / "ms-playwright"
if _browsers.is_dir():
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(_browsers))

# Whoever starts the tests in the background may have them ignore Ctrl+C, and then what they start does too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "same every time", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same every time")


@pytest.fixture(scope="session", autouse=True)
def _offline() -> Iterator[None]:
    """Refuse the network; a test's own server on this machine may be reached."""
    resolve = socket.getaddrinfo

    def refuse(host: Any) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in _LOOPBACK:
            # Not an Exception, so that no library can swallow it.
            pytest.fail(f"The test tried to reach {name}: tests are offline.")

    def guarded(connect: Any) -> Any:
        def checked(self: socket.socket, address: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None):
                refuse(address[0])
            return connect(self, address)

        return checked

    def checked_resolve(host: Any, *arguments: Any, **options: Any) -> Any:
        refuse(host)
        return resolve(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", checked_resolve)
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_temporary_folder() -> Iterator[None]:
    """A folder for temporary files that no other run has; servers of tests that run as somebody else may enter it."""
    with tempfile.TemporaryDirectory(prefix="qa-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "tempdir", folder)
            patch.setenv("TMPDIR", folder)
            yield


@pytest.fixture(autouse=True)
def _isolated(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home, a cache and a working folder that nobody else has, and no settings of the person who runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The data beside the checkout, which only its makers have."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not on this machine")
    return folder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real one, loaded once."""
    return BundledEncoder()


@pytest.fixture(scope="session")
def article() -> Document:
    return read_document(REPOSITORY / "seeds" / "article.txt")


@pytest.fixture(scope="session")
def article_questions() -> list[dict[str, Any]]:
    """The rows of seeds/questions.jsonl."""
    lines = (REPOSITORY / "seeds" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def collection(article: Document, encoder: Encoder) -> Collection:
    return Collection.build([article], encoder)


@pytest.fixture(scope="session")
def assistant(collection: Collection, encoder: Encoder) -> Assistant:
    return Assistant(collection, encoder)


@pytest.fixture(scope="session")
def bees(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A document whose text and name are full of markup."""
    path = tmp_path_factory.mktemp("bees") / "bees.txt"
    text = f"Bees make honey from nectar. {NASTY}\nBees keep warm in winter by shivering. Wasps die in autumn.\n"
    path.write_text(text, encoding="utf-8")
    return read_document(path, 'wild <b>bees" onload=alert(1) x=".txt')


@pytest.fixture(scope="session")
def two(article: Document, bees: Document, encoder: Encoder) -> Assistant:
    """An assistant that knows the article and the bees."""
    return Assistant(Collection.build([article, bees], encoder), encoder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server with pgvector, which no test may kill."""
    with started_server() as server:
        yield server


@pytest.fixture(scope="session")
def shared_database(postgres: PostgresServer) -> str:
    """The URL of a database with pgvector."""
    return postgres.make_database("shared")


@pytest.fixture
def database(postgres: PostgresServer, shared_database: str) -> str:
    """The URL of a database with pgvector and nothing else, whose name is "shared"."""
    postgres.execute("DROP SCHEMA IF EXISTS article_qa CASCADE", "shared")
    return shared_database


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages served store feedback."""
    return tmp_path_factory.mktemp("feedback") / "said.jsonl"


@pytest.fixture(scope="module")
def addresses(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, said: Path) -> Iterator[dict[str, str]]:
    """The address of each page served."""
    # Gradio takes seconds to import, and most tests need none.
    from pages import served

    with served(encoder, tmp_path_factory.mktemp("bees"), said) as found:
        yield found


@pytest.fixture(scope="module")
def browser(addresses: dict[str, str]) -> Iterator[Any]:
    from chromium import chromium

    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser: Any, addresses: dict[str, str]) -> Iterator[Any]:
    """Opens the pages served; they may reach nothing outside, nor break their own policy."""
    from pages import Opener

    opener = Opener(browser, addresses)
    yield opener
    opener.close()
    assert opener.outside == []
    assert opener.errors == []
