from index.formats.unread import counted


def test_things_are_counted_in_words() -> None:
    assert counted({"picture": 2, "chart": 1, "comment": 0}) == ("1 chart", "2 pictures")
    assert counted({}) == ()
