"""Names and passwords: what is kept of them, and what fits."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from index.errors import SettingsError
from qa.page import accounts
from qa.page.accounts import Accounts, check_name, hash_password, read_accounts


def write(text: str) -> Path:
    path = Path("users")
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing."""
    monkeypatch.setattr(accounts, "COST", 16)
    monkeypatch.setattr(accounts, "PARALLEL", 1)


@pytest.mark.parametrize(
    ("user", "password", "fits"),
    [
        ("me", "s\u00e9cret", True),
        ("me", "secret", False),
        ("me", "s\u00e9cret ", False),
        ("you", "s\u00e9cret", False),
        ("", "", False),
        ("me", "\ud800", False),
    ],
)
@pytest.mark.parametrize("is_hashed", [True, False])
def test_an_account_is_its_name_and_its_password(user: str, password: str, fits: bool, is_hashed: bool) -> None:
    stored = hash_password("s\u00e9cret") if is_hashed else "s\u00e9cret"
    known = Accounts({"me": stored})
    assert known(user, password) is fits
    # What was right once is remembered, and what was wrong is not taken for it.
    assert known(user, password) is fits


def test_a_hash_is_scrypt_s_of_the_password_and_its_own_salt() -> None:
    _, cost, block, parallel, salt, digest = hash_password("pw").split("$")
    wanted = hashlib.scrypt(b"pw", salt=b64decode(salt), n=int(cost), r=int(block), p=int(parallel), dklen=32)
    assert b64decode(digest) == wanted
    assert hash_password("pw") != hash_password("pw")


def test_names_and_passwords_do_not_run_into_each_other() -> None:
    known = Accounts({"a": "b:c"})
    assert known("a", "b:c")
    assert not known("a:b", "c")


def test_a_password_is_in_no_traceback_or_log() -> None:
    assert "secret" not in repr(Accounts.of_one("me", "secret"))


@pytest.mark.parametrize(
    "stored", ["scrypt$3$8$1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAA", "scrypt$999999$99$99$" + "A" * 44]
)
def test_a_hash_that_cannot_be_computed_lets_nobody_in(stored: str) -> None:
    assert not Accounts({"me": stored})("me", "secret")


@pytest.mark.parametrize(("given", "fits"), [("me:se:cret", "me"), ("me:wrong", None), ("me", None), ("", None)])
def test_http_basic_is_read(given: str, fits: str | None) -> None:
    known, encoded = Accounts.of_one("me", "se:cret"), b64encode(given.encode()).decode()
    assert known.of_basic(f"Basic {encoded}") == fits
    assert known.of_basic(f"basic  {encoded}") == fits
    for broken in (encoded, f"Bearer {encoded}", "Basic ***", "Basic", f"Basic {b64encode(bytes([255])).decode()}"):
        assert known.of_basic(broken) is None


def test_a_file_holds_one_password_or_several_hashes() -> None:
    assert read_accounts(write("me:se:cret \n")) == Accounts({"me": "se:cret "})
    one, two = hash_password("one"), hash_password("two")
    read = read_accounts(write(f"# our readers\nann:{one}\n\nbob:{two}\n"))
    assert read("ann", "one")
    assert read("bob", "two")
    assert not read("ann", "two")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"users holds no name and no password. Add some: qa users add NAME --file users"),
        ("me", r"Line 1 of users needs a name and a password: USER:PASSWORD"),
        ("\n :secret\n", r"Line 2 of users needs a name and a password"),
        ("me:secret\nyou:secret\n", r"Line 1 of users is not USER:HASH"),
    ],
)
def test_what_a_file_must_not_hold_is_told_without_a_password(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as told:
        read_accounts(write(text))
    assert "secret" not in str(told.value)


def test_a_name_that_stands_there_twice_is_told() -> None:
    with pytest.raises(SettingsError, match=r"Line 2 of users gives a name a second time"):
        read_accounts(write(f"me:{hash_password('a')}\nme:{hash_password('b')}\n"))


@pytest.mark.parametrize("name", ["", "a:b", "#a", " a", "a ", "x" * 65, "a\nb", "a\u202eb"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="A name has 1 to 64 characters"):
        check_name(name)
    assert check_name("ann lee") == "ann lee"
