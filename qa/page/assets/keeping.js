// What a reader keeps, in this browser alone: conversations where that is switched on, and quotations pinned to a notebook.
const MOST_KEPT = 200;
const storage = (name) => { try { return window[name]; } catch { return null; } };
const local = storage("localStorage");
const tab = storage("sessionStorage");
const stored = (where, name, otherwise) => { try { return JSON.parse(where.getItem(name)) ?? otherwise; } catch { return otherwise; } };
const store = (where, name, value) => { try { where.setItem(name, JSON.stringify(value)); } catch { say(messages.keep_full); } };
const erase = (where, name) => { try { where.removeItem(name); } catch { /* Nothing is kept. */ } };

const isKeeping = () => stored(local, "qa-keeping", false) === true;
const conversations = () => stored(local, "qa-conversations", []);
const notebook = () => stored(isKeeping() ? local : tab, "qa-notebook", []);
const writeNotebook = (notes) => store(isKeeping() ? local : tab, "qa-notebook", notes);

// Questions about documents of one's own are never kept.
function keepConversation() {
  const open = past.filter((asked) => !asked.documents?.length);
  if (!open.length) { if (!past.length) erase(tab, "qa-conversation-id"); return; }
  if (!isKeeping()) return;
  const id = stored(tab, "qa-conversation-id", null) ?? String(Date.now());
  store(tab, "qa-conversation-id", id);
  const others = conversations().filter((each) => each.id !== id);
  store(local, "qa-conversations", [{ id, at: Date.now(), past: open }, ...others].slice(0, MOST_KEPT));
}

function switchKeeping(on) {
  const notes = notebook();
  if (!on) for (const name of ["qa-conversations", "qa-notebook", "qa-keeping"]) erase(local, name);
  else store(local, "qa-keeping", true);
  writeNotebook(notes);
  if (on) keepConversation();
}

// The page restores the conversation when it is loaded again.
function reopen(kept, id) {
  store(tab, "qa-conversation", kept);
  if (id) store(tab, "qa-conversation-id", id);
  history.replaceState(history.state, "", address("", "", false));
  location.reload();
}

function pastConversations() {
  const toggle = make("input", { type: "checkbox", checked: isKeeping() });
  const search = make("input", { type: "search", placeholder: messages.keep_search });
  label(search, messages.keep_search);
  const list = make("ul", { className: "qa-kept" });
  const all = button(messages.delete_all, () => { erase(local, "qa-conversations"); fill(); toggle.focus(); });
  const row = (each) => {
    const open = button(each.past.map((asked) => asked.question).join(" \u00b7 "), () => reopen(each.past, each.id));
    open.dir = "auto";
    const gone = make("button", { type: "button", className: "qa-close" });
    label(gone, messages.delete);
    gone.addEventListener("click", () => { store(local, "qa-conversations", conversations().filter((other) => other.id !== each.id)); fill(); search.focus(); });
    const when = make("time", { textContent: new Date(each.at).toLocaleString(messages.code, { dateStyle: "medium", timeStyle: "short" }) });
    return make("li", {}, make("div", {}, when, open), gone);
  };
  function fill() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = conversations().filter((each) => words.every((word) => each.past.some((asked) => asked.question.toLowerCase().includes(word))));
    list.replaceChildren(...found.map(row));
    all.hidden = search.hidden = !conversations().length;
    if (!found.length) list.append(make("li", { textContent: messages.keep_none }));
  }
  toggle.addEventListener("change", () => { switchKeeping(toggle.checked); fill(); });
  search.addEventListener("input", fill);
  fill();
  openDialog(messages.past_conversations, make("label", { className: "qa-switch" }, toggle, messages.keep_switch),
    make("p", { textContent: messages.keep_promise }), search, list, all);
}

async function pin(answer) {
  const found = await given(server.notes({ past: upTo(answer), session: session() }), (reason) => toast(answer, reason));
  if (!found) return;
  const kept = notebook();
  const known = new Set(kept.map((note) => JSON.stringify(note)));
  const notes = [...kept, ...found.filter((note) => !known.has(JSON.stringify(note)))].slice(0, MOST_KEPT);
  writeNotebook(notes);
  toast(answer, messages.pinned.replace("{number}", notes.length));
}

const FILES = {
  markdown: ["notebook.md", "text/markdown;charset=utf-8"], docx: ["notebook.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  bibtex: ["sources.bib", "text/plain;charset=utf-8"], csl: ["sources.json", "application/json;charset=utf-8"],
};

function openNotebook() {
  const list = make("ul", { className: "qa-kept" });
  const told = make("p", { role: "status" });
  const take = (kind, text) => button(text, async () => {
    const written = await given(server.export_notebook({ kind, notes: notebook() }), (reason) => { told.textContent = reason; });
    if (written === null) return;
    const [name, type] = FILES[kind];
    download(name, type, kind === "docx" ? Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0)) : written);
    told.textContent = messages.saved.replace("{name}", name);
  });
  const tools = make("div", { className: "qa-buttons" }, take("markdown", messages.save_markdown), take("docx", messages.as_word),
    take("bibtex", messages.as_bibtex), take("csl", messages.as_csl), button(messages.delete_all, () => { writeNotebook([]); fill(); }));
  const row = (note, number) => {
    const gone = make("button", { type: "button", className: "qa-close" });
    label(gone, messages.delete);
    gone.addEventListener("click", () => { writeNotebook(notebook().filter((_, other) => other !== number)); fill(); });
    return make("li", {}, make("div", { dir: "auto" }, make("strong", { textContent: note.question }),
      make("blockquote", { textContent: note.quote, dir: "auto" }), make("span", { textContent: note.place })), gone);
  };
  function fill() {
    const notes = notebook();
    list.replaceChildren(...notes.map(row));
    tools.hidden = !notes.length;
    if (!notes.length) list.append(make("li", { textContent: messages.notebook_empty }));
    if (dialog && !dialog.contains(document.activeElement)) dialog.querySelector(".qa-close").focus();
  }
  let dialog = null;
  fill();
  dialog = openDialog(messages.notebook, list, tools, told);
}

more.querySelector("div").append(entry(messages.notebook, openNotebook), entry(messages.past_conversations, pastConversations), entry(messages.help, help));

// A new conversation can be taken back.
let before = [];
document.querySelector("#qa-new").addEventListener("click", () => { before = past; }, true);
function offerUndo() {
  const undone = before;
  before = [];
  if (past.length || !undone.length) return;
  tell(messages.begun, messages.undo, () => reopen(undone));
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".qa-more[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !more.open) return;
  more.open = false;
  more.querySelector("summary").focus();
});
