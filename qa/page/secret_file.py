"""Files of names with their secrets: read only where not everybody can, and written whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from filelock import FileLock

from index.errors import SettingsError


def read_secret_lines(file: Path) -> list[tuple[int, str]]:
    """The lines that say something, each with its number from 1; # begins a comment line.

    Raises `SettingsError` where the file cannot be read, or everybody can read it.
    """
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            if os.name == "posix" and os.fstat(opened.fileno()).st_mode & stat.S_IROTH:
                raise SettingsError(f"Everybody on this computer can read {file}. Close it to others: chmod o-r {file}")
            lines = opened.read().splitlines()
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not text in UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{file} could not be opened: {error.strerror}.") from None
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]


def put_secret(file: Path, name: str, secret: str | None) -> bool:
    """Set the line of a name, or with None take it out; the other lines stay as they are. Whether there was one.

    The file is made where it is missing, for its owner alone. Raises `SettingsError` where it cannot be written.
    """
    try:
        with FileLock(f"{file}.lock"):
            kept = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
            others = [line for line in kept if line.startswith("#") or line.partition(":")[0].strip() != name]
            _write(file, [*others, *([f"{name}:{secret}"] if secret is not None else [])])
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not text in UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{file} could not be written: {error.strerror}.") from None
    return len(others) < len(kept)


def _write(file: Path, lines: list[str]) -> None:
    """The new file takes the old one's place at once, and its mode where it had one."""
    mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o600
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in lines)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.chmod(mode)
    fresh.replace(file)
