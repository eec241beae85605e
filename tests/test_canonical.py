from index.formats.canonical import Canonical, tidy


def grown() -> Canonical:
    canonical = Canonical()
    canonical.add("Rain", "heading", 1)
    canonical.add("It rained.")
    canonical.add("one", "item")
    canonical.add("two", "item")
    canonical.add_table(["a | b", "c | d"])
    canonical.add_table(["e | f"])
    return canonical


def test_blocks_stand_at_their_places_and_tables_apart() -> None:
    canonical = grown()
    assert canonical.text == "Rain\n\nIt rained.\n\none\ntwo\n\na | b\nc | d\n\ne | f"
    assert canonical.words == ["Rain", "It rained.", "one", "two", "a | b", "c | d", "e | f"]
    assert canonical.title == "Rain"


def test_other_words_keep_the_form() -> None:
    canonical = grown()
    other = canonical.rewritten([words.upper() for words in canonical.words])
    assert other.text == canonical.text.upper()
    assert [(block.kind, block.level) for block in other.blocks] == [(b.kind, b.level) for b in canonical.blocks]
    assert canonical.rewritten([""] * 6 + ["left"]).text == "left"


def test_an_opening_is_put_in_front_once() -> None:
    canonical = grown()
    assert canonical.opened_by("Of rain.").text == f"Of rain.\n\n{canonical.text}"
    assert canonical.opened_by("It rained.") is canonical


def test_what_nobody_sees_is_no_text() -> None:
    assert tidy("a\u00ad\u200bb  c \n d\ufeff") == "ab c\nd"
