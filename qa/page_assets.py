"""The chat page's style sheet and its script; `ui` puts them into the page.

Nothing here is fetched from anywhere: fonts are the reader's own.
"""

from __future__ import annotations

CSS = """
:root {
  --qa-paper: #ffffff; --qa-ground: #f6f5f1; --qa-ink: #23272f; --qa-soft: #5b6270; --qa-line: #dedbd2;
  --qa-link: #1c4f8f; --qa-tint: #e9eff7; --qa-lit: #ffe9a6; --qa-lit-ink: #23272f; --qa-caution: #8a4b08;
  --qa-sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
  --qa-serif: Charter, "Iowan Old Style", Georgia, Cambria, "Noto Serif", "DejaVu Serif", serif;
}
.dark {
  --qa-paper: #1b1e24; --qa-ground: #14161a; --qa-ink: #e6e4de; --qa-soft: #a4a9b3; --qa-line: #343943;
  --qa-link: #9cc3f5; --qa-tint: #25303f; --qa-lit: #5a4708; --qa-lit-ink: #fff4d0; --qa-caution: #f0b765;
}
body, gradio-app, .gradio-container { background: var(--qa-ground) !important; color: var(--qa-ink); }
.gradio-container { font-family: var(--qa-sans); max-width: none !important; padding: 0 !important; }
.gradio-container .main, .gradio-container main { padding: 0 !important; margin: 0 !important; max-width: none !important; }
.gradio-container main > .column { gap: 0; }
footer { display: none !important; }
#qa-page, #qa-page * { box-sizing: border-box; }
#qa-page { height: 100dvh; display: grid; gap: 0; align-items: stretch; grid-template: auto minmax(0, 1fr) / minmax(0, 5fr) minmax(0, 6fr); }

#qa-top {
  grid-column: 1 / -1; display: flex; flex-wrap: nowrap; align-items: center; gap: 16px;
  padding: 12px 24px; border-bottom: 1px solid var(--qa-line); background: var(--qa-paper);
}
#qa-top h1 { margin: 0; font-size: 1.15rem; font-weight: 650; color: var(--qa-ink); }
#qa-top p { margin: 2px 0 0; font-size: .875rem; color: var(--qa-soft); }
#qa-top .qa-title, #qa-top .html-container { padding: 0; }
#qa-top .qa-title { flex: 1 1 auto; min-width: 0; border: 0; background: transparent; }
#qa-new {
  flex: 0 0 auto; width: auto; min-width: 0; padding: 7px 14px; font-size: .875rem; font-weight: 500;
  border: 1px solid var(--qa-line); border-radius: 8px; background: transparent; color: var(--qa-ink); box-shadow: none;
}
#qa-new:hover { background: var(--qa-tint); }

#qa-chat { min-width: 0; min-height: 0; display: flex; flex-direction: column; flex-wrap: nowrap; gap: 0; }
#qa-talk {
  flex: 1 1 0; min-height: 0; height: auto !important; border: 0; border-radius: 0; background: transparent;
  box-shadow: none; padding: 0;
}
#qa-talk .icon-button-wrapper { display: none; }
#qa-talk [role=log] { background: transparent; padding: 20px 24px 8px; overflow-y: auto; }
#qa-talk .message-wrap { padding: 0; gap: 12px; }
#qa-talk :is(.message-row, .message, .bot, .user) {
  margin: 0; padding: 0; border: 0; background: transparent; box-shadow: none; max-width: none; opacity: 1;
}
#qa-talk .prose { font-size: 1rem; line-height: 1.55; color: var(--qa-ink); opacity: 1; }
#qa-talk :is(.wrapper, [role=log]) { height: 100%; }
#qa-talk [role=log]:has(.placeholder-content) { display: flex; flex-direction: column; }
#qa-talk .placeholder-content { flex: 0 0 auto; width: 100%; height: auto; margin: auto 0; padding: 0; }
#qa-talk .scroll-down-button-container { display: none; }
#qa-talk .placeholder { flex: 0 0 auto; height: auto; margin-bottom: 18px; text-align: center; }
#qa-talk .placeholder p { font-size: 1.25rem; font-weight: 600; }
#qa-talk .examples {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); gap: 10px;
  width: 100%; max-width: 36rem; margin: 0 auto; padding: 0;
}
#qa-talk .example { padding: 14px 16px; border: 1px solid var(--qa-line); border-radius: 10px; background: var(--qa-paper); }
#qa-talk .example:hover { background: var(--qa-tint); }
#qa-talk .example-text { font-size: .95rem; line-height: 1.4; color: var(--qa-link); }
.qa-asked {
  width: fit-content; max-width: 100%; margin-left: auto; padding: 9px 14px; white-space: pre-wrap;
  overflow-wrap: anywhere; background: var(--qa-link); color: #fff; border-radius: 14px 14px 4px 14px;
}
.dark .qa-asked { background: #2b4a73; color: #f2f6fc; }
.qa-answer {
  padding: 14px 18px; background: var(--qa-paper); border: 1px solid var(--qa-line);
  border-radius: 4px 14px 14px 14px; overflow-wrap: anywhere;
}
.qa-answer p { margin: 0 0 8px !important; }
.qa-answer p:last-child { margin-bottom: 0 !important; }
.qa-answer .qa-understood, .qa-answer .qa-source, .qa-answer .qa-reason { font-size: .9rem; color: var(--qa-soft); }
.qa-answer .qa-source, .qa-answer .qa-reason { margin-bottom: 0 !important; }
.qa-answer blockquote {
  margin: 0 0 10px !important; padding: 2px 0 2px 14px !important; border-left: 3px solid var(--qa-link) !important;
  font: 1.075rem/1.6 var(--qa-serif); color: var(--qa-ink); white-space: pre-line; background: none;
}
.qa-answer .qa-lead { font-weight: 650; }
.qa-answer .qa-closest {
  margin-top: 14px !important; padding-top: 12px; border-top: 1px solid var(--qa-line);
  font-size: .9rem; font-weight: 600; color: var(--qa-caution);
}
.qa-answer .qa-near blockquote { border-left-color: var(--qa-line) !important; font-size: .95rem; color: var(--qa-soft); margin-bottom: 4px !important; }
.qa-answer .qa-near + .qa-near { margin-top: 12px; }
.qa-answer a { color: var(--qa-link) !important; text-decoration: underline; text-underline-offset: 2px; font-weight: 500; }
.qa-sure { white-space: nowrap; }

#qa-ask { flex: 0 0 auto; padding: 10px 24px 20px; background: transparent; border: 0; box-shadow: none; }
#qa-ask .input-container { position: relative; background: transparent; border: 0; }
#qa-ask .submit-button { position: absolute; right: 8px; bottom: 8px; margin: 0; width: 34px; height: 34px; color: var(--qa-link); }
#qa-ask textarea {
  width: 100%; margin: 0;
  padding: 12px 52px 12px 14px; font: 1rem/1.5 var(--qa-sans); color: var(--qa-ink); background: var(--qa-paper);
  border: 1px solid #8a8f99; border-radius: 12px; box-shadow: none;
}
#qa-ask textarea::placeholder { color: var(--qa-soft); opacity: 1; }

#qa-side { min-width: 0; min-height: 0; border-left: 1px solid var(--qa-line); background: var(--qa-paper); padding: 0; }
#qa-panel { height: 100%; overflow: hidden auto !important; overscroll-behavior: contain; padding: 0; background: transparent; border: 0; }
.qa-choose { display: flex; align-items: center; gap: 10px; padding: 12px 24px; border-bottom: 1px solid var(--qa-line); }
.qa-choose { position: sticky; top: 0; z-index: 1; background: var(--qa-paper); font-size: .875rem; color: var(--qa-soft); }
.qa-choose select {
  flex: 1 1 auto; min-width: 0; padding: 7px 10px; font: inherit; color: var(--qa-ink);
  background: var(--qa-paper); border: 1px solid #8a8f99; border-radius: 8px;
}
#qa-panel article {
  max-width: calc(70ch + 3.5em); margin: 0 auto; padding: 28px 24px 45vh 3.5em;
  font: 1.09rem/1.7 var(--qa-serif); color: var(--qa-ink); overflow-wrap: break-word;
}
#qa-panel article :is(h2, h3, h4, h5, h6) { font-family: var(--qa-sans); line-height: 1.3; color: var(--qa-ink); }
#qa-panel article .qa-untitled { font-size: .8rem; font-weight: 600; letter-spacing: .04em; color: var(--qa-soft); }
#qa-panel article h2:not(.qa-untitled) { margin: 0 0 20px; font-size: 1.6rem; font-weight: 700; }
#qa-panel article :is(h3, h4, h5, h6) { margin: 32px 0 10px; font-size: 1.2rem; font-weight: 650; }
#qa-panel article .qa-paragraph { position: relative; margin: 0 0 18px; }
#qa-panel article .qa-item { margin: 0 0 8px; padding-left: 1em; }
#qa-panel article .qa-note { font: .92rem/1.6 var(--qa-sans); color: var(--qa-soft); }
#qa-panel article .qa-paragraph + .qa-note:not(.qa-note + .qa-note) { padding-top: 18px; border-top: 1px solid var(--qa-line); }
#qa-panel .qa-paragraph::before {
  content: attr(data-number); position: absolute; left: -3.4em; width: 2.4em; text-align: right;
  font: .75rem/2.4 var(--qa-sans); color: var(--qa-soft);
}
#qa-panel .qa-item::before { left: -3.4em; }
.qa-sentence { border-radius: 3px; }
.qa-sentence:focus { outline: none; }
.qa-sentence.qa-lit {
  background: var(--qa-lit); color: var(--qa-lit-ink); padding: .12em 0;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; scroll-margin: 120px;
}
.qa-sentence.qa-lit:focus-visible { outline: 2px solid var(--qa-link); outline-offset: 2px; }
.qa-back {
  position: fixed; right: 24px; bottom: 20px; z-index: 2; padding: 9px 16px; font: 500 .9rem var(--qa-sans); cursor: pointer;
  color: #fff; background: #1c4f8f; border: 0; border-radius: 999px; box-shadow: 0 2px 10px rgb(0 0 0 / .25);
}
.qa-back[hidden] { display: none; }
@media (min-width: 801px) { .qa-back:not(:focus) { opacity: 0; pointer-events: none; } }
#qa-page :is(a, button, select, textarea):focus-visible, .qa-back:focus-visible {
  outline: 3px solid var(--qa-link) !important; outline-offset: 2px;
}
#qa-page #qa-ask textarea:focus-visible { outline-width: 2px !important; outline-offset: -1px; }

@media (max-width: 800px) {
  #qa-page { height: auto; grid-template: auto auto auto / minmax(0, 1fr); }
  #qa-top { height: 52px; padding: 0 16px; }
  #qa-top h1 { font-size: 1rem; white-space: nowrap; }
  #qa-new { padding: 6px 10px; font-size: .8rem; }
  #qa-top p { display: none; }
  #qa-chat { height: calc(100dvh - 52px); }
  #qa-talk .icon-button-wrapper { display: none; }
#qa-talk [role=log] { padding: 14px 16px 6px; }
  #qa-ask { padding: 8px 16px 14px; }
  #qa-side { border-left: 0; border-top: 1px solid var(--qa-line); }
  #qa-panel { height: auto; overflow: visible !important; }
  #qa-panel article { padding: 24px 16px 96px 2.6em; font-size: 1.03rem; }
  #qa-panel .qa-paragraph::before { left: -2.9em; }
  .qa-choose { padding: 10px 16px; }
}
"""

