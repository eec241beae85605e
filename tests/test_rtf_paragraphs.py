from index.formats.rtf_paragraphs import Paragraphs


def row(gathered: Paragraphs, *cells: tuple[str, int, str]) -> None:
    """A row of (words, right edge, what it is merged with)."""
    gathered.begin_row()
    for _, edge, merged in cells:
        if merged:
            gathered.place(merged, None)
        gathered.place("cellx", edge)
    for words, _, _ in cells:
        gathered.add(words)
        gathered.end_cell()
    gathered.end_row()


def test_cells_reach_over_the_columns_that_their_edges_say() -> None:
    gathered = Paragraphs()
    row(gathered, ("Boat", 1000, ""), ("Rain", 3000, ""))
    row(gathered, ("", 1000, ""), ("May", 2000, ""), ("June", 3000, ""))
    row(gathered, ("Ada", 1000, ""), ("3", 2000, ""), ("4", 3000, ""))
    row(gathered, ("", 1000, "clvmrg"), ("5", 2000, ""), ("", 3000, "clmrg"))
    gathered.end_table()
    assert gathered.canonical.text == "Boat | Rain May | Rain June\nAda | 3 | 4\nAda | 5 | 5"


def test_a_paragraph_ends_the_table_and_a_bullet_makes_an_item() -> None:
    gathered = Paragraphs()
    row(gathered, ("Ada", 1000, ""), ("4", 2000, ""))
    gathered.add("It rained.")
    gathered.end_paragraph(0, in_table=False)
    gathered.add("\u2022 Much.")
    gathered.end_paragraph(0, in_table=False)
    assert gathered.canonical.text == "Ada | 4\n\nIt rained.\n\nMuch."
    assert [block.kind for block in gathered.canonical.blocks] == ["item", "paragraph", "item"]


def test_a_row_that_never_ends_is_kept() -> None:
    gathered = Paragraphs()
    gathered.add("Ada")
    gathered.end_cell()
    gathered.add("4")
    gathered.end_paragraph(0, in_table=True)
    gathered.end_table()
    assert gathered.canonical.text == "Ada | 4"
