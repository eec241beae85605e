"""What an owner may make their own of the page: title, colour, logo, welcome and first questions, from a TOML file."""

from __future__ import annotations

import base64
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import QuestionError, SettingsError
from qa.assistant import check_question
from qa.page.messages import Messages

LARGEST_LOGO = 200 * 1024
"""Bytes: it travels with the page."""

READABLE = 4.5
"""The least contrast of text to its ground (WCAG 2.2, 1.4.3)."""

PAPER, DARK_PAPER = "#ffffff", "#1b1e24"
"""What links and buttons stand on, as in frame.css."""

_KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_Line = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True)
class Branding:
    """None or nothing of a part leaves it as it is; `logo` is a data URI, the colours are "#rrggbb"."""

    title: str | None = None
    promise: str | None = None
    welcome: str | None = None
    accent: str | None = None
    accent_dark: str | None = None
    logo: str | None = None
    starters: tuple[str, ...] = ()

    def apply(self, messages: Messages) -> Messages:
        """The page's words, some of them the owner's."""
        own = {"title": self.title, "promise": self.promise, "welcome": self.welcome}
        return replace(messages, **{name: words for name, words in own.items() if words is not None})

    @property
    def style(self) -> str:
        """A style sheet for the colours."""
        rules = [(":root", self.accent), (".dark", self.accent_dark)]
        return "\n".join(f"{where} {{ --qa-link: {colour}; }}" for where, colour in rules if colour)


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    title: _Line | None = None
    promise: _Line | None = None
    welcome: _Line | None = None
    accent: str | None = None
    accent_dark: str | None = None
    logo: str | None = None
    starters: Annotated[list[str], Field(max_length=8)] = []


def read_branding(file: Path) -> Branding:
    """Parse the file; a logo's path begins at its folder.

    Raises `SettingsError` where a key is unknown, a value does not fit, a colour cannot be read on the page's ground,
    or the logo is missing, too large or no picture.
    """
    try:
        read = _File.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"{file} could not be opened: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from None
    except ValidationError as error:
        raise SettingsError(_explain(file, error)) from None
    for question in read.starters:
        try:
            check_question(question)
        except QuestionError as error:
            raise SettingsError(f"A question among the starters of {file} cannot be asked: {error}") from None
    _check_colour(file, "accent", read.accent, PAPER)
    _check_colour(file, "accent_dark", read.accent_dark, DARK_PAPER)
    logo = _data_uri(file.parent / read.logo) if read.logo else None
    return Branding(read.title, read.promise, read.welcome, read.accent, read.accent_dark, logo, tuple(read.starters))


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _check_colour(file: Path, name: str, colour: str | None, ground: str) -> None:
    if colour is None:
        return
    if not _COLOUR.fullmatch(colour):
        raise SettingsError(f"{name} in {file} is no colour: write it as #rrggbb, such as #1c4f8f")
    found = contrast(colour, ground)
    if found < READABLE:
        raise SettingsError(
            f"{name} = {colour} in {file} cannot be read on the page's {ground}: its contrast is {found:.1f}, and "
            f"{READABLE} is needed. Choose a {'darker' if ground == PAPER else 'lighter'} one."
        )


def _data_uri(file: Path) -> str:
    kind = _KINDS.get(file.suffix.lower())
    if kind is None:
        raise SettingsError(f"The logo {file} must be one of: {', '.join(_KINDS)}.")
    try:
        picture = file.read_bytes()
    except OSError as error:
        raise SettingsError(f"The logo {file} could not be opened: {error.strerror}.") from None
    if len(picture) > LARGEST_LOGO:
        raise SettingsError(f"The logo {file} is larger than {LARGEST_LOGO // 1024} kB. Make it smaller.")
    return f"data:{kind};base64,{base64.b64encode(picture).decode()}"


def _explain(file: Path, error: ValidationError) -> str:
    complaint = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in complaint["loc"])
    if complaint["type"] == "extra_forbidden":
        return f"There is no {name} in {file}. There are: {', '.join(_File.model_fields)}."
    return f"{name} in {file} does not fit: {complaint['msg']}."
