"""qa.commandline.following_engine, and two `qa chat --engine` on one database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes import HashEncoder, text_document
from proxy_servers import free_port
from pydantic import SecretStr
from serving import get, post, wait_until
from stores import RAIN, SUN

from index.postgres.store import PostgresStore
from index.selection import Selection
from qa.assistant import Assistant
from qa.commandline.following_engine import EngineFollower
from qa.engine_options import EngineOptions
from qa.page.options import Options
from qa.page.served_articles import ServedArticles
from qa.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[1]
TOWER = text_document("Greta Olsen keeps the lighthouse.\n", "tower.txt")


@pytest.fixture
def store(database: str) -> PostgresStore:
    store = PostgresStore(database)
    store.update(HashEncoder(), add=[RAIN, SUN])
    return store


@contextmanager
def following(store: PostgresStore) -> Iterator[ServedArticles]:
    """What a page answers from that follows the database."""
    served = ServedArticles(Assistant(store.open(HashEncoder()), HashEncoder()), Options())
    settings = Settings(engine=EngineOptions(url=SecretStr(store.url)))
    with EngineFollower(settings, Selection(), store, pause=0.02).following(served):
        yield served


def test_a_generation_that_another_program_publishes_is_served(store: PostgresStore) -> None:
    with following(store) as served:
        before = served.collection
        assert served.latest is None
        PostgresStore(store.url).update(HashEncoder(), add=[TOWER], remove=["sun.txt"])
        wait_until(lambda: served.latest is not None)
        assert list(served.collection.documents) == ["rain.txt", "tower.txt"]
        assert served.latest
        assert served.latest.number == 2
        assert list(before.documents) == ["rain.txt", "sun.txt"]
    PostgresStore(store.url).update(HashEncoder(), remove=["tower.txt"])
    assert list(served.collection.documents) == ["rain.txt", "tower.txt"]


def test_a_generation_of_another_encoder_is_told_once_and_the_page_stays_as_it_is(
    store: PostgresStore, capsys: pytest.CaptureFixture[str]
) -> None:
    with following(store) as served:
        PostgresStore(store.url).update(HashEncoder("another"), add=[TOWER], rebuild=True)
        told: list[str] = []

        def is_told() -> bool:
            told.append(capsys.readouterr().err)
            return "The page stays as it is: " in told[-1]

        wait_until(is_told)
        assert "was built with encoder another" in told[-1]
        assert list(served.collection.documents) == ["rain.txt", "sun.txt"]
        PostgresStore(store.url).update(HashEncoder(), add=[TOWER], rebuild=True)
        wait_until(lambda: list(served.collection.documents) == ["tower.txt"])
    assert "The page stays" not in capsys.readouterr().err


@contextmanager
def two_pages(url: str, folder: Path) -> Iterator[list[str]]:
    """The addresses of two `qa chat --engine` on a database, ready."""
    code = (
        f"import sys; sys.path[:0] = [{str(REPOSITORY)!r}, {str(REPOSITORY / 'tests')!r}]\n"
        "from fakes import HashEncoder\nimport index.embedding\nfrom index import bundled_encoder\n"
        "HashEncoder.model = bundled_encoder.NAME\nindex.embedding.encoder_named = lambda model: HashEncoder()\n"
        "import qa.startup\nqa.startup.encoder_named = index.embedding.encoder_named\n"
        "from qa.commandline.parser import main\n"
        f"sys.exit(main(['chat', '--engine', {url!r}, '--port', sys.argv[1]]))"
    )
    (folder / "qa.toml").write_text('reader = "sentences"\n')
    ports, told = [free_port(), free_port()], folder / "told"
    with told.open("w") as out:
        pages = [
            subprocess.Popen([sys.executable, "-c", code, str(port)], cwd=folder, stdout=out, stderr=out)
            for port in ports
        ]
    try:
        wait_until(
            lambda: told.read_text().count("The page is at") == 2 or any(page.poll() is not None for page in pages), 120
        )
        yield [f"http://127.0.0.1:{port}/" for port in ports]
    finally:
        for page in pages:
            page.kill()
            page.wait()


def asked(address: str, question: str) -> dict[str, Any]:
    """All that is answered but how long it took."""
    answer: dict[str, Any] = json.loads(post(address, "/v1/ask", {"question": question})[1])
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def test_two_pages_on_one_database_answer_the_same_and_notice_what_is_added(
    store: PostgresStore, tmp_path: Path
) -> None:
    question = "Who keeps the lighthouse?"
    with two_pages(store.url, tmp_path) as (one, other):
        assert asked(one, "When did the river rise?") == asked(other, "When did the river rise?")
        assert TOWER.text.strip() not in {each["text"] for each in asked(one, question)["passages"]}
        PostgresStore(store.url).update(HashEncoder(), add=[TOWER])
        for address in (one, other):
            wait_until(lambda address=address: json.loads(get(address, "/v1/documents")[1]).get("changed") == 1, 60)
        answer = asked(one, question)
        assert answer == asked(other, question)
        assert answer["passages"][0]["text"] == TOWER.text.strip()
