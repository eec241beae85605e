"""Documents that say again what another one says: the same article in another format, or with a changed byline."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import regex

from index.passages import Passage

_NEARLY_ALL = 0.8
"""A document is a near-duplicate when this share of its letters stands, sentence by sentence, in another one."""

_REPEATED = 0.9
"""A passage of a near-duplicate is left out when this share of its letters does."""

_SHORTEST = 200
"""Letters and digits; shorter documents are not compared."""

_NO_LETTER = regex.compile(r"[^\p{L}\p{N}]+")

Sizes = Counter[bytes]


class Duplicates:
    """Compares documents in the order in which they are given: the first of those that are alike is the original."""

    def __init__(self) -> None:
        self._owners: dict[bytes, list[str]] = defaultdict(list)

    def original_of(self, name: str, passages: Sequence[Passage]) -> str | None:
        """The document that says nearly all that these passages do; None for an original, which is remembered."""
        sizes = [_sizes(passage) for passage in passages]
        total = sum(size for each in sizes for size in each.values())
        shared = Counter[str]()
        for each in sizes:
            for sentence, size in each.items():
                for owner in self._owners.get(sentence, ()):
                    shared[owner] += size
        if shared and total >= _SHORTEST:
            original, size = shared.most_common(1)[0]
            if size >= _NEARLY_ALL * total:
                return original
        for sentence in {sentence for each in sizes for sentence in each}:
            self._owners[sentence].append(name)
        return None

    def without_repeated(self, passages: Sequence[Passage], original: str) -> list[Passage]:
        """The passages that say something the original does not."""
        return [passage for passage in passages if not self._is_repeated(_sizes(passage), original)]

    def _is_repeated(self, sizes: Mapping[bytes, int], original: str) -> bool:
        found = sum(size for sentence, size in sizes.items() if original in self._owners.get(sentence, ()))
        return found >= _REPEATED * sum(sizes.values())


def _sizes(passage: Passage) -> Sizes:
    """Each sentence, known by its letters and digits alone, and how many it has."""
    sizes = Sizes()
    for text in passage.sentence_texts:
        letters = _NO_LETTER.sub("", text).casefold()
        sizes[hashlib.blake2b(letters.encode(errors="replace"), digest_size=8).digest()] += len(letters)
    return sizes
