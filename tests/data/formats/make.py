"""Makes the samples beside it of flood.md. Needs pandoc, LibreOffice, hyphen-en-us, qpdf, python-docx."""

import subprocess
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

HERE = Path(__file__).parent


def run(*command: str) -> None:
    subprocess.run(command, cwd=HERE, check=True, capture_output=True)


def element(tag: str, text: str | None = None, **attributes: str) -> OxmlElement:
    made = OxmlElement(tag)
    made.text = text
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def lay_out(source: Path, target: Path, columns: int) -> None:
    """Columns, justified and hyphenated, with a running header and page numbers."""
    document = docx.Document(str(source))
    document.settings.element.insert(0, element("w:autoHyphenation", val="true"))
    section = document.sections[0]
    section._sectPr.append(element("w:cols", num=str(columns), space="400"))
    section.header.paragraphs[0].text = "The River Gazette, vol. 7"
    run_ = section.footer.paragraphs[0].add_run()._r
    for part in (
        element("w:fldChar", fldCharType="begin"),
        element("w:instrText", "PAGE"),
        element("w:fldChar", fldCharType="end"),
    ):
        run_.append(part)
    for paragraph in document.paragraphs:
        if paragraph.style.name in {"Body Text", "First Paragraph"}:
            paragraph.alignment = 3
    document.save(str(target))


for ending in ("docx", "epub", "html"):
    run("pandoc", "--standalone", "flood.md", "-o", f"flood.{ending}")
for name, columns in (("flood", 1), ("columns", 2)):
    lay_out(HERE / "flood.docx", HERE / f"{name}.made.docx", columns)
    run("soffice", "--headless", "--convert-to", "pdf", f"{name}.made.docx")
    (HERE / f"{name}.made.pdf").rename(HERE / f"{name}.pdf")
    (HERE / f"{name}.made.docx").unlink()
run("qpdf", "--encrypt", "secret", "secret", "256", "--", "flood.pdf", "locked.pdf")
