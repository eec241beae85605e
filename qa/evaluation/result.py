"""A finished run: its rows and metrics, and how they are written as JSON, HTML or a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from index.documents import Document
from index.errors import ArticleQAError
from qa.answer import IndexInfo
from qa.evaluation.baseline import estimates_of
from qa.evaluation.comparison import Comparison
from qa.evaluation.metrics import estimate, units_of
from qa.evaluation.perturbation import Drop
from qa.evaluation.provenance import Provenance
from qa.evaluation.resampling import Drawn, Estimate
from qa.evaluation.response import to_record
from qa.evaluation.rows import FORMAT, Row
from qa.evaluation.stages import Failure, Stage, failures_of, stage_of

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Result:
    """Rows in the order of the questions, and the documents they were asked of.

    `title` names the question set; `threshold` is the least confidence of an answer given;
    `index` is what was searched, None where every article was an index of its own. `provenance` is what
    the run was made of, `drops` what perturbing its questions cost where that was asked for.
    """

    title: str
    rows: tuple[Row, ...]
    documents: Mapping[str, Document]
    threshold: float
    index: IndexInfo | None = None
    provenance: Provenance | None = None
    drops: tuple[Drop, ...] = ()

    @cached_property
    def estimates(self) -> dict[str, Estimate]:
        """Every metric over all questions, with its interval."""
        return estimate([row.scores for row in self.rows])

    @property
    def metrics(self) -> dict[str, float]:
        """Every metric over all questions."""
        return {name: found.value for name, found in self.estimates.items()}

    @property
    def drawn(self) -> Drawn:
        """What is drawn for the intervals of all questions."""
        return units_of([row.scores for row in self.rows]).drawn

    @cached_property
    def by_kind(self) -> dict[str, list[Row]]:
        """The rows of each kind of question, where kinds are given."""
        return _grouped(self.rows, lambda row: row.question.kind)

    @cached_property
    def by_document(self) -> dict[str, list[Row]]:
        """The rows of each article, where questions come with one."""
        return _grouped(self.rows, lambda row: row.question.paragraph.document if row.question.paragraph else None)

    @cached_property
    def by_form(self) -> dict[str, list[Row]]:
        """The rows of each form of answer, a refusal among them."""
        return _grouped(self.rows, lambda row: row.answer.form)

    @cached_property
    def by_origin(self) -> dict[str, list[Row]]:
        """The rows of questions that a program made and of the others; empty where none was made."""
        if not any(row.question.made for row in self.rows):
            return {}
        return _grouped(self.rows, lambda row: "made" if row.question.made else "written")

    @cached_property
    def failures(self) -> dict[Stage, Failure]:
        """At which stage how many questions went wrong."""
        return failures_of(self.rows)

    @cached_property
    def _estimates_by_kind(self) -> dict[str, dict[str, Estimate]]:
        return _estimates(self.by_kind)

    @cached_property
    def _estimates_by_document(self) -> dict[str, dict[str, Estimate]]:
        return _estimates(self.by_document)

    def to_dict(self) -> dict[str, Any]:
        """The object that `qa eval --json` writes; the same for the same input, but for latencies."""
        return {
            "format": FORMAT,
            "title": self.title,
            "threshold": self.threshold,
            "index": self.index and self.index.to_dict(),
            "provenance": self.provenance and self.provenance.to_dict(),
            "drawn": self.drawn,
            "metrics": self.metrics,
            "intervals": {name: [found.low, found.high] for name, found in self.estimates.items()},
            "by_kind": _breakdown(self.by_kind, self._estimates_by_kind),
            "by_document": _breakdown(self.by_document, self._estimates_by_document),
            "by_form": _breakdown(self.by_form, _estimates(self.by_form, without="latency")),
            **({"by_origin": _breakdown(self.by_origin, _estimates(self.by_origin))} if self.by_origin else {}),
            "failures": {stage: failure.to_dict() for stage, failure in self.failures.items()},
            **({"perturbations": [drop.to_dict() for drop in self.drops]} if self.drops else {}),
            "questions": [_record(row) for row in self.rows],
        }

    def to_json(self) -> str:
        """`to_dict` as text."""
        return json.dumps(self.to_dict(), indent=1) + "\n"

    def to_answers(self) -> str:
        """The answers as `qa eval --answers` reads them, one JSON object a line."""
        rows = ({"id": row.question.id, **to_record(row.said)} for row in self.rows)
        return "".join(json.dumps(row) + "\n" for row in rows)

    def to_html(self, comparison: Comparison | None = None, baseline: Mapping[str, Any] | None = None) -> str:
        """The report as one HTML page that needs nothing else; see `qa.evaluation.report.render`."""
        from qa.evaluation.report.render import render

        return render(self.report_record(comparison, baseline))

    def report_record(
        self, comparison: Comparison | None = None, baseline: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """What the HTML report is rendered from: `to_dict` with the documents' texts and the comparison."""
        record = self.to_dict()
        metrics = estimates_of(record)
        del record["intervals"]
        documents = {name: _outline(document) for name, document in self.documents.items()}
        compared = _compared(comparison, baseline) if comparison and baseline else None
        return {**record, "metrics": metrics, "documents": documents, "baseline": compared}

    def to_dataframe(self) -> pandas.DataFrame:
        """A pandas table, one row a question. Raises `ArticleQAError` where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise ArticleQAError("A table needs pandas: pip install pandas") from error
        return pandas.DataFrame([_record(row) for row in self.rows])


def _record(row: Row) -> dict[str, Any]:
    return {**row.to_dict(), "stage": stage_of(row)}


def _grouped(rows: Sequence[Row], key: Callable[[Row], str | None]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        name = key(row)
        if name is not None:
            groups.setdefault(name, []).append(row)
    return groups


def _estimates(groups: Mapping[str, Sequence[Row]], without: str | None = None) -> dict[str, dict[str, Estimate]]:
    """Every metric of each group, but for those whose name begins with `without`."""
    found = {name: estimate([row.scores for row in rows]) for name, rows in groups.items()}
    return {
        name: {metric: one for metric, one in metrics.items() if not without or not metric.startswith(without)}
        for name, metrics in found.items()
    }


def _breakdown(
    groups: Mapping[str, Sequence[Row]], estimates: Mapping[str, Mapping[str, Estimate]]
) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "questions": len(rows),
            "metrics": {metric: asdict(found) for metric, found in estimates[name].items()},
        }
        for name, rows in groups.items()
    }


def _outline(document: Document) -> dict[str, Any]:
    blocks = [(block.kind == "heading", [block.start, block.end]) for block in document.blocks]
    return {
        "title": document.title,
        "text": document.text,
        "paragraphs": [place for is_heading, place in blocks if not is_heading],
        "headings": [place for is_heading, place in blocks if is_heading],
    }


def _compared(comparison: Comparison, baseline: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": comparison.title,
        "metrics": estimates_of(baseline),
        "comparison": [
            {**asdict(found), "difference": found.difference, "significant": found.significant}
            for found in comparison.differences
        ],
        "better": list(comparison.better),
        "worse": list(comparison.worse),
    }
