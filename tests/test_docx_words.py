import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.formats.docx_words import Words
from index.formats.raised import write_raised

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def words(runs: str, document: object = None) -> str:
    word = document or docx.Document()
    paragraph = parse_xml(f"<w:p {nsdecls('w')} {MATH}>{runs}</w:p>")
    return write_raised([Words(word).of(paragraph)])[0]


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize("look", ["<w:vanish/>", "<w:strike/>", "<w:dstrike/>", '<w:vanish w:val="true"/>'])
def test_what_is_hidden_or_struck_out_is_left_out(look: str) -> None:
    assert words(run("The key is ") + run("under the mat, ", look) + run("kept by Ida.")) == "The key is kept by Ida."
    off = look.split(" ")[0].rstrip("/>") + ' w:val="0"/>'
    assert words(run("The key is ") + run("here.", off)) == "The key is here."


def test_what_a_style_hides_is_left_out_unless_the_run_shows_it() -> None:
    word = docx.Document()
    style = word.styles.add_style("Teacher", docx.enum.style.WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    hidden = '<w:rStyle w:val="Teacher"/>'
    assert words(run("Ask. ") + run("Answer: 7.", hidden), word) == "Ask. "
    assert words(run("Ask. ") + run("Answer: 7.", hidden + '<w:vanish w:val="0"/>'), word) == "Ask. Answer: 7."


def test_deleted_revisions_are_left_out_and_inserted_ones_kept() -> None:
    changed = "<w:del><w:r><w:delText>30</w:delText></w:r></w:del><w:ins><w:r><w:t>60</w:t></w:r></w:ins>"
    moved = f"<w:moveFrom>{run('at once ')}</w:moveFrom><w:moveTo>{run(' in full')}</w:moveTo>"
    assert words(run("Pay in ") + changed + run(" days") + moved) == "Pay in 60 days in full"


def test_symbols_are_the_characters_that_they_show() -> None:
    sym = '<w:r><w:sym w:font="Symbol" w:char="F0{}"/></w:r>'
    assert words(run("20") + sym.format("B0") + run("C ") + sym.format("B1") + run(" 1")) == "20°C ± 1"
    assert words(run("x \uf0b3 2", '<w:rFonts w:ascii="Symbol"/>')) == "x ≥ 2"
    assert words('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run(" paid")) == "☑ paid"
    assert words('<w:r><w:sym w:font="Symbol" w:char="zz"/></w:r>' + run("1")) == "1"


def test_raised_digits_are_exponents_or_marks_and_lowered_ones_stay() -> None:
    raised, lowered = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    assert words(run("2 x 10") + run("1", raised) + run("2", raised) + run(" cells")) == "2 x 10¹² cells"
    assert words(run("The cells") + run("4", raised) + run(" grew.")) == "The cells grew."
    assert words(run("CO") + run("2", lowered) + run(" and 101") + run("2", lowered)) == "CO2 and 101₂"


def test_content_controls_equations_and_fields_are_text_and_page_numbers_none() -> None:
    control = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('40 tonnes')}</w:sdtContent></w:sdt>"
    equation = "<m:oMath><m:r><m:t>v=7</m:t></m:r></m:oMath>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("12")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert words(control + run(" at ") + equation) == "40 tonnes at v=7"
    assert words(run("Table ") + field.format("SEQ Table") + run(".")) == "Table 12."
    assert words(run("Page ") + field.format("PAGE") + run(".")) == "Page ."
    assert words(f'<w:fldSimple w:instr=" NUMPAGES ">{run("9")}</w:fldSimple>' + run("End")) == "End"


def test_letters_that_libreoffice_raises_and_makes_smaller_are_exponents() -> None:
    raised = '<w:position w:val="8"/><w:sz w:val="19"/>'
    assert words(run("The plot has 40 m") + run("2", raised) + run(" in all.")) == "The plot has 40 m\u00b2 in all."
    assert words(run("CO") + run("2", '<w:position w:val="-6"/><w:sz w:val="19"/>')) == "CO2"
    assert words(run("All of it ") + run("7", '<w:position w:val="8"/>')) == "All of it 7"
