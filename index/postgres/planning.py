"""What an update has to write, and what it takes out: near-duplicates looked for among what is there.

Only documents that change, and near-duplicates whose original changes, are looked at; so an
addition costs what it adds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.change import Change
from index.change import Plan as Wanted
from index.chunking import Chunking
from index.content import split_all
from index.duplicates import Duplicates
from index.postgres.database import Connection
from index.postgres.reading import KnownDocument, indexed_documents
from index.postgres.rows import IndexedDocument, signed, unsigned
from index.postgres.view import SEEN, View


@dataclass(frozen=True)
class Plan:
    """Documents to be written, numbers of those that go, and what to tell about it."""

    write: tuple[IndexedDocument, ...]
    gone: tuple[int, ...]
    change: Change


def plan(
    connection: Connection, view: View, known: Mapping[str, KnownDocument], wanted: Wanted, chunking: Chunking
) -> Plan:
    """What leads from the `known` documents of a view to those that are wanted."""
    change = wanted.change
    touched = wanted.given.keys() - set(change.unchanged) | wanted.marked.keys()
    removed = set(change.removed) - touched
    # What repeats a document that changes may now be the original itself.
    touched |= {name for name, each in known.items() if each.document.duplicate_of in touched | removed} - removed
    numbers = {known[name].number: name for name in touched if name in known}
    before = {numbers[number]: each for number, each in indexed_documents(connection, list(numbers)).items()}
    documents = {name: each.document for name, each in before.items()}
    documents |= {name: wanted.given[name] for name in touched if name in wanted.given}
    documents |= {name: replace(documents[name], out_of_date_since=day) for name, day in wanted.marked.items()}
    staying = {
        each.number: name
        for name, each in known.items()
        if name not in touched | removed and not each.document.duplicate_of and not each.document.out_of_date_since
    }
    marked, passages = split_all(
        [documents[name] for name in sorted(documents)],
        chunking,
        {name: each.document for name, each in before.items()},
        {},
        Duplicates(lambda keys: _owners_of(connection, view, staying, keys)),
    )
    of_document = defaultdict(list)
    for passage in passages:
        of_document[passage.document].append(passage)
    new = {*change.added, *change.updated}
    pairs = tuple((each.name, each.duplicate_of) for each in marked if each.name in new and each.duplicate_of)
    return Plan(
        tuple(IndexedDocument(document, tuple(of_document[document.name])) for document in marked),
        tuple(each.number for name, each in known.items() if name in touched | removed),
        replace(change, duplicates=pairs),
    )


def _owners_of(
    connection: Connection, view: View, originals: Mapping[int, str], keys: Sequence[int]
) -> Mapping[int, list[str]]:
    """Which of these originals have the sentences of these keys; see `index.duplicates.OwnersOf`."""
    rows = connection.execute(
        "SELECT k.key, d.id FROM article_qa.sentence_key k JOIN article_qa.document d ON d.id = k.document "
        f"WHERE k.key = ANY(%(keys)s) AND {SEEN} ORDER BY d.name",
        {**view.parameters, "keys": [signed(key) for key in keys]},
    )
    owners = defaultdict[int, list[str]](list)
    for key, number in rows:
        if number in originals:
            owners[unsigned(key)].append(originals[number])
    return owners
