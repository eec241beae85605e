"""Gradio's page, put in an order in which something is seen at once: what it is called and that it is being opened.

Gradio's own page is white until its scripts are there, and asks for each of their parts only once another has come.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from string import Template

from qa.page.markup import escape
from qa.page.messages import Messages
from qa.page.offline_gradio import gr
from qa.page.resources import read_asset

COMPONENTS = ("html", "chatbot", "textbox", "button", "row", "column")
"""Gradio's, that the page shows."""

_FRAME = re.compile(rb"<script\b[^>]*>(?:(?!</script>).)*iframeResizer\.contentWindow.*?</script>", re.DOTALL)
_ENTRY_STYLE = re.compile(rb'<link rel="stylesheet"[^>]*href="\./assets/index-[^>]*>')
_LINKED = """for (const name of %s) {
  const link = document.createElement("link");
  link.setAttribute("disabled", "");
  document.head.append(Object.assign(link, { rel: "stylesheet", href: `./assets/${name}` }));
}"""
"""Gradio asks for no style sheet that has a link already; one that is disabled is not fetched."""

_FOLDER = ("templates", "frontend", "assets")


def with_first_paint(page: bytes, messages: Messages) -> bytes:
    """The page with a first paint in its first bytes, and all that it asks for after that."""
    head, found, rest = page.partition(b"</head>")
    start = head.find(b"<script")
    if not found or start < 0 or b"</body>" not in rest:
        return page
    first, slow = head[:start], _FRAME.sub(b"", head[start:])
    scripts, styles = (tuple(name for name in assets() if name.endswith(end)) for end in (".js", ".css"))
    hints = "".join(f'<link rel="modulepreload" href="./assets/{name}">' for name in scripts)
    slow = _ENTRY_STYLE.sub(b"", slow) if styles else slow
    inlined = f"<style>{_style(styles)}</style><script>{_LINKED % json.dumps(styles)}</script>"
    splash = Template(read_asset("splash.html")).substitute(
        title=escape(messages.title), promise=escape(messages.promise), opening=escape(messages.opening)
    )
    opening = re.sub(rb"(<body\b[^>]*>)", lambda tag: tag[1] + splash.encode(), rest, count=1)
    return first + hints.encode() + found + opening.replace(b"</body>", inlined.encode() + slow + b"</body>", 1)


@cache
def _style(names: tuple[str, ...]) -> str:
    text = "\n".join(map(_read, names))
    return re.sub(r"url\((['\"]?)\./", r"url(\1./assets/", text).replace("</", "<\\/")


@cache
def assets() -> tuple[str, ...]:
    """What Gradio's page asks for piece by piece; nothing where its files are built in another way."""
    index = files(gr).joinpath(*_FOLDER[:-1], "index.html").read_text(encoding="utf-8")
    entry, style = (re.search(rf"assets/(index-[\w-]+\.{kind})", index) for kind in ("js", "css"))
    if not entry or not style:
        return ()
    text = _read(entry[1])
    found = [style[1], *_needed(text, r"import\(`\./Index-[\w-]+\.js`\)")]
    core = next((name for name in found if name.startswith("core-")), None)
    if core:
        text = _read(core)
        for component in COMPONENTS:
            found += _needed(
                text, rf"\b{component}:\{{(?:(?!\}},\w+:\{{).)*?component:\(\)=>\w+\(\(\)=>import\(`[^`]+`\)"
            )
    return tuple(dict.fromkeys(found))


def _needed(text: str, before: str) -> Iterator[str]:
    """What Vite lists behind the dynamic imports that the pattern finds."""
    listed = re.search(r"m\.f=(\[[^\]]*\])", text)
    names = json.loads(listed[1]) if listed else []
    for numbers in re.findall(before + r"[^,]*,__vite__mapDeps\(\[([\d,]*)\]\)", text):
        yield from _named(names, numbers.split(","))


def _named(names: list[str], numbers: Iterable[str]) -> Iterator[str]:
    return (names[int(number)].removeprefix("./") for number in numbers if number)


def _read(name: str) -> str:
    return files(gr).joinpath(*_FOLDER, name).read_text(encoding="utf-8")
