"""Logs that are switched on: whole lines, in files that do not grow without end."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import SettingsError
from qa.assistant import Assistant
from qa.page.question_log import RotatingLog, check_log, question_line


def test_a_full_file_makes_room_and_so_many_older_ones_are_kept() -> None:
    log = RotatingLog(Path("log"), largest=100, older=2)
    for number in range(40):
        log.write(f"line {number:02d}")
    assert [path.name for path in log.files] == ["log", "log.1", "log.2"]
    assert all(path.stat().st_size <= 100 for path in log.files)
    lines = [line for path in reversed(log.files) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines == [f"line {number:02d}" for number in range(40 - len(lines), 40)]
    log.close()


def test_a_line_stays_one_line_whatever_it_holds() -> None:
    log = RotatingLog(Path("log"))
    log.write("a\nb\rc %s \ud800")
    log.close()
    assert Path("log").read_text(encoding="utf-8") == "a b c %s \\ud800\n"


def test_no_file_is_there_before_the_first_line() -> None:
    assert RotatingLog(Path("log")).files == []


def test_a_log_that_cannot_be_written_is_told() -> None:
    Path("folder").mkdir()
    with pytest.raises(SettingsError, match=r"^The access log cannot be written to folder: Is a directory\.$"):
        check_log(Path("folder"), "The access log")


def test_a_question_s_line_says_what_became_of_it_and_nothing_of_who_asked(assistant: Assistant) -> None:
    line = json.loads(
        question_line(
            assistant.ask("Why did Qaani go to Baghdad?"), "page", 0.1234, datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
        )
    )
    assert line.pop("confidence") > 0
    assert line == {
        "at": "2024-05-06T07:08:09+00:00",
        "entry": "page",
        "question": "Why did Qaani go to Baghdad?",
        "standalone_question": "Why did Qaani go to Baghdad?",
        "form": "quotation",
        "answered": True,
        "documents": ["article.txt"],
        "ms": 123,
    }
