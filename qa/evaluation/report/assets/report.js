// Lists, filters, sorts and opens the questions, and opens paragraphs of the coverage map.
// All text goes into the page as text nodes; the page's policy forbids anything else.
"use strict";
const record = JSON.parse(document.getElementById("record").textContent);
const outcomes = record.outcome_labels;
const stages = new Map(record.stage_labels.map(({ name, label }) => [name, label]));
const MISSED = ["misunderstood-follow-up", "no-passages-known", "passage-not-retrieved", "passage-ranked-under"];
const NONE = "\u2013";
const PAGE_SIZE = 50;
const LISTED = 20;
const OPENED = 2;
const $ = (id) => document.getElementById(id);

function makeElement(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) if (value !== null) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function badge(outcome) {
  const { sign, label } = outcomes.find(({ name }) => name === outcome);
  const swatch = makeElement("span", { class: `swatch ${outcome}`, "aria-hidden": "true" }, sign);
  return makeElement("span", { class: "outcome" }, swatch, " ", label);
}

// Offsets count code points, as Python does; JavaScript counts UTF-16 units.
const codePoints = new Map();
function slice(name, start, end) {
  const text = record.documents[name]?.text;
  if (text === undefined) return "(The text of this document is not in the report.)";
  if (!/[\ud800-\udfff]/.test(text)) return text.slice(start, end);
  if (!codePoints.has(name)) codePoints.set(name, Array.from(text));
  return codePoints.get(name).slice(start, end).join("");
}

const isSingle = Object.keys(record.documents).length === 1;
const overlaps = (span, name, start, end) => span.document === name && span.start < end && span.end > start;
const titleOf = (name) => record.documents[name]?.title || name;
const placeOf = ({ document: name, headings = [], paragraph }) => {
  const below = headings[0] === titleOf(name) ? headings.slice(1) : headings;
  const path = [...(isSingle ? [] : [titleOf(name)]), ...below].join(" \u203a ");
  return `${path && `${path}, `}paragraph ${paragraph}`;
};

// The rows, with what filtering and sorting look at.

const better = new Set(record.baseline?.better ?? []);
const worse = new Set(record.baseline?.worse ?? []);
const kinds = [...new Set(record.questions.map((row) => row.kind).filter((kind) => kind !== null))].sort();
const names = [...new Set(record.questions.map((row) => row.document).filter((name) => name !== null))].sort();
const rows = record.questions.map((row, at) => ({
  at, row,
  words: [row.id, row.question, row.answer ?? "", row.prediction, ...row.gold_answers].join("\n").toLowerCase(),
}));
const byId = new Map(rows.map((entry) => [String(entry.row.id), entry]));

const number = (name, digits) => (entry) => (entry.row[name] === null ? NONE : entry.row[name].toFixed(digits));
const COLUMNS = [
  { name: "question", label: "Question", key: (entry) => entry.row.question },
  { name: "outcome", label: "Outcome", key: (entry) => outcomes.findIndex(({ name }) => name === entry.row.outcome) },
  { name: "kind", label: "Kind", key: (entry) => entry.row.kind ?? "", show: (entry) => entry.row.kind ?? NONE,
    hide: !kinds.length },
  { name: "document", label: "Document", key: (entry) => entry.row.document ?? "",
    show: (entry) => (entry.row.document === null ? NONE : titleOf(entry.row.document)), hide: names.length < 2 },
  { name: "confidence", label: "Confidence", key: (entry) => entry.row.confidence, show: number("confidence", 2) },
  { name: "rank", label: "Gold rank", key: (entry) => entry.row.rank ?? Infinity, show: number("rank", 0) },
  { name: "f1", label: "F1", key: (entry) => entry.row.f1 ?? -1, show: number("f1", 2) },
  { name: "latency_ms", label: "Time, ms", key: (entry) => entry.row.latency_ms, show: number("latency_ms", 0) },
].filter((column) => !column.hide);
const NARROW = ["question", "outcome"];
const narrow = matchMedia("(max-width: 640px)");
const columns = () => COLUMNS.filter(({ name }) => !narrow.matches || NARROW.includes(name));

