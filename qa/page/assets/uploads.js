// Documents of the reader's own: added, chosen, removed. Their key stays in this tab.
const uploads = document.querySelector("#qa-uploads .qa-uploads");
const kindOf = (name) => name.slice(name.lastIndexOf(".")).toLowerCase();
let mine = [];
let key = null;
let scope = "";
let names = [];
let line = Promise.resolve();

const session = () => key;
try { ({ session: key, scope, names = [] } = JSON.parse(sessionStorage.getItem("qa-uploads")) ?? { session: null, scope: "" }); } catch { /* Then none are kept. */ }

// What a question is put to: the articles, all of the reader's documents, or one of them.
function chosen() {
  const numbers = mine.map((each) => each.number);
  return { session: key, documents: scope === "all" ? numbers : numbers.filter((number) => String(number) === scope) };
}

function keep() {
  names = mine.map((each) => each.title);
  try { sessionStorage.setItem("qa-uploads", JSON.stringify({ session: key, scope, names })); } catch { /* A reload loses them. */ }
}

function offer(value, text) {
  const option = new Option(text, value);
  option.dir = "auto";
  return option;
}

function put(to) {
  scope = to === "all" && mine.length < 2 ? String(mine[0]?.number ?? "") : to;
  if (scope !== "all" && !mine.some((each) => String(each.number) === scope)) scope = "";
  const select = uploads.querySelector("select");
  select.replaceChildren(
    offer("", uploads.dataset.articles),
    ...(mine.length > 1 ? [offer("all", messages.uploads_everything)] : []),
    ...mine.map((each) => offer(String(each.number), nameOf(each))));
  select.value = scope;
  for (const each of mine) list().querySelector(`[data-number="${each.number}"] bdi`).textContent = nameOf(each);
  uploads.querySelector(".qa-scope").hidden = mine.length === 0;
  panel.querySelector(".qa-choose").hidden = uploads.dataset.single === "1" && mine.length === 0;
  unfold();
  keep();
  offerStarters();
}

const list = () => uploads.querySelector(".qa-mine");
const refusals = () => uploads.querySelector(".qa-not-added");

// Two of the same title are told apart by their files.
const nameOf = (each) => (mine.some((other) => other !== each && other.title === each.title) ? `${each.title} (${each.name})` : each.title);

// Where there is little room the lists are behind a button that counts; open while something is to be seen in them.
function unfold(open = null) {
  const chip = uploads.querySelector(".qa-chip");
  const goesOn = list().querySelector("li:not([data-number])") || refusals().children.length;
  for (const each of [list(), refusals()]) each.hidden = !each.children.length;
  chip.hidden = list().hidden && refusals().hidden;
  chip.textContent = messages.uploads_chip.replace("{number}", mine.length);
  chip.setAttribute("aria-expanded", String(open ?? Boolean(goesOn)));
}

// What can be asked of one's own documents, while nothing has been asked.
let offering = 0;
async function offerStarters() {
  const turn = ++offering;
  const log = document.querySelector("#qa-conversation");
  const { documents } = chosen();
  const place = log.querySelector(".examples");
  log.classList.toggle("qa-own", documents.length > 0);
  log.querySelector(".qa-starters")?.remove();
  if (!documents.length || !place) return;
  const html = await server.starters({ session: key, documents }).catch(() => "");
  if (turn !== offering || typeof html !== "string" || !place.isConnected) return;
  const offered = document.createElement("div");
  offered.className = "qa-starters";
  offered.innerHTML = html;
  place.after(offered);
}

// A row of the list: a name, what is happening to it, and a button that ends it.
function row(name, label, ended, into = list()) {
  const item = document.createElement("li");
  item.innerHTML = '<bdi></bdi><span class="qa-step" dir="auto"></span><progress hidden></progress><button type="button"></button>';
  item.querySelector("bdi").textContent = name;
  const button = item.querySelector("button");
  button.setAttribute("aria-label", label);
  button.title = label;
  button.addEventListener("click", () => { ended(); item.remove(); put(scope); uploads.querySelector(".qa-add").focus(); });
  item.querySelector("progress").setAttribute("aria-label", messages.uploads_progress.replace("{name}", name));
  into.append(item);
  unfold(true);
  item.scrollIntoView({ block: "nearest" });
  return item;
}

