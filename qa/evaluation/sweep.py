"""Many settings over the same questions: what does not change is done once; the best is judged on other questions."""

from __future__ import annotations

import itertools
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from index.chunking import Chunking
from index.collection import Collection
from index.embedding import Encoder, Progress, Vectors, encoder_named
from index.engine import Engine
from index.errors import QuestionSetError, SettingsError
from qa.evaluation.baseline import load_baseline, provenance_of, scores_of
from qa.evaluation.comparison import LOWER_IS_BETTER, paired_tests
from qa.evaluation.evaluation import Evaluation
from qa.evaluation.evaluator import prepare
from qa.evaluation.metrics import ENDED_WELL, comparable, units_of
from qa.evaluation.provenance import digest
from qa.evaluation.question_set import QuestionSet
from qa.evaluation.resampling import Estimate, bootstrap
from qa.evaluation.rows import QuestionScores
from qa.files import write_whole
from qa.reading.reader import Reader, Reading
from qa.retrieval import Hit
from qa.settings import Settings, merged_settings
from qa.startup import make_assistant, make_reader, open_collection

FORMAT = 1
"""Of the record that a sweep writes."""
MOST_POINTS = 1000
SEED = 0
_NOT_SWEPT = {"index", "engine"}


@dataclass(frozen=True)
class Point:
    """One choice of settings: the values that the grid gives, by dotted name, and the settings whole."""

    values: Mapping[str, Any]
    settings: Settings

    @property
    def name(self) -> str:
        """For a person: "passages=4, weights.sentence_dense=0"; of the settings as they are, "as set"."""
        return ", ".join(f"{key}={value}" for key, value in self.values.items()) or "as set"

    @property
    def file(self) -> str:
        return f"point-{digest(dict(self.values))[:12]}.json"


@dataclass(frozen=True)
class Swept:
    """What a sweep found. `chosen_by` has each point's metric on the half that the best was chosen on.

    `best` and `before`, the settings as they are, are measured on the other half; `change` is their paired difference
    there with its interval and p-value; latencies have none.
    """

    metric: str
    drawn: str
    halves: tuple[int, int]
    chosen_by: Mapping[str, float]
    best: str
    best_on_other: Estimate
    before_on_other: Estimate
    change: Estimate
    p: float | None

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1) + "\n"


def load_grid(path: Path, base: Settings) -> list[Point]:
    """The settings as they are, then every combination of the lists in a TOML file.

    Raises `SettingsError` where the file cannot be read, a value is no list, or a setting is not known.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The grid {path} could not be opened: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The grid {path} is not valid TOML: {error}") from None
    lists = dict(_lists(tree))
    for key, values in lists.items():
        if key.split(".")[0] in _NOT_SWEPT:
            raise SettingsError(f"The grid {path} names {key}, which is a place and no setting of answers.")
        if values == []:
            raise SettingsError(f"The grid {path}: {key} has no values. Give one or more, or leave it out.")
        if not isinstance(values, list):
            raise SettingsError(f"The grid {path}: {key} = {values!r} is no list. Write it as [{values!r}, ...]")
    if not lists:
        raise SettingsError(f"The grid {path} is empty. Write settings with lists, such as passages = [4, 8].")
    combinations = list(itertools.islice(itertools.product(*lists.values()), MOST_POINTS))
    if len(combinations) == MOST_POINTS:
        raise SettingsError(f"The grid {path} has {MOST_POINTS} combinations or more. Leave some out.")
    points = [Point({}, base)]
    for values in combinations:
        named = dict(zip(lists, values, strict=True))
        points.append(Point(named, merged_settings(base, named)))
    return points


def _lists(tree: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _lists(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def run_sweep(
    points: Sequence[Point],
    questions: QuestionSet,
    folder: Path,
    progress: Callable[[Point], Progress] = lambda _: lambda _done, _total: None,
) -> dict[str, dict[str, Any]]:
    """The record of each point, by name, each in a file of the folder; those that are there are not run again.

    A point that was stopped in the middle goes on where it stopped.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} could not be used: {error.strerror}.") from None
    shared = _Shared(questions, points[0].settings)
    records = {}
    for point in points:
        file = folder / point.file
        prepared = shared.prepare(point.settings)
        if not _is_done(file, prepared):
            journal = prepared.journal(file)
            write_whole(file, prepared.run(progress(point), journal).to_json())
            journal.remove()
        records[point.name] = load_baseline(file, "point")
    return records


def _is_done(file: Path, prepared: Evaluation) -> bool:
    if not file.exists():
        return False
    known = provenance_of(load_baseline(file, "point"))
    return bool(known.get("hashes") == prepared.provenance.to_dict()["hashes"])


