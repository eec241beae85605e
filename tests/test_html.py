from packing import SAMPLES

from index.formats.blocks import Omission, Parsed
from index.formats.html import _title, parse, read

PARAGRAPHS = "".join(
    f"<p>Paragraph {number} of the article says that the river rose, and that nobody in the town went out.</p>"
    for number in range(1, 15)
)
PAGE = f"""<?xml version="1.0" encoding="utf-8"?>
<html><head><title>The great flood | The Gazette</title><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2024-05-06T10:00:00Z"><style>p {{ color: red }}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">All the news</a></li></ul></nav>
<div class="teaser"><a href="/x">Read this: ten recipes for soup</a></div>
<article><h1>The great flood</h1><div class="byline">By <a rel="author" href="/lee">Ann Lee</a></div>
{PARAGRAPHS}<h2>After</h2><p>The sun came out.<br>It <b>shone</b>.</p></article>
<aside>More: another flood</aside><div class="related"><a href="/a">A bridge</a> <a href="/b">A dam</a></div>
<footer>All rights reserved.</footer><script>alert("It rained")</script></body></html>"""


def words(parsed: Parsed) -> list[str]:
    return [parsed.text[block.start : block.end] for block in parsed.blocks]


def read_body(body: str) -> list[tuple[str, str]]:
    parsed = read(f"<html><body>{body}</body></html>".encode(), "a.html")
    return [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]


def test_the_article_is_found_with_its_title_author_and_date() -> None:
    parsed = read(PAGE.encode(), "a.html")
    assert (parsed.title, parsed.author, parsed.date) == ("The great flood", "Ann Lee", "2024-05-06")
    found = words(parsed)
    assert found[:3] == [
        "The great flood",
        "By Ann Lee",
        "Paragraph 1 of the article says that the river rose, and that nobody in the town went out.",
    ]
    assert found[-2:] == ["After", "The sun came out.\nIt shone."]
    assert len(found) == 18


def test_menus_teasers_footers_and_scripts_are_no_text() -> None:
    text = read(PAGE.encode(), "a.html").text
    assert not any(stray in text for stray in ("Home", "soup", "More:", "rights", "alert", "color", "A dam"))


def test_a_short_page_is_taken_whole() -> None:
    body = "<h1>Rain</h1><p>It rained.</p><ul><li>One<li>Two</ul><figure><figcaption>A river.</figcaption></figure>"
    assert read_body(body) == [
        ("heading", "Rain"),
        ("paragraph", "It rained."),
        ("item", "One"),
        ("item", "Two"),
        ("paragraph", "A river."),
    ]


def test_rows_of_tables_are_items() -> None:
    rows = (
        "<tr><th>City</th><th>People</th></tr>\n<tr>\n<td>Oslo</td>\n<td>700,000</td></tr><tr><td></td><td>9</td></tr>"
    )
    assert read_body(f"<table>{rows}</table>") == [
        ("item", "City | People"),
        ("item", "Oslo | 700,000"),
        ("item", "| 9"),
    ]


def test_what_nobody_sees_is_left_out_and_spaces_are_as_they_are_shown() -> None:
    body = "<p>A\u00adlong&shy;ish &amp; \n  fine\u200b&nbsp;day<!-- no --> it<b> was</b>.</p><pre>a\n  b</pre>"
    assert read_body(body) == [("paragraph", "Alongish & fine\u00a0day it was."), ("paragraph", "a\nb")]


def test_numbers_that_point_to_footnotes_are_left_out() -> None:
    body = '<p>It rained<sup><a href="#1">[1]</a></sup>. It is 5 m<sup>2</sup> large.</p>'
    assert read_body(body) == [("paragraph", "It rained. It is 5 m\u00b2 large.")]
    text = read((SAMPLES / "flood.html").read_bytes(), "flood.html").text
    assert "feared for the dam. \u201cWe had no choice,\u201d said" in text
    assert text.endswith("The dam was built in 1931 and strengthened in 1987.")


def test_the_encoding_is_what_the_page_says() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Шёл дождь.</p></body></html>'
    assert read(page.encode("cp1251"), "a.html").text == "Шёл дождь."
    assert read(page.encode(), "a.html").text == "Шёл дождь.", "valid UTF-8 is never anything else"


def test_deep_nesting_and_entities_do_no_harm() -> None:
    deep = "<div>" * 20_000 + "It rained." + "</div>" * 20_000
    assert read(deep.encode(), "a.html").text in {"", "It rained."}
    entity = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>It rained &x;.</p></body></html>'
    assert "root:" not in read(entity.encode(), "a.html").text


def test_a_heading_that_the_pages_own_title_lacks_is_not_its_title() -> None:
    page = parse("<html><head><title>What it is | The book</title></head><body></body></html>", "a.html")
    assert _title(page, "Keyboard shortcuts") == "What it is | The book"
    assert _title(page, "What it is") == "What it is"
    assert _title(parse("<p>It rained.", "a.html"), "Rain") == "Rain"


def test_headings_that_are_links_are_headings() -> None:
    assert read_body('<h2><a href="#a">Rain</a></h2><p>It rained.</p>') == [
        ("heading", "Rain"),
        ("paragraph", "It rained."),
    ]


def test_pictures_of_the_article_are_told() -> None:
    page = "<article><h1>Rain</h1><p>It rained all day long.</p><img src='a.png' alt='The Ald'></article>"
    assert read(page.encode(), "a.html").omissions == [Omission("1 picture")]


def test_asides_and_footers_of_the_article_are_marked_as_such() -> None:
    body = (
        "<article><h1>The dam</h1><p>It was built in 1930.</p><aside><h3>The men</h3><p>Its architect died in 1925.</p>"
        "</aside><p>It holds 9 million tons.</p><footer>Corrected on 5 May.</footer></article><footer>Imprint</footer>"
    )
    for more in ("", PARAGRAPHS):
        parsed = read(f"<html><body>{body.replace('</h1>', '</h1>' + more)}</body></html>".encode(), "a.html")
        marked = [(block.part, parsed.text[block.start : block.end]) for block in parsed.blocks if block.part]
        assert marked == [
            ("aside", "The men"),
            ("aside", "Its architect died in 1925."),
            ("footer", "Corrected on 5 May."),
        ]


def test_what_is_shown_without_a_script_alone_and_how_a_word_is_said_is_left_out() -> None:
    body = "<p>The word <ruby>kanji<rp>(</rp><rt>kan-ji</rt></ruby> is old.</p><noscript>Switch on scripts.</noscript>"
    assert read_body(f"<article><h1>T</h1>{body}</article>") == [
        ("heading", "T"),
        ("paragraph", "The word kanji is old."),
    ]
