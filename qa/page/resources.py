"""The page's style sheet and script; `ui` puts them into the page. Nothing in them is fetched from anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files

from qa.page.markup import escape
from qa.page.words import Words

_SCRIPTS = ("article.js", "choice.js", "correction.js", "tips.js", "answers.js")
_STYLES = ("frame.css", "talk.css", "article.css")


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


AFTER_ANSWER = "(place, past) => document.dispatchEvent(new CustomEvent('qa-answered', { detail: { place, past } }))"
"""Tells the script which place to show, if any, and what has been asked."""

RESTORE = """() => {
  const wanted = new URLSearchParams(location.search).get("q");
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem("qa-talk")); } catch { /* Storage may be closed to us. */ }
  const asked = wanted?.trim() ? [{ question: wanted, alone: true }] : [];
  const opened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  const past = kept && (wanted === null || !opened) ? kept : asked;
  const box = document.querySelector("#qa-ask");
  if (box) box.inert = past.length > 0;
  return [past];
}"""
"""The conversation that this tab had, or the question of the link that it was opened with."""


def read_asset(name: str) -> str:
    """The text of a file beside this module."""
    return files("qa.page").joinpath("assets", name).read_text(encoding="utf-8")
