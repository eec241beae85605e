"""The commands `qa users` and `qa keys`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from qa.commandline.parser import main
from qa.page import accounts
from qa.page.accounts import read_accounts
from qa.page.api_keys import read_keys


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "COST", 16)


def add(monkeypatch: pytest.MonkeyPatch, name: str, password: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    return main(["users", "add", name])


def test_users_are_added_replaced_listed_and_removed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(monkeypatch, "ann", "one\n") == add(monkeypatch, "bob", "two") == 0
    assert add(monkeypatch, "ann", "three\nrest") == 0
    known = read_accounts(Path("users"))
    assert (known("ann", "three"), known("ann", "one"), known("bob", "two")) == (True, False, True)
    capsys.readouterr()
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out.split() == ["bob", "ann"]
    assert main(["users", "remove", "bob"]) == 0
    assert not read_accounts(Path("users"))("bob", "two")


def test_a_key_is_shown_once_and_its_hash_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "add", "reports", "--file", "k"]) == 0
    told = capsys.readouterr()
    key = told.out.strip()
    assert read_keys(Path("k")).of_bearer(f"Bearer {key}") == "reports"
    assert key not in Path("k").read_text(encoding="utf-8")
    assert "shown once" in told.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["users", "add", "a:b"], "qa: A name has 1 to 64 characters"),
        (["users", "add", "ann"], "qa: The password is empty."),
        (["users", "remove", "ann"], "qa: There is no file users."),
        (["users", "list"], "qa: users could not be opened: No such file"),
        (["keys", "add", ""], "qa: A name has 1 to 64 characters"),
    ],
)
def test_what_does_not_fit_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(message)


def test_a_name_that_is_not_there_cannot_be_removed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "add", "reports"])
    assert main(["keys", "remove", "other"]) == 2
    assert "There is no 'other' in keys." in capsys.readouterr().err


def test_a_terminal_is_asked_twice(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = iter(["one", "two", "same", "same"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert main(["users", "add", "ann"]) == 2
    assert "The two passwords are not the same." in capsys.readouterr().err
    assert main(["users", "add", "ann"]) == 0
    assert read_accounts(Path("users"))("ann", "same")
