"""Keys of programs: long random texts, of which only the hashes are kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SettingsError
from qa.page.secret_file import read_secret_lines

_HASH = re.compile(r"sha256\$[0-9a-f]{64}")


def new_key() -> str:
    """A key of 256 random bits."""
    return f"qa_{secrets.token_urlsafe(32)}"


def hash_key(key: str) -> str:
    """As it stands in a file. One round is enough: a random key cannot be found by trying likely ones."""
    return f"sha256${hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


@dataclass(frozen=True)
class ApiKeys:
    """The hash of each key, and its name."""

    names: Mapping[str, str] = field(repr=False)

    def of_bearer(self, given: str) -> str | None:
        """The name of the key that an Authorization header brings; None where it brings none that is known."""
        kind, _, key = given.partition(" ")
        return self.names.get(hash_key(key.strip())) if kind.lower() == "bearer" else None


def read_keys(file: Path) -> ApiKeys:
    """Lines NAME:HASH, as `qa keys add` writes them. Raises `SettingsError`."""
    names: dict[str, str] = {}
    for number, line in read_secret_lines(file):
        name, _, stored = line.partition(":")
        if not name.strip() or not _HASH.fullmatch(stored.strip()):
            raise SettingsError(f"Line {number} of {file} is no NAME:HASH. Add a key: qa keys add NAME --file {file}")
        names[stored.strip()] = name.strip()
    if not names:
        raise SettingsError(f"{file} holds no key. Add one: qa keys add NAME --file {file}")
    return ApiKeys(names)
