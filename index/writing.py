"""What becomes of an index's segments when documents are added, replaced, marked and removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from index.change import Change, Plan, plan
from index.chunking import Chunking
from index.content import Content, split_all
from index.documents import Document, DocumentEntry
from index.duplicates import Duplicates
from index.embedding import Encoder, Progress, Vectors
from index.errors import DocumentError
from index.generations import Generations, SegmentEntry
from index.live_segment import LiveSegment
from index.passages import Passage

SMALL = 1000
"""Passages up to which segments are written anew together, whatever is added."""

LARGEST = 125_000
"""Passages of a segment, at most, about: the vectors of so many, and of their sentences, are in memory together."""

LARGEST_TEXT = 400 * LARGEST
"""Characters of documents that are split and encoded together."""

MOST_REMOVED = 0.25
"""The share of a segment's passages that may be left out before it is written anew."""

Segments = Mapping[SegmentEntry, LiveSegment]


@dataclass(frozen=True)
class Done:
    """What an update did; the segments of the next generation, or None where the one in force stays."""

    change: Change
    segments: list[SegmentEntry] | None


class Writing:
    """Writes the segments of one update."""

    def __init__(
        self, generations: Generations, encoder: Encoder, chunking: Chunking, progress: Progress | None
    ) -> None:
        self._generations, self._encoder = generations, encoder
        self._chunking, self._progress = chunking, progress
        self._originals: dict[str, str] = {}

    def rebuild(
        self, known: Content | None, add: Sequence[Document], remove: Sequence[str], out_of_date: Mapping[str, str]
    ) -> Done:
        """Write everything anew: what is added, and what an index of an older format had."""
        before = {document.name: document for document in known.documents} if known else {}
        planned = plan({name: DocumentEntry.of(each) for name, each in before.items()}, add, remove, out_of_date)
        documents = {name: document for name, document in before.items() if name not in planned.change.removed}
        documents |= planned.given
        documents |= {name: replace(before[name], out_of_date_since=day) for name, day in planned.marked.items()}
        self._require_documents(documents)
        vectors = dict(known.vectors_by_text()) if known else {}
        contents = self._contents(documents, before, {}, Duplicates(), vectors)
        return self._done(planned.change, self._write(contents, {}))

    def update(
        self, segments: Segments, add: Sequence[Document], remove: Sequence[str], out_of_date: Mapping[str, str]
    ) -> Done:
        """Write what changes, and the small segments with it."""
        known = _Known(segments)
        planned = plan(known.entries, add, remove, out_of_date)
        if planned.change.is_empty:
            return Done(planned.change, None)
        touched = _touched(planned, known.entries)
        gone = touched | set(planned.change.removed)
        self._require_documents(known.entries.keys() - gone | touched)
        before = {name: known.document(name) for name in touched if name in known.entries}
        documents = before | {name: document for name, document in planned.given.items() if name in touched}
        documents |= {name: replace(before[name], out_of_date_since=day) for name, day in planned.marked.items()}
        left = known.without(gone)
        small = {entry: live.content() for entry, live in left.items() if live.passages <= SMALL}
        vectors = dict(pair for name in before for pair in known.vectors(name))
        vectors.update(pair for content in small.values() for pair in content.vectors_by_text())
        duplicates = Duplicates(lambda keys: _owners_of(left.values(), keys))
        split_before = {name: known.passages(name) for name in before}
        contents = self._contents(documents, before, split_before, duplicates, vectors)
        return self._done(planned.change, self._write(contents, left))

    def _require_documents(self, names: Iterable[str]) -> None:
        if not any(True for _ in names):
            raise DocumentError(
                f"Nothing would be left in the index. To be rid of it, delete {self._generations.folder}."
            )

    def _contents(
        self,
        documents: Mapping[str, Document],
        before: Mapping[str, Document],
        split_before: Mapping[str, Sequence[Passage]],
        duplicates: Duplicates,
        vectors: Mapping[str, Vectors],
    ) -> Iterator[Content]:
        """The documents, split and encoded: so many together as a segment has, those that were originals first."""
        originals = {name for name, document in before.items() if document.duplicate_of is None}
        ordered = sorted(documents.values(), key=lambda each: (each.name not in originals, each.name))
        for batch in _batches(ordered):
            batch.sort(key=lambda each: each.name)
            marked, passages = split_all(batch, self._chunking, before, split_before, duplicates)
            self._originals |= {each.name: each.duplicate_of for each in marked if each.duplicate_of}
            yield Content.build(marked, passages, self._encoder, vectors, self._progress)

    def _write(self, contents: Iterator[Content], left: Segments) -> list[SegmentEntry]:
        """Write all; the last together with the segments that are small beside it."""
        written = []
        last = next(contents, None)
        for content in contents:
            if last and not last.passages:
                content = Content.join([last, content])
            elif last:
                written.append(self._generations.write_segment(last))
            last = content
        rewritten = _rewritten(left, len(last.passages) if last else 0)
        if last and not last.passages and not rewritten:
            # Near-duplicates that say nothing of their own: no segment is without passages.
            rewritten = sorted(left, key=lambda entry: left[entry].passages)[:1]
        if last is None and len(rewritten) == 1 and not left[rewritten[0]].removed:
            rewritten = []
        parts = [*([last] if last else []), *(left[entry].content() for entry in rewritten)]
        joined = Content.join(parts) if parts else None
        kept = [replace(entry, removed=live.removed) for entry, live in left.items() if entry not in rewritten]
        passages = sum(live.passages for entry, live in left.items() if entry not in rewritten)
        if not written and not passages and not (joined and joined.passages):
            raise DocumentError("There is nothing to index: the documents have no text that could be asked.")
        return [*kept, *written, *([self._generations.write_segment(joined)] if joined else [])]

    def _done(self, change: Change, segments: list[SegmentEntry]) -> Done:
        new = {*change.added, *change.updated}
        pairs = tuple((name, original) for name, original in sorted(self._originals.items()) if name in new)
        return Done(replace(change, duplicates=pairs), segments)


