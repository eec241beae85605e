"""qa.language.countries: countries by their names."""

import pytest

from qa.language.countries import find_countries


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("In Iraq, the U.S. and the United States met Iran\u2019s envoy.",
         [("IQ", "Iraq"), ("US", "U.S."), ("US", "United States"), ("IR", "Iran")]),
        ("Northern Iraq and South Korea trade with Turkey, Türkiye and the Czech Republic.",
         [("IQ", "Iraq"), ("KR", "South Korea"), ("TR", "Turkey"), ("TR", "Türkiye"), ("CZ", "Czech Republic")]),
        ("From Côte d\u2019Ivoire to Guinea-Bissau and Papua New\u00a0Guinea.",
         [("CI", "Côte d\u2019Ivoire"), ("GW", "Guinea-Bissau"), ("PG", "Papua New\u00a0Guinea")]),
        ("Wales, Northern Ireland and Ireland.",
         [("GB-WLS", "Wales"), ("GB-NIR", "Northern Ireland"), ("IE", "Ireland")]),
        ("Saint Lucia is St. Lucia.", [("LC", "Saint Lucia"), ("LC", "St. Lucia")]),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_names(text, countries):
    assert [(code, text[slice(*span)]) for code, span in find_countries(text)] == countries


@pytest.mark.parametrize(
    "text",
    [
        "Jordan Lund met Michael Jordan in New Mexico.",
        "The Georgia Tech team ate turkey from good china.",
        "Us and them.",
        "The European Union and Antarctica met.",
    ],
)
def test_a_part_of_another_name_is_no_country(text):
    assert list(find_countries(text)) == []
