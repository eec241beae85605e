"""qa.commandline.following, and `qa chat --watch`: a page that answers from its folders as they are."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import QuickEncoder
from proxy_servers import free_port
from serving import chat_program, get, post, wait_until

import index.embedding
from index.chunking import Chunking
from index.errors import SettingsError
from index.selection import Selection
from index.store import Store
from qa.assistant import Assistant, ClosedAssistant
from qa.commandline.following import FolderFollower
from qa.commandline.indexing import Wanted, index_once
from qa.commandline.parser import main
from qa.page.options import Options
from qa.page.served_articles import ServedArticles
from qa.settings import Settings

FERRY = "The ferry Alma sails at nine in the morning.\n"
TOWER = "Greta Olsen keeps the lighthouse.\n"


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> Wanted:
    encoder = QuickEncoder()
    monkeypatch.setattr(index.embedding, "encoder_named", lambda _model: encoder)
    Path("docs").mkdir()
    Path("docs/ferry.txt").write_text(FERRY)
    wanted = Wanted(Settings(index=Path("ix")), (Path("docs"),))
    index_once(wanted)
    return wanted


class Changes:
    """Says what changed when it is told to, and nothing meanwhile."""

    def __init__(self) -> None:
        self.next: set[Path] = set()

    def __iter__(self) -> Iterator[set[Path]]:
        while True:
            changed, self.next = self.next, set()
            yield changed
            time.sleep(0.01)


def serving(changes: Changes, wanted: Wanted) -> tuple[FolderFollower, ServedArticles]:
    encoder = QuickEncoder()
    assistant = Assistant(Store(Path("ix")).open(encoder, Chunking()), encoder)
    return FolderFollower(wanted, Selection(), changes), ServedArticles(assistant, Options())


def test_a_change_is_served_and_nothing_after_the_end(wanted: Wanted) -> None:
    changes = Changes()
    follower, served = serving(changes, wanted)
    with follower.following(served):
        Path("docs/tower.txt").write_text(TOWER)
        changes.next = {Path("docs/tower.txt")}
        wait_until(lambda: served.latest is not None)
        assert set(served.collection.documents) == {"ferry.txt", "tower.txt"}
        assert served.latest
        assert (served.latest.number, served.latest.at.tzinfo is not None) == (1, True)
    changes.next = {Path("docs/tower.txt")}
    Path("docs/tower.txt").write_text(TOWER + FERRY)
    time.sleep(0.1)
    assert served.collection.documents["tower.txt"].text == TOWER


def test_a_page_whose_last_text_is_lost_says_so_until_there_is_one_again(
    wanted: Wanted, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = Changes()
    follower, served = serving(changes, wanted)
    with follower.following(served):
        Path("docs/ferry.txt").write_text("")
        changes.next = {Path("docs/ferry.txt")}
        wait_until(lambda: isinstance(served.assistant, ClosedAssistant))
        Path("docs/ferry.txt").write_text(TOWER)
        changes.next = {Path("docs/ferry.txt")}
        wait_until(lambda: not isinstance(served.assistant, ClosedAssistant))
        assert served.collection.documents["ferry.txt"].text == TOWER
    assert "There is nothing to ask" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--prune"], "--prune goes with --watch: name the folder. Or prune once: qa index FOLDER --prune"),
        (["--watch", "missing"], "missing cannot be watched"),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    arguments: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
    wanted: Wanted,
) -> None:
    pytest.importorskip("watchfiles", reason="pip install 'article-qa[watch]'")
    assert main(["chat", *arguments, "--index", "ix"]) == 2
    assert told in capsys.readouterr().err


def test_without_the_library_the_message_names_the_extra(wanted: Wanted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(SettingsError, match=r"^Watching needs an extra: pip install 'article-qa\[watch\]'$"):
        FolderFollower.begin(wanted, Selection())


def test_a_file_added_while_the_page_is_open_is_asked(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles", reason="pip install 'article-qa[watch]'")
    folder, port = tmp_path / "docs", free_port()
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY)
    code = chat_program("--watch", "docs", "--prune", "--index", "ix", "--port", str(port))
    (tmp_path / "qa.toml").write_text('reader = "sentences"\n')
    address, told = f"http://127.0.0.1:{port}/", tmp_path / "told"
    with told.open("w") as out:
        process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=out, stderr=out)
    try:
        wait_until(lambda: "The page is at" in told.read_text() or process.poll() is not None, 90)
        (folder / "tower.txt").write_text(TOWER)
        (folder / "ferry.txt").unlink()

        def listed() -> Any:
            return json.loads(get(address, "/v1/documents")[1])

        wait_until(lambda: [each["name"] for each in listed()["documents"]] == ["tower.txt"], 60)
        assert listed()["changed"] >= 1
        answer = json.loads(post(address, "/v1/ask", {"question": "Who keeps the lighthouse?"})[1])
        assert answer["passages"][0]["text"] == TOWER.strip()
        assert "As of " in told.read_text()
    finally:
        process.kill()
        process.wait()
