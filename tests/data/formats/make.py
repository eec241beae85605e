"""Makes the samples beside it of flood.md. Needs pandoc, LibreOffice, hyphen-en-us, qpdf, python-docx."""

import os
import sys
from datetime import datetime
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))

from extraction import lay_out, run

HERE = Path(__file__).resolve().parent
os.chdir(HERE)
for ending in ("docx", "epub", "html", "odt", "pptx", "rtf"):
    run("pandoc", "--standalone", "flood.md", "-o", f"flood.{ending}")
for name, columns in (("flood", 1), ("columns", 2)):
    lay_out(HERE / "flood.docx", HERE / f"{name}.made.docx", columns, "The River Gazette, vol. 7")
    run("soffice", "--headless", "--convert-to", "pdf", f"{name}.made.docx")
    (HERE / f"{name}.made.pdf").rename(HERE / f"{name}.pdf")
    (HERE / f"{name}.made.docx").unlink()
book = openpyxl.Workbook()
book.properties.title, book.properties.creator = "What it cost", "Ann Lee"
book.properties.created = datetime(2024, 5, 6)
book.active.title = "Damage"
for row in (["Place", "Houses flooded", "Damage in millions"], ["Lower town", 212, 31], ["Harbour", 40, 9]):
    book.active.append(row)
helpers = book.create_sheet("Helpers")
helpers.append(["Who", "How many"])
helpers.append(["Soldiers", 40])
book.save("flood.xlsx")
run("qpdf", "--encrypt", "secret", "secret", "256", "--", "flood.pdf", "locked.pdf")
