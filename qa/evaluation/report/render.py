"""An evaluation as one HTML file that opens offline, fetches nothing and prints.

Headline numbers, plots and tables are rendered here from the templates in assets/; the
list of questions, which may be long, is drawn by the page's own script from the record,
which the file carries as JSON.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qa.evaluation.report import comparison, failures, glossary
from qa.evaluation.report.coverage import coverage_rows
from qa.evaluation.report.outcomes import OUTCOME_LABELS, count_outcomes
from qa.evaluation.report.plots import draw_plots
from qa.evaluation.resampling import wilson_interval
from qa.evaluation.stages import Stage

Record = Mapping[str, Any]

_CARDS = 7
_COLUMNS = (
    "hit@1",
    "hit@5",
    "mrr",
    "sentence_hit@1",
    "exact_match",
    "f1",
    "verdict_accuracy",
    "abstention_recall",
    "latency_p50_ms",
)


@dataclass(frozen=True)
class ReportSection:
    """A part of the page with a heading; `template` is the file in assets/ that renders it."""

    id: str
    title: str
    template: str


def render(record: Record) -> str:
    """The whole page. `record` is JSON-serialisable; its shape is in docs/evaluation.md."""
    style, script = asset("report.css"), asset("report.js")
    template = environment().get_template("report.html")
    page = template.render(
        record=record,
        policy=policy(style, script),
        style=Markup(style),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        data=Markup(embed(record)),  # noqa: S704 - has no "<"
        sections=_sections(record),
        outcomes=count_outcomes(record["questions"]),
        headline=_headline(record["metrics"]),
        figures=draw_plots(record),
        coverage=coverage_rows(record),
        questions_by_id={row["id"]: row["question"] for row in record["questions"]},
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def embed(record: Record) -> str:
    """The script's data as compact JSON that can stand inside a script element.

    It is the record with the labels of the outcomes and stages, and has no "<", no line separators, and no
    half of a surrogate pair.
    """
    labels = [asdict(label) for label in OUTCOME_LABELS]
    stages = [{"name": stage, "label": stage.label} for stage in Stage]
    data = {**record, "outcome_labels": labels, "stage_labels": stages}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found.group()):04x}", text)


def policy(style: str, script: str | None = None) -> str:
    """The Content-Security-Policy: nothing but this very style sheet and this very script."""

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    scripts = digest(script) if script else "'none'"
    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {scripts}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def asset(name: str) -> str:
    """A file of assets/."""
    return files("qa.evaluation.report").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """The templates of assets/."""
    made = Environment(
        loader=PackageLoader("qa.evaluation.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["term"] = glossary.term
    made.globals.update(
        columns=_columns,
        count=_count,
        failed=failures.failed,
        share=_share,
        summarize=comparison.summarize,
        term=glossary.term,
        verdict=comparison.verdict,
        wilson_interval=wilson_interval,
        write=glossary.write,
        write_brief_interval=glossary.write_brief_interval,
        write_difference=glossary.write_difference,
        write_interval=glossary.write_interval,
        write_probability=comparison.write_probability,
    )
    return made


def _sections(record: Record) -> list[ReportSection]:
    """Those that have something to show."""
    sections = (
        (True, ReportSection("summary", "Summary", "summary.html")),
        (record["questions"], ReportSection("plots", "Plots", "plots.html")),
        (failures.failed(record), ReportSection("failures", "Why answers failed", "failures.html")),
        (record["baseline"], ReportSection("compared", "Compared with the baseline", "comparison.html")),
        (record["by_kind"], ReportSection("kinds", "By kind of question", "kinds.html")),
        (record.get("by_origin"), ReportSection("origins", "Made and written questions", "origins.html")),
        (record.get("by_form"), ReportSection("forms", "By form of answer", "forms.html")),
        (record["by_document"], ReportSection("by-document", "By document", "documents.html")),
        (True, ReportSection("questions", "Questions", "questions.html")),
        (record["documents"], ReportSection("coverage", "Coverage of the documents", "coverage.html")),
        (record["metrics"], ReportSection("metrics", "All metrics", "metrics.html")),
    )
    return [section for shown, section in sections if shown]


def _headline(metrics: Mapping[str, Any]) -> list[str]:
    """The metrics that get a card: the first seven of `HEADLINE` that are known, and the median time."""
    names = [name for name in glossary.HEADLINE if name in metrics][:_CARDS]
    if "latency_p50_ms" in metrics and "latency_p50_ms" not in names:
        names.append("latency_p50_ms")
    return names


def _columns(groups: Mapping[str, Record]) -> list[str]:
    """The metrics, of those for tables by group, that any group has."""
    return [name for name in _COLUMNS if any(name in group["metrics"] for group in groups.values())]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _share(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"
