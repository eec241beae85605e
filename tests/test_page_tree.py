import pytest

from index.formats.blocks import Parsed
from index.formats.html import read

FILLER = "".join(
    f"<p>Paragraph {number} of the article says that the river rose, and that nobody in the town went out.</p>"
    for number in range(1, 15)
)


def blocks(body: str) -> list[str]:
    parsed = read(f"<html><body>{body}</body></html>".encode(), "a.html")
    return [parsed.text[block.start : block.end] for block in parsed.blocks]


def test_ordered_lists_are_numbered_as_the_page_shows_them() -> None:
    assert blocks("<ol><li>Mix<li><p>Bake</p></ol>") == ["1. Mix", "2. Bake"]
    assert blocks('<ol start="4" type="a"><li>Mix<li value="7">Bake<li>Eat</ol>') == ["d. Mix", "g. Bake", "h. Eat"]
    assert blocks('<ol reversed style="list-style-type: upper-roman"><li>Mix<li>Bake</ol>') == ["II. Mix", "I. Bake"]
    assert blocks('<ol style="list-style:none"><li>Mix</ol><ul><li>Bake</ul>') == ["Mix", "Bake"]
    assert blocks("<ol><li>1. Mix<li>Bake<ol><li>Long</ol></ol>") == ["1. Mix", "2. Bake", "1. Long"]


def test_cells_over_rows_and_columns_stand_in_each() -> None:
    rows = (
        '<thead><tr><th rowspan="2">Ship<th colspan="2">Crew<tr><th>Day<th>Night</thead>'
        '<tr><td rowspan="2">Ada<td>4<td>2<tr><td>5<td>3<tr><td>Cora<td colspan="2">none'
    )
    assert blocks(f"<table><caption>Crews</caption>{rows}</table>") == [
        "Crews",
        "Ship | Crew Day | Crew Night",
        "Ada | 4 | 2",
        "Ada | 5 | 3",
        "Cora | none | none",
    ]


def test_cells_of_several_paragraphs_are_one_row_and_tables_for_the_layout_none() -> None:
    assert blocks("<table><tr><td><p>Ada</p><p>(new)</p><td>4<br>men<script>x</script></table>") == [
        "Ada (new) | 4 men"
    ]
    assert blocks("<table><tr><td><h2>Rain</h2><p>It rained.</p><td><p>More.</p></table>") == [
        "Rain",
        "It rained.",
        "More.",
    ]


def test_two_tables_are_apart() -> None:
    table = "<table><tr><td>{0}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    parsed = read(f"<html><body>{table.format('a')}{table.format('e')}</body></html>".encode(), "a.html")
    assert parsed.text == "a | b\nc | d\n\ne | b\nc | d"


def test_raised_digits_are_exponents_or_marks() -> None:
    body = "<p>A field of 80 m<sup>2</sup> for 300<sup>2</sup> of 10<sup>6</sup> CO<sub>2</sub>.</p><p>2 In May.</p>"
    assert blocks(body) == ["A field of 80 m\u00b2 for 300 of 10\u2076 CO2.", "2 In May."]
    formula = "<p>So <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>.</p>"
    assert blocks(formula) == ["So E=mc\u00b2."]


def test_a_term_stands_with_its_meaning() -> None:
    assert blocks("<dl><dt>Weir</dt><dd>A low <b>dam</b>.</dd><dd>A fence.</dd><dt>Sluice</dt><dt>Gate</dt></dl>") == [
        "Weir: A low dam.",
        "A fence.",
        "Sluice",
        "Gate",
    ]


def test_notes_beside_the_article_are_of_it_unless_they_lead_elsewhere() -> None:
    article = (
        "<article><h1>Rain</h1>{}<aside><p>Beware: the weir is deep.</p></aside>"
        '<aside class="related"><p>Ten soups</p></aside><aside><a href="/a">A bridge was built</a></aside>'
        "<footer><p>Measured by Ida Moen.</p></footer></article><footer>Imprint</footer>"
    )
    for filler in ("<p>It rained.</p>", FILLER):
        text = "\n".join(blocks(article.format(filler)))
        assert "Beware: the weir is deep." in text
        assert "Measured by Ida Moen." in text
        assert not any(stray in text for stray in ("soups", "bridge", "Imprint"))


def test_a_long_page_keeps_numbers_rows_and_exponents_and_nothing_hidden() -> None:
    body = (
        f"<nav><a href='/'>Home</a></nav><article><h1>Rain</h1>{FILLER}<ol><li>Open the gate.</li><li>Wait an hour."
        "</li></ol><table><tr><th>Town</th><th>Rain</th></tr><tr><td>Kerr</td><td>10<sup>3</sup> mm</td></tr></table>"
        "<p>It cost <del>6</del> 7 euros.</p></article>" + "<div><a href='/x'>Read on</a></div>" * 30
    )
    found = blocks(body)
    for words in ("2. Wait an hour.", "Town | Rain", "Kerr | 10\u00b3 mm", "It cost 7 euros."):
        assert words in found
    assert not any("Home" in words or "Read on" in words for words in found)


@pytest.mark.parametrize("span", ["0", "99999", "-1", "x", "9" * 50])
def test_a_strange_span_does_no_harm(span: str) -> None:
    table = f'<table><tr><td rowspan="{span}" colspan="{span}">a<td>b<tr><td>c<td>d</table>'
    assert blocks(table)


def test_a_date_is_what_the_page_says_and_not_a_year_in_its_text() -> None:
    def date_of(head: str) -> str | None:
        page: Parsed = read(f"<html><head>{head}</head><body><p>Sold in 2018.</p></body></html>".encode(), "a.html")
        return page.date

    assert date_of("") is None
    assert date_of('<meta property="article:published_time" content="2024-05-06">') == "2024-05-06"
