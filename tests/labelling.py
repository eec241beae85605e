"""What the tests of labelling share: a list of questions, a document, and labels."""

from __future__ import annotations

import json
from pathlib import Path

from fakes import NASTY, text_document

from qa.evaluation.labelling.label import Chosen, Label
from qa.evaluation.labelling.tasks import Tasks, load_tasks

TEXT = f"Bees make honey, wax and jelly. Bees sleep in winter.\n\nWasps die in autumn. {NASTY}"
DOCUMENT = text_document(TEXT, "bees.txt")
DOCUMENTS = {"bees.txt": DOCUMENT}
HONEY = Chosen("bees.txt", 0, 31)
SLEEP = Chosen("bees.txt", 32, 53)
NOT_THERE = Label("not-there")


def answer(*words: str, at: Chosen = HONEY) -> Label:
    return Label("answer", (at,), words)


def tasks(folder: Path, count: int = 3) -> Tasks:
    """Questions in a file of their own, beside which labels are kept."""
    file = folder / "questions.jsonl"
    asked = ["What do bees make?", "When do wasps die?", f"Do bees sleep in winter? {NASTY.strip()}"]
    rows = [
        {"id": f"q{at}", "question": asked[at % 3], "kind": "bees", "answerable": True, "answers": []}
        for at in range(count)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return load_tasks(file)