function step(item, text, done = 0, total = 0) {
  const bar = item.querySelector("progress");
  item.querySelector(".qa-step").textContent = text;
  bar.hidden = !total;
  if (total) Object.assign(bar, { max: total, value: done });
}

function ready(each) {
  const label = messages.uploads_remove.replace("{name}", each.title);
  const item = row(each.title, label, () => {
    mine = mine.filter((other) => other !== each);
    gone(each.number);
    say(messages.uploads_removed.replace("{name}", each.title));
    server.remove_document({ session: key, number: each.number }).catch(() => undefined)
      .then((done) => { if (done === undefined) say(messages.unreachable); });
  });
  item.dataset.number = each.number;
  const about = Object.assign(document.createElement("button"), { type: "button", className: "qa-gist", textContent: messages.starter_upload });
  about.addEventListener("click", () => {
    trigger("submit", { question: messages.starter_upload, alone: true, documents: [each.number] });
  });
  item.lastElementChild.before(about);
  mine.push(each);
  progressed(each);
}

// How much of it has been read, where that is not all.
function progressed(told) {
  const each = mine.find((other) => other.number === told.number);
  const item = list().querySelector(`[data-number="${told.number}"]`);
  if (!each || !item) return;
  const isWhole = told.share === 100;
  if (isWhole && each.share < 100) say(messages.uploads_ready.replace("{name}", each.title));
  each.share = told.share;
  step(item, isWhole ? each.note : messages.uploads_read.replace("{share}", told.share), isWhole ? 0 : told.share, isWhole ? 0 : 100);
}

function refused(name, reason) {
  const item = row(name, messages.uploads_dismiss, () => {}, refusals());
  item.classList.add("qa-refused");
  item.querySelector("bdi").hidden = reason.startsWith(name);
  step(item, reason);
  say(reason);
}

// Its own request, and not fetch: only this tells how much has been sent.
function send(file, item) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let read = 0;
    const take = () => {
      if (request.status !== 200) return;
      const end = request.responseText.lastIndexOf("\n");
      for (const told of request.responseText.slice(read, Math.max(read, end)).split("\n").filter(Boolean)) told_of(JSON.parse(told), file, item);
      read = Math.max(read, end);
    };
    item.ended = () => request.abort();
    request.open("POST", "uploads");
    request.setRequestHeader("x-upload-session", key);
    request.setRequestHeader("x-name", encodeURIComponent(file.name));
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => step(item, messages.uploads_sending, event.loaded, event.total));
    request.addEventListener("progress", take);
    request.addEventListener("load", () => { take(); resolve(request); });
    for (const end of ["error", "abort"]) request.addEventListener(end, () => resolve(request));
    request.send(file);
  });
}

function told_of(told, file, item) {
  if (told.step === "waiting") step(item, messages.uploads_waiting);
  else if (told.step === "reading") step(item, messages.uploads_reading);
  else if (told.step === "indexing") {
    step(item, messages.uploads_indexing.replace("{done}", told.done).replace("{total}", told.total), told.done, told.total);
  } else if (told.step === "refused") refused(told.name, told.reason);
  else if (told.step === "askable" || told.step === "ready") {
    const isWhole = told.step === "ready";
    item.hidden = !isWhole;
    item.isRead = !isWhole;
    if (mine.some((each) => each.number === told.document.number)) { progressed(told.document); return; }
    ready(told.document);
    put(mine.length > 1 && scope === "all" ? "all" : String(told.document.number));
    open(told.document.number);
    say((isWhole ? messages.uploads_ready : messages.uploads_askable).replace("{name}", told.document.title));
  }
}

