import pytest

from index.errors import DocumentError
from index.formats.delimited import read


def lines(text: str) -> list[str]:
    return read(text.encode(), "a.csv").text.split("\n")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_rows_are_lines_whatever_parts_their_cells(sign: str) -> None:
    text = "\n".join(sign.join(row) for row in (["Boat", "Crew"], ["Ada", "4"], ["", "2"], ["Cora", ""]))
    assert lines(text) == ["Boat | Crew", "Ada | 4", "| 2", "Cora |"]


def test_quoted_cells_keep_their_commas_and_lines_become_spaces() -> None:
    assert lines('Boat,Home\r\n"Ada, the old","Kerr\nBay"\r\n') == ["Boat | Home", "Ada, the old | Kerr Bay"]
    assert lines("Boat;Price\nAda;1,50\nCora;2,75") == ["Boat | Price", "Ada | 1,50", "Cora | 2,75"]


def test_a_cell_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.csv is no table of text that can be read: field larger than"):
        read(b'"' + b"x" * 200_000 + b'",2', "a.csv")
