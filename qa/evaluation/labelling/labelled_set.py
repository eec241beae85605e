"""Labels as a question set that `qa eval` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.documents import Document
from qa.evaluation.labelling.agreement import Labels
from qa.evaluation.labelling.label import Label
from qa.evaluation.labelling.tasks import Task, Tasks


@dataclass(frozen=True)
class LabelledSet:
    """The lines of the set; the questions that annotators differ on, not adjudicated; those without a label."""

    text: str
    questions: int
    differing: tuple[str, ...]
    unlabelled: tuple[str, ...]


def labelled_set(
    tasks: Tasks, labels: Labels, adjudicated: Mapping[str, Label], documents: Mapping[str, Document]
) -> LabelledSet:
    """The set of what is decided: by the adjudicator, or by all annotators alike."""
    lines, differing, unlabelled = [], [], []
    for task in tasks.questions:
        final = adjudicated.get(task.id)
        given = [own[task.id] for own in labels.values() if task.id in own and own[task.id].is_done]
        if final is not None and final.is_done:
            lines.append(_line(task, final, documents))
        elif not given:
            unlabelled.append(task.id)
        elif len({label.value for label in given}) > 1:
            differing.append(task.id)
        else:
            lines.append(_line(task, given[0], documents))
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return LabelledSet(text, len(lines), tuple(differing), tuple(unlabelled))


def _line(task: Task, label: Label, documents: Mapping[str, Document]) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": task.id,
        "question": task.question,
        **task.kept,
        "answerable": label.choice != "not-there",
    }
    if task.history:
        line["history"] = list(task.history)
    texts = {one: documents[one.document].text[one.start : one.end] for one in label.sentences}
    line["answers"] = []
    if label.choice == "answer":
        line["answers"] = list(label.answers or texts.values())
    if label.choice == "list":
        line["items"] = [[item] for item in label.answers]
    if label.choice in {"yes", "no"}:
        line["verdict"] = label.choice
    line["evidence"] = [
        {"document": one.document, "start": one.start, "end": one.end, "text": text} for one, text in texts.items()
    ]
    return line
