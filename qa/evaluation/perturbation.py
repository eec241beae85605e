"""The same questions as people type them when they take less care, and what that costs in pairs."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import regex

from index.errors import QuestionSetError, SettingsError
from qa.evaluation.comparison import SIGNIFICANT, holm, paired_tests
from qa.evaluation.metrics import ENDED_WELL, comparable, units_of
from qa.evaluation.question_set import Question, QuestionSet
from qa.evaluation.rows import QuestionScores, Row

_WORD = regex.compile(r"\p{L}{5,}")
"""Long enough to be known again when two letters inside it have changed places."""
_QUESTION_MARK = regex.compile(r"\s*[?\uff1f\u061f]+\s*$")
_METRICS = (ENDED_WELL, "hit@1", "sentence_hit@1", "f1")


@dataclass(frozen=True)
class Drop:
    """One metric as asked and perturbed, over the questions that the perturbation changes.

    `change` is the perturbed less the asked, with its 95% interval; `p_holm` is corrected over all that is tested.
    """

    perturbation: str
    metric: str
    questions: int
    asked: float
    perturbed: float
    low: float
    high: float
    p: float | None
    p_holm: float | None

    @property
    def change(self) -> float:
        return self.perturbed - self.asked

    @property
    def significant(self) -> bool:
        return self.p_holm is not None and self.p_holm < SIGNIFICANT

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "change": self.change}


def perturbations(names: str) -> list[str]:
    """The names in a list with commas. Raises `SettingsError` where one is unknown."""
    wanted = [name.strip() for name in names.split(",")]
    unknown = [name for name in wanted if name not in PERTURBATIONS]
    if unknown:
        raise SettingsError(f"--perturb knows no {unknown[0] or '(no name)'}. It knows: {', '.join(PERTURBATIONS)}.")
    return list(dict.fromkeys(wanted))


def with_perturbed(questions: QuestionSet, names: Sequence[str], seed: int = 0) -> QuestionSet:
    """The set with each question that a perturbation changes once more behind it; `split` parts them again."""
    ids = {question.id for question in questions.questions}
    taken = next((marked for one in ids for marked in (_marked(one, name) for name in names) if marked in ids), None)
    if taken:
        raise QuestionSetError(f"The id {taken} is one that --perturb gives a changed question: give it another.")
    asked = (one for question in questions.questions for one in (question, *_changed(question, names, seed)))
    return replace(questions, questions=tuple(asked))


def split(rows: Sequence[Row], names: Sequence[str]) -> tuple[tuple[Row, ...], dict[str, list[QuestionScores]]]:
    """The rows of the questions as asked, and by perturbation the scores of the changed ones, under their own ids."""
    marked = {_marked(row.question.id, name): (row.question.id, name) for row in rows for name in names}
    changed: dict[str, list[QuestionScores]] = {name: [] for name in names}
    for row in rows:
        if row.question.id in marked:
            own, name = marked[row.question.id]
            changed[name].append(replace(row.scores, id=own))
    return tuple(row for row in rows if row.question.id not in marked), changed


def drops(asked: Sequence[QuestionScores], changed: Mapping[str, Sequence[QuestionScores]]) -> list[Drop]:
    """What each perturbation costs, in pairs, Holm's correction over all of them together."""
    before = {scores.id: scores for scores in asked}
    found = []
    for name, after in changed.items():
        if not after:
            continue
        pairs = [*(before[scores.id] for scores in after), *after]
        defined = comparable(pairs)
        tests = paired_tests({metric: defined[metric] for metric in _METRICS}, units_of(after))
        found += [
            Drop(name, metric, len(after), one.before, one.after, one.low, one.high, one.p, None)
            for metric, one in tests.items()
        ]
    corrected = holm({(one.perturbation, one.metric): one.p for one in found if one.p is not None})
    return [replace(one, p_holm=corrected.get((one.perturbation, one.metric))) for one in found]


def _changed(question: Question, names: Sequence[str], seed: int) -> list[Question]:
    made = []
    for name in names:
        chance = random.Random(f"{seed} {name} {question.id}")  # noqa: S311 - a choice, no secret
        text = PERTURBATIONS[name](question.question, chance)
        if text != question.question:
            made.append(replace(question, id=_marked(question.id, name), question=text))
    return made


def _marked(number: str, name: str) -> str:
    return f"{number}~{name}"


def _typos(text: str, chance: random.Random) -> str:
    """Two neighbouring letters inside one word of five letters or more change places."""
    places = [
        at
        for word in _WORD.finditer(text)
        for at in range(word.start() + 1, word.end() - 2)
        if text[at] != text[at + 1]
    ]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _case(text: str, _: random.Random) -> str:
    return text.lower()


def _no_question_mark(text: str, _: random.Random) -> str:
    return str(_QUESTION_MARK.sub("", text))


PERTURBATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "typos": _typos,
    "case": _case,
    "no-question-mark": _no_question_mark,
}
"""Each changes a question's text; what is chosen depends on the seed and the question's id alone."""
