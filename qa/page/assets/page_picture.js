// The page of a PDF or picture as it is printed, the quotation boxed. The text stays in the panel, and comes back.
const sheet = document.createElement("div");
const turning = document.createElement("div");
const ZOOMS = [1, 1.5, 2.25];
let shownPage = null;
let lastPlace = null;
let zoom = 0;
let wantedPage = 0;

article().before(turning);
article().after(sheet);
sheet.className = "qa-sheet";
sheet.hidden = true;
sheet.tabIndex = 0;
sheet.setAttribute("role", "group");
turning.className = "qa-turning";
turning.hidden = true;

function pictureButton(name, label, sign, act) {
  const button = turning.appendChild(document.createElement("button"));
  button.type = "button";
  button.className = `qa-picture-${name}`;
  button.textContent = sign || label;
  if (sign) button.setAttribute("aria-label", label);
  if (sign) button.title = label;
  button.addEventListener("click", act);
  return button;
}

const previous = pictureButton("previous", messages.picture_previous, messages.direction === "rtl" ? "\u203a" : "\u2039", () => turn(-1));
const counted = turning.appendChild(document.createElement("span"));
const next = pictureButton("next", messages.picture_next, messages.direction === "rtl" ? "\u2039" : "\u203a", () => turn(1));
const smaller = pictureButton("smaller", messages.picture_smaller, "\u2212", () => magnify(-1));
const larger = pictureButton("larger", messages.picture_larger, "+", () => magnify(1));
const switching = pictureButton("switch", messages.picture_show, "", () => (shownPage ? hidePage(true) : showPage(placeHere(), true)));
counted.setAttribute("aria-live", "polite");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const isPictured = () => article()?.dataset.pictures === "1";
const placeHere = () => (lastPlace?.split("-")[0] === article().dataset.document ? lastPlace : null);

function controls() {
  turning.hidden = !isPictured();
  for (const each of [previous, counted, next, smaller, larger]) each.hidden = !shownPage;
  switching.textContent = shownPage ? messages.picture_text : messages.picture_show;
  switching.setAttribute("aria-expanded", String(Boolean(shownPage)));
  previous.disabled = !shownPage || shownPage.page <= 1;
  next.disabled = !shownPage || shownPage.page >= shownPage.pages;
  smaller.disabled = zoom === 0;
  larger.disabled = zoom === ZOOMS.length - 1;
  counted.textContent = shownPage ? fill(messages.picture_page, shownPage) : "";
}

function hidePage(focus) {
  shownPage = null;
  wantedPage++;
  sheet.hidden = true;
  article().hidden = false;
  controls();
  panel.querySelector(".qa-lit")?.scrollIntoView({ block: "center" });
  if (focus) switching.focus();
}

function boxed(kind, sides) {
  const box = document.createElement("span");
  box.className = kind;
  ["left", "top", "width", "height"].forEach((side, at) => { box.style[side] = `${sides[at]}%`; });
  return box;
}

function draw(found, focus) {
  shownPage = found;
  const paper = document.createElement("div");
  paper.className = "qa-paper";
  paper.style.width = `${100 * ZOOMS[zoom]}%`;
  const image = paper.appendChild(document.createElement("img"));
  image.src = found.picture;
  image.width = found.width;
  image.height = found.height;
  image.alt = fill(found.quoted.length ? messages.picture_marked : messages.picture_alt, found);
  found.quoted.forEach((sides) => paper.append(boxed("qa-boxed", sides)));
  found.answer.forEach((sides) => paper.append(boxed("qa-boxed-answer", sides)));
  sheet.replaceChildren(paper);
  sheet.setAttribute("aria-label", image.alt);
  sheet.hidden = false;
  article().hidden = true;
  controls();
  const first = paper.querySelector(".qa-boxed");
  const seen = first ?? sheet;
  image.decode().catch(() => {}).then(() => seen.scrollIntoView({ block: first ? "center" : "nearest", inline: "center" }));
  if (focus) sheet.focus({ preventScroll: true });
}

// Width in device pixels: a phone needs few, a large screen or a zoomed page more.
const pictureWidth = () => Math.min(1800, Math.round(panel.clientWidth * ZOOMS[zoom] * (window.devicePixelRatio || 1)));

async function showPage(place, focus, page = 0) {
  const turnNumber = ++wantedPage;
  const number = Number(article().dataset.document);
  const given = { number, place, page: page || (place ? 0 : 1), width: pictureWidth(), session: session() };
  const found = await server.page_picture(given).catch(() => ({ refused: messages.unreachable }));
  if (turnNumber !== wantedPage || String(number) !== article().dataset.document) return;
  if (found.refused) {
    say(found.refused);
    counted.hidden = false;
    counted.textContent = found.refused;
    return;
  }
  draw(found, focus);
}

function turn(step) {
  const page = shownPage ? shownPage.page + step : 0;
  if (page < 1 || page > shownPage.pages) return;
  showPage(placeHere(), false, page);
}

function magnify(step) {
  const wanted = Math.min(ZOOMS.length - 1, Math.max(0, zoom + step));
  if (wanted === zoom || !shownPage) return;
  zoom = wanted;
  showPage(placeHere(), false, shownPage.page);
}

const KEYS = {
  PageDown: () => turn(1), PageUp: () => turn(-1), "+": () => magnify(1), "=": () => magnify(1), "-": () => magnify(-1),
  Escape: () => hidePage(true),
};

for (const part of [sheet, turning]) {
  part.addEventListener("keydown", (event) => {
    if (!shownPage || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    event.stopPropagation(); // Escape leads from the panel back to the answer, too.
    KEYS[event.key]();
  });
}

// Another citation: its page, where pages are being looked at.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href*="#cite-"]');
  if (!link) return;
  lastPlace = placeOf(link);
  if (shownPage && placeHere()) showPage(lastPlace, false);
}, true);

document.addEventListener("qa-answered", (event) => { lastPlace = event.detail?.place || lastPlace; });

// Another document was opened: its text is shown first.
let shownDocument = null;
function opened() {
  if (!article() || article().dataset.document === shownDocument) return;
  shownDocument = article().dataset.document;
  const looking = Boolean(shownPage) && isPictured() && placeHere();
  shownPage = null;
  sheet.hidden = true;
  article().hidden = false;
  controls();
  if (looking) showPage(placeHere(), false);
}
new MutationObserver(opened).observe(turning.parentElement, { childList: true });
opened();
