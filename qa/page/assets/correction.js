// Which sentence would have been right: chosen in the article, by pointer or keyboard.
let picking = null;

function pick() {
  panel.classList.add("qa-choosing");
  panel.querySelector(".qa-picking").hidden = false;
  panel.querySelectorAll(".qa-sentence").forEach((sentence) => sentence.setAttribute("role", "button"));
  const first = panel.querySelector(".qa-lit") ?? panel.querySelector(".qa-sentence");
  first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "center", behavior: glide() });
  say(messages.picking);
  return new Promise((resolve) => { picking = resolve; });
}

function picked(sentence) {
  const resolve = picking;
  picking = null;
  panel.classList.remove("qa-choosing");
  panel.querySelector(".qa-picking").hidden = true;
  panel.querySelectorAll(".qa-sentence").forEach((each) => each.removeAttribute("role"));
  resolve(sentence && `${article().dataset.document}-${sentence.dataset.start}-${sentence.dataset.end}`);
}

panel.addEventListener("click", (event) => {
  const sentence = event.target.closest(".qa-sentence");
  if (picking && sentence) picked(sentence);
});

document.addEventListener("keydown", (event) => {
  if (!picking) return;
  const sentences = [...panel.querySelectorAll(".qa-sentence")];
  const at = sentences.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape") picked(null);
  else if (event.key === "Enter" && at >= 0) picked(sentences[at]);
  else if (step && at >= 0) sentences[Math.max(0, Math.min(sentences.length - 1, at + step))].focus();
  else return;
  event.preventDefault();
});
