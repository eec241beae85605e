// While an answer is awaited: that it is, one's place in the line, how to stop. What goes wrong is told in the page's own words.
const wait = document.querySelector("#qa-wait");
const box = () => document.querySelector("#qa-ask textarea");
let awaited = null;

// Kept in this tab, so that neither a reload nor a restart of the server loses what was typed.
const remembered = {
  get: (name) => { try { return sessionStorage.getItem(`qa-${name}`) ?? ""; } catch { return ""; } },
  set: (name, text) => { try { sessionStorage.setItem(`qa-${name}`, text); } catch { /* Then it is not kept. */ } },
};

const left = { draft: remembered.get("draft"), pending: remembered.get("pending") };

function fillBox(text) {
  box().value = text;
  // Gradio learns of it.
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

// Called as a question is sent, with what Gradio sends; the token tells it from others in the line.
function begin(given) {
  const token = crypto.randomUUID?.() ?? String(Math.random());
  const typed = typeof given[0] === "string" ? given[0] : clicked;
  if (typeof given[0] === "string" && !typed.trim()) return { ...chosen(), token };
  idle();
  quiet();
  awaited = { token, question: typed };
  remembered.set("pending", typed);
  remembered.set("draft", "");
  awaited.timers = [setTimeout(busy, 400), setInterval(tellPlace, 1000)];
  return { ...chosen(), token };
}
document.qaAsking = begin;

// A question that is clicked is not in the box. While one is awaited no other is sent.
let clicked = "";
const hold = (event) => { if (awaited) { event.preventDefault(); event.stopImmediatePropagation(); } };
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#qa-conversation .example, .qa-next button, .qa-do-as-typed, .qa-gist, #qa-ask .submit-button");
  if (!button) return;
  clicked = button.textContent.trim();
  hold(event);
}, true);
document.addEventListener("keydown", (event) => {
  if (event.target !== box() || event.key !== "Enter" || event.shiftKey) return;
  pressed = awaited !== null;
  hold(event);
}, true);

// What was sent while another question was awaited is sent when that one has its answer.
let pressed = false;
function sendPressed() {
  if (pressed) document.querySelector("#qa-ask .submit-button")?.click();
  pressed = false;
}

function busy() {
  wait.classList.add("qa-busy");
  wait.querySelector(".qa-waiting").textContent = messages.waiting;
  say(messages.waiting);
}

async function tellPlace() {
  const asked = awaited;
  const before = await server.place_in_line({ token: asked.token }).catch(() => 0);
  if (asked !== awaited || typeof before !== "number") return;
  const text = before ? messages.in_line.replace("{number}", before) : messages.waiting;
  const line = wait.querySelector(".qa-waiting");
  if (line.textContent === text) return;
  line.textContent = text;
  say(text);
}

// Nothing is awaited any more; gives what was.
function idle() {
  const asked = awaited;
  asked?.timers.forEach(clearInterval);
  awaited = null;
  const focused = wait.contains(document.activeElement);
  wait.classList.remove("qa-busy");
  if (focused) box().focus({ preventScroll: true });
  return asked;
}

// Gives what is to stand in the box: the question that was given up, unless another is typed already.
document.qaStop = (typed) => {
  const asked = idle();
  pressed = false;
  remembered.set("pending", "");
  say(messages.stopped);
  return typed.trim() ? typed : asked?.question ?? "";
};

function tell(text, action = "", act = () => {}) {
  const notice = wait.querySelector(".qa-notice");
  notice.querySelector("p").textContent = text;
  notice.querySelector(".qa-act")?.remove();
  if (action) notice.querySelector("button").before(button(action, act, "qa-act"));
  notice.hidden = false;
}

function quiet() {
  wait.querySelector(".qa-notice").hidden = true;
}

// A question that got no answer stands in the box again, unless another is typed already.
function offerAgain(question) {
  if (question && !box().value.trim()) fillBox(question);
}

wait.querySelector(".qa-notice button").addEventListener("click", () => { quiet(); box().focus({ preventScroll: true }); });

// Gradio's own boxes are in its own words. It asks every two seconds whether the server is back, and then loads the page again.
const SAID = "[data-testid=toast-text]";
const own = new Set(Object.values(messages));
const saidIn = (node) => (node.matches?.(SAID) ? node : node.querySelector?.(SAID));

function heed(said) {
  if (!said) return;
  const text = said.textContent.trim();
  const asked = idle();
  pressed = false;
  offerAgain(asked?.question);
  tell(own.has(text) ? text : asked ? messages.cut_off : messages.connection_lost);
}
heed(document.querySelector(SAID));
new MutationObserver((changes) => heed(changes.flatMap((change) => [...change.addedNodes]).map(saidIn).find(Boolean)))
  .observe(document.body, { childList: true, subtree: true });

document.addEventListener("input", (event) => { if (event.target === box()) remembered.set("draft", box().value); });

// What was typed or cut off before the page was loaded again, not since.
function resume(past) {
  const { draft, pending } = left;
  if (!awaited) remembered.set("pending", "");
  const cut = pending && past.at(-1)?.question !== pending ? pending : "";
  if (!box().value && (draft || cut)) fillBox(draft || cut);
  if (cut) tell(messages.cut_off);
}
