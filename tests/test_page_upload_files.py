"""Uploaded files on disk, and what is left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qa.page.upload_files import UploadFiles

_HOLDS_A_FILE = """
import sys, time
from pathlib import Path
from qa.page.upload_files import UploadFiles
with UploadFiles(Path(sys.argv[1])).file(".txt") as file:
    file.write_text("a secret")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_file_is_there_for_as_long_as_it_is_read(tmp_path: Path) -> None:
    with UploadFiles(tmp_path).file(".pdf") as file:
        file.write_bytes(b"x")
        assert (file.suffix, file.parent.parent) == (".pdf", tmp_path)
        if hasattr(os, "getuid"):
            assert file.parent.stat().st_mode & 0o777 == 0o700
    assert not file.exists()


def test_a_file_goes_though_reading_it_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), UploadFiles(tmp_path).file(".pdf") as file:
        raise RuntimeError
    assert not file.exists()


def test_nothing_is_made_before_the_first_file(tmp_path: Path) -> None:
    UploadFiles(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_deleted_at_the_next_start_and_what_a_living_one_holds_is_not(
    tmp_path: Path,
) -> None:
    root = str(Path(__file__).resolve().parents[1])
    command = [sys.executable, "-c", _HOLDS_A_FILE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        UploadFiles(tmp_path)
        assert [path.read_text() for path in tmp_path.glob("*/*.txt")] == ["a secret"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert list(tmp_path.glob("*/*.txt"))
    UploadFiles(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_ends_leaves_nothing(tmp_path: Path) -> None:
    root = str(Path(__file__).resolve().parents[1])
    code = _HOLDS_A_FILE.replace("time.sleep(60)", "sys.exit()")
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter.txt").write_text("keep me")
    (tmp_path / "article-qa-uploads-0.lock").touch()
    (tmp_path / "article-qa-uploads-0").symlink_to(precious, target_is_directory=True)
    UploadFiles(tmp_path)
    assert (precious / "letter.txt").exists()
