"""The report as text; tests/test_report_browser.py opens it."""

from __future__ import annotations

import copy
import json
import random
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import row as scores

from qa.assistant import Assistant
from qa.evaluation import evaluate
from qa.evaluation.metrics import risk_coverage_curve
from qa.evaluation.report.coverage import coverage_rows, paragraph_counts
from qa.evaluation.report.glossary import term, write, write_difference
from qa.evaluation.report.outcomes import OUTCOME_LABELS, count_outcomes
from qa.evaluation.report.plots import draw_plots
from qa.evaluation.report.render import embed, render
from qa.evaluation.resampling import wilson_interval
from qa.evaluation.rows import FORMAT, Outcome
from qa.evaluation.stages import Stage
from qa.settings import Settings

QUESTIONS = Path(__file__).resolve().parents[1] / "seeds" / "questions.jsonl"
NASTY = "<script>alert(1)</script></script><!--<script> \"><img src=x onerror=alert(1)> ' & {braces} \u2028 \U0001f41d"
Record = dict[str, Any]


# Records: of the real article, and made up.


def article_record(assistant: Assistant) -> Record:
    """What `qa eval` finds about the article with its own questions."""
    return evaluate(QUESTIONS, assistant=assistant, settings=Settings()).report_record()


def _record(
    title: str,
    rows: Sequence[Record],
    documents: Mapping[str, Any],
    index: Record | None,
    threshold: float,
) -> Record:
    groups: dict[str, dict[str, list[Record]]] = {"kind": {}, "document": {}}
    for row in rows:
        for name, members in groups.items():
            if row[name] is not None:
                members.setdefault(row[name], []).append(row)
    by = {
        name: {key: {"questions": len(inside), "metrics": metrics_of(inside)} for key, inside in members.items()}
        for name, members in groups.items()
    }
    return {
        "format": FORMAT,
        "title": title,
        "index": index,
        "threshold": threshold,
        "metrics": metrics_of(rows),
        "by_kind": by["kind"],
        "by_document": by["document"],
        "questions": list(rows),
        "documents": dict(documents),
        "baseline": None,
    }


