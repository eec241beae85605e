"use strict";

// The page shows one question; every change is sent at once, and what the server has kept is what is shown.
const of = (id) => document.getElementById(id);
const made = (tag, text, name) => {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  if (name) node.className = name;
  return node;
};
const HINTS = {
  answer: "Choose the sentences that say it.",
  list: "Choose the sentences, and write an item on each line.",
  yes: "Choose the sentence that decides it.",
  no: "Choose the sentence that decides it.",
  "not-there": "The documents do not say. Nothing more is needed.",
};
let done = [];
let number = 0;
let label = { choice: null, sentences: [], answers: [] };
let others = {};
let sending = Promise.resolve();
let edits = 0;

async function get(path) {
  const reply = await fetch(path);
  const content = await reply.json();
  if (!reply.ok) throw new Error(content.detail);
  return content;
}

const same = (one, other) => one.document === other.document && one.start === other.start && one.end === other.end;

function complain(error) {
  const lost = error instanceof TypeError;
  of("wrong").textContent = lost ? "The page's program does not answer. Is it still running?" : error.message;
}

// Requests go one after the other, so that the last change is the last line that is kept.
function save() {
  const at = number, sent = JSON.stringify(label), edit = ++edits;
  of("saved").textContent = "Saving …";
  sending = sending.then(async () => {
    try {
      const reply = await fetch(`label/${at}`, {
        method: "POST", headers: { "content-type": "application/json" }, body: sent,
      });
      const content = await reply.json();
      if (!reply.ok) throw new Error(content.detail);
      done[at] = content.done;
      if (edit === edits) {
        of("wrong").textContent = "";
        of("saved").textContent = "Saved";
      }
      showProgress();
    } catch (error) {
      if (edit === edits) {
        of("saved").textContent = "Not saved";
        complain(error);
      }
    }
  });
  return sending;
}

function showProgress() {
  const ready = done.filter(Boolean).length;
  of("progress").textContent = `Question ${number + 1} of ${done.length}; ${ready} labelled`;
  of("back").disabled = number === 0;
  of("next").disabled = number === done.length - 1;
  of("open-one").disabled = ready === done.length;
}

function showLabel() {
  for (const button of of("choices").children) {
    const chosen = button.dataset.choice === label.choice;
    button.setAttribute("aria-checked", String(chosen));
    button.tabIndex = chosen || (!label.choice && button === of("choices").firstElementChild) ? 0 : -1;
  }
  for (const node of document.querySelectorAll(".sentence")) {
    node.setAttribute("aria-pressed", String(label.sentences.some((one) => same(one, node.place))));
  }
  of("hint").textContent = HINTS[label.choice] || "Choose a sentence, or say that it is not there.";
  of("words").hidden = !["answer", "list"].includes(label.choice);
  of("answer-label").textContent = label.choice === "list" ? "The items, one on each line" : "The answer in the text's words";
}

function choose(choice) {
  label.choice = choice;
  if (choice === "not-there") {
    label.sentences = [];
    label.answers = [];
    of("answer").value = "";
  }
  showLabel();
  save();
}

function toggle(place) {
  const chosen = label.sentences.some((one) => same(one, place));
  label.sentences = chosen ? label.sentences.filter((one) => !same(one, place)) : [...label.sentences, place];
  if (!label.choice || label.choice === "not-there") label.choice = "answer";
  showLabel();
  save();
}

function sentence(place, text) {
  const node = made("button", text, "sentence");
  node.type = "button";
  node.place = { document: place.document, start: place.start, end: place.end };
  const who = Object.keys(others).filter((name) => others[name].sentences.some((one) => same(one, node.place)));
  if (who.length) node.append(made("span", `Chosen by ${who.join(", ")}`, "by"));
  node.addEventListener("click", () => {
    if (!takeWords(node)) toggle(node.place);
  });
  return node;
}

// Words marked in a chosen sentence become the answer, and do not take the choice back.
function takeWords(node) {
  const marked = window.getSelection();
  const words = marked.toString().trim();
  if (!words || !node.contains(marked.anchorNode) || node.getAttribute("aria-pressed") !== "true") return false;
  if (label.choice === "list") {
    of("answer").value = [of("answer").value.trim(), words].filter(Boolean).join("\n");
  } else {
    of("answer").value = words;
  }
  marked.removeAllRanges();
  readWords();
  return true;
}

