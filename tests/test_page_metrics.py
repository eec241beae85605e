"""How the page is used, in numbers."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from qa.page.metrics import SECONDS, Metrics


def test_its_text_is_prometheus_s_and_gauges_are_read_when_it_is_asked_for() -> None:
    metrics, waiting = Metrics(), [1.0]
    metrics.watch("questions_waiting", "Waiting.", lambda: waiting[0])
    metrics.questions.labels("rest", "list").inc(3)
    metrics.seconds.labels("rest").observe(0.3)
    waiting[0] = 7.0
    families = {family.name: family for family in text_string_to_metric_families(metrics.text().decode())}
    assert families["article_qa_questions_waiting"].samples[0].value == 7
    (sample,) = families["article_qa_questions"].samples
    assert (sample.labels, sample.value) == ({"entry": "rest", "form": "list"}, 3)
    buckets = [each.value for each in families["article_qa_question_seconds"].samples if each.name.endswith("_bucket")]
    assert buckets == [0.0] * sum(bound < 0.3 for bound in SECONDS) + [1.0] * (
        sum(bound >= 0.3 for bound in SECONDS) + 1
    )


def test_two_pages_do_not_count_together() -> None:
    one, other = Metrics(), Metrics()
    one.replies.labels("200").inc()
    assert (one.total(one.replies), other.total(other.replies)) == (1, 0)


def test_a_total_is_over_all_labels_that_are_not_given() -> None:
    metrics = Metrics()
    for entry, form in (("page", "list"), ("page", "refusal"), ("rest", "refusal")):
        metrics.questions.labels(entry, form).inc()
    assert metrics.total(metrics.questions) == 3
    assert metrics.total(metrics.questions, form="refusal") == 2
