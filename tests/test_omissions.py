from index.formats.omissions import counted


def test_things_are_counted_in_words() -> None:
    assert counted({"picture": 2, "chart": 1, "comment": 0}) == [("1 chart", None), ("2 pictures", None)]
    assert counted({}) == []
