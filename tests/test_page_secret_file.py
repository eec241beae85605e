"""Files of names with their secrets."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from index.errors import SettingsError
from qa.page.secret_file import put_secret, read_secret_lines

FILE = Path("secrets")


def test_a_name_is_put_replaced_and_taken_out_and_the_rest_stays() -> None:
    assert put_secret(FILE, "a", "1") is False
    FILE.write_text(f"# mine\n{FILE.read_text(encoding='utf-8')}", encoding="utf-8")
    assert put_secret(FILE, "b", "2") is False
    assert put_secret(FILE, "a", "3") is True
    assert read_secret_lines(FILE) == [(2, "b:2"), (3, "a:3")]
    assert put_secret(FILE, "b", None) is True
    assert put_secret(FILE, "nobody", None) is False
    assert FILE.read_text(encoding="utf-8") == "# mine\na:3\n"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_a_new_file_is_its_owner_s_alone_and_an_old_one_keeps_its_mode() -> None:
    put_secret(FILE, "a", "1")
    assert stat.S_IMODE(FILE.stat().st_mode) == 0o600
    FILE.chmod(0o640)
    put_secret(FILE, "b", "1")
    assert stat.S_IMODE(FILE.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_a_file_that_everybody_can_read_is_refused() -> None:
    put_secret(FILE, "a", "1")
    FILE.chmod(0o604)
    with pytest.raises(SettingsError, match=r"^Everybody on this computer can read secrets\. .*chmod o-r secrets$"):
        read_secret_lines(FILE)


def test_what_cannot_be_read_or_written_is_told() -> None:
    with pytest.raises(SettingsError, match=r"^secrets could not be opened: No such file"):
        read_secret_lines(FILE)
    Path("folder").mkdir()
    with pytest.raises(SettingsError, match=r"^folder could not be written: Is a directory\.$"):
        put_secret(Path("folder"), "a", "1")
    FILE.write_bytes(b"me:\xff")
    FILE.chmod(0o600)
    for does in (lambda: read_secret_lines(FILE), lambda: put_secret(FILE, "a", "1")):
        with pytest.raises(SettingsError, match=r"^secrets is not text in UTF-8\.$"):
            does()
