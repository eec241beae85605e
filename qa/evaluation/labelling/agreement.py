"""How far annotators agree: Krippendorff's alpha, with an interval over questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.errors import ArticleQAError, QuestionSetError
from qa.evaluation.labelling.label import Chosen, Label
from qa.evaluation.resampling import Array, Estimate

Labels = Mapping[str, Mapping[str, Label]]
"""By annotator, the labels by question."""
RESAMPLES, SEED = 1000, 0


@dataclass(frozen=True)
class Agreement:
    """Alpha of what was decided, and of which sentences say it; `differing` are the questions labelled otherwise.

    Alpha is 1 where all agree and 0 where they agree as chance would (Krippendorff 2004, chapter 11); None where all
    labels are the same one, so that chance is not known. `same` is the share of questions on which all agree.
    """

    questions: int
    choice: Estimate | None
    sentences: Estimate | None
    same: float
    differing: tuple[str, ...]


def agreement(labels: Labels) -> Agreement:
    """Of the questions that two annotators or more have decided. Raises `QuestionSetError` where there is none."""
    by_question: dict[str, list[tuple[str, Label]]] = {}
    for annotator, own in labels.items():
        for question, label in own.items():
            if label.is_done:
                by_question.setdefault(question, []).append((annotator, label))
    shared = {question: found for question, found in by_question.items() if len(found) > 1}
    if not shared:
        raise QuestionSetError("No question is labelled by two annotators: there is nothing to compare.")
    names = list(labels)
    choices = [_row(names, found, lambda label: _CHOICES.index(str(label.choice))) for found in shared.values()]
    sentences = [_sentence_rows(names, found) for found in shared.values()]
    differing = tuple(name for name, found in shared.items() if len({label.value for _, label in found}) > 1)
    return Agreement(
        questions=len(shared),
        choice=_alpha([np.array([row]) for row in choices]),
        sentences=_alpha(sentences),
        same=1 - len(differing) / len(shared),
        differing=differing,
    )


_CHOICES = ("answer", "list", "yes", "no", "not-there")


def _row(names: Sequence[str], found: Sequence[tuple[str, Label]], value: Any) -> list[float]:
    known = dict(found)
    return [value(known[name]) if name in known else np.nan for name in names]


def _sentence_rows(names: Sequence[str], found: Sequence[tuple[str, Label]]) -> Array:
    """A row for each sentence that anybody chose, and one for those that nobody did: 1 where an annotator chose it."""
    every: list[Chosen | None] = [*dict.fromkeys(one for _, label in found for one in label.sentences), None]
    return np.array([_row(names, found, lambda label, one=one: float(one in label.sentences)) for one in every])


def _alpha(units: Sequence[Array]) -> Estimate | None:
    """Alpha over all rows of all questions, and its 95% interval by drawing questions again."""
    try:
        import krippendorff
    except ImportError as error:
        raise ArticleQAError("Agreement needs an extra: pip install 'article-qa[label]'") from error

    def value(rows: Array) -> float:
        known = rows[~np.isnan(rows)]
        if len(set(known.tolist())) < 2:
            return float("nan")
        return float(krippendorff.alpha(reliability_data=rows.T, level_of_measurement="nominal"))

    whole = value(np.concatenate(units))
    if np.isnan(whole):
        return None
    generator = np.random.default_rng(SEED)
    drawn = [
        value(np.concatenate([units[at] for at in generator.integers(0, len(units), len(units))]))
        for _ in range(RESAMPLES)
    ]
    if np.isnan(drawn).all():
        return Estimate(whole, whole, whole)
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Estimate(whole, float(low), float(high))