SCRIPT = """
const panel = element.closest("#qa-panel") ?? element;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const stacked = matchMedia("(max-width: 800px)");
let latest = 0;
let origin = null;

// Gradio labels each message with its own source, tags and all.
new MutationObserver(() =>
  document.querySelectorAll("#qa-talk [data-testid][aria-label]").forEach((node) => node.removeAttribute("aria-label"))
).observe(document.body, { childList: true, subtree: true });

const article = () => panel.querySelector("article");
const back = () => panel.querySelector(".qa-back");

function dim() {
  panel.querySelectorAll(".qa-lit").forEach((sentence) => sentence.classList.remove("qa-lit"));
}

async function open(number) {
  const turn = ++latest;
  if (article().dataset.document === number) return true;
  const html = await server.article_html(Number(number));
  if (turn !== latest) return false;
  article().outerHTML = html;
  const choice = panel.querySelector("select");
  if (choice) choice.value = number;
  return true;
}

async function show(place, { scroll, focus }) {
  const [number, start, end] = place.split("-");
  if (!(await open(number))) return;
  dim();
  const touched = [...article().querySelectorAll(".qa-sentence")].filter(
    (sentence) => Number(sentence.dataset.start) < Number(end) && Number(sentence.dataset.end) > Number(start));
  touched.forEach((sentence) => sentence.classList.add("qa-lit"));
  if (!touched.length) return;
  if (focus) touched[0].focus({ preventScroll: true });
  if (scroll) touched[0].scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
}

function follow(event) {
  const link = event.target.closest?.('a[href*="#cite-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  origin = link;
  back().hidden = false;
  show(link.hash.slice("#cite-".length), { scroll: true, focus: true });
}

function raise() {
  const log = document.querySelector("#qa-talk [role=log]");
  const asked = [...log.querySelectorAll(".qa-asked")].at(-1);
  if (asked) log.scrollTop += asked.getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
}

function answered(event) {
  requestAnimationFrame(() => requestAnimationFrame(raise));
  const box = document.querySelector("#qa-ask textarea");
  if (document.activeElement === document.body) box.focus({ preventScroll: true });
  back().hidden = true;
  if (event.detail) show(event.detail, { scroll: !stacked.matches, focus: false });
  else dim();
}

panel.addEventListener("change", async (event) => {
  if (event.target.matches("select") && (await open(event.target.value))) panel.scrollTop = 0;
});

panel.addEventListener("click", (event) => {
  if (!event.target.closest(".qa-back")) return;
  back().hidden = true;
  const goal = origin?.isConnected ? origin : document.querySelector("#qa-ask textarea");
  goal.focus({ preventScroll: true });
  goal.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
});

document.addEventListener("click", follow, true);
document.addEventListener("qa-answered", answered);
if (location.hash.startsWith("#cite-")) show(location.hash.slice("#cite-".length), { scroll: true, focus: false });
"""
"""Runs once, when the article's panel is loaded; `element` is the panel, `server` calls functions of `ui`.

A place is "document-start-end": the document's number in the collection and characters of its text.
"""

HEADER = """<h1>Ask the article</h1>
<p>Every answer is quoted word for word, with its place in the text.</p>"""

AFTER_ANSWER = "(place) => { document.dispatchEvent(new CustomEvent('qa-answered', { detail: place })); }"
"""Tells `SCRIPT` which place to show; an empty one clears the highlight."""
