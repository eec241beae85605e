"""Where the page's name and password come from: an option, a file, or a variable."""

from __future__ import annotations

import os
import stat
from collections.abc import MutableMapping
from pathlib import Path

from index.errors import SettingsError

VARIABLE = "QA_AUTH"


def credentials(
    auth: str | None, auth_file: Path | None, environment: MutableMapping[str, str] = os.environ
) -> tuple[str, str] | None:
    """The name and the password, from whichever of the three is given; None where none is.

    The variable is taken out of the environment, so that processes started later do not see it. Raises
    `SettingsError` where more than one is given, or what is given is not USER:PASSWORD.
    """
    variable = environment.pop(VARIABLE, None)
    given = {"--auth": auth, "--auth-file": auth_file, VARIABLE: variable}
    named = [name for name, value in given.items() if value is not None]
    if len(named) > 1:
        raise SettingsError(f"{' and '.join(named)} both say the name and the password: give one of them alone.")
    if auth_file is not None:
        return _parse(_read(auth_file), f"the one line of {auth_file}")
    if variable is not None:
        return _parse(variable, VARIABLE)
    return None if auth is None else _parse(auth, "--auth")


def _parse(text: str, source: str) -> tuple[str, str]:
    user, _, password = text.partition(":")
    # The page takes spaces around a name off before it compares.
    if not (user.strip() and password):
        wanted = "--auth USER:PASSWORD" if source == "--auth" else "USER:PASSWORD"
        raise SettingsError(f"{source} needs a name and a password with a colon between them: {wanted}")
    return user.strip(), password


def _read(file: Path) -> str:
    """The one line of a file that is not open to everybody."""
    try:
        with file.open(encoding="utf-8") as opened:
            if os.name == "posix" and os.fstat(opened.fileno()).st_mode & stat.S_IROTH:
                raise SettingsError(f"Everybody on this computer can read {file}. Close it to others: chmod o-r {file}")
            lines = opened.read().splitlines()
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not text in UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{file} could not be opened: {error.strerror}.") from None
    if len(lines) != 1:
        raise SettingsError(f"{file} must hold one line, USER:PASSWORD, and has {len(lines)}.")
    return lines[0]
