"""Makes the samples beside it of flood.md. Needs pandoc, LibreOffice, hyphen-en-us, qpdf, python-docx."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))

from extraction import lay_out, run

HERE = Path(__file__).resolve().parent
os.chdir(HERE)
for ending in ("docx", "epub", "html"):
    run("pandoc", "--standalone", "flood.md", "-o", f"flood.{ending}")
for name, columns in (("flood", 1), ("columns", 2)):
    lay_out(HERE / "flood.docx", HERE / f"{name}.made.docx", columns, "The River Gazette, vol. 7")
    run("soffice", "--headless", "--convert-to", "pdf", f"{name}.made.docx")
    (HERE / f"{name}.made.pdf").rename(HERE / f"{name}.pdf")
    (HERE / f"{name}.made.docx").unlink()
run("qpdf", "--encrypt", "secret", "secret", "256", "--", "flood.pdf", "locked.pdf")
