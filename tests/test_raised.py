# ruff: noqa: RUF001 - raised digits and signs
import pytest
import regex

from index.formats.raised import Raised, written


def read(*paragraphs: str) -> list[str]:
    """The paragraphs as they are written, what is raised given as {3}."""
    found, plain = [], []
    for paragraph in paragraphs:
        pieces = regex.split(r"\{(.*?)\}", paragraph)
        plain.append("".join(pieces))
        found += [
            Raised("".join(pieces[:at]), pieces[at], "".join(pieces[at + 1 :])) for at in range(1, len(pieces), 2)
        ]
    kept = iter(written(found, plain))
    return [regex.sub(r"\{.*?\}", lambda _: next(kept), paragraph) for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("It holds 4 x 10{7} litres.", "It holds 4 x 10⁷ litres."),
        ("It holds 10{7} litres.", "It holds 10⁷ litres."),
        ("It is 10{-6} large, or 10{−12}.", "It is 10⁻⁶ large, or 10⁻¹²."),
        ("A yard of 80 m{2} and a tank of 3 cm{3}.", "A yard of 80 m² and a tank of 3 cm³."),
        ("So E = mc{2}, and x{2} + y{n+1} = z{k}.", "So E = mc², and x² + yⁿ⁺¹ = z^k."),
        ("The sum (a + b){2} is larger.", "The sum (a + b)² is larger."),
        ("The ions Ca{2+} and Cl{-} and {235}U.", "The ions Ca²⁺ and Cl⁻ and ²³⁵U."),
        ("On the 2{nd} of May, M{me} Roux left.", "On the 2nd of May, Mme Roux left."),
        ("It grew 2{n}-fold, then 2{64}-fold.", "It grew 2ⁿ-fold, then 2⁶⁴-fold."),
        ("A speed of 4 m s{-1} is usual.", "A speed of 4 m s⁻¹ is usual."),
    ],
)
def test_an_exponent_is_kept_as_one(raised: str, expected: str) -> None:
    assert read(raised) == [expected]


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("The geese{1} left. They came back.{2, 3}", "The geese left. They came back."),
        ("The geese (of Kerr){4} left.", "The geese (of Kerr) left."),
        ("It sold 300{[5]} boats.", "It sold 300 boats."),
    ],
)
def test_a_mark_behind_a_word_is_no_text(raised: str, expected: str) -> None:
    assert read(raised) == [expected]


def test_a_mark_behind_a_number_is_told_by_the_notes() -> None:
    assert read("We saw 61{2} geese.", "2 Without chicks.") == ["We saw 61 geese.", "2 Without chicks."]
    assert read("We saw 61{2} geese.", "1 Without chicks.") == ["We saw 61² geese.", "1 Without chicks."]
    assert read("We saw 61{b} and 70{*}.", "a In May. b In June. * By day.")[0] == "We saw 61 and 70."


def test_a_power_of_ten_is_the_mark_of_a_note_only_where_that_note_has_no_other() -> None:
    notes = "1 In May. 2 In June. 3 At dawn."
    assert read("We saw 61{1} of 10{3} geese and 7{2}.", notes)[0] == "We saw 61 of 10 geese and 7."
    assert read("We saw 61{1} of 10{3} geese at dawn{3}.", notes)[0] == "We saw 61 of 10³ geese at dawn."
    assert read("It takes 10{3} seconds.", "1. Open it.", "2. Fill it.", "3. Wait.")[0] == "It takes 10³ seconds."
    assert read("It takes 61{1} or 5 × 10{3} seconds.", notes)[0] == "It takes 61 or 5 × 10³ seconds."


def test_what_the_document_links_to_a_note_is_its_mark() -> None:
    assert written([Raised("10", "3", " litres", surely=True)], []) == [""]
    assert written([Raised("geese", "3", "", surely=False)], []) == ["³"]


def test_a_number_that_opens_a_note_stays_what_it_is() -> None:
    assert read("{3} In spring.") == ["3 In spring."]
    assert read("{235}U decays.") == ["²³⁵U decays."]
