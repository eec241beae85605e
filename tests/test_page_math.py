import pytest
from lxml import etree

from index.formats.page_math import linear


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc\u00b2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac>", "(a+1)/2"),
        ("<msub><mi>v</mi><mn>0</mn></msub><msqrt><mn>2</mn><mi>g</mi></msqrt>", "v_0\u221a2g"),
        ("<msubsup><mi>x</mi><mi>k</mi><mn>2</mn></msubsup>", "x_k\u00b2"),
        ("<semantics><mi>x</mi><annotation>\\x</annotation></semantics>", "x"),
    ],
)
def test_a_formula_is_written_in_a_line(formula: str, line: str) -> None:
    assert linear(etree.fromstring(f"<math>{formula}</math>")) == line


def test_deep_nesting_does_no_harm() -> None:
    assert linear(etree.fromstring("<math>" * 99 + "x" + "</math>" * 99)) == ""
