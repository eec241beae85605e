"""The report's style sheet, in the look of the chat page; nothing in it is fetched from anywhere."""

from __future__ import annotations

CSS = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f6f5f1; --ink: #23272f; --soft: #565d6b; --line: #dedbd2; --edge: #858a94;
  --link: #1c4f8f; --tint: #e9eff7; --gold: #ffe39a; --gold-ink: #23272f; --gold-edge: #8a6100;
  --given: #dbe8fb; --given-edge: #1c4f8f;
  --good: #1f6f4a; --calm: #3d74b8; --bad: #a8322a; --over: #7b2d72; --missed: #9a5b06;
  --on-fill: #ffffff; --bar: #3d74b8;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
  --serif: Charter, "Iowan Old Style", Georgia, Cambria, "Noto Serif", "DejaVu Serif", serif;
}
@media (prefers-color-scheme: dark) { :root {
  --paper: #1b1e24; --ground: #14161a; --ink: #e6e4de; --soft: #a9aeb8; --line: #343943; --edge: #7c828e;
  --link: #9cc3f5; --tint: #25303f; --gold: #5a4708; --gold-ink: #fff4d0; --gold-edge: #e9bf4a;
  --given: #24405f; --given-edge: #9cc3f5;
  --good: #63c294; --calm: #86b4ec; --bad: #f0897f; --over: #d695cd; --missed: #e8ae5c;
  --on-fill: #14161a; --bar: #4474b0;
} }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 16px; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 var(--sans); }
header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
h1 {
  margin: 0; font-size: 1.75rem; line-height: 1.25; font-weight: 680; letter-spacing: -.01em;
  overflow-wrap: anywhere;
}
header p { margin: 6px 0 16px; color: var(--soft); overflow-wrap: anywhere; }
header ul {
  display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0; padding: 0 0 4px; list-style: none; font-size: .925rem;
}
a { color: var(--link); text-underline-offset: 2px; overflow-wrap: anywhere; }
main:focus { outline: none; }
section {
  margin: 20px 0; padding: 24px 28px 28px; background: var(--paper); border: 1px solid var(--line); border-radius: 14px;
}
h2 { margin: 0 0 14px; font-size: 1.25rem; line-height: 1.3; font-weight: 660; }
h3 { margin: 0; font-size: 1rem; line-height: 1.35; font-weight: 640; overflow-wrap: anywhere; }
p { margin: 0 0 12px; }
footer { padding: 4px 24px 40px; color: var(--soft); font-size: .9rem; }
code { font-size: .86em; color: var(--soft); }
.sub { color: var(--soft); font-size: .875rem; font-weight: 400; }
.lead { font-size: 1.2rem; line-height: 1.5; }
.notice { padding: 12px 16px; background: var(--tint); border-radius: 10px; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.only-print { display: none; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 8px; z-index: 5; padding: 8px 14px; background: var(--paper); border-radius: 8px; }
:is(a, button, input, select, summary, [tabindex]):focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px;
}

.stack { display: block; width: 100%; height: 26px; border-radius: 6px; }
.stack rect { stroke: var(--paper); stroke-width: 2; vector-effect: non-scaling-stroke; }
.legend {
  display: flex; flex-wrap: wrap; gap: 6px 22px; margin: 12px 0 4px; padding: 0; list-style: none;
  font-size: .925rem;
}
.swatch {
  display: inline-block; min-width: 1.35em; height: 1.35em; line-height: 1.35em; padding: 0 .2em; margin-right: 3px;
  text-align: center; border-radius: 4px; font-size: .85em; font-weight: 700; color: var(--on-fill);
  vertical-align: 1px;
}
rect.right-answer { fill: var(--good); } .swatch.right-answer { background: var(--good); }
rect.right-refusal { fill: var(--calm); } .swatch.right-refusal { background: var(--link); }
rect.wrong-answer { fill: var(--bad); } .swatch.wrong-answer { background: var(--bad); }
rect.overreach { fill: var(--over); } .swatch.overreach { background: var(--over); }
rect.missed { fill: var(--missed); } .swatch.missed { background: var(--missed); }
rect.gold { fill: var(--missed); } .swatch.gold { background: var(--missed); }
rect.retrieved { fill: var(--edge); } .swatch.retrieved { background: var(--edge); }
rect.cited { fill: var(--calm); } .swatch.cited { background: var(--calm); }
rect.right-refusal { fill: var(--link); }
.swatch:empty { vertical-align: -.3em; }
.swatch.unasked { border: 1.5px dashed var(--edge); }