def metrics_of(rows: Sequence[Record]) -> dict[str, Record]:
    """A few metrics, with Wilson's interval in the place of the bootstrap's: near enough to look at."""
    ranked = [row for row in rows if row["evidence"]]
    shares: dict[str, tuple[float, int]] = {}
    if ranked:
        for k in (1, 3, 5):
            shares[f"hit@{k}"] = sum((row["rank"] or 99) <= k for row in ranked), len(ranked)
        shares["mrr"] = sum(1 / row["rank"] if row["rank"] else 0 for row in ranked), len(ranked)
        shares["sentence_hit@1"] = sum(row["right"] and row["answered"] for row in ranked), len(ranked)
    shares["exact_match"] = sum(row["exact_match"] for row in rows), len(rows)
    shares["f1"] = sum(row["f1"] for row in rows), len(rows)
    unanswerable = [row for row in rows if not row["answerable"]]
    if unanswerable:
        shares["abstention_recall"] = sum(not row["answered"] for row in unanswerable), len(unanswerable)
    shares["quote_fidelity"] = len(rows), len(rows)
    found: dict[str, Record] = {}
    for name, (hits, of) in shares.items():
        low, high = wilson_interval(round(hits), of)
        found[name] = {"value": hits / of, "low": low, "high": high}
    times = sorted(row["latency_ms"] for row in rows)
    for percent in (50, 95):
        found[f"latency_p{percent}_ms"] = {"value": times[percent * len(times) // 101], "low": None, "high": None}
    return found


def synthetic_record(number: int, *, documents: int = 8, paragraphs: int = 45, seed: int = 0) -> Record:
    """A made-up run of `number` questions about made-up documents, of the size of a SQuAD file."""
    chance = random.Random(seed)
    words = ["river", "bridge", "council", "treaty", "winter", "harvest", "engine", "signal", "harbour", "orbit"]
    shapes: dict[str, Any] = {}
    for at in range(documents):
        texts = [" ".join(chance.choices(words, k=110)).capitalize() + "." for _ in range(paragraphs)]
        starts = [sum(len(text) + 1 for text in texts[:n]) for n in range(paragraphs)]
        shapes[f"Document_{at}"] = {
            "title": f"Document {at}",
            "text": "\n".join(texts),
            "paragraphs": [[start, start + len(text)] for start, text in zip(starts, texts, strict=True)],
            "headings": [],
        }
    rows = [_made_up(at, shapes, chance) for at in range(number)]
    index = {"id": "0123456789abcdef", "documents": documents, "passages": documents * paragraphs}
    return _record("squad2-half/eval.json", rows, shapes, index, 0.24)


def _made_up(at: int, shapes: Mapping[str, Any], chance: random.Random) -> Record:
    name = chance.choice(list(shapes))
    text, places = shapes[name]["text"], shapes[name]["paragraphs"]
    chosen = chance.sample(range(len(places) - 4), 8)
    answerable, rank = chance.random() < 0.5, min(8, int(chance.expovariate(0.9)) + 1)
    start = places[chosen[rank - 1]][0] + chance.randrange(200)
    confidence = chance.betavariate(4, 2) if answerable else chance.betavariate(2, 5)
    right = answerable and chance.random() < confidence
    answered = confidence >= 0.24
    cited = start if right else places[chosen[0]][0] + 300
    prediction = text[cited + 4 : cited + 20]
    gold = [text[start + 4 : start + 20]] if answerable else []
    return {
        "id": f"q{at}",
        "question": f"What did {text[start : start + 12].strip()} number {at} of {name} mean?",
        "standalone_question": f"What did number {at} mean?",
        "history": [],
        "kind": chance.choice(["factoid", "reason", "paraphrase"]),
        "document": name,
        "answerable": answerable,
        "answered": answered,
        "right": right,
        "outcome": scores(answerable=answerable, answered=answered, right=right).outcome,
        "gold_answers": gold,
        "answer": prediction if answered else None,
        "prediction": prediction,
        "confidence": round(confidence, 4),
        "reason": None if answered else "Nothing in the article is close enough to the question to be its answer.",
        "rank": rank if answerable else None,
        "exact_match": float(right),
        "f1": float(right),
        "latency_ms": round(chance.lognormvariate(2.6, 0.4), 2),
        "evidence": [{"document": name, "start": start, "end": start + 40}] if answerable else [],
        "citations": [
            {
                "document": name,
                "paragraph": chosen[0] + 1,
                "start": cited,
                "end": cited + 80,
                "answer_start": cited + 4,
                "answer_end": cited + 20,
            }
        ],
        "passages": [
            {
                "document": name,
                "paragraph": n + 1,
                "start": places[n][0],
                "end": places[n][1],
                "score": round(1 - 0.09 * k, 4),
            }
            for k, n in enumerate(chosen)
        ],
    }


def nasty_record() -> Record:
    """Markup wherever the record holds text."""
    text = f"Bees \U0001f41d make honey. {NASTY} They keep warm by shivering."
    start = text.index("shivering")
    place = {"document": NASTY, "start": start, "end": start + 9}
    row = {
        **synthetic_record(1, documents=1, paragraphs=13)["questions"][0],
        **dict.fromkeys(("id", "question", "standalone_question", "kind", "document", "answer", "prediction"), NASTY),
        "answerable": True,
        "answered": False,
        "outcome": Outcome.REFUSED_ANSWERABLE,
        "history": [NASTY],
        "gold_answers": [NASTY],
        "reason": NASTY,
        "evidence": [place],
        "citations": [{**place, "paragraph": 1, "answer_start": start, "answer_end": start + 9}],
        "passages": [{"document": NASTY, "paragraph": 1, "start": 0, "end": len(text), "score": 0.5}],
    }
    shape = {"title": NASTY, "text": text, "paragraphs": [[0, len(text)]], "headings": [[0, len(text)]]}
    record = _record(NASTY, [row], {NASTY: shape}, {"id": NASTY, "documents": 1, "passages": 1}, 0.24)
    record["metrics"][NASTY] = {"value": 0.5, "low": 0.25, "high": 0.75}
    return with_baseline(record)


def with_baseline(record: Record) -> Record:
    """The record beside an earlier run that was a little worse."""
    record = copy.deepcopy(record)
    before = {name: {**estimate, "value": estimate["value"] * 0.9} for name, estimate in record["metrics"].items()}
    ids = [row["id"] for row in record["questions"]]
    comparison = [
        {
            "metric": name,
            "before": before[name]["value"],
            "after": now["value"],
            "difference": now["value"] - before[name]["value"],
            "low": 0.01,
            "high": 0.2,
            "p": None if name.endswith("_ms") else 0.004,
            "p_holm": None if name.endswith("_ms") else 0.03 if name == "f1" else 0.2,
            "significant": name == "f1",
        }
        for name, now in record["metrics"].items()
    ]
    changed = {"better": ids[:3], "worse": ids[3:4]}
    record["baseline"] = {"title": "earlier.json", "metrics": before, "comparison": comparison, **changed}
    return record


# What the page holds.


class Parsed(HTMLParser):
    """The page's elements, its text outside of scripts and styles, and its data."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.raw: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style"):
            self.raw.append(data)
        else:
            self.text += data

    def having(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def record(assistant: Assistant) -> Record:
    return article_record(assistant)


def test_the_headline_numbers_stand_on_the_page_with_their_intervals_and_meanings(record: Record) -> None:
    text = Parsed(render(record)).text
    for name in ("sentence_hit@1", "hit@5", "f1", "mrr"):
        assert write(name, record["metrics"][name]["value"]) in text
        assert write(name, record["metrics"][name]["low"]) in text
        assert term(name).meaning in text
    right = sum(row["outcome"] == Outcome.RIGHT_ANSWER for row in record["questions"])
    assert f"{right} with the right place cited" in text


def test_every_plot_names_its_axes_and_says_itself_in_words(record: Record) -> None:
    page = Parsed(render(record))
    plots = [svg for svg in page.having("svg") if svg.get("role") == "img"]
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert len(plots) == 4
    for plot in plots:
        assert {plot["aria-labelledby"], plot["aria-describedby"]} <= ids
    for axis in (
        "Share of questions answered",
        "Share wrong among those",
        "Confidence stated",
        "Share right",
        "Passages looked at (k)",
        "Milliseconds for one question",
    ):
        assert axis in page.text


def test_nothing_is_fetched(record: Record) -> None:
    page = Parsed(render(record))
    for tag, attributes in page.tags:
        assert tag not in {"link", "img", "iframe", "object", "base", "form"}
        assert not attributes.keys() & {"src", "style", "srcset", "action", "onclick"}
        assert (attributes.get("href") or "#").startswith("#")
    for text in page.raw[0], page.raw[2]:
        assert not re.search(r"https?:|//\w+\.|url\(|@import|fetch\(|innerHTML", text)


def test_the_style_sheet_and_the_script_are_the_files(record: Record) -> None:
    style, _, script = Parsed(render(record)).raw
    assets = files("qa.evaluation.report").joinpath("assets")
    assert style == assets.joinpath("report.css").read_text(encoding="utf-8")
    assert script == assets.joinpath("report.js").read_text(encoding="utf-8")


def test_the_policy_allows_this_style_sheet_and_this_script_and_nothing_else(record: Record) -> None:
    page = Parsed(render(record))
    (policy,) = (meta["content"] for meta in page.having("meta") if meta.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    style, _, script = page.raw
    for name, text in (("style", style), ("script", script)):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("make", [nasty_record, lambda: synthetic_record(20)], ids=["nasty", "synthetic"])
def test_the_record_can_be_read_back_from_the_page(make: Callable[[], Record]) -> None:
    record = make()
    embedded = json.loads(Parsed(render(record)).raw[1])
    labels, stages = embedded.pop("outcome_labels"), embedded.pop("stage_labels")
    assert embedded == record
    assert [label["name"] for label in labels] == list(Outcome)
    assert [stage["name"] for stage in stages] == list(Stage)


def test_half_characters_do_no_harm() -> None:
    record = {**synthetic_record(1), "title": "half \ud83d"}
    render(record).encode()
    assert json.loads(embed(record))["title"] == "half \ud83d"


def test_markup_in_the_record_makes_no_element() -> None:
    page, clean = Parsed(render(nasty_record())), Parsed(render(with_baseline(synthetic_record(1, documents=1))))
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in clean.tags} | {"p"}
    assert len(page.having("script")) == 2
    assert not any("onerror" in attributes for _, attributes in page.tags)
    assert NASTY in page.text


def test_the_same_record_gives_the_same_page(record: Record) -> None:
    assert render(record) == render(copy.deepcopy(record))


def test_a_baseline_stands_beside_the_run(record: Record) -> None:
    text = Parsed(render(with_baseline(record))).text
    assert "Compared with the baseline" in text
    assert "earlier.json" in text
    assert "Significantly better in 1, significantly worse in 0 of the metrics." in text
    f1 = record["metrics"]["f1"]["value"]
    assert write_difference("f1", f1 * 0.1) in text
    assert "not tested" in text
    assert "Compared with the baseline" not in Parsed(render(record)).text


def test_changed_questions_link_to_their_rows(record: Record) -> None:
    page = Parsed(render(with_baseline(record)))
    links = [a["href"] for a in page.having("a") if (a["href"] or "").startswith("#q=")]
    assert links == [f"#q={row['id']}" for row in record["questions"][:4]]


def test_metrics_that_are_absent_are_not_shown() -> None:
    record = {**synthetic_record(5), "metrics": {}, "by_kind": {}, "by_document": {}}
    text = Parsed(render(record)).text
    assert "All metrics" not in text
    assert "By kind" not in text
    assert "MRR" not in text


def test_an_unknown_metric_is_shown_under_its_own_name() -> None:
    record = synthetic_record(5)
    record["metrics"]["readers_joy"] = {"value": 0.5, "low": None, "high": None}
    assert "Readers joy" in Parsed(render(record)).text


def test_a_run_without_evidence_kinds_or_documents_renders() -> None:
    record = synthetic_record(3)
    for row in record["questions"]:
        row.update(evidence=[], kind=None, document=None, rank=None, citations=[], passages=[])
    record.update(by_kind={}, by_document={}, documents={}, index=None)
    text = Parsed(render(record)).text
    assert "3 questions" in text
    assert "first k passages" not in text
    assert "Coverage of the documents" not in text


def test_one_question_and_none_render() -> None:
    assert "1 question " in Parsed(render(synthetic_record(1))).text
    empty = {**synthetic_record(1), "questions": [], "metrics": {}, "by_kind": {}, "by_document": {}}
    assert "No question was asked." in Parsed(render(empty)).text


# The numbers behind it.


def test_every_outcome_has_a_label_and_a_style(record: Record) -> None:
    assert [label.name for label in OUTCOME_LABELS] == list(Outcome)
    style = Parsed(render(record)).raw[0]
    for outcome in Outcome:
        assert f"rect.{outcome} {{" in style
        assert f".swatch.{outcome} {{" in style


def test_outcomes_are_counted_from_the_rows(record: Record) -> None:
    rows, counts = record["questions"], count_outcomes(record["questions"])
    assert [found.outcome for found in counts] == list(Outcome)
    assert [found.count for found in counts] == [sum(row["outcome"] == each for row in rows) for each in Outcome]
    assert [found.share for found in counts] == [found.count / len(rows) for found in counts]
    assert [found.before for found in counts] == pytest.approx(
        [sum(found.share for found in counts[:at]) for at in range(5)]
    )
    assert all(found.count == found.share == 0 for found in count_outcomes([]))


def test_the_plot_of_risk_and_coverage_shows_the_curve_of_the_metrics(record: Record) -> None:
    rows = record["questions"]
    confidence, right = (np.array([row[name] for row in rows], dtype=float) for name in ("confidence", "right"))
    curve = risk_coverage_curve(confidence, right)
    (plot,) = (figure for figure in draw_plots(record) if figure.name == "risk")
    drawn = re.search(r'class="curve" d="M([^"]+)"', plot.drawing)
    assert drawn
    points = [tuple(map(float, point.split())) for point in drawn.group(1).split("L")]
    # The drawing is 460 wide with margins of 58 and 22, and 300 high with margins of 16 and 54.
    top = 1.0 if curve.risk.max() > 0.5 else 0.5
    expected = zip(58 + curve.coverage[0] * 380, 246 - curve.risk[0] / top * 230, strict=True)
    assert points == [pytest.approx(point, abs=0.051) for point in expected]
    assert plot.rows[-1][:2] == ("100%", f"{1 - right.mean():.1%}")


def test_the_plot_of_hits_shows_the_metrics(record: Record) -> None:
    (plot,) = (figure for figure in draw_plots(record) if figure.name == "hits")
    for k in (1, 3, 5):
        assert plot.rows[k - 1][1] == write(f"hit@{k}", record["metrics"][f"hit@{k}"]["value"])


def test_a_paragraph_is_counted_once_a_question() -> None:
    paragraphs = [[0, 10], [12, 20], [22, 30]]
    span = {"document": "a", "start": 3, "end": 12}
    row = {
        "answered": True,
        "evidence": [span, {"document": "a", "start": 5, "end": 6}, {"document": "gone", "start": 0, "end": 9}],
        "passages": [{"document": "a", "start": 0, "end": 20}],
        "citations": [{"document": "a", "start": 12, "end": 20}],
    }
    shape = {"title": "A", "text": "x" * 30, "paragraphs": paragraphs, "headings": []}
    record = {"documents": {"a": shape}, "questions": [row, {**row, "answered": False}]}
    counts = paragraph_counts(record)["a"]
    assert [(counted.gold, counted.retrieved, counted.cited) for counted in counts] == [(2, 2, 0), (0, 2, 1), (0, 0, 0)]
    assert [counted.state for counted in counts] == ["asked", "unasked", "untouched"]
    (line,) = coverage_rows(record)
    assert (line.paragraphs, line.asked, line.unasked, line.untouched) == (3, 1, 1, [3])


def test_cells_stand_under_the_last_heading_before_them() -> None:
    text = "Intro. One Two Text."
    shape = {"title": "", "text": text, "paragraphs": [[0, 6], [15, 20]], "headings": [[7, 10], [11, 14]]}
    (line,) = coverage_rows({"documents": {"a": shape}, "questions": []})
    assert line.title == "a"
    assert [(part.heading, [cell.index for cell in part.cells]) for part in line.sections] == [
        (None, [0]),
        ("Two", [1]),
    ]
    assert line.untouched_listed == "1, 2"


def test_numbers_are_written_in_their_own_units() -> None:
    assert write("hit@5", 0.7236) == "72.4%"
    assert write("mrr", 0.8154) == "0.815"
    assert write("latency_p95_ms", 1234.4) == "1,234 ms"
    assert write_difference("f1", -0.031) == "\N{MINUS SIGN}3.1 points"
