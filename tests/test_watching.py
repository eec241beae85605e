"""qa.commandline.watching, and `qa index --watch`: an index that keeps up with its folders."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import QuickEncoder

import index.embedding
import qa.commandline.documents
from index.errors import IndexNotWrittenError, SettingsError
from index.sources import find_sources
from index.store import Store
from qa.commandline.parser import main
from qa.commandline.watching import among, changes_in, check_watchable, keep_up

RAIN = "It rained all day. The river rose, and nobody went out.\n"
REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def docs(monkeypatch: pytest.MonkeyPatch) -> Path:
    encoder = QuickEncoder()
    monkeypatch.setattr(index.embedding, "encoder_named", lambda _model: encoder)
    folder = Path("docs")
    folder.mkdir()
    (folder / "a.txt").write_text(RAIN)
    return folder


def watch(monkeypatch: pytest.MonkeyPatch, *steps: object, arguments: tuple[str, ...] = ()) -> int:
    """`qa index docs --watch` with these steps instead of the file system: each does something and says where."""

    def changes(paths: object) -> Iterator[set[Path]]:
        for step in steps:
            yield step()  # type: ignore[operator]
        raise KeyboardInterrupt

    monkeypatch.setattr(qa.commandline.documents, "changes_in", changes)
    return main(["index", "docs", "--watch", "--index", "ix", *arguments])


def names() -> set[str]:
    return set(Store(Path("ix")).contents().documents)


def test_new_and_changed_files_are_taken_up_and_told_with_the_time(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def change() -> set[Path]:
        (docs / "a.txt").write_text(RAIN + "Then it was dry.\n")
        (docs / "b.txt").write_text("The sun shone on the hills and the sheep.\n")
        return {docs / "a.txt", docs / "b.txt"}

    assert watch(monkeypatch, change) == 0
    out, err = capsys.readouterr()
    assert "    added  b.txt\n  updated  a.txt\n" in out
    assert f"As of {time.strftime('%H:%M')[:3]}" in out
    assert "2 changed: 1 added, 1 updated, 0 removed, 0 out of date, 0 skipped\n" in out
    assert err.endswith("Watching has stopped; the index is whole.\n")
    assert names() == {"a.txt", "b.txt"}


def test_what_is_gone_stays_and_is_told_unless_pruning_is_asked_for(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def replace() -> set[Path]:
        (docs / "a.txt").unlink(missing_ok=True)
        (docs / "b.txt").write_text("The sun shone on the hills and the sheep.\n")
        return {docs / "a.txt", docs / "b.txt"}

    assert watch(monkeypatch, replace) == 0
    assert "a.txt no longer there, kept (--prune takes it out)\n" in capsys.readouterr().out
    assert names() == {"a.txt", "b.txt"}
    (docs / "c.txt").write_text("Snow fell on the hills.\n")

    def prune() -> set[Path]:
        (docs / "c.txt").unlink()
        return {docs / "c.txt"}

    assert watch(monkeypatch, prune, arguments=("--prune",)) == 0
    assert "  removed  c.txt\n" in capsys.readouterr().out
    assert names() == {"b.txt"}


def test_a_file_that_cannot_be_read_costs_the_others_nothing_and_is_marked(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def empty() -> set[Path]:
        (docs / "a.txt").write_text("")
        (docs / "b.txt").write_text("The sun shone on the hills and the sheep.\n")
        return {docs / "a.txt", docs / "b.txt"}

    assert watch(monkeypatch, empty) == 0
    out = capsys.readouterr().out
    assert "1 added, 0 updated, 0 removed, 1 out of date, 1 skipped" in out
    assert "  skipped  a.txt has no text that could be asked" in out
    assert Store(Path("ix")).contents().documents["a.txt"].out_of_date_since


def test_what_fails_once_is_tried_again_with_the_next_change(capsys: pytest.CaptureFixture[str]) -> None:
    taken: list[set[Path]] = []

    def fill(changed: set[Path]) -> str:
        taken.append(set(changed))
        if len(taken) == 1:
            raise IndexNotWrittenError("The disk is full.")
        return "2 changed"

    keep_up(iter([{Path("a")}, {Path("b")}]), fill)
    out, err = capsys.readouterr()
    assert taken == [{Path("a")}, {Path("a"), Path("b")}]
    assert "The disk is full. What changed is tried again with the next change.\n" in err
    assert out.endswith(", 2 changed\n")


def test_files_that_are_not_read_or_not_changed_are_passed_over(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def touch() -> set[Path]:
        (docs / ".hidden.txt").write_text("secret")
        os.utime(docs / "a.txt")
        return {docs / ".hidden.txt", docs / "a.txt"}

    assert watch(monkeypatch, touch) == 0
    assert "As of" not in capsys.readouterr().out


def test_a_folder_that_changed_stands_for_what_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("a.txt", "in/b.txt", "in/deep/c.txt"):
        (tmp_path / name).write_text(RAIN)
    found = among(find_sources([tmp_path]), {tmp_path / "in"})
    assert [source.name for source in found] == ["in/b.txt", "in/deep/c.txt"]


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        ([], r"^There is nothing to watch\. Name a folder: qa index --watch FOLDER$"),
        ([Path("a"), "http://example.org/a"], r"^http://example\.org/a cannot be watched, as it is a web address\."),
    ],
)
def test_what_cannot_be_watched_is_refused(paths: list[Path | str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        check_watchable(paths)


def test_without_the_library_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(SettingsError, match=r"^Watching needs an extra: pip install 'article-qa\[watch\]'$"):
        check_watchable([Path("a")])


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal as Ctrl+C does elsewhere")
def test_a_real_change_is_seen_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles", reason="pip install 'article-qa[watch]'")
    folder = tmp_path / "docs"
    folder.mkdir()
    code = (
        "import sys; sys.path[:0] = [{!r}, {!r}]\nfrom fakes import HashEncoder\nimport index.embedding\n"
        "from index import bundled_encoder\nHashEncoder.model = bundled_encoder.NAME\n"
        "index.embedding.encoder_named = lambda model: HashEncoder()\n"
        "from qa.commandline.parser import main\nsys.exit(main(['index', 'docs', '--watch', '--index', 'ix']))"
    ).format(str(REPOSITORY), str(REPOSITORY / "tests"))
    (folder / "a.txt").write_text(RAIN)
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    assert process.stdout
    try:
        for line in process.stderr:
            if line.startswith("Watching for changes"):
                break
        time.sleep(0.5)
        (folder / "b.txt").write_text("The sun shone on the hills and the sheep.\n")
        told = next(line for line in process.stdout if line.startswith("As of"))
        assert "1 changed: 1 added" in told
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0  # It ends what it reads first, which takes its time on a busy machine.
    finally:
        process.kill()
        process.communicate()


def test_changes_come_as_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watchfiles = pytest.importorskip("watchfiles", reason="pip install 'article-qa[watch]'")
    seen = [set(), {(1, str(tmp_path / "a.txt")), (2, str(tmp_path / "b.txt"))}]
    monkeypatch.setattr(watchfiles, "watch", lambda *paths, **options: iter(seen))
    assert list(changes_in([tmp_path])) == [set(), {tmp_path / "a.txt", tmp_path / "b.txt"}]
