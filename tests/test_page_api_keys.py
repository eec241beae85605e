"""Keys of programs: only their hashes are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import SettingsError
from qa.page.api_keys import ApiKeys, hash_key, new_key, read_keys
from qa.page.secret_file import put_secret


def test_a_key_is_long_and_new_each_time() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key) for key in keys} == {46}


def test_a_hash_is_sha256_s() -> None:
    # printf abc | sha256sum
    assert hash_key("abc") == "sha256$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_bearer_of_a_known_key_is_known_by_its_name() -> None:
    key = new_key()
    put_secret(Path("keys"), "reports", hash_key(key))
    keys = read_keys(Path("keys"))
    assert keys == ApiKeys({hash_key(key): "reports"})
    assert keys.of_bearer(f"Bearer {key}") == keys.of_bearer(f"bearer  {key} ") == "reports"
    for wrong in (key, f"Basic {key}", "Bearer", f"Bearer {key}x", "Bearer \ud800", ""):
        assert keys.of_bearer(wrong) is None
    assert key not in Path("keys").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "keys holds no key. Add one: qa keys add NAME"), ("a:b", r"Line 1 of keys is no NAME:HASH")],
)
def test_a_file_of_other_things_is_refused(text: str, message: str) -> None:
    path = Path("keys")
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(SettingsError, match=message):
        read_keys(path)