class _Shared:
    """What points have in common, made once: vectors, collections by their chunking, and readings."""

    def __init__(self, questions: QuestionSet, base: Settings) -> None:
        self._questions, self._base = questions, base
        self._encoder = lru_cache(_RememberingEncoder)
        self._reader = lru_cache(_RememberingReader)
        self._collection = lru_cache(self._build)

    def prepare(self, settings: Settings) -> Evaluation:
        """A point's run, with what other points have loaded already."""
        encoder = self._encoder(settings.encoder)
        reader = self._reader(settings.reader, settings.answerable_share)
        if self._questions.documents:
            return prepare(self._questions, settings=settings, encoder=encoder, reader=reader)
        assistant = make_assistant(self._collection(settings.encoder, settings.chunking), encoder, settings, reader)
        return prepare(self._questions, settings=settings, assistant=assistant)

    def _build(self, encoder: str, chunking: Chunking) -> Engine:
        """The index as it is; for another encoder or chunking, its documents indexed anew in memory."""
        stored = open_collection(self._base, self._encoder(self._base.encoder)).current()
        if (encoder, chunking) == (self._base.encoder, self._base.chunking):
            return stored
        documents = list(stored.documents.values())
        return Collection.build(documents, self._encoder(encoder), chunking)


class _RememberingEncoder:
    """Encodes the same texts once.

    The same together: what else is in a batch changes a vector's last digits, and a sweep that was stopped must go on
    to the same numbers.
    """

    def __init__(self, name: str) -> None:
        self._encoder: Encoder = encoder_named(name)
        self.identity = self._encoder.identity
        self._known: dict[tuple[str, ...], Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        key = tuple(texts)
        if key not in self._known:
            self._known[key] = self._encoder.encode(texts)
        return self._known[key]


class _RememberingReader:
    """Reads each question with the same hits once: a threshold changes nothing about what was read."""

    def __init__(self, name: str, answerable_share: float) -> None:
        self._reader: Reader = make_reader(name, answerable_share)
        self._known: dict[tuple[Any, ...], Reading] = {}

    @property
    def threshold(self) -> float:
        return self._reader.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        key = (question, *((hit.passage.document, hit.passage.span, hit.score, hit.cosine) for hit in hits))
        if key not in self._known:
            self._known[key] = self._reader.read(question, hits)
        return self._known[key]


def choose(records: Mapping[str, Mapping[str, Any]], metric: str = ENDED_WELL) -> Swept:
    """The point that is best on one half of the questions, measured on the other half.

    Documents are halved with their questions where there are several. The first record is of the settings as they are.
    Raises `QuestionSetError` where a half has none of the metric.
    """
    scores = {name: list(scores_of(record).values()) for name, record in records.items()}
    before = next(iter(scores))
    chosen_on, other = _halves(scores[before])
    if not chosen_on or not other:
        raise QuestionSetError("Too few questions to choose on one half and to measure on the other: ask two or more.")
    sign = -1 if metric in LOWER_IS_BETTER else 1
    values = {name: _measured([rows[at] for at in chosen_on], metric).value for name, rows in scores.items()}
    best = max(values, key=lambda name: sign * values[name])
    old, new = ([scores[name][at] for at in other] for name in (before, best))
    tested = paired_tests({metric: comparable([*old, *new])[metric]}, units_of(new)).get(metric)
    if tested is None:
        raise QuestionSetError(f"{metric} is not defined for the half of the questions that is measured on.")
    return Swept(
        metric=metric,
        drawn=units_of(new).drawn,
        halves=(len(chosen_on), len(other)),
        chosen_by=values,
        best=best,
        best_on_other=_measured(new, metric),
        before_on_other=_measured(old, metric),
        change=Estimate(tested.after - tested.before, tested.low, tested.high),
        p=tested.p,
    )


def _halves(rows: Sequence[QuestionScores]) -> tuple[list[int], list[int]]:
    """The places of the questions to choose on, and of those to measure on, drawn at random."""
    units = units_of(rows)
    first = set(np.random.default_rng(SEED).permutation(units.count)[: units.count // 2].tolist())
    inside = [unit in first for unit in units.of.tolist()]
    return [at for at, one in enumerate(inside) if one], [at for at, one in enumerate(inside) if not one]


def _measured(rows: Sequence[QuestionScores], metric: str) -> Estimate:
    found = bootstrap({metric: comparable(rows)[metric]}, units_of(rows)).get(metric)
    if found is None:
        raise QuestionSetError(f"{metric} is not defined for half of these questions.")
    return found
