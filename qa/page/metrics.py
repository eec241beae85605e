"""How the page is used, in numbers that Prometheus reads. None of them holds a word of what anybody asked."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

# When a counter began is of no use to anybody, and doubles the lines.
disable_created_metrics()  # type: ignore[no-untyped-call]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus's text format."""

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the latency histogram: an answer takes a twentieth of a second to several, and more under load."""


class Metrics:
    """Counters, gauges and a histogram of one served page, in a registry of their own.

    `entry` is where a question came in: "page", "gradio", "mcp", "rest", "chat" or "embed".
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.questions = self._counter(
            "questions", "Questions that got an answer, a reply or a refusal.", "entry", "form"
        )
        self.answered = self._counter("questions_answered", "Those of them that were answered.", "entry")
        self.failed = self._counter("questions_failed", "Questions that got none of these.", "entry", "kind")
        self.seconds = Histogram(
            "article_qa_question_seconds",
            "Seconds from a question's turn to its answer.",
            ("entry",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.replies = self._counter("http_replies", "Replies by HTTP.", "status")
        self.uploads = self._counter("uploads", "Documents that readers added.", "outcome")
        ProcessCollector(registry=self.registry)

    def watch(self, name: str, what: str, value: Callable[[], float]) -> None:
        """A gauge that is asked for its value whenever the metrics are read."""
        gauge = Gauge(f"article_qa_{name}", what, registry=self.registry)
        gauge.set_function(value)

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self.registry)

    def total(self, counter: Counter, **labels: str) -> float:
        """The sum of a counter over all labels that are not given."""
        return sum(
            sample.value
            for metric in counter.collect()
            for sample in metric.samples
            if sample.name.endswith("_total") and labels.items() <= sample.labels.items()
        )

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"article_qa_{name}", what, labels, registry=self.registry)
