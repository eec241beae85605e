"""Make the shipped weights from what training/train_reader.py wrote.

    python training/export_reader.py build/reader/model

Word embeddings were not trained, so they are left out and taken from the encoder's
package on loading; the rest is kept in 16 bits. Prints the checksum that
`qa.span_model.BUNDLED_SHA256` must hold.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from qa.span_model import SHARED, bundled_weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with the trained model.safetensors")
    tensors = load_file(parser.parse_args().model / "model.safetensors")
    kept = {name: tensor.to(torch.float16) for name, tensor in tensors.items() if name != SHARED}
    path = bundled_weights()
    save_file(kept, path)
    print(f"{path}: {path.stat().st_size:,} bytes, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
