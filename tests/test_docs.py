"""docs/ as a site, and its Python examples."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
BLOCKS = re.findall(r"^```python\n(.*?)^```", (REPOSITORY / "docs/python.md").read_text(encoding="utf-8"), re.S | re.M)


@pytest.mark.parametrize("code", BLOCKS, ids=["settings", "memory"])
def test_the_python_examples_run(capsys: pytest.CaptureFixture[str], code: str) -> None:
    exec(code, {})
    assert capsys.readouterr().out.strip()


def test_the_site_is_built_with_every_link_in_place(tmp_path: Path) -> None:
    if importlib.util.find_spec("material") is None:
        pytest.skip("mkdocs-material is not installed: pip install 'article-qa[docs]'")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path / "site")]
    built = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    start = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "fonts.googleapis.com" not in start
    for name in ("serving.html", "python.html", "reader_card.html", "benchmarks/page_load.html"):
        assert (tmp_path / "site" / name).is_file()
