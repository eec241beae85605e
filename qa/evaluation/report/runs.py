"""Several runs on one HTML page that opens offline and needs no script."""

from __future__ import annotations

from markupsafe import Markup

from qa.evaluation.report.outcomes import OUTCOME_LABELS
from qa.evaluation.report.render import asset, environment, policy
from qa.evaluation.runs import Runs


def render_runs(runs: Runs) -> str:
    """The whole page."""
    style = asset("report.css")
    page = (
        environment()
        .get_template("runs.html")
        .render(
            runs=runs,
            policy=policy(style),
            style=Markup(style),  # noqa: S704 - a file of this package
            labels={found.name: found for found in OUTCOME_LABELS},
            differing=[asked for asked in runs.questions if asked.differs],
        )
    )
    return page.encode("utf-8", "replace").decode("utf-8")
