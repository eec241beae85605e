"""Names and passwords of those who may use the page, compared in constant time; in files the passwords are hashes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from index.errors import SettingsError
from qa.page.secret_file import read_secret_lines

COST, BLOCK, PARALLEL = 2**15, 8, 3
"""Of scrypt (RFC 7914), from OWASP's Password Storage Cheat Sheet: 32 MB for each password that is tried. How many are
tried is limited besides, see `qa.page.logins`."""

KEPT = 256
"""Passwords that were right and are remembered, as keyed hashes, so that each request need not cost a scrypt."""

_MEMORY = 2**27
_HASH = re.compile(r"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w+/=]{16,128})\$([\w+/=]{16,128})", re.ASCII)
_NAME = re.compile(r"[^\s:#][^:\r\n]{0,63}")


def hash_password(password: str) -> str:
    """As it stands in a file: "scrypt$32768$8$3$salt$hash"."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(password, salt, COST, BLOCK, PARALLEL, 32)
    told = (base64.b64encode(part).decode() for part in (salt, digest))
    return "$".join(("scrypt", str(COST), str(BLOCK), str(PARALLEL), *told))


@dataclass(frozen=True)
class Accounts:
    """Names, each with its password or the hash of it. Called with a name and a password it says whether they fit."""

    secrets: Mapping[str, str] = field(repr=False)
    _right: OrderedDict[bytes, None] = field(default_factory=OrderedDict, repr=False, compare=False)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False, compare=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    @classmethod
    def of_one(cls, user: str, password: str) -> Accounts:
        """One name, with its password."""
        return cls({user: password})

    def __call__(self, user: str, password: str) -> bool:
        seen = hashlib.blake2b(
            f"{len(user)}:{user}:{password}".encode("utf-8", "surrogatepass"), key=self._key
        ).digest()
        with self._lock:
            if seen in self._right:
                self._right.move_to_end(seen)
                return True
        # A name that nobody has costs as much as one that somebody has.
        stored = self.secrets.get(user) or next(iter(self.secrets.values()))
        fits = _fits(password, stored) and user in self.secrets
        if fits:
            with self._lock:
                self._right[seen] = None
                while len(self._right) > KEPT:
                    self._right.popitem(last=False)
        return fits

    def of_basic(self, given: str) -> str | None:
        """The name that an Authorization header of HTTP Basic brings with its password; None where they do not fit."""
        kind, _, encoded = given.partition(" ")
        try:
            text = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        user, _, password = text.partition(":")
        return user if kind.lower() == "basic" and self(user, password) else None


def read_accounts(file: Path) -> Accounts:
    """One line USER:PASSWORD, or lines USER:HASH as `qa users add` writes them; # begins a comment.

    Raises `SettingsError` where the file is open to everybody, empty, or holds something else.
    """
    lines = read_secret_lines(file)
    if len(lines) == 1:
        ((number, line),) = lines
        user, _, password = line.partition(":")
        if not (user.strip() and password):
            raise SettingsError(f"Line {number} of {file} needs a name and a password: USER:PASSWORD")
        return Accounts({user.strip(): password})
    if not lines:
        raise SettingsError(f"{file} holds no name and no password. Add some: qa users add NAME --file {file}")
    accounts: dict[str, str] = {}
    for number, line in lines:
        user, _, stored = line.partition(":")
        if not _HASH.fullmatch(stored.strip()):
            raise SettingsError(
                f"Line {number} of {file} is not USER:HASH. Of several passwords none may stand there as it is: "
                f"qa users add NAME --file {file}"
            )
        if user.strip() in accounts:
            raise SettingsError(f"Line {number} of {file} gives a name a second time. Take one of them out.")
        accounts[user.strip()] = stored.strip()
    return Accounts(accounts)


def check_name(name: str) -> str:
    """The name of an account or a key, if it can be one. Raises `SettingsError`."""
    if not _NAME.fullmatch(name) or name != name.strip() or not name.isprintable():
        raise SettingsError("A name has 1 to 64 characters, no colon, and does not begin with #. Choose another name.")
    return name


def _fits(password: str, stored: str) -> bool:
    found = _HASH.fullmatch(stored)
    if found is None:
        return secrets.compare_digest(_digest(password), _digest(stored))
    cost, block, parallel = (int(part) for part in found.groups()[:3])
    try:
        salt, wanted = (base64.b64decode(part, validate=True) for part in found.groups()[3:])
        digest = _scrypt(password, salt, cost, block, parallel, len(wanted))
    except (ValueError, binascii.Error):
        return False
    return secrets.compare_digest(digest, wanted)


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int, length: int) -> bytes:
    given = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(given, salt=salt, n=cost, r=block, p=parallel, maxmem=_MEMORY, dklen=length)


def _digest(text: str) -> bytes:
    """Of one length for all texts, so that comparing tells nothing of theirs."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