def compact(generations: Generations, segments: Segments) -> list[SegmentEntry] | None:
    """Write segments anew without what is left out, as many together as fit; None where that changes nothing."""
    groups: list[list[SegmentEntry]] = []
    size = LARGEST + 1
    for entry in sorted(segments, key=lambda entry: segments[entry].passages):
        size += segments[entry].passages
        if size > LARGEST:
            groups.append([])
            size = segments[entry].passages
        groups[-1].append(entry)
    changed = [group for group in groups if len(group) > 1 or segments[group[0]].removed]
    if not changed:
        return None
    kept = [group[0] for group in groups if group not in changed]
    return kept + [
        generations.write_segment(Content.join([segments[entry].content() for entry in group])) for group in changed
    ]


class _Known:
    """The documents of some segments, by name."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self._places = {
            live.segment.entries[number].name: (entry, number)
            for entry, live in segments.items()
            for number in live.documents
        }

    @cached_property
    def entries(self) -> Mapping[str, DocumentEntry]:
        return {name: self._segments[entry].segment.entries[at] for name, (entry, at) in self._places.items()}

    def document(self, name: str) -> Document:
        entry, number = self._places[name]
        return self._segments[entry].segment.document(number)

    def passages(self, name: str) -> list[Passage]:
        entry, number = self._places[name]
        live = self._segments[entry]
        return [live.segment.passage(row) for row in range(*live.rows("by_passage", [number])[0])]

    def vectors(self, name: str) -> Iterator[tuple[str, Vectors]]:
        """What is searched of a document, each text with its vector."""
        entry, number = self._places[name]
        live = self._segments[entry]
        passages = self.passages(name)
        texts = {
            "by_passage": [passage.search_text for passage in passages],
            "by_sentence": [text for passage in passages for text in passage.sentence_search_texts],
        }
        for field, found in texts.items():
            rows = live.rows(field, [number])[0]
            yield from zip(found, live.field(field).vectors.between(*rows), strict=True)

    def without(self, names: Set[str]) -> dict[SegmentEntry, LiveSegment]:
        """The segments with these documents left out; none that has no others."""
        lost = defaultdict[SegmentEntry, set[int]](set)
        for name in names & self._places.keys():
            entry, number = self._places[name]
            lost[entry].add(number)
        left = {entry: replace(live, removed=live.removed | lost[entry]) for entry, live in self._segments.items()}
        return {entry: live for entry, live in left.items() if len(live.removed) < live.segment.documents}


def _touched(planned: Plan, entries: Mapping[str, DocumentEntry]) -> set[str]:
    """Documents that are written anew: what changes, and near-duplicates of what changes or goes."""
    change = planned.change
    changed = {*change.updated, *change.removed, *change.out_of_date}
    repeating = {name for name, entry in entries.items() if entry.duplicate_of in changed} if changed else set()
    return {*change.added, *change.updated, *change.out_of_date} | repeating - set(change.removed)


def _owners_of(segments: Iterable[LiveSegment], keys: Sequence[int]) -> dict[int, list[str]]:
    asked = np.array(keys, dtype=np.uint64)
    found = defaultdict[int, list[str]](list)
    for live in segments:
        for at, number in live.segment.owners_of(asked):
            if number not in live.removed:
                found[keys[at]].append(live.segment.entries[number].name)
    return found


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        if batch and size + len(document.text) > LARGEST_TEXT:
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += len(document.text)
    if batch:
        yield batch


def _rewritten(left: Segments, added: int) -> list[SegmentEntry]:
    """The segments that are written anew with so many passages: sizes grow by doubling, so that there are few."""
    chosen = [entry for entry, live in left.items() if live.removed_passages > MOST_REMOVED * live.segment.passages]
    total = added + sum(left[entry].passages for entry in chosen)
    for entry in sorted(left, key=lambda entry: left[entry].passages):
        size = left[entry].passages
        if entry not in chosen and total + size <= LARGEST and (total + size <= SMALL or size <= total):
            chosen.append(entry)
            total += size
    return chosen
