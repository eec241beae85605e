// The conversation: what is done with an answer, and how it survives a reload.
let past = [];
let fresh = true;

// Gradio labels each message with its own source, tags and all, calls buttons a list, and would read out every one
// of an answer's.
function tidy() {
  document.querySelectorAll("#qa-conversation [data-testid][aria-label]").forEach((node) => node.removeAttribute("aria-label"));
  document.querySelectorAll("#qa-conversation .examples[role=list]").forEach((node) => node.setAttribute("role", "group"));
  document.querySelectorAll("#qa-conversation [role=log]:not([aria-live=off])").forEach((log) => log.setAttribute("aria-live", "off"));
  // Where nothing in it can be reached by keyboard, it is scrolled by keyboard itself.
  document.querySelectorAll("#qa-conversation [role=log]").forEach((log) => { if (log.querySelector("a, button")) log.removeAttribute("tabindex"); else log.tabIndex = 0; });
}
tidy();
new MutationObserver(tidy).observe(document.body, { childList: true, subtree: true });

// What the server knows of an answer and the page needs stands in it, hidden.
const kept = (answer, what) => answer?.querySelector(`.qa-${what}`)?.textContent ?? "";
const upTo = (answer) => past.slice(0, Number(kept(answer, "turn")) + 1);
// Gradio names the browser's language; the page speaks its own.
function speak() {
  const root = document.documentElement;
  if (root.lang !== messages.code) root.lang = messages.code;
  if (root.dir !== messages.direction) root.dir = messages.direction;
}
speak();
new MutationObserver(speak).observe(document.documentElement, { attributes: true, attributeFilter: ["lang", "dir"] });

const answers = () => [...document.querySelectorAll("#qa-conversation .qa-answer")];

const conversation = () => document.querySelector("#qa-conversation [role=log]");

// What stands first in sight: the last question, or where little fits its answer.
function first(log) {
  const asked = [...log.querySelectorAll(".qa-asked")].at(-1);
  const answer = answers().at(-1);
  const isAnswered = asked && answer && asked.compareDocumentPosition(answer) & Node.DOCUMENT_POSITION_FOLLOWING;
  return isAnswered && log.clientHeight - asked.offsetHeight < 200 ? answer : asked;
}

const MARGIN = 12;

// Below the last answer stays as much room as it takes to have the question first in sight: what comes later moves nothing.
function makeRoom(log, goal) {
  const wrap = log.querySelector(".message-wrap");
  const last = wrap?.lastElementChild;
  if (!last || !goal) return;
  const below = last.getBoundingClientRect().bottom - goal.getBoundingClientRect().top;
  const around = parseFloat(getComputedStyle(log).paddingBottom);
  wrap.style.setProperty("--qa-room", `${Math.max(0, Math.floor(log.clientHeight - MARGIN - below - around))}px`);
}

function raise() {
  const log = conversation();
  const goal = first(log);
  if (!goal) { log.scrollTop = 0; return; }
  makeRoom(log, goal);
  log.scrollTop += goal.getBoundingClientRect().top - log.getBoundingClientRect().top - MARGIN;
  // The article may have been looked at below.
  if (stacked.matches) scrollTo({ top: 0, behavior: "instant" });
}

function refit() {
  const log = conversation();
  makeRoom(log, first(log));
}

function address(link, cite, isPrivate) {
  const url = new URL(location.href);
  for (const name of ["q", "cite", "private"]) url.searchParams.delete(name);
  if (link) url.searchParams.set("q", link);
  if (isPrivate) url.searchParams.set("private", "1");
  else if (cite) url.searchParams.set("cite", cite);
  url.hash = "";
  return url.href;
}

function remember() {
  const link = past.length ? kept(answers().at(-1), "link") : "";
  if (past.length && !link) return;
  history.replaceState(history.state, "", address(link, "", past.at(-1)?.documents));
  try { sessionStorage.setItem("qa-conversation", JSON.stringify(past)); } catch { /* Then it is not kept. */ }
}

