import pytest
from lxml import etree

from index.formats.docx_math import M, linear


def equation(parts: str) -> str:
    return linear(etree.fromstring(f'<m:oMath xmlns:m="{M[1:-1]}">{parts}</m:oMath>'))


def t(text: str) -> str:
    return f"<m:r><m:rPr/><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (t("P=12 kW"), "P=12 kW"),
        (f"<m:f><m:num>{t('a+b')}</m:num><m:den>{t('2')}</m:den></m:f>", "(a+b)/2"),
        (f"{t('A=')}<m:sSup><m:e>{t('r')}</m:e><m:sup>{t('2')}</m:sup></m:sSup>", "A=r²"),
        (f"<m:sSup><m:e>{t('e')}</m:e><m:sup>{t('-kt')}</m:sup></m:sSup>", "e^(-kt)"),
        (f"<m:sSub><m:e>{t('v')}</m:e><m:sub>{t('0')}</m:sub></m:sSub>", "v_0"),
        (f"<m:rad><m:radPr/><m:deg/><m:e>{t('2g')}</m:e></m:rad>", "√2g"),
        (f"<m:d><m:dPr/><m:e>{t('x')}</m:e></m:d>", "(x)"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="+"/></m:naryPr><m:sub>{t("i=1")}</m:sub><m:e>{t("i")}</m:e></m:nary>',
            "+_(i=1) i",
        ),
        (
            f"<m:m><m:mr><m:e>{t('1')}</m:e><m:e>{t('0')}</m:e></m:mr><m:mr><m:e>{t('2')}</m:e></m:mr></m:m>",
            "(1, 0; 2)",
        ),
        (f"<m:func><m:fName>{t('sin')}</m:fName><m:e>{t('x')}</m:e></m:func>", "sin x"),
    ],
)
def test_an_equation_is_written_in_a_line(parts: str, expected: str) -> None:
    assert equation(parts) == expected


def test_deep_nesting_does_no_harm() -> None:
    deep = "<m:sSup><m:e>" * 60 + t("x") + "</m:e></m:sSup>" * 60
    assert equation(deep) == ""
