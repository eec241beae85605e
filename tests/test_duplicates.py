from dataclasses import replace

from fakes import HashEncoder, text_document

from index.collection import Collection
from index.documents import Document

PARAGRAPHS = [
    f"The {word} committee met on Monday to talk about the bridge. It could not agree on the colour of the railing."
    for word in ("first", "second", "third", "fourth", "fifth")
]
ARTICLE = "\n\n".join(["By Ann Lee", *PARAGRAPHS])


def build(*documents: Document, known: Collection | None = None) -> Collection:
    return Collection.build(documents, HashEncoder(), known=known)


def cited(collection: Collection) -> list[str]:
    return [passage.document for passage in collection.passages]


def test_an_article_given_twice_is_cited_once() -> None:
    copy = ARTICLE.replace("By Ann Lee", "By Tom Price").replace("\n\n", "\n\n\n").replace("railing", "rail\u2010ing")
    collection = build(text_document(ARTICLE, "a.txt"), text_document(copy, "b.txt"))
    assert collection.documents["a.txt"].duplicate_of is None
    assert collection.documents["b.txt"].duplicate_of == "a.txt"
    assert not any("fifth committee" in passage.text for passage in collection.passages if passage.document == "b.txt")


def test_what_a_near_duplicate_adds_is_not_lost() -> None:
    news = "The mayor has resigned over the quarrel, and a new one will be chosen before the summer is over."
    collection = build(text_document(ARTICLE, "a.txt"), text_document(f"{ARTICLE}\n\n{news}", "b.txt"))
    assert collection.documents["b.txt"].duplicate_of == "a.txt"
    (passage,) = [passage for passage in collection.passages if passage.document == "b.txt"]
    assert passage.text.endswith(news)


def test_documents_that_share_a_part_are_both_kept_whole() -> None:
    other = "\n\n".join(PARAGRAPHS[:2] + [paragraph.replace("bridge", "tunnel") for paragraph in PARAGRAPHS])
    collection = build(text_document(ARTICLE, "a.txt"), text_document(other, "b.txt"))
    assert [document.duplicate_of for document in collection.documents.values()] == [None, None]


def test_short_documents_are_not_compared() -> None:
    collection = build(text_document("It rained.", "a.txt"), text_document("It rained.", "b.txt"))
    assert cited(collection) == ["a.txt", "b.txt"]


def test_the_one_that_was_there_first_stays_the_original() -> None:
    known = build(text_document(ARTICLE, "b.txt"))
    collection = build(text_document(ARTICLE, "a.txt"), text_document(ARTICLE, "b.txt"), known=known)
    assert collection.documents["a.txt"].duplicate_of == "b.txt"
    assert set(cited(collection)) == {"b.txt"}


def test_without_its_original_a_near_duplicate_is_whole_again() -> None:
    known = build(text_document(ARTICLE, "a.txt"), text_document(ARTICLE, "b.txt"))
    collection = build(known.documents["b.txt"], known=known)
    assert collection.documents["b.txt"].duplicate_of is None
    assert collection.passages == build(text_document(ARTICLE, "b.txt")).passages
    assert collection.id == build(text_document(ARTICLE, "b.txt")).id


def test_a_changed_original_is_compared_anew() -> None:
    known = build(text_document(ARTICLE, "a.txt"), text_document(ARTICLE, "b.txt"))
    changed = replace(text_document("The sun shone on the hills all day long. " * 9, "a.txt"))
    collection = build(changed, known.documents["b.txt"], known=known)
    assert collection.documents["b.txt"].duplicate_of is None
    assert set(cited(collection)) == {"a.txt", "b.txt"}
