"""The page's style sheet and script; `ui` puts them into the page. Nothing in them is fetched from anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files

from index.sources import FORMATS
from qa.page.markup import escape
from qa.page.options import Options
from qa.page.words import Words

_SCRIPTS = ("own.js", "article.js", "choice.js", "correction.js", "tips.js", "answers.js")
_STYLES = ("frame.css", "talk.css", "article.css", "own.css")


def style() -> str:
    """The style sheet."""
    return "\n".join(read_asset(name) for name in _STYLES)


def script(words: Words) -> str:
    """Runs once, when the article's panel is loaded.

    `element` is the panel, `server` calls functions of `ui`, and `trigger` asks a question.
    """
    told = json.dumps(asdict(words), ensure_ascii=True).replace("<", "\\u003c")
    return "\n".join([f"const words = {told};", *(read_asset(name) for name in _SCRIPTS)])


def header(words: Words) -> str:
    """The page's name, what it promises, and how to keep a conversation."""
    kinds = (("markdown", words.save_markdown), ("json", words.save_json))
    buttons = "".join(f'<button type="button" data-save="{kind}">{escape(label)}</button>' for kind, label in kinds)
    return (
        f"<div><h1>{escape(words.title)}</h1><p>{escape(words.promise)}</p></div>"
        f'<details class="qa-save" hidden><summary>{escape(words.save)}</summary><div>{buttons}</div></details>'
    )


def own_documents(options: Options, is_single: bool) -> str:
    """Where a reader adds documents of their own, and chooses what to ask."""
    words = options.words
    articles = words.the_article if is_single else words.own_articles
    # The script knows the limits, so that what is refused need not travel first.
    return (
        f'<div class="qa-own" data-most="{options.uploads}" data-megabytes="{options.upload_megabytes}" '
        f'data-articles="{escape(articles)}" data-single="{int(is_single)}">'
        f'<label class="qa-scope" hidden>{escape(words.own_ask)} <select id="qa-scope"></select></label>'
        f'<button type="button" class="qa-add" title="{escape(words.own_promise)}">{escape(words.own_add)}</button>'
        f'<input type="file" multiple hidden accept="{",".join(FORMATS)}">'
        f'<span id="qa-promise">{escape(words.own_promise)}</span>'
        f'<ul class="qa-mine" aria-label="{escape(words.own_list)}" hidden></ul>'
        f'<div class="qa-drop" hidden><p>{escape(words.own_drop)}</p></div></div>'
    )


AFTER_ANSWER = "(place, past) => document.dispatchEvent(new CustomEvent('qa-answered', { detail: { place, past } }))"
"""Tells the script which place to show, if any, and what has been asked."""

OWN = "(...given) => [...given.slice(0, -1), document.qaOwn?.chosen() ?? null]"
"""Which of the reader's own documents a question is put to: the last of what is sent."""

RESTORE = """() => {
  const link = new URLSearchParams(location.search);
  const wanted = link.get("q");
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem("qa-talk")); } catch { /* Storage may be closed to us. */ }
  // A link does not tell whose documents were asked, nor which: there is none with this number.
  const documents = link.has("private") ? [-1] : undefined;
  const asked = wanted?.trim() ? [{ question: wanted, alone: true, documents }] : [];
  const opened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  const past = kept && (wanted === null || !opened) ? kept : asked;
  const box = document.querySelector("#qa-ask");
  if (box) box.inert = past.length > 0;
  let own = null;
  try { own = JSON.parse(sessionStorage.getItem("qa-own")); } catch { /* Then there are none. */ }
  return [past, own];
}"""
"""The conversation that this tab had, or the question of the link that it was opened with."""


def read_asset(name: str) -> str:
    """The text of a file beside this module."""
    return files("qa.page").joinpath("assets", name).read_text(encoding="utf-8")