async function answered(event) {
  // Two frames: the answer is on the page only in the second.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { place } = event.detail;
  if (!fresh) idle(); // What is restored answers no question, and one may be awaited already.
  past = event.detail.past ?? [];
  const cite = fresh ? Number(new URLSearchParams(location.search).get("cite")) : 0;
  const cited = [...(answers().at(-1)?.querySelectorAll('a[href*="#cite-"]') ?? [])];
  const linked = cite > 0 ? cited.filter((link) => link.closest(".qa-cited"))[cite - 1] : cited.find((link) => fresh && link.hash === location.hash);
  forgetNext();
  raise();
  document.querySelector("#qa-ask").inert = false;
  document.querySelector(".qa-save").hidden = past.length === 0;
  if (document.activeElement === document.body) box().focus({ preventScroll: true });
  offerStarters();
  if (fresh) resume(past);
  else { offerUndo(); remembered.set("pending", ""); }
  back().hidden = true;
  const said = kept(answers().at(-1), "said");
  if (said) say(said);
  const others = beside(answers().at(-1)?.querySelector('.qa-cited a[href*="#cite-"]'));
  if (linked) show(placeOf(linked), { scroll: true, focus: false, others });
  else if (place) show(place, { scroll: !stacked.matches, focus: false, others });
  else if (!fresh || past.length) dim();
  if (!fresh || past.length) { remember(); keepConversation(); }
  fresh = false;
  sendPressed();
  await goOn(answers().at(-1));
}

const forgetNext = () => document.querySelectorAll("#qa-conversation .qa-next").forEach((old) => old.remove());

// What could be asked next comes after the answer, below it: nothing that can be clicked moves.
async function goOn(answer) {
  if (!kept(answer, "turn")) return;
  const asked = upTo(answer);
  let html = null;
  for (let tries = 0; html === null && tries < 8; tries += 1) {
    if (tries) await new Promise((done) => setTimeout(done, 500));
    if (answer !== answers().at(-1)) return;
    html = await server.next_questions({ past: asked, session: session() }).catch(() => "");
  }
  if (typeof html !== "string") return;
  if (answer !== answers().at(-1)) return;
  forgetNext();
  if (html) answer.insertAdjacentHTML("afterend", html);
  refit();
}

function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  say(messages.saved.replace("{name}", name));
}

async function copy(answer) {
  const cited = [...answer.querySelectorAll('.qa-cited a[href*="#cite-"]')];
  const cite = cited.indexOf(origin) + 1;
  const url = address(kept(answer, "link"), cite > 1 ? cite : "", upTo(answer).at(-1).documents);
  try {
    await navigator.clipboard.writeText(url);
    toast(answer, messages.link_copied);
  } catch {
    // Only a page from this computer or over HTTPS may write to the clipboard.
    const field = Object.assign(document.createElement("input"), { value: url, readOnly: true });
    field.setAttribute("aria-label", messages.link_here);
    toast(answer, messages.link_here, field);
    field.select();
  }
}

function toast(answer, text, ...more) {
  answer.querySelector(".qa-told")?.remove();
  const told = document.createElement("p");
  told.className = "qa-told";
  told.append(text, ...more);
  answer.append(told);
  say(text);
}

// What the server gives, or null once it is told why there is nothing. Gradio gives undefined where a call failed.
async function given(call, tell) {
  const result = await call.catch(() => undefined);
  if (result !== undefined && result?.refused === undefined) return result;
  tell(result?.refused ?? messages.unreachable);
  return null;
}

async function judge(answer, judgement, place = null) {
  answer.querySelector(".qa-correct")?.remove();
  const call = server.feedback({ past: upTo(answer), judgement, place, session: session() });
  if (await given(call, (reason) => toast(answer, reason)) === null) return;
  answer.querySelectorAll(".qa-thumb").forEach((button) => button.remove());
  toast(answer, messages.thanks);
}

