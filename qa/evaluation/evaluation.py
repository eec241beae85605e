"""A run that is ready to begin: what is asked, of whom, and what the answers are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.documents import Document
from index.embedding import Progress
from qa.answer import IndexInfo
from qa.evaluation.journal import Journal
from qa.evaluation.provenance import Provenance, digest
from qa.evaluation.question_set import Question
from qa.evaluation.result import Result
from qa.evaluation.run import Batch, run


@dataclass(frozen=True)
class Evaluation:
    """Everything is loaded and checked, and nothing is asked yet.

    `questions` have their evidence at its place in `documents`; all else is as in `Result`.
    """

    title: str
    questions: tuple[Question, ...]
    batches: Iterable[Batch]
    documents: Mapping[str, Document]
    threshold: float
    provenance: Provenance
    index: IndexInfo | None = None

    def run(self, progress: Progress | None = None, journal: Journal | None = None) -> Result:
        """Ask every question, but for those whose answers the journal has; `progress` is called after each."""
        batches = self.batches
        if journal:
            batches = (replace(batch, ask=journal.keeping(batch.ask)) for batch in batches)
        rows = run(batches, len(self.questions), progress)
        return Result(self.title, tuple(rows), self.documents, self.threshold, self.index, self.provenance)

    def journal(self, record: Path) -> Journal:
        """Where answers are kept until `record`, a file, is written."""
        return Journal(record, digest(self.provenance.to_dict()))
