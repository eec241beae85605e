"""An earlier run as it was written, and whether this one can be compared with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from math import isfinite
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index.errors import QuestionSetError
from qa.evaluation.provenance import Provenance, gold_of
from qa.evaluation.question_set import Question
from qa.evaluation.rows import FORMAT, QuestionScores

_SHOWN = 5
_SCORES = TypeAdapter(QuestionScores)
_NAMES = tuple(QuestionScores.__dataclass_fields__)


def load_baseline(path: Path, called: str = "baseline") -> dict[str, Any]:
    """The object that an earlier `qa eval --json` wrote; `called` is what messages call it.

    Raises `QuestionSetError` where the file cannot be opened, holds something else, or is of
    another format than `FORMAT`.
    """
    try:
        baseline: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = baseline["format"]
        if found == FORMAT:
            scores_of(baseline)
            estimates_of(baseline)
    except OSError as error:
        raise QuestionSetError(f"The {called} {path} could not be opened: {error.strerror}.") from None
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(map(str, detail["loc"]))
        raise QuestionSetError(
            f"The {called} {path} was not written by qa eval --json ({where}: {detail['msg']})."
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise QuestionSetError(
            f"The {called} {path} was not written by qa eval --json ({type(error).__name__}: {error})."
        ) from None
    if found != FORMAT:
        raise QuestionSetError(
            f"The {called} {path} is of format {found}, and this version compares format {FORMAT}. "
            f"Run the earlier evaluation again with this version: qa eval QUESTIONS --json {path}"
        )
    return baseline


def scores_of(baseline: Mapping[str, Any]) -> dict[str, QuestionScores]:
    """Scores by question id. Raises `ValueError` where a row's do not fit, or a question stands there twice."""
    scores: dict[str, QuestionScores] = {}
    for row in baseline["questions"]:
        found = _SCORES.validate_python({name: row[name] for name in _NAMES if name in row})
        infinite = [name for name in _NAMES if not isfinite(_number(getattr(found, name)))]
        if infinite or not isinstance(row.get("evidence", []), list):
            raise ValueError(f"question {found.id}: {(infinite or ['evidence'])[0]} does not fit")
        if found.id in scores:
            raise ValueError(f"question {found.id} stands there twice")
        scores[found.id] = found
    return scores


def _number(value: Any) -> float:
    return value if isinstance(value, float) else 0.0


def estimates_of(baseline: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """`value`, `low` and `high` by metric."""
    intervals = {name: (float(low), float(high)) for name, (low, high) in baseline["intervals"].items()}
    return {
        name: {"value": float(value), "low": intervals[name][0], "high": intervals[name][1]}
        for name, value in baseline["metrics"].items()
    }


def provenance_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the run was made of; empty where an older version wrote it."""
    known = record.get("provenance")
    return known if isinstance(known, dict) else {}


def check_baseline(
    baseline: Mapping[str, Any], title: str, questions: Sequence[Question], provenance: Provenance
) -> list[str]:
    """What to warn of before this run is compared with that one, each a sentence.

    Raises `QuestionSetError` where questions of the same id ask something else, or have other gold.
    """
    known = provenance_of(baseline)
    before = known.get("documents", {})
    changed = {name for name, found in provenance.documents.items() if name in before and before[name] != found}
    for what, names in (("ask something else", _ASKED), ("have other gold", _GOLD)):
        differ = _differing(baseline, [gold_of(question) for question in questions], names, changed)
        if differ:
            raise QuestionSetError(
                f"{title} cannot be compared: {_listed(differ)} {what} there. "
                "Give changed questions another id, or run the earlier evaluation again."
            )
    if not known:
        return [f"{title} does not say on which documents, settings and models it was run: it is of an older version."]
    return _warnings(known, title, provenance)


def check_same_questions(first: Mapping[str, Any], title: str, other: Mapping[str, Any], other_title: str) -> list[str]:
    """The same of two records; of what they were run with, only other documents are worth a warning."""
    documents, others = (provenance_of(record).get("documents", {}) for record in (first, other))
    changed = [name for name, found in documents.items() if name in others and others[name] != found]
    differ = _differing(first, other["questions"], (*_ASKED, *_GOLD), set(changed))
    if differ:
        raise QuestionSetError(
            f"{other_title} cannot be compared with {title}: {_listed(differ)} ask something else or have other gold "
            "there. Run both evaluations on the same questions."
        )
    return [f"{other_title} and {title} were run on other versions of {_listed(changed)}."] if changed else []


_ASKED = ("question", "history")
_GOLD = ("answerable", "gold_answers", "gold_verdict", "gold_items", "evidence")


def _differing(
    baseline: Mapping[str, Any], golds: Sequence[Mapping[str, Any]], names: Sequence[str], changed: Set[str]
) -> list[str]:
    """The ids of questions that are not the same in these; places in changed documents are left aside."""

    def seen(value: Any) -> Any:
        return [place for place in value if place["document"] not in changed]

    earlier = {row["id"]: row for row in baseline["questions"]}
    found = []
    for now in golds:
        row = earlier.get(now["id"], {})
        for name in names:
            look = seen if name == "evidence" else lambda value: value
            if name in row and name in now and look(row[name]) != look(now[name]):
                found.append(now["id"])
                break
    return found


def _warnings(known: Mapping[str, Any], title: str, provenance: Provenance) -> list[str]:
    sayings = {
        "documents": "was run on other documents",
        "settings": "was run with other settings",
        "models": "was run with other models",
    }
    warnings = []
    for part, saying in sayings.items():
        before, now = known.get(part) or {}, getattr(provenance, part)
        changed = [name for name in {**before, **now} if before.get(name) != now.get(name)]
        if changed:
            warnings.append(f"{title} {saying}: {_listed(changed)}.")
    return warnings


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"