function correct(answer) {
  if (answer.querySelector(".qa-correct")) return;
  const group = document.createElement("div");
  group.className = "qa-correct";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", messages.what_is_right);
  const choices = { sentence: messages.pick_sentence, "not-said": messages.says_nothing, wrong: messages.only_wrong };
  if (answer.querySelector(".qa-lead")) delete choices["not-said"];
  for (const [judgement, label] of Object.entries(choices)) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.dataset.judgement = judgement;
    group.append(button);
  }
  answer.append(group);
  group.firstChild.focus();
  group.scrollIntoView({ block: "nearest", behavior: glide() });
}

function withLink(card, answer) {
  const link = Object.assign(document.createElement("a"), { href: address(kept(answer, "link"), "", upTo(answer).at(-1)?.documents) });
  link.textContent = messages.title;
  return card.replace("</footer>", () => ` \u00b7 ${link.outerHTML}</footer>`);
}

// A question beside an answer is put to the documents that the answer is from.
const again = (answer, question) => trigger("submit", { question, alone: true, documents: answer ? upTo(answer).at(-1).documents : chosen().documents });

const actions = {
  "copy-link": copy,
  card: async (answer) => {
    const card = await given(server.card({ past: upTo(answer), session: session() }), (reason) => toast(answer, reason));
    if (card) download(named_after(answer, "html"), "text/html;charset=utf-8", withLink(card, answer));
  },
  picture,
  pin,
  aloud,
  right: (answer) => judge(answer, "right"),
  wrong: correct,
  ask: (answer, button) => again(answer, button.textContent),
  elsewhere: (_, button) => trigger("submit", { question: button.textContent, alone: true, documents: (button.dataset.documents.match(/\d+/g) ?? []).map(Number) }),
  "as-typed": (answer) => again(answer, upTo(answer).at(-1).question),
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("#qa-conversation :is(.qa-answer, .qa-next) button");
  if (!button) return;
  const answer = button.closest(".qa-answer") ?? answers().at(-1);
  if (button.dataset.judgement === "sentence") {
    const place = await pick();
    if (place) await judge(answer, "sentence", place);
    button.focus();
  } else if (button.dataset.judgement) await judge(answer, button.dataset.judgement);
  else {
    const action = [...button.classList].find((name) => name.startsWith("qa-do-"));
    if (action) await actions[action.slice("qa-do-".length)](answer, button);
  }
});

document.addEventListener("click", async (event) => {
  const menu = document.querySelector(".qa-save");
  const kind = event.target.closest?.("[data-save]")?.dataset.save;
  if (menu && !menu.contains(event.target)) menu.open = false;
  if (!kind) return;
  menu.open = false;
  if (kind === "print") return print();
  const text = await given(server.export_conversation({ kind, past, session: session() }), say);
  const [name, type] = { json: ["conversation.json", "application/json"], anki: ["flashcards.csv", "text/csv"] }[kind] ?? ["conversation.md", "text/markdown"];
  if (text) download(name, `${type};charset=utf-8`, text);
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".qa-save[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("qa-answered", answered);
if (document.qaAnswered) answered({ detail: document.qaAnswered });
new ResizeObserver(refit).observe(conversation());
// The question is in sight while its answer is awaited.
let asking = 0;
new MutationObserver(() => {
  const count = conversation().querySelectorAll(".qa-asked").length;
  if (count > asking && awaited) {
    forgetNext();
    raise();
  }
  asking = count;
}).observe(conversation(), { childList: true, subtree: true });
const top = document.querySelector("#qa-top");
new ResizeObserver(() => document.documentElement.style.setProperty("--qa-top", `${top.offsetHeight}px`)).observe(top);
if (location.hash.startsWith("#cite-")) show(location.hash.slice("#cite-".length), { scroll: true, focus: false });
