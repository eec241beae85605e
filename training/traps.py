"""Questions that look answered and are not, each kind beside as many that are.

- moods: facts denied, doubted or planned, and facts affirmed;
- limits: numbers with limits, and numbers that are not given;
- others: facts told of another name or pronoun;
- headings: facts under the right heading, or under another;
- rows: cells of small tables, in the row that is asked about or in others only;
- verdicts: questions for yes or no, decided by the context or left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from training.examples import Example
from training.headings import headings
from training.limits import limits
from training.moods import moods
from training.others import others
from training.rows import rows
from training.verdicts import verdicts

KINDS: dict[str, Callable[[Iterable[Example], int], Iterator[Example]]] = {
    "moods": moods,
    "limits": limits,
    "others": others,
    "headings": headings,
    "rows": rows,
    "verdicts": verdicts,
}
