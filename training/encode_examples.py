"""Write the vectors of the examples that `qa.form.likeness` compares with: qa/form/likeness.npy, 16 bits a number.

python training/encode_examples.py
"""

from __future__ import annotations

import numpy as np

from index.onnx_encoder import BundledEncoder
from qa.form.likeness import EXAMPLES, VECTORS_FILE


def main() -> None:
    lines = [line for lines in EXAMPLES.values() for line in lines]
    np.save(VECTORS_FILE, BundledEncoder().encode(lines).astype(np.float16))
    print(f"{VECTORS_FILE}: {len(lines)} examples")


if __name__ == "__main__":
    main()
