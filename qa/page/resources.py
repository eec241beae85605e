"""The page's style sheet and script; `ui` puts them into the page. Nothing in them is fetched from anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files

from index.sources import FORMATS
from qa.page.markup import escape
from qa.page.messages import Messages
from qa.page.options import Options

_SCRIPTS = ("uploads.js", "article.js", "choice.js", "correction.js", "tips.js", "answers.js", "page_picture.js")
_STYLES = ("frame.css", "chat.css", "article.css", "uploads.css", "page_picture.css")


def style() -> str:
    """The style sheet."""
    return "\n".join(read_asset(name) for name in _STYLES)


def script(messages: Messages) -> str:
    """Runs once, when the article's panel is loaded.

    `element` is the panel, `server` calls functions of `ui`, and `trigger` asks a question.
    """
    told = json.dumps(asdict(messages), ensure_ascii=True).replace("<", "\\u003c")
    return "\n".join([f"const messages = {told};", *(read_asset(name) for name in _SCRIPTS)])


def header(messages: Messages) -> str:
    """The page's name, what it promises, and how to keep a conversation."""
    kinds = (("markdown", messages.save_markdown), ("json", messages.save_json))
    buttons = "".join(f'<button type="button" data-save="{kind}">{escape(label)}</button>' for kind, label in kinds)
    return (
        f"<div><h1>{escape(messages.title)}</h1><p>{escape(messages.promise)}</p></div>"
        f'<details class="qa-save" hidden><summary>{escape(messages.save)}</summary><div>{buttons}</div></details>'
    )


def uploaded_documents(options: Options, is_single: bool) -> str:
    """Where a reader adds documents of their own, and chooses what to ask."""
    messages = options.messages
    articles = messages.the_article if is_single else messages.uploads_articles
    # The script knows the limits, so that what is refused need not travel first.
    return (
        f'<div class="qa-uploads" data-most="{options.uploads}" data-megabytes="{options.upload_megabytes}" '
        f'data-articles="{escape(articles)}" data-single="{int(is_single)}">'
        f'<label class="qa-scope" hidden>{escape(messages.uploads_ask)} <select id="qa-scope"></select></label>'
        f'<button type="button" class="qa-add" title="{escape(messages.uploads_promise)}">'
        f"{escape(messages.uploads_add)}</button>"
        f'<input type="file" multiple hidden accept="{",".join(FORMATS)}">'
        f'<span id="qa-promise">{escape(messages.uploads_promise)}</span>'
        f'<ul class="qa-mine" aria-label="{escape(messages.uploads_list)}" hidden></ul>'
        f'<div class="qa-drop" hidden><p>{escape(messages.uploads_drop)}</p></div></div>'
    )


AFTER_ANSWER = "(place, past) => document.dispatchEvent(new CustomEvent('qa-answered', { detail: { place, past } }))"
"""Tells the script which place to show, if any, and what has been asked."""

CHOSEN_DOCUMENTS = "(...given) => [...given.slice(0, -1), document.qaUploads?.chosen() ?? null]"
"""Which of the reader's own documents a question is put to: the last of what is sent."""

RESTORE = """() => {
  const link = new URLSearchParams(location.search);
  const wanted = link.get("q");
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem("qa-conversation")); } catch { /* Storage may be closed to us. */ }
  // A link does not tell whose documents were asked, nor which: there is none with this number.
  const documents = link.has("private") ? [-1] : undefined;
  const asked = wanted?.trim() ? [{ question: wanted, alone: true, documents }] : [];
  const opened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  const past = kept && (wanted === null || !opened) ? kept : asked;
  const box = document.querySelector("#qa-ask");
  if (box) box.inert = past.length > 0;
  let uploaded = null;
  try { uploaded = JSON.parse(sessionStorage.getItem("qa-uploads")); } catch { /* Then there are none. */ }
  return [past, uploaded];
}"""
"""The conversation that this tab had, or the question of the link that it was opened with."""


def read_asset(name: str) -> str:
    """The text of a file beside this module."""
    return files("qa.page").joinpath("assets", name).read_text(encoding="utf-8")
