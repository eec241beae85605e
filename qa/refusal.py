"""Why no answer was given, for programs and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RefusalKind = Literal["unrelated", "unlikely", "unsure"]
"""What comes closest does not speak of it; it does, but is hardly the answer; it may be, but is not sure enough."""


@dataclass(frozen=True)
class Refusal:
    """`wanted` is what was asked for, as it reads behind "does not say"; None where that cannot be told.

    It is "that ..." where the question takes for granted what no text read says.
    """

    kind: RefusalKind
    wanted: str | None

    def sentence(self, documents: int) -> str:
        """For a person; `documents` is how many were searched."""
        wanted = self.wanted or "this"
        one = documents == 1
        if self.kind == "unsure":
            said = "The article does not seem to say" if one else f"None of the {documents} documents seems to say"
        else:
            said = "The article does not say" if one else f"None of the {documents} documents says"
        detail = "What comes closest is not clear enough to be the answer."
        if self.kind == "unrelated":
            detail = "What comes closest does not speak of this."
        return f"{said} {wanted}. {detail}"


def refusal_kind(coverage: float, confidence: float, threshold: float) -> RefusalKind:
    """Of a refusal: `coverage` is the share of the question's words that the best passage has."""
    if confidence >= threshold / 2:
        return "unsure"
    return "unlikely" if coverage else "unrelated"
