"""Many runs over the same questions: a table with intervals, every pair tested, and who wins where."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from index.embedding import Progress
from index.errors import QuestionSetError
from qa.evaluation.baseline import check_same_questions, provenance_of, scores_of
from qa.evaluation.comparison import LOWER_IS_BETTER, SIGNIFICANT, SWAPS, PairedTest, holm, paired_tests
from qa.evaluation.metrics import ENDED_WELL, check_metric, comparable, ended_well, units_of
from qa.evaluation.report.glossary import HEADLINE
from qa.evaluation.resampling import Drawn, Estimate, Statistic, bootstrap
from qa.evaluation.rows import Outcome, QuestionScores

FORMAT = 1
"""Of the record that `qa compare --json` writes."""

_SWAPS_A_TEST, _MOST_SWAPS = 50, 20_000
"""Of many tests the least p-value, corrected, must still be able to fall under 0.05."""

Scores = Mapping[str, Sequence[QuestionScores]]
"""By run, the scores of the same questions in the same order."""


@dataclass(frozen=True)
class Pair:
    """One metric of two runs; `difference` is the second's less the first's, with its 95% interval.

    `p_holm` is corrected over all pairs and metrics that were tested; None for latencies.
    """

    metric: str
    first: str
    second: str
    difference: float
    low: float
    high: float
    p: float | None
    p_holm: float | None

    @property
    def significant(self) -> bool:
        return self.p_holm is not None and self.p_holm < SIGNIFICANT

    @property
    def winner(self) -> str | None:
        """The run that is significantly better."""
        if not self.significant:
            return None
        return self.second if (self.difference > 0) != (self.metric in LOWER_IS_BETTER) else self.first


@dataclass(frozen=True)
class Group:
    """The questions of a kind, or about a document: how many ended well in each run."""

    by: str
    name: str
    questions: int
    ended_well: Mapping[str, Estimate]

    @property
    def leaders(self) -> list[str]:
        """The runs with the largest share; all of them where they are level."""
        best = max(found.value for found in self.ended_well.values())
        return [run for run, found in self.ended_well.items() if found.value == best]


@dataclass(frozen=True)
class Asked:
    """One question, and how it ended in each run."""

    id: str
    question: str
    outcomes: Mapping[str, Outcome]

    @property
    def differs(self) -> bool:
        """Whether it ended well in some runs and not in others."""
        return len({outcome.is_good for outcome in self.outcomes.values()}) > 1


@dataclass(frozen=True)
class Runs:
    """What comparing them found. `metrics` has an estimate by metric and run; `left_out` counts the questions that
    not every run asked; `made_of` has, by run, what it was made of and others were not; `tests` counts the p-values
    corrected together."""

    names: tuple[str, ...]
    drawn: Drawn
    metrics: Mapping[str, Mapping[str, Estimate]]
    pairs: tuple[Pair, ...]
    tests: int
    groups: tuple[Group, ...]
    questions: tuple[Asked, ...]
    left_out: int
    made_of: Mapping[str, Mapping[str, str]]
    warnings: tuple[str, ...]

    def ranked(self, metric: str) -> list[str]:
        """The runs by this metric, the best first; level ones as they were named."""
        sign = 1 if metric in LOWER_IS_BETTER else -1
        return sorted(self.names, key=lambda run: sign * self.metrics[metric][run].value)

    def beaten(self, metric: str, run: str) -> list[str]:
        """The runs that this one is significantly better than."""
        won = (pair for pair in self.pairs if pair.metric == metric and pair.winner == run)
        return [pair.first if pair.second == run else pair.second for pair in won]

    def to_dict(self) -> dict[str, Any]:
        """The object that `qa compare --json` writes."""
        return {
            "format": FORMAT,
            "runs": list(self.names),
            "drawn": self.drawn,
            "left_out": self.left_out,
            "made_of": {run: dict(found) for run, found in self.made_of.items()},
            "metrics": {name: _plain(found) for name, found in self.metrics.items()},
            "tests": self.tests,
            "pairs": [{**asdict(pair), "winner": pair.winner} for pair in self.pairs],
            "groups": [
                {"by": one.by, "name": one.name, "questions": one.questions, "ended_well": _plain(one.ended_well)}
                for one in self.groups
            ],
            "questions": [asdict(asked) for asked in self.questions],
        }

    def to_json(self) -> str:
        """`to_dict` as text."""
        return json.dumps(self.to_dict(), indent=1) + "\n"


def compare_runs(
    records: Mapping[str, Mapping[str, Any]], metrics: Sequence[str] = (), progress: Progress | None = None
) -> Runs:
    """Compare what `qa eval --json` wrote, by name, over the questions that all of them asked.

    Of `metrics`, or else of a few that tell most, those that are defined in every run are tested; `progress` is
    called after each pair of runs. Raises
    `QuestionSetError` where there is nothing to compare, or questions of the same id differ; `SettingsError` for an
    unknown metric.
    """
    names = tuple(records)
    if len(names) < 2:
        raise QuestionSetError("Name two runs or more, each a file that qa eval --json wrote.")
    first = names[0]
    warnings = [
        line for other in names[1:] for line in check_same_questions(records[first], first, records[other], other)
    ]
    scores, left_out = _in_common({name: scores_of(record) for name, record in records.items()})
    rows = {row["id"]: row for row in records[first]["questions"]}
    kept = [rows[one.id] for one in scores[first]]
    estimates = _estimates(scores, _wanted(metrics))
    pairs, tests = _pairs(scores, list(estimates), progress)
    return Runs(
        names=names,
        drawn=units_of(scores[first]).drawn,
        metrics=estimates,
        pairs=pairs,
        tests=tests,
        groups=(*_groups("kind", kept, scores), *_groups("document", kept, scores)),
        questions=_asked(kept, scores),
        left_out=left_out,
        made_of=_made_of(records),
        warnings=tuple(warnings),
    )


def _in_common(found: Mapping[str, Mapping[str, QuestionScores]]) -> tuple[Scores, int]:
    first, *others = found.values()
    ids = [one for one in first if all(one in other for other in others)]
    if not ids:
        raise QuestionSetError(f"{' and '.join(found)} have no question in common: their ids differ.")
    every = {one for scores in found.values() for one in scores}
    return {name: [scores[one] for one in ids] for name, scores in found.items()}, len(every) - len(ids)


def _wanted(metrics: Sequence[str]) -> list[str]:
    for name in metrics:
        check_metric(name, comparable([]))
    return list(dict.fromkeys(metrics)) or [ENDED_WELL, *HEADLINE]


def _defined(rows: Sequence[QuestionScores], wanted: Sequence[str]) -> dict[str, Statistic]:
    found = comparable(rows)
    return {name: found[name] for name in wanted}


def _estimates(scores: Scores, wanted: Sequence[str]) -> dict[str, dict[str, Estimate]]:
    """By metric and run, of the metrics that are defined in every run."""
    by_run = {run: bootstrap(_defined(rows, wanted), units_of(rows)) for run, rows in scores.items()}
    everywhere = [name for name in wanted if all(name in found for found in by_run.values())]
    return {name: {run: found[name] for run, found in by_run.items()} for name in everywhere}


def _pairs(scores: Scores, metrics: Sequence[str], progress: Progress | None) -> tuple[tuple[Pair, ...], int]:
    couples = list(combinations(scores, 2))
    tests = len(couples) * sum(not name.startswith("latency") for name in metrics)
    swaps = min(_MOST_SWAPS, max(SWAPS, 100 * (tests * _SWAPS_A_TEST // 100)))
    found: dict[tuple[str, str, str], PairedTest] = {}
    for done, (one, other) in enumerate(couples, 1):
        defined = _defined([*scores[one], *scores[other]], metrics)
        for name, tested in paired_tests(defined, units_of(scores[one]), swaps).items():
            found[name, one, other] = tested
        if progress:
            progress(done, len(couples))
    corrected = holm({key: tested.p for key, tested in found.items() if tested.p is not None})
    pairs = (
        Pair(*key, tested.after - tested.before, tested.low, tested.high, tested.p, corrected.get(key))
        for key, tested in found.items()
    )
    return tuple(sorted(pairs, key=lambda pair: metrics.index(pair.metric))), len(corrected)


def _groups(by: str, rows: Sequence[Mapping[str, Any]], scores: Scores) -> list[Group]:
    """The groups that questions fall into by kind or document; none where all are of one."""
    column = "cluster" if by == "document" else by
    members: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if row.get(column) is not None:
            members.setdefault(str(row[column]), []).append(at)
    if len(members) < 2:
        return []
    return [Group(by, name, len(inside), _ended_well_of(inside, scores)) for name, inside in members.items()]


def _ended_well_of(inside: Sequence[int], scores: Scores) -> dict[str, Estimate]:
    chosen = {run: [rows[at] for at in inside] for run, rows in scores.items()}
    return {run: bootstrap({ENDED_WELL: ended_well(rows)}, units_of(rows))[ENDED_WELL] for run, rows in chosen.items()}


def _asked(rows: Sequence[Mapping[str, Any]], scores: Scores) -> tuple[Asked, ...]:
    return tuple(
        Asked(row["id"], str(row.get("question", row["id"])), {run: found[at].outcome for run, found in scores.items()})
        for at, row in enumerate(rows)
    )


def _made_of(records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Settings and models that are not the same in all runs, by run."""
    found = {}
    for name, record in records.items():
        known = provenance_of(record)
        found[name] = {
            key: _written(value) for part in ("settings", "models") for key, value in (known.get(part) or {}).items()
        }
    keys = list(dict.fromkeys(key for made in found.values() for key in made))
    differing = [key for key in keys if len({made.get(key) for made in found.values()}) > 1]
    return {name: {key: made[key] for key in differing if key in made} for name, made in found.items()}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _plain(estimates: Mapping[str, Estimate]) -> dict[str, dict[str, float]]:
    return {run: asdict(found) for run, found in estimates.items()}
