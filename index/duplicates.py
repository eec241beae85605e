"""Documents that say again what another one says: the same article in another format, or with a changed byline."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import regex

from index.passages import Passage

_NEARLY_ALL = 0.8
"""A document is a near-duplicate when this share of its letters stands, sentence by sentence, in another one."""

_REPEATED = 0.9
"""A passage of a near-duplicate is left out when this share of its letters does."""

_SHORTEST = 200
"""Letters and digits; shorter documents are not compared."""

_NO_LETTER = regex.compile(r"[^\p{L}\p{N}]+")

Sizes = Counter[int]
"""Sentences, known by their keys, and how many letters and digits each has."""

OwnersOf = Callable[[Sequence[int]], Mapping[int, Collection[str]]]
"""Tells for some keys which documents have a sentence with it; a key that none has is left out."""


class Duplicates:
    """Compares documents in the order in which they are given: the first of those that are alike is the original.

    `owners_of` knows of originals that were there before.
    """

    def __init__(self, owners_of: OwnersOf | None = None) -> None:
        self._owners: dict[int, list[str]] = defaultdict(list)
        self._owners_before = owners_of

    def original_of(self, name: str, passages: Sequence[Passage]) -> str | None:
        """The document that says nearly all that these passages do; None for an original, which is remembered."""
        sizes = [_sizes(passage) for passage in passages]
        total = sum(size for each in sizes for size in each.values())
        owners = self._owners_of({key for each in sizes for key in each})
        shared = Counter[str]()
        for each in sizes:
            for key, size in each.items():
                for owner in owners[key]:
                    shared[owner] += size
        if shared and total >= _SHORTEST:
            original, size = shared.most_common(1)[0]
            if size >= _NEARLY_ALL * total:
                return original
        for key in owners:
            self._owners[key].append(name)
        return None

    def without_repeated(self, passages: Sequence[Passage], original: str) -> list[Passage]:
        """The passages that say something the original does not."""
        return [passage for passage in passages if not self._is_repeated(_sizes(passage), original)]

    def _is_repeated(self, sizes: Mapping[int, int], original: str) -> bool:
        owners = self._owners_of(sizes)
        found = sum(size for key, size in sizes.items() if original in owners[key])
        return found >= _REPEATED * sum(sizes.values())

    def _owners_of(self, keys: Iterable[int]) -> dict[int, list[str]]:
        """For each key the originals that have it, those that were there before first."""
        asked = list(keys)
        before = self._owners_before(asked) if self._owners_before and asked else {}
        return {key: [*before.get(key, ()), *self._owners.get(key, ())] for key in asked}


def sentence_keys(passage: Passage) -> Iterable[int]:
    """What its sentences are known by, each once."""
    return _sizes(passage).keys()


def _sizes(passage: Passage) -> Sizes:
    """Each sentence, known by a hash of its letters and digits alone, and how many it has."""
    sizes = Sizes()
    for text in passage.sentence_texts:
        letters = _NO_LETTER.sub("", text).casefold()
        digest = hashlib.blake2b(letters.encode(errors="replace"), digest_size=8).digest()
        sizes[int.from_bytes(digest, "little")] += len(letters)
    return sizes