function readWords() {
  const written = of("answer").value;
  label.answers = (label.choice === "list" ? written.split("\n") : [written]).filter((line) => line.trim());
  save();
}

function showPassages(passages, chosen) {
  const box = of("passages");
  box.replaceChildren();
  const shown = passages.flatMap((one) => one.sentences.map((each) => ({ document: one.document, ...each })));
  const apart = chosen.filter((one) => !shown.some((each) => same(one, each)));
  if (apart.length) {
    const part = made("div", "", "passage");
    part.append(made("h3", "Chosen"), ...apart.map((one) => sentence(one, one.text)));
    box.append(part);
  }
  for (const passage of passages) {
    const part = made("div", "", "passage");
    part.append(made("h3", [...new Set([passage.title, ...passage.headings])].join(" › ")));
    for (const each of passage.sentences) part.append(sentence({ document: passage.document, ...each }, each.text));
    box.append(part);
  }
  if (!box.children.length) box.append(made("p", "Nothing was found.", "soft"));
  showLabel();
}

async function open(wanted) {
  await sending;
  let shown;
  try {
    shown = await get(`question/${wanted}`);
  } catch (error) {
    complain(error);
    return;
  }
  number = wanted;
  label = shown.label;
  others = shown.others;
  of("wrong").textContent = "";
  of("saved").textContent = "";
  of("question").textContent = shown.question;
  of("history").replaceChildren(...shown.history.map((one) => made("li", one)));
  of("history").hidden = !shown.history.length;
  const said = Object.entries(others).map(([name, one]) =>
    made("li", `${name}: ${one.choice || "nothing yet"}${one.answers.length ? ` (${one.answers.join("; ")})` : ""}`));
  of("others").replaceChildren(...said);
  of("others").hidden = !said.length;
  of("answer").value = label.answers.join("\n");
  of("query").value = "";
  showPassages(shown.passages, shown.chosen);
  showProgress();
  location.replace(`#${number + 1}`);
  window.scrollTo(0, 0);
  of("question").focus({ preventScroll: true });
}

function openUnlabelled() {
  for (let step = 1; step <= done.length; step += 1) {
    const at = (number + step) % done.length;
    if (!done[at]) return open(at);
  }
  return undefined;
}

function step(by) {
  const nodes = [...document.querySelectorAll(".sentence")];
  if (!nodes.length) return;
  const at = nodes.indexOf(document.activeElement);
  nodes[at < 0 ? 0 : Math.min(nodes.length - 1, Math.max(0, at + by))].focus();
}

const KEYS = {
  j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
  a: () => choose("answer"), l: () => choose("list"), y: () => choose("yes"), o: () => choose("no"),
  x: () => choose("not-there"), n: () => number < done.length - 1 && open(number + 1),
  p: () => number && open(number - 1), u: openUnlabelled, "/": () => of("query").focus(),
  e: () => of("words").hidden || of("answer").focus(),
};

document.addEventListener("keydown", (event) => {
  const writing = ["TEXTAREA", "INPUT"].includes(event.target.tagName);
  if (writing && event.key === "Escape") of("question").focus();
  if (writing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  if (event.key.startsWith("Arrow") && of("choices").contains(event.target)) return;
  event.preventDefault();
  KEYS[event.key]();
});
of("choices").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) choose(button.dataset.choice);
});
of("choices").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const buttons = [...of("choices").children];
  const next = buttons[(buttons.indexOf(event.target) + by + buttons.length) % buttons.length];
  choose(next.dataset.choice);
  next.focus();
});
of("answer").addEventListener("input", readWords);
of("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const found = await get(`search?q=${encodeURIComponent(of("query").value)}`);
    showPassages(found.passages, []);
    document.querySelector(".sentence")?.focus();
  } catch (error) {
    complain(error);
  }
});
of("back").addEventListener("click", () => open(number - 1));
of("next").addEventListener("click", () => open(number + 1));
of("open-one").addEventListener("click", openUnlabelled);

(async () => {
  try {
    const state = await get("state");
    done = state.done;
    document.title = `${state.adjudicates ? "Adjudicate" : "Label"} questions (${state.annotator})`;
    document.querySelector("h1").textContent = document.title;
    const wanted = Number(location.hash.slice(1)) - 1;
    await open(wanted >= 0 && wanted < done.length ? wanted : Math.max(0, done.indexOf(false)));
  } catch (error) {
    complain(error);
  }
})();
