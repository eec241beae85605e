// What a citation leads to, and what a word means: shown on hover and on focus, gone with Escape.
const tip = document.body.appendChild(document.createElement("div"));
tip.id = "qa-tip";
tip.hidden = true;
tip.setAttribute("role", "tooltip");
const previews = new Map();
let tipped = null;
let timer = 0;

// A button is read out with what it means; a citation is described by its preview.
const meaning = (node) => node.querySelector(".qa-unseen")?.textContent.replace(/^[. ]+/, "");
const tippable = (node) => node.closest?.('.qa-answer :is(a[href*="#cite-"], .qa-tipped)');

async function preview(place) {
  if (!previews.has(place)) {
    const html = await server.preview({ place, session: session() }).catch(() => undefined);
    if (html === undefined) return "";
    previews.set(place, html);
  }
  return previews.get(place);
}

// What is lit up beside the answer needs no preview.
function isBeside(place) {
  const [number, start, end] = place.split("-").map(Number);
  if (stacked.matches || article().dataset.document !== String(number)) return false;
  const sides = panel.getBoundingClientRect();
  return [...panel.querySelectorAll(".qa-lit")].some((sentence) => {
    const box = sentence.getBoundingClientRect();
    return Number(sentence.dataset.start) < end && Number(sentence.dataset.end) > start && box.top >= sides.top && box.bottom <= sides.bottom;
  });
}

async function reveal(node) {
  if (tipped === node) return;
  conceal();
  if (!meaning(node) && isBeside(placeOf(node))) return;
  tipped = node;
  const told = meaning(node);
  if (told) tip.textContent = told;
  else {
    const html = await preview(node.hash.slice("#cite-".length));
    if (tipped !== node || !html) return;
    tip.innerHTML = html;
  }
  tip.hidden = false;
  if (!told) node.setAttribute("aria-describedby", tip.id);
  place_tip(node.getBoundingClientRect(), !told);
}

// A preview stands beside the answer, or where they are one above the other below the link: the answer can still be read.
function place_tip(box, isPreview) {
  const room = document.documentElement;
  const side = panel.getBoundingClientRect();
  const isApart = isPreview && !stacked.matches;
  tip.style.maxWidth = isApart ? `${side.width - 24}px` : "";
  Object.assign(tip.style, { left: "0", top: "0" });
  const own = tip.getBoundingClientRect();
  const [above, below] = [box.top - own.height - 8, box.bottom + 8];
  const fitsBelow = below + own.height <= room.clientHeight - 8;
  let top = above >= 8 && !(isPreview && fitsBelow) ? above : below;
  if (isApart) top = Math.min(box.top, room.clientHeight - own.height - 8);
  tip.style.top = `${Math.max(8, top)}px`;
  tip.style.left = `${Math.max(8, Math.min(isApart ? side.left + 12 : box.left, room.clientWidth - own.width - 8))}px`;
}

function conceal() {
  clearTimeout(timer);
  tipped?.removeAttribute("aria-describedby");
  tipped = null;
  tip.hidden = true;
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const node = tippable(event.target);
  if (tip.contains(event.target) || (node && node === tipped)) clearTimeout(timer);
  else if (node) { clearTimeout(timer); timer = setTimeout(() => reveal(node), 150); }
  else if (!tip.hidden || timer) { clearTimeout(timer); timer = setTimeout(conceal, 250); }
});
document.addEventListener("focusin", (event) => {
  const node = tippable(event.target);
  if (node?.matches(":focus-visible")) reveal(node);
  else conceal();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") conceal(); });
document.addEventListener("click", (event) => {
  const node = tippable(event.target);
  if (node && meaning(node)) reveal(node);
  else conceal();
}, true);
document.addEventListener("scroll", (event) => { if (event.target !== tip) conceal(); }, true);
