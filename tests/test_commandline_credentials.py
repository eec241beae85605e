"""Where the page's name and password come from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import SettingsError
from qa.commandline.credentials import credentials
from qa.page.accounts import Accounts
from qa.settings import load_settings


def file(text: str | bytes, mode: int = 0o600) -> Path:
    path = Path("auth")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def test_a_page_has_no_password_where_none_is_given() -> None:
    assert credentials(None, None, {}) is None


def test_each_source_gives_the_same() -> None:
    wanted = Accounts({"me": "se:cret "})
    assert credentials("me:se:cret ", None, {}) == wanted
    assert credentials(None, file("me:se:cret \n"), {}) == wanted
    assert credentials(None, file("me:se:cret \r\n", 0o640), {}) == wanted
    assert credentials(None, None, {"QA_AUTH": "me:se:cret "}) == wanted


def test_the_spaces_around_a_name_are_taken_off_as_the_page_does() -> None:
    assert credentials(" me :secret", None, {}) == Accounts({"me": "secret"})


def test_the_variable_is_not_handed_on_to_other_processes() -> None:
    environment = {"QA_AUTH": "me:secret", "QA_INDEX": "x"}
    credentials(None, None, environment)
    assert environment == {"QA_INDEX": "x"}


@pytest.mark.parametrize(
    ("auth", "with_file", "variable", "named"),
    [
        ("a:b", True, None, "--auth and --auth-file"),
        ("a:b", False, "a:b", "--auth and QA_AUTH"),
        (None, True, "", "--auth-file and QA_AUTH"),
        ("a:b", True, "a:b", "--auth and --auth-file and QA_AUTH"),
    ],
)
def test_only_one_source_may_be_given(auth: str | None, with_file: bool, variable: str | None, named: str) -> None:
    environment = {} if variable is None else {"QA_AUTH": variable}
    with pytest.raises(SettingsError, match=rf"^{named} both say the name and the password: give one of them alone\.$"):
        credentials(auth, file("a:b") if with_file else None, environment)


@pytest.mark.parametrize("text", ["", "me", "me:", ":secret", " :secret"])
def test_a_name_or_a_password_that_is_missing_leaves_no_page_open(text: str) -> None:
    """Above all not an empty variable, as a container gets it whose secret was not found."""
    with pytest.raises(SettingsError, match=r"^--auth needs a name and a password"):
        credentials(text, None, {})
    with pytest.raises(SettingsError, match=r"^QA_AUTH needs a name and a password"):
        credentials(None, None, {"QA_AUTH": text})
    with pytest.raises(SettingsError, match=r"^(Line 1 of auth needs|auth holds no name)"):
        credentials(None, file(text), {})


def test_several_passwords_may_not_stand_there_as_they_are() -> None:
    with pytest.raises(SettingsError, match=r"^Line 1 of auth is not USER:HASH\. Of several passwords none may stand"):
        credentials(None, file("me:secret\nyou:secret\n"), {})


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o644, 0o604])
def test_a_file_that_everybody_can_read_is_refused(mode: int) -> None:
    with pytest.raises(SettingsError, match=r"^Everybody on this computer can read auth\. .*chmod o-r auth$"):
        credentials(None, file("me:secret", mode), {})


def test_a_file_that_is_not_there_or_not_text_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^nowhere could not be opened: No such file"):
        credentials(None, Path("nowhere"), {})
    with pytest.raises(SettingsError, match=r"^auth is not text in UTF-8\.$"):
        credentials(None, file(b"me:\xff"), {})


def test_the_variable_is_no_setting() -> None:
    assert load_settings(environment={"QA_AUTH": "me:secret"}) == load_settings(environment={})
    with pytest.raises(SettingsError, match="There is no setting auht"):
        load_settings(environment={"QA_AUHT": "me:secret"})


def test_a_command_says_in_one_line_that_two_were_given() -> None:
    path = file("me:secret")
    run = subprocess.run(
        [sys.executable, "-m", "qa", "chat", "--auth-file", str(path)],
        env={**os.environ, "QA_AUTH": "me:secret", "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "qa: --auth-file and QA_AUTH both say the name and the password: give one of them alone.\n"
