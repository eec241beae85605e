"""Makes one site of docs/ and of what lies beside it: the README, CONTRIBUTING, the reader's card, the measurements.

MkDocs calls the `on_...` functions; see `hooks` in mkdocs.yml.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

REPOSITORY = Path(__file__).resolve().parents[1]

BESIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "qa/models/README.md": "reader_card.md",
    **{f"benchmarks/{path.name}": f"benchmarks/{path.name}" for path in sorted(REPOSITORY.glob("benchmarks/*.md"))},
}
"""Files of the repository that are no part of docs/, and what they are called in the site."""

_LINK = re.compile(r"(\]\(|(?:src|href)=\")(?!https?:|mailto:|#)([^)\s\"#]+)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)


def on_files(files: Files, config: Any) -> Files:
    """Add the files from beside, and a list of the measurements."""
    for source, name in BESIDE.items():
        files.append(File.generated(config, name, abs_src_path=str(REPOSITORY / source)))
    listed = "".join(f"- [{_title(source)}]({name})\n" for source, name in BESIDE.items() if "benchmarks/" in source)
    files.append(File.generated(config, "measurements.md", content=f"# Measurements\n\n{listed}"))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links lead to where the files are in the site; what is not in it is told by its name alone."""
    names = {name: source for source, name in BESIDE.items()}
    source = names.get(page.file.src_uri, f"docs/{page.file.src_uri}")

    def placed(found: re.Match[str]) -> str:
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source), found[2]))
        name = BESIDE.get(wanted) or (wanted.removeprefix("docs/") if wanted.startswith("docs/") else None)
        if name is None or page.file.src_uri == "measurements.md":
            return found[0]
        return found[1] + posixpath.relpath(name, posixpath.dirname(page.file.src_uri) or ".")

    parts, at = [], 0
    for code in _CODE.finditer(markdown):
        parts += [_LINK.sub(placed, markdown[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, _LINK.sub(placed, markdown[at:])])


def _title(source: str) -> str:
    first = (REPOSITORY / source).read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("#").strip()
