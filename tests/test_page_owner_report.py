"""What the owner is shown of the page's use."""

from __future__ import annotations

import json
from pathlib import Path

from qa.page.metrics import Metrics
from qa.page.owner_report import MOST_SHOWN, RefusedQuestion, numbers, refused_most, report
from qa.page.usage import Usage


def line(question: str, at: str = "2024-01-01T00:00:00", form: str = "refusal") -> dict[str, str]:
    return {"question": question, "form": form, "at": at}


def test_what_was_refused_most_comes_first_as_it_was_last_typed() -> None:
    lines = [line("Who?"), line(" who ", "2024-02-01T00:00:00"), line("Why?"), line("Why?", form="quotation"), {}]
    lines += [{"question": 1, "form": "refusal"}]  # type: ignore[dict-item]
    assert refused_most(lines) == [RefusedQuestion(" who ", 2, "2024-02-01"), RefusedQuestion("Why?", 1, "2024-01-01")]
    assert len(refused_most(line(str(number)) for number in range(99))) == MOST_SHOWN


def test_without_a_log_and_without_thumbs_there_is_nothing_to_show() -> None:
    told = report(Usage(), None)
    assert (told.refused, told.thumbs, told.wrong) == (None, None, [])


def test_judgements_are_counted_and_the_latest_wrong_ones_shown(tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl"
    judged = [("a", "right"), ("b", "wrong"), ("c", "not-said"), ("d", "right")]
    lines = [json.dumps({"question": question, "judgement": said, "given": None}) for question, said in judged]
    path.write_text("\n".join(["{", *lines]), encoding="utf-8")
    told = report(Usage(), path)
    assert told.thumbs == {"right": 2, "wrong": 1, "not-said": 1}
    assert [each.question for each in told.wrong] == ["c", "b"]


def test_a_feedback_file_that_is_not_there_yet_holds_nothing() -> None:
    assert report(Usage(), Path("none.jsonl")).thumbs == {}


def test_numbers_come_from_the_metrics() -> None:
    metrics = Metrics()
    for form, seconds in (("list", 0.2), ("list", 0.3), ("list", 0.3), ("refusal", 70.0)):
        metrics.questions.labels("page", form).inc()
        metrics.seconds.labels("page").observe(seconds)
        if form == "list":
            metrics.answered.labels("rest").inc()
    metrics.replies.labels("503").inc(2)
    told = numbers(metrics)
    assert (told["Questions"], told["Answered"]) == ("4", "75%")
    assert (told["Half of them within"], told["95% within"]) == ("0.5 s", "more than 60 s")
    assert told["Replies with an error of the server"] == "2"
