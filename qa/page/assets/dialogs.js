// The menu for all that is not asked for often, dialogs, keys; the focus is never lost.
const make = (tag, parts = {}, ...inside) => {
  const { data = {}, ...rest } = parts;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, data);
  node.append(...inside);
  return node;
};
const button = (text, act, className = "") => {
  const made = make("button", { type: "button", textContent: text, className });
  made.addEventListener("click", act);
  return made;
};

const saveMenu = document.querySelector(".qa-save");
const more = make("details", { className: "qa-save qa-more" },
  make("summary", { title: messages.more }, make("span", { className: "qa-unseen", textContent: messages.more })), make("div"));
saveMenu.after(more);
// Closed first, so that the focus comes back to the menu.
const entry = (text, act) => button(text, () => { more.open = false; more.querySelector("summary").focus(); act(); });

function openDialog(title, ...inside) {
  const heading = make("h2", { id: "qa-dialog-title", textContent: title });
  const close = make("button", { type: "button", className: "qa-close" });
  label(close, messages.uploads_dismiss);
  const dialog = make("dialog", { className: "qa-dialog" }, make("header", {}, heading, close), ...inside);
  dialog.setAttribute("aria-labelledby", heading.id);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const SHORTCUTS = [
  ["Enter", messages.key_ask], ["Shift + Enter", messages.key_line], ["/", messages.key_box], ["Alt + \u2191 \u2193", messages.key_turns],
  ["\u2191 \u2193", messages.key_choose], ["Escape", messages.key_escape], ["?", messages.key_help],
];
const help = () => openDialog(messages.help,
  make("p", { textContent: messages.promise }),
  make("dl", {}, ...SHORTCUTS.flatMap(([key, text]) => [make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: text })])));

// To the question before or after; from elsewhere to the last.
function goToQuestion(by) {
  const asked = [...document.querySelectorAll("#qa-conversation .qa-asked")];
  const at = asked.indexOf(document.activeElement);
  const goal = asked[at < 0 ? asked.length - 1 : Math.max(0, Math.min(asked.length - 1, at + by))];
  if (!goal) return;
  goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  conversation().scrollTop += goal.getBoundingClientRect().top - conversation().getBoundingClientRect().top - MARGIN;
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || picking) return;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    goToQuestion(event.key === "ArrowUp" ? -1 : 1);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
  if (event.key === "/") { event.preventDefault(); box().focus(); } else if (event.key === "?") help();
});

let focused = null;
document.addEventListener("focusin", (event) => { focused = event.target; });
new MutationObserver(() => {
  if (focused && !focused.isConnected && document.activeElement === document.body) box()?.focus({ preventScroll: true });
}).observe(document.body, { childList: true, subtree: true });
