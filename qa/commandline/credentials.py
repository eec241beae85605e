"""Where the page's names and passwords come from: an option, a file, or a variable."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

from index.errors import SettingsError
from qa.page.accounts import Accounts, read_accounts

VARIABLE = "QA_AUTH"


def credentials(
    auth: str | None, auth_file: Path | None, environment: MutableMapping[str, str] = os.environ
) -> Accounts | None:
    """Names and passwords, from whichever of the three is given; None where none is.

    The variable is taken out of the environment, so that processes started later do not see it. Raises
    `SettingsError` where more than one is given, or what is given is not USER:PASSWORD, or in a file several hashes.
    """
    variable = environment.pop(VARIABLE, None)
    given = {"--auth": auth, "--auth-file": auth_file, VARIABLE: variable}
    named = [name for name, value in given.items() if value is not None]
    if len(named) > 1:
        raise SettingsError(f"{' and '.join(named)} both say the name and the password: give one of them alone.")
    if auth_file is not None:
        return read_accounts(auth_file)
    if variable is not None:
        return _parse(variable, VARIABLE)
    return None if auth is None else _parse(auth, "--auth")


def _parse(text: str, source: str) -> Accounts:
    user, _, password = text.partition(":")
    # The page takes spaces around a name off before it compares.
    if not (user.strip() and password):
        wanted = "--auth USER:PASSWORD" if source == "--auth" else "USER:PASSWORD"
        raise SettingsError(f"{source} needs a name and a password with a colon between them: {wanted}")
    return Accounts.of_one(user.strip(), password)