.cards {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 14px;
  margin: 22px 0 14px; padding: 0; list-style: none;
}
.card { position: relative; padding: 14px 16px 12px; border: 1px solid var(--line); border-radius: 12px; }
.card h3 { padding-right: 28px; font-size: .925rem; color: var(--soft); }
.card p { margin: 0; }
.card .value {
  font-size: 2rem; line-height: 1.25; font-weight: 680; letter-spacing: -.02em; font-variant-numeric: tabular-nums;
}
.range { display: block; width: 100%; max-width: 240px; height: 12px; margin: 4px 0; overflow: visible; }
.range path { stroke-linecap: round; fill: none; }
.rail { stroke: var(--line); stroke-width: 3; } .reach { stroke: var(--calm); stroke-width: 6; }
.dot { fill: var(--ink); stroke: var(--paper); stroke-width: 2; }
.why {
  position: absolute; top: 10px; right: 10px; width: 26px; height: 26px; min-height: 0; padding: 0;
  border: 1px solid var(--edge);
  border-radius: 50%; background: none; color: var(--soft); font: 600 .85rem var(--sans); cursor: help;
}
.card .tip {
  position: absolute; z-index: 3; left: 8px; right: 8px; top: 40px; padding: 10px 12px; font-size: .875rem;
  background: var(--ink); color: var(--paper); border-radius: 8px; visibility: hidden;
}
.why:is(:hover, :focus-visible) + .tip, .why + .tip:hover { visibility: visible; }
.quiet .why + .tip { visibility: hidden; }