async function add(file) {
  const most = Number(uploads.dataset.most);
  const megabytes = Number(uploads.dataset.megabytes);
  const kinds = uploads.querySelector("input").accept.split(",");
  let reason = "";
  if (mine.length >= most) reason = messages.uploads_too_many.replace("{number}", most);
  else if (file.size > megabytes * 2 ** 20) reason = messages.uploads_too_large.replace("{name}", file.name).replace("{number}", megabytes);
  if (reason) return refused(file.name, reason);
  let stopped = false;
  const item = row(file.name, messages.uploads_remove.replace("{name}", file.name), () => { stopped = true; item.ended?.(); });
  step(item, messages.uploads_waiting);
  const failed = messages.uploads_failed.replace("{name}", file.name);
  for (const attempt of [1, 2]) {
    key ??= await server.open_upload_session({}).catch(() => null);
    if (!key || stopped) break;
    const request = await send(file, item);
    if (request.status === 404 && attempt === 1) { lost(); continue; }
    item.remove();
    // It goes on being read, whether this page hears of it or not.
    if (item.isRead && request.status !== 200) { recall(); return put(scope); }
    if (item.isRead) recall();
    if (request.status !== 200 && !stopped) refused(file.name, sentence(request) ?? failed);
    return put(scope);
  }
  item.remove();
  if (!stopped) refused(file.name, failed);
  return put(scope);
}

function sentence(request) {
  try { return JSON.parse(request.responseText).detail; } catch { return null; }
}

// The server has let go of them, because the page was left alone or closed for long.
function lost() {
  key = null;
  mine.forEach((each) => gone(each.number));
  if (names.length) refused("", messages.uploads_lost.replace("{names}", () => names.join(", ")));
  mine = [];
  list().querySelectorAll("[data-number]").forEach((item) => item.remove());
  put("");
}

// One after another: each is told of as it goes.
const addAll = (files) => { for (const file of files) line = line.then(() => add(file)); };

let nextLook = 0;
async function recall() {
  if (!key) return;
  const wanted = scope;
  const found = await server.uploaded_documents({ session: key }).catch(() => undefined);
  if (found === null) lost();
  else if (found && !mine.length) { found.forEach(ready); put(wanted); }
  else if (found) {
    const there = new Set(found.map((each) => each.number));
    const left = mine.filter((each) => there.has(each.number));
    const goneOnes = mine.filter((each) => !there.has(each.number));
    found.forEach(progressed);
    mine = left;
    for (const each of goneOnes) { gone(each.number); list().querySelector(`[data-number="${each.number}"]`)?.remove(); }
    if (goneOnes.length) put(scope);
  }
  clearTimeout(nextLook);
  if (mine.some((each) => each.share < 100)) nextLook = setTimeout(recall, 2000);
}

if (uploads) {
  uploads.querySelector(".qa-chip").addEventListener("click", (event) => unfold(event.target.getAttribute("aria-expanded") === "false"));
  uploads.querySelector(".qa-add").addEventListener("click", () => uploads.querySelector("input").click());
  uploads.querySelector("input").addEventListener("change", (event) => { addAll([...event.target.files]); event.target.value = ""; });
  uploads.querySelector("select").addEventListener("change", (event) => put(event.target.value));
  const drop = uploads.querySelector(".qa-drop");
  const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragenter", (event) => { if (brings(event)) drop.hidden = false; });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
  addEventListener("dragover", (event) => { if (brings(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    event.stopPropagation();
    drop.hidden = true;
    addAll([...event.dataTransfer.files]);
  }, true);
  recall();
  // A sign of life, without which they are deleted; soon enough for a tab whose copy is closed.
  setInterval(recall, 25_000);
  addEventListener("pageshow", (event) => { if (event.persisted) recall(); });
  addEventListener("pagehide", () => {
    if (key) fetch("uploads", { method: "DELETE", headers: { "x-upload-session": key }, keepalive: true });
  });
}
