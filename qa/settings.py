"""Settings: from a TOML file, the environment and flags, parsed once, strictly.

Later sources win: defaults, then `qa.toml` in the working folder (or the file named),
then variables such as QA_INDEX or QA_WEIGHTS__SENTENCE_DENSE, then flags. A key that is
not known fails and names the nearest one that is.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from index import bundled_encoder
from index.chunking import Chunking
from index.errors import SettingsError
from qa.engine_options import EngineOptions
from qa.files import write_whole
from qa.reading.prior import ANSWERABLE_SHARE
from qa.retrieval_options import PASSAGES, Weights

BUNDLED_READER, SENTENCE_READER = "bundled", "sentences"
"""Names of the readers that need no other model."""

DEFAULT_FILE = Path("qa.toml")
_PREFIX = "QA_"
_NO_SETTINGS = {"QA_AUTH", "QA_ASK_KEY"}
"""Variables that are read elsewhere: see `qa.commandline.credentials` and `qa eval --ask`."""
_NESTED = "__"
_SECRET = {"engine", "engine.url"}
"""What is given for these may hold a password."""


class Settings(BaseModel):
    """Everything that can be set.

    `index` is the folder of the index. `encoder` is "all-MiniLM-L6-v2" (bundled), a
    folder, or a name on the Hugging Face hub. `reader` is "bundled", which gives short
    answers; "sentences", which answers with whole ones by similarity alone; or an
    extractive question-answering model by its folder or name on that hub. An answer is given when its confidence
    reaches `threshold`, 0 to 1; None is the reader's own. `answerable_share`, between 0 and 1, is how many of the
    questions are expected to have an answer; the confidence of readers with a model goes by it. `passages` is how
    many are retrieved for a question. With `engine` the index is in a database rather than in `index`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    index: Path = Path(".qa/index")
    encoder: str = bundled_encoder.NAME
    reader: str = BUNDLED_READER
    threshold: float | None = Field(default=None, ge=0, le=1)
    answerable_share: float = Field(default=ANSWERABLE_SHARE, gt=0, lt=1)
    passages: int = Field(default=PASSAGES, ge=1, le=100)
    engine: EngineOptions = EngineOptions()
    weights: Weights = Weights()
    chunking: Chunking = Chunking()

    @field_validator("index", "encoder", "reader", mode="before")
    @classmethod
    def _is_named(cls, value: object) -> object:
        if value == "":
            raise ValueError("it is empty")
        return value


def load_settings(
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    flags: Mapping[str, Any] | None = None,
) -> Settings:
    """Read all sources; `flags` that are None count as not given, and a dot in their names leads to a part.

    Raises `SettingsError`.
    """
    merged = _from_file(file)
    for name, value in environment.items():
        if name.startswith(_PREFIX) and name not in _NO_SETTINGS:
            _put(merged, name.removeprefix(_PREFIX).lower().split(_NESTED), value, name)
    for name, value in (flags or {}).items():
        if value is not None:
            _put(merged, name.split("."), value, name)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def merged_settings(base: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with some changed, by dotted names such as "weights.sentence_dense". Raises `SettingsError`."""
    merged = base.model_dump()
    for name, value in values.items():
        _put(merged, name.split("."), value, name)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def write_setting(file: Path, name: str, value: float) -> None:
    """Put one top-level setting into a TOML file, which is made where there is none; all else in it stays as it is.

    Raises `SettingsError` where the file is not valid TOML or cannot be written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.is_file() else tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {file} is not valid TOML: {error}") from None
    document[name] = value
    write_whole(file, tomlkit.dumps(document))


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None and not DEFAULT_FILE.is_file():
        return {}
    path = file or DEFAULT_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings file {path} could not be opened: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}") from None


def _put(tree: dict[str, Any], keys: list[str], value: object, name: str) -> None:
    for key in keys[:-1]:
        branch = tree.setdefault(key, {})
        if not isinstance(branch, dict):
            raise SettingsError(f"{name} does not fit the settings: {key} has no parts.")
        tree = branch
    tree[keys[-1]] = value


def _explain(error: ValidationError) -> str:
    """The first complaint as one sentence."""
    complaint = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in complaint["loc"])
    if complaint["type"] not in {"extra_forbidden", "unexpected_keyword_argument"}:
        message = complaint["msg"].removeprefix("Value error, ")
        shown = not isinstance(complaint["input"], dict) and path not in _SECRET
        given = f" = {complaint['input']!r}" if shown else ""
        return f"The setting {path}{given} does not fit: {message}."
    known = _known_keys()
    near = difflib.get_close_matches(path, known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"Known settings: {', '.join(known)}."
    return f"There is no setting {path}. {hint}"


def _known_keys() -> list[str]:
    keys: list[str] = []
    for name, field in Settings.model_fields.items():
        parts = fields(field.annotation) if is_dataclass(field.annotation) else ()
        keys.extend(f"{name}.{part.name}" for part in parts)
        keys.extend([] if parts else [name])
    return keys