.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 30px 36px; }
.plot { display: flex; flex-direction: column; margin: 0; min-width: 0; }
.plot figcaption p { margin: 4px 0 10px; font-size: .9rem; color: var(--soft); }
.plot > svg { display: block; width: 100%; max-width: 560px; height: auto; margin-top: auto; }
svg text { fill: var(--ink); font: 12px var(--sans); }
svg .name { font-weight: 600; } svg .tick, svg .count { fill: var(--soft); }
svg .mid { text-anchor: middle; } svg .end { text-anchor: end; }
svg .note { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
svg .inside { fill: #fff; font-weight: 600; }
.axis { fill: none; stroke: var(--edge); } .grid { stroke: var(--line); }
.bar { fill: var(--bar); } .whisker { stroke: var(--ink); stroke-width: 1.6; fill: none; }
.curve { fill: none; stroke: var(--calm); stroke-width: 2.6; stroke-linejoin: round; }
.aim { fill: none; stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 5 4; }
.mark { stroke: var(--bad); stroke-width: 1.6; stroke-dasharray: 2 3; }
details > summary { cursor: pointer; color: var(--link); font-size: .9rem; width: fit-content; }
.plot details { margin-top: 8px; }

.scroll { overflow-x: auto; max-width: 100%; }
table { width: 100%; border-collapse: collapse; font-size: .925rem; font-variant-numeric: tabular-nums; }
caption { padding: 4px 0; text-align: left; color: var(--soft); font-size: .875rem; }
th, td { padding: 8px 12px 8px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; font-size: .85rem; color: var(--soft); vertical-align: bottom; }
tbody th { font-weight: 600; overflow-wrap: break-word; min-width: 8rem; }
td .sub { display: block; white-space: nowrap; font-size: .8rem; }
.verdict { white-space: nowrap; } .verdict.better { color: var(--good); font-weight: 650; }
.verdict.worse { color: var(--bad); font-weight: 650; } .verdict.level { color: var(--soft); }
.changes {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 16px 36px;
  margin-top: 20px;
}
.changes ul { margin: 6px 0; padding-left: 1.2em; }

.filters { display: flex; flex-wrap: wrap; gap: 10px 14px; align-items: end; margin-bottom: 12px; }
.filters label {
  display: grid; grid-template-columns: minmax(0, 1fr); gap: 3px; min-width: 0; max-width: 100%;
  font-size: .85rem; color: var(--soft);
}
.filters label:first-child { flex: 1 1 16rem; }
.filters :is(input, select), button {
  min-height: 38px; padding: 6px 12px; font: .95rem var(--sans); color: var(--ink); background: var(--paper);
  border: 1px solid var(--edge); border-radius: 8px; max-width: 100%;
}
.filters select { width: 100%; }
.filters input::placeholder { color: var(--soft); opacity: 1; }
button { cursor: pointer; } button:hover { background: var(--tint); }
button[aria-disabled=true] { color: var(--soft); border-color: var(--line); cursor: default; background: none; }
#list { table-layout: fixed; }
#heads th { padding: 0; width: 6.2rem; } #heads th.c-question { width: auto; } #heads th.c-outcome { width: 12.5rem; }
#heads th.c-document, #heads th.c-kind { width: 8.5rem; }
#heads button {
  width: 100%; min-height: 34px; padding: 4px 6px 4px 0; border: 0; background: none; text-align: left;
  font: 600 .85rem var(--sans); color: var(--soft);
}
#heads button:hover { color: var(--link); text-decoration: underline; }
#rows td { overflow-wrap: anywhere; }
#rows th { padding: 2px 12px 2px 0; }
.open {
  width: 100%; min-height: 38px; padding: 6px 6px 6px 1.5em; border: 0; background: none; text-align: left;
  font: 500 .975rem/1.4 var(--sans); color: var(--link); overflow-wrap: anywhere; text-indent: -1.15em;
}
.open::before { content: "▸"; content: "▸" / ""; display: inline-block; width: 1.15em; text-indent: 0; }
.open[aria-expanded=true]::before { content: "▾"; content: "▾" / ""; }
.open[aria-expanded=true] { font-weight: 650; }
.pages { display: flex; align-items: center; gap: 14px; margin-top: 14px; }
.outcome { display: flex; gap: 7px; align-items: baseline; line-height: 1.35; }
.outcome .swatch { flex: none; }
#rows td.detail { padding: 6px 0 22px 1.4em; border-bottom: 2px solid var(--line); }
.detail h3 { margin: 16px 0 6px; }
.detail dl { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: 5px 18px; margin: 0; }
.detail dl { max-width: 90ch; } .detail dt { color: var(--soft); } .detail dd { margin: 0; overflow-wrap: anywhere; }
.why-not { margin: 12px 0 0; padding: 10px 14px; border-left: 3px solid var(--missed); background: var(--ground); }
.key mark { color: var(--ink); } .key mark.gold { color: var(--gold-ink); }
.key { font-size: .9rem; color: var(--soft); }
.ranked { margin: 0; padding: 0; list-style: none; display: grid; gap: 10px; }
.ranked summary { color: var(--ink); width: auto; font-size: .95rem; }
.ranked > li { padding: 10px 16px; border: 1px solid var(--line); border-radius: 10px; }
.ranked > li.holds { border-color: var(--gold-edge); }
.ranked .sub { display: inline; }
.text {
  max-width: 82ch; margin: 6px 0 0; font: 1.02rem/1.65 var(--serif); white-space: pre-wrap; overflow-wrap: anywhere;
}
.tag {
  padding: 1px 8px; border: 1px solid var(--gold-edge); border-radius: 999px; font-size: .8rem; white-space: nowrap;
}
mark { color: inherit; background: none; }
mark.gold {
  background: var(--gold); color: var(--gold-ink); border-bottom: 3px double var(--gold-edge);
  box-decoration-break: clone; -webkit-box-decoration-break: clone;
}
mark.given {
  padding: 1px 2px; font-weight: 700; border: 2px solid var(--given-edge); border-radius: 4px;
  box-decoration-break: clone; -webkit-box-decoration-break: clone;
}
mark::before, mark::after {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
mark.gold::before { content: " [gold evidence] "; } mark.gold::after { content: " [end of gold evidence] "; }
mark.given::before { content: " [answer] "; } mark.given::after { content: " [end of answer] "; }

.strip { margin-top: 22px; }
.strip > .sub { margin: 2px 0 8px; }
.section { margin: 10px 0 6px; font-size: .9rem; font-weight: 600; color: var(--soft); }
.cells {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(82px, 1fr)); gap: 8px; margin: 0; padding: 0;
  list-style: none;
}
.cell {
  position: relative; display: block; width: 100%; padding: 4px 8px 6px; text-align: left;
  border: 1px solid var(--edge);
}
.cell .number { font: 600 .8rem var(--sans); color: var(--soft); }
.cell svg { display: block; width: 100%; height: auto; }
.cell svg text { font-size: 10px; }
.cell.unasked { border: 1.5px dashed var(--edge); }
.cell.untouched, .swatch.untouched {
  border: 2px solid var(--bad);
  background: repeating-linear-gradient(135deg, var(--paper) 0 6px, var(--line) 6px 9px);
}
.cell.untouched .number { padding: 0 3px; background: var(--paper); color: var(--bad); }
.cell.untouched svg { visibility: hidden; }
.cell[aria-expanded=true] { background: var(--tint); outline: 2px solid var(--link); }
.paragraph {
  margin-top: 12px; padding: 14px 18px; border: 1px solid var(--line); border-radius: 10px;
  background: var(--ground);
}
.paragraph h4 { margin: 0; } .paragraph .text { margin-bottom: 10px; }
.paragraph ul { margin: 4px 0 0; padding-left: 1.2em; }

@media (max-width: 640px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  section { padding: 18px 14px 20px; margin: 14px 0; }
  h1 { font-size: 1.4rem; } .lead { font-size: 1.08rem; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
  .card { padding: 12px; } .card .value { font-size: 1.5rem; }
  .card:nth-child(odd) .tip { right: -60%; } .card:nth-child(even) .tip { left: -60%; }
  .plot svg text { font-size: 15px; } .plot svg .inside, .plot svg .count { font-size: 13px; }
  #heads th.c-outcome { width: 8rem; }
  .outcome { font-size: .85rem; }
  .filters label { flex: 1 1 8rem; } .filters label:first-child { flex-basis: 100%; }
  #rows td.detail { padding-left: 0; } .detail dl { grid-template-columns: minmax(0, 1fr); gap: 1px; }
  .detail dd { margin-bottom: 8px; }
}
@media print {
  :root {
    --paper: #fff; --ground: #fff; --ink: #111; --soft: #444; --line: #ccc; --edge: #777; --link: #1c4f8f;
    --good: #1f6f4a; --calm: #3d74b8; --bad: #a8322a; --over: #7b2d72; --missed: #9a5b06; --on-fill: #fff;
    --bar: #3d74b8;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 10pt; }
  header, main, footer { max-width: none; padding: 0; }
  section { margin: 0 0 14pt; padding: 0; border: 0; }
  h2 { break-after: avoid; } .plot, .card, tr, .cells li { break-inside: avoid; }
  .plots { grid-template-columns: 1fr 1fr; } .scroll { overflow: visible; }
  .cards { grid-template-columns: repeat(4, 1fr); } .card .value { font-size: 16pt; }
  nav, .skip, .why, .tip, details, #browser, .paragraph, noscript { display: none !important; }
  .only-print { display: block; } td .sub { white-space: normal; }
}
"""
