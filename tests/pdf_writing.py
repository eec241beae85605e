"""Small PDFs put together byte by byte: words at a place, rules, boxes, pictures, on pages that may be turned."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians, sin

WIDTH, HEIGHT = 595, 842
_FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Symbol"}


@dataclass
class Page:
    """A page to write on, in points from its lower left corner; each method gives the page back."""

    rotate: int = 0
    size: tuple[int, int] = (WIDTH, HEIGHT)
    drawn: list[bytes] = field(default_factory=list)
    annotations: list[bytes] = field(default_factory=list)

    def write(
        self, words: str, left: float, base: float, size: float = 11, angle: float = 0, bold: bool = False
    ) -> Page:
        """Words from a place on, rising by an angle in degrees."""
        turn = radians(angle)
        matrix = f"{cos(turn):.5f} {sin(turn):.5f} {-sin(turn):.5f} {cos(turn):.5f} {left:.3f} {base:.3f} Tm"
        shown = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        font = "F2" if bold else "F1"
        self.drawn.append(f"BT /{font} {size} Tf {matrix} (".encode() + shown + b") Tj ET")
        return self

    def lines(self, words: str, left: float, top: float, size: float = 11, leading: float = 14) -> Page:
        """A line each, downwards."""
        for number, line in enumerate(words.split("\n")):
            self.write(line.strip(), left, top - number * leading, size)
        return self

    def mixed(self, words: str, left: float, base: float, size: float = 11) -> Page:
        """One line, where `{3}` is a small raised 3 and `[2]` a small lowered 2."""
        parts, at = [], 0
        for end, letter in enumerate(words):
            if letter in "{}[]":
                parts.append((words[at:end], {"}": 0.36, "]": -0.2}.get(letter, 0.0)))
                at = end + 1
        parts.append((words[at:], 0.0))
        shown = [f"BT /F1 {size} Tf {left} {base} Td".encode()]
        for part, rise in parts:
            now = size if rise == 0 else 0.62 * size
            escaped = part.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
            shown.append(f"/F1 {now:.2f} Tf {rise * size:.2f} Ts (".encode() + escaped + b") Tj")
        self.drawn.append(b" ".join([*shown, b"0 Ts ET"]))
        return self

    def rule(self, left: float, bottom: float, right: float, top: float) -> Page:
        self.drawn.append(f"0.5 w {left} {bottom} m {right} {top} l S".encode())
        return self

    def box(self, left: float, bottom: float, width: float, height: float, fill: bool = False) -> Page:
        paint = "0.9 g {} f 0 g" if fill else "0.5 w {} S"
        self.drawn.append(paint.format(f"{left} {bottom} {width} {height} re").encode())
        return self

    def grid(self, columns: list[float], rows: list[float]) -> Page:
        """Rules at all these places, from the first to the last."""
        for place in columns:
            self.rule(place, min(rows), place, max(rows))
        for height in rows:
            self.rule(min(columns), height, max(columns), height)
        return self

    def picture(self, left: float, bottom: float, width: float, height: float) -> Page:
        self.drawn.append(
            f"q {width} 0 0 {height} {left} {bottom} cm BI /W 1 /H 1 /CS /G /BPC 8 ID ".encode() + b"\x80 EI Q"
        )
        return self

    def field(self, value: str) -> Page:
        """A form field that is filled in."""
        self.annotations.append(
            f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({value}) /Rect [50 50 200 70] >>".encode()
        )
        return self


def pdf(*pages: Page) -> bytes:
    """The file."""
    bodies: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    fonts = " ".join(
        f"/{key} << /Type /Font /Subtype /Type1 /BaseFont /{name}"
        + (" >>" if key == "F3" else " /Encoding /WinAnsiEncoding >>")
        for key, name in _FONTS.items()
    )
    kids = []
    for page in pages:
        content = b"\n".join(page.drawn)
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        contents = len(bodies)
        notes = b" ".join(page.annotations)
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]} {page.size[1]}] /Rotate {page.rotate} "
            f"/Contents {contents} 0 R /Resources << /Font << {fonts} >> >> /Annots [".encode()
            + notes
            + b"] >>"
        )
        kids.append(f"{len(bodies)} 0 R")
    bodies[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    return _file(bodies)


def _file(bodies: list[bytes]) -> bytes:
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(made))
    return made + head + table + trailer
