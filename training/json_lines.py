"""Files with one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def json_lines(path: Path) -> Iterator[Any]:
    """The value of each line, in order."""
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())