const state = { shown: rows, page: 0, sort: null, down: false, open: new Set() };
const collator = new Intl.Collator("en", { numeric: true });

function compare(a, b) {
  return typeof a === "string" ? collator.compare(a, b) : a === b ? 0 : a < b ? -1 : 1;
}

function filterRows() {
  const words = $("f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const [outcome, stage, kind, name, answerable, change] =
    ["outcome", "stage", "kind", "document", "answerable", "change"].map((filter) => $(`f-${filter}`).value);
  state.shown = rows.filter((entry) =>
    words.every((word) => entry.words.includes(word)) &&
    (!outcome || entry.row.outcome === outcome) &&
    (!stage || entry.row.stage === stage) &&
    (!kind || entry.row.kind === JSON.parse(kind)) &&
    (!name || entry.row.document === JSON.parse(name)) &&
    (!answerable || entry.row.answerable === (answerable === "yes")) &&
    (!change || (change === "better" ? better : worse).has(entry.row.id)));
  const column = COLUMNS.find((candidate) => candidate.name === state.sort);
  if (column) {
    const keyed = state.shown.map((entry) => [column.key(entry), entry]);
    keyed.sort(([a, one], [b, other]) => (state.down ? -1 : 1) * compare(a, b) || one.at - other.at);
    state.shown = keyed.map(([, entry]) => entry);
  }
  state.page = 0;
  drawPage();
}

// Drawing: one page of rows at a time; a row's details when it is opened.

function drawPage() {
  const pages = Math.max(1, Math.ceil(state.shown.length / PAGE_SIZE));
  const first = state.page * PAGE_SIZE;
  $("rows").replaceChildren(...state.shown.slice(first, first + PAGE_SIZE).flatMap(drawRow));
  const last = Math.min(first + PAGE_SIZE, state.shown.length);
  const few = state.shown.length < rows.length ? ` of ${rows.length.toLocaleString("en")}` : "";
  $("found").textContent = state.shown.length
    ? `${state.shown.length.toLocaleString("en")}${few} questions; showing ${first + 1} to ${last}.`
    : "No question matches.";
  $("page").textContent = `Page ${state.page + 1} of ${pages.toLocaleString("en")}`;
  $("previous").setAttribute("aria-disabled", state.page === 0);
  $("next").setAttribute("aria-disabled", state.page >= pages - 1);
  document.querySelector(".pages").hidden = pages === 1;
}

function drawHeads() {
  $("heads").replaceChildren(...columns().map((column) => {
    const sorted = state.sort === column.name;
    const arrow = sorted ? makeElement("span", { "aria-hidden": "true" }, state.down ? " ▼" : " ▲") : null;
    const button = makeElement("button", { type: "button", "data-sort": column.name }, column.label, arrow);
    const order = sorted ? (state.down ? "descending" : "ascending") : null;
    return makeElement("th", { scope: "col", class: `c-${column.name}`, "aria-sort": order }, button);
  }));
}

function drawRow(entry) {
  const open = state.open.has(entry.at);
  const button = makeElement("button", {
    type: "button", class: "open", id: `q-${entry.at}`, "aria-expanded": open,
    "aria-controls": open ? `d-${entry.at}` : null, "data-at": entry.at,
  }, entry.row.question);
  const cells = columns().map(({ name, show }) =>
    name === "question" ? makeElement("th", { scope: "row", class: "c-question" }, button)
      : makeElement("td", { class: `c-${name}` }, name === "outcome" ? badge(entry.row.outcome) : String(show(entry))));
  const line = makeElement("tr", {}, ...cells);
  return open ? [line, drawDetailRow(entry)] : [line];
}

function drawDetailRow(entry) {
  const cell = makeElement("td", { colspan: columns().length, class: "detail" }, ...drawDetails(entry.row));
  return makeElement("tr", { id: `d-${entry.at}` }, cell);
}

function drawFacts(pairs) {
  return makeElement("dl", {}, ...pairs.filter(([, value]) => value !== null && value !== "" && value.length !== 0)
    .flatMap(([name, value]) => [makeElement("dt", {}, name), makeElement("dd", {}, value)]));
}

// The pieces of an answer that has several are numbered. Records of earlier versions have none.
const givenIn = (row) => row.answers?.length > 1 ? row.answers.map((piece, at) => `[${at + 1}] ${piece}`).join(" ") : row.answer;

function drawDetails(row) {
  const cited = row.citations[0] ?? null;
  const given = cited && cited.answer_start !== null ? { document: cited.document, start: cited.answer_start,
    end: cited.answer_end } : null;
  const place = cited && `${slice(cited.document, cited.start, cited.end)} (${placeOf(cited)})`;
  const withVerdict = (verdict, text) => [verdict && (verdict === "yes" ? "Yes." : "No."), text].filter(Boolean).join(" ");
  const wished = withVerdict(row.gold_verdict, row.gold_answers.join(" · ")) ||
    (row.answerable ? "none noted" : "none: the documents do not say");
  const words = row.exact_match === null ? "" : `exact match ${row.exact_match.toFixed(0)}, F1 ${row.f1.toFixed(2)}, `;
  const held = row.passages.some((passage) => row.evidence.some((gold) =>
    overlaps(gold, passage.document, passage.start, passage.end)));
  return [
    drawFacts([
      ["Why it failed", stages.get(row.stage) ?? null],
      ["Understood as", row.standalone_question !== row.question ? row.standalone_question : null],
      ["Asked before", row.history.join(" / ")],
      ["Gold answer", wished],
      ["Form", row.form ?? null],
      ["Given answer", row.answered ? withVerdict(row.verdict, givenIn(row)) : "none: it abstained"],
      ["Withheld", row.answered ? null : withVerdict(row.predicted_verdict, row.prediction)],
      [row.answered ? "Cites" : "Would have cited", place],
      ["Confidence", `${row.confidence.toFixed(2)} (threshold ${record.threshold})`],
      ["Scores", words + (row.rank === null ? "gold evidence in no passage" : `gold evidence at rank ${row.rank}`)],
      ["Kind", row.kind], ["Time", `${row.latency_ms.toFixed(1)} ms`], ["Id", String(row.id)],
    ]),
    row.answered ? null : drawWhyNot(row),
    ...(row.evidence.length && (MISSED.includes(row.stage) || !held) ? drawMissedEvidence(row, given, held) : []),
    makeElement("h3", {}, "Passages as ranked"),
    drawMarkKey(row),
    makeElement("ol", { class: "ranked" }, ...row.passages.map((passage, at) => drawPassage(passage, at, row, given))),
  ].filter(Boolean);
}

function drawWhyNot(row) {
  if (row.reply) return makeElement("p", { class: "why-not" }, makeElement("b", {}, "It replied: "), row.reply);
  return makeElement("p", { class: "why-not" }, makeElement("b", {}, "Why it abstained: "),
    `${row.reason ?? ""} Its confidence of ${row.confidence.toFixed(2)} is under the threshold of ${record.threshold}.`);
}

function drawMarkKey(row) {
  const answer = row.answered ? "the answer given" : "the answer withheld";
  const gold = makeElement("mark", { class: "gold" }, "gold evidence");
  const given = makeElement("mark", { class: "given" }, answer);
  return makeElement("p", { class: "key" }, "Marked in place: ", gold, " and ", given, ".");
}

function drawPassage(passage, at, row, given) {
  const holds = row.evidence.some((gold) => overlaps(gold, passage.document, passage.start, passage.end));
  const answers = given && overlaps(given, passage.document, passage.start, passage.end);
  const head = makeElement("summary", {}, makeElement("b", {}, `${at + 1}. `), placeOf(passage),
    makeElement("span", { class: "sub" }, ` score ${passage.score.toFixed(3)} `),
    holds ? makeElement("span", { class: "tag" }, "holds gold evidence") : null);
  const open = at < OPENED || holds || answers ? "" : null;
  const body = drawMarkedText(passage, row.evidence, given);
  return makeElement("li", { class: holds ? "holds" : null }, makeElement("details", { open }, head, body));
}

function drawMissedEvidence(row, given, held) {
  const around = row.evidence.map((gold) => {
    const paragraphs = record.documents[gold.document]?.paragraphs ?? [];
    const [start, end] = paragraphs.find(([from, to]) => from < gold.end && to > gold.start) ?? [gold.start, gold.end];
    return { document: gold.document, start, end };
  });
  const once = [...new Map(around.map((one) => [`${one.start} ${one.document}`, one])).values()];
  const texts = once.map((one) => drawMarkedText(one, row.evidence, given));
  const where = held ? `ranked ${row.rank}` : row.passages.length ? `not among the ${row.passages.length} read` : "none is told";
  return [makeElement("h3", {}, `The passage that was missed: ${where}`), ...texts];
}

function drawMarkedText(span, evidence, given) {
  const { document: name, start, end } = span;
  const golds = evidence.filter((gold) => overlaps(gold, name, start, end));
  const answers = given && overlaps(given, name, start, end) ? [given] : [];
  const within = (at) => Math.min(end, Math.max(start, at));
  const ends = [...golds, ...answers].flatMap((one) => [within(one.start), within(one.end)]);
  const cuts = [...new Set([start, end, ...ends])].sort((a, b) => a - b);
  const text = makeElement("p", { class: "text" });
  let gold = null;
  cuts.slice(0, -1).forEach((from, at) => {
    const to = cuts[at + 1];
    const holds = (one) => one.start < to && one.end > from;
    if (!golds.some(holds)) gold = null;
    else if (!gold) text.append((gold = makeElement("mark", { class: "gold" })));
    const piece = slice(name, from, to);
    (gold ?? text).append(answers.some(holds) ? makeElement("mark", { class: "given" }, piece) : piece);
  });
  return text;
}

// What the reader does.

function toggle(button) {
  const entry = rows[Number(button.dataset.at)];
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", open);
  if (open) {
    state.open.add(entry.at);
    button.closest("tr").after(drawDetailRow(entry));
    button.setAttribute("aria-controls", `d-${entry.at}`);
  } else {
    state.open.delete(entry.at);
    $(`d-${entry.at}`).remove();
    button.removeAttribute("aria-controls");
  }
}

function turnPage(by) {
  const pages = Math.ceil(state.shown.length / PAGE_SIZE);
  if (state.page + by < 0 || state.page + by >= pages) return;
  state.page += by;
  drawPage();
  $("found").scrollIntoView({ block: "nearest" });
}

function clearFilters() {
  for (const field of document.querySelectorAll(".filters :is(input, select)")) field.value = "";
  filterRows();
}

function openLink() {
  if (location.hash.startsWith("#stage=")) showStage(decodeURIComponent(location.hash.slice(7)));
  else openLinkedQuestion();
}

function showStage(stage) {
  clearFilters();
  $("f-stage").value = stage;
  filterRows();
  $("questions").scrollIntoView({ block: "start" });
  $("f-stage").focus({ preventScroll: true });
}

function openLinkedQuestion() {
  if (!location.hash.startsWith("#q=")) return;
  const entry = byId.get(decodeURIComponent(location.hash.slice(3)));
  if (!entry) return;
  if (!state.shown.includes(entry)) clearFilters();
  state.page = Math.floor(state.shown.indexOf(entry) / PAGE_SIZE);
  state.open.add(entry.at);
  drawPage();
  $(`q-${entry.at}`).focus({ preventScroll: true });
  $(`q-${entry.at}`).scrollIntoView({ block: "start" });
}

function openParagraph(cell) {
  const panel = $(cell.getAttribute("aria-controls"));
  const open = cell.getAttribute("aria-expanded") !== "true";
  const cells = cell.closest(".coverage-row").querySelectorAll(".cell");
  cells.forEach((other) => other.setAttribute("aria-expanded", "false"));
  cell.setAttribute("aria-expanded", open);
  panel.hidden = !open;
  if (!open) return;
  const name = cell.dataset.document;
  const [start, end] = record.documents[name].paragraphs[Number(cell.dataset.at)];
  const asked = rows.filter(({ row }) => row.evidence.some((gold) => overlaps(gold, name, start, end)));
  const links = asked.slice(0, LISTED).map(({ row }) =>
    makeElement("li", {}, makeElement("a", { href: `#q=${encodeURIComponent(row.id)}` }, row.question)));
  const evidence = asked.flatMap(({ row }) => row.evidence);
  panel.replaceChildren(...[
    makeElement("h4", { class: "sub" }, cell.querySelector(".unseen").textContent),
    drawMarkedText({ document: name, start, end }, evidence, null),
    makeElement("p", { class: "sub" }, asked.length ? `Questions with gold evidence here: ${asked.length}` +
      (asked.length > LISTED ? `, the first ${LISTED}:` : ":") : "No question has gold evidence here."),
    links.length ? makeElement("ul", {}, ...links) : null,
  ].filter(Boolean));
}

function fillOptions(select, options) {
  select.replaceChildren(makeElement("option", { value: "" }, "any"),
    ...options.map(([value, label]) => makeElement("option", { value }, label)));
  select.closest("label").hidden = options.length === 0;
}

fillOptions($("f-outcome"), outcomes.map(({ name, label }) => [name, label]));
const failed = [...stages].filter(([stage]) => rows.some(({ row }) => row.stage === stage));
fillOptions($("f-stage"), failed);
fillOptions($("f-kind"), kinds.map((kind) => [JSON.stringify(kind), kind]));
fillOptions($("f-document"), names.length > 1 ? names.map((name) => [JSON.stringify(name), titleOf(name)]) : []);
$("f-change").closest("label").hidden = !record.baseline;

document.querySelector(".filters").addEventListener("input", filterRows);
$("f-clear").addEventListener("click", () => { clearFilters(); $("f-text").focus(); });
$("previous").addEventListener("click", () => turnPage(-1));
$("next").addEventListener("click", () => turnPage(1));
$("heads").addEventListener("click", (event) => {
  const name = event.target.closest("button")?.dataset.sort;
  if (!name) return;
  state.down = state.sort === name && !state.down;
  state.sort = name;
  drawHeads();
  $("heads").querySelector(`[data-sort="${name}"]`).focus();
  filterRows();
});
$("rows").addEventListener("click", (event) => {
  const button = event.target.closest(".open");
  if (button) toggle(button);
});
document.addEventListener("click", (event) => {
  const cell = event.target.closest(".cell");
  if (cell) openParagraph(cell);
  // The same link twice changes no hash.
  const link = event.target.closest('a:is([href^="#q="], [href^="#stage="])');
  if (link && link.hash === location.hash) { event.preventDefault(); openLink(); }
});
document.addEventListener("keydown", (event) => {
  document.documentElement.classList.toggle("quiet", event.key === "Escape");
});
document.addEventListener("pointermove", () => document.documentElement.classList.remove("quiet"));
addEventListener("hashchange", openLink);
narrow.addEventListener("change", () => { drawHeads(); drawPage(); });

drawHeads();
drawPage();
$("browser").hidden = false;
openLink();
document.documentElement.dataset.ready = performance.now().toFixed(0);
