const panel = element.closest("#qa-panel") ?? element;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const stacked = matchMedia("(max-width: 45em)");
let latest = 0;
let origin = null;
let firstDocument = 0;

// A place is "document-start-end" or "document-start-end-answerstart-answerend": the document's number, then characters.
const article = () => panel.querySelector("article");
const back = () => panel.querySelector(".qa-back");
const glide = () => (still.matches ? "auto" : "smooth");

const status = document.body.appendChild(document.createElement("p"));
status.className = "qa-unseen";
status.setAttribute("role", "status");

function say(text) {
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}

function dim() {
  panel.querySelectorAll(".qa-lit").forEach((sentence) => {
    sentence.classList.remove("qa-lit");
    sentence.textContent = sentence.textContent;
  });
}

const missing = (number) => {
  if (uploads && Number(number) >= Number(uploads.dataset.first)) return messages.uploads_gone;
  return document.querySelector(".qa-as-of") ? messages.document_changed : messages.unreachable;
};

async function open(number) {
  const turn = ++latest;
  if (article().dataset.document === String(number)) return true;
  const html = await server.article_html({ number: Number(number), session: session() }).catch(() => "");
  if (!html) say(missing(number));
  if (!html || turn !== latest) return false;
  article().outerHTML = html;
  named();
  renewed();
  return true;
}

// Offsets count characters; the browser counts 16-bit units.
function light(sentence, start, end) {
  sentence.classList.add("qa-lit");
  const text = Array.from(sentence.textContent);
  const sentenceStart = Number(sentence.dataset.start);
  const first = Math.max(0, start - sentenceStart);
  const last = Math.min(text.length, end - sentenceStart);
  if (!(first < last) || (first === 0 && last === text.length)) return;
  const mark = document.createElement("mark");
  mark.textContent = text.slice(first, last).join("");
  sentence.replaceChildren(text.slice(0, first).join(""), mark, text.slice(last).join(""));
}

function lightPlace(place) {
  const [number, start, end, answerStart, answerEnd] = place.split("-").map(Number);
  if (article().dataset.document !== String(number)) return [];
  const touched = [...article().querySelectorAll(".qa-sentence")].filter(
    (sentence) => Number(sentence.dataset.start) < end && Number(sentence.dataset.end) > start);
  touched.forEach((sentence) => light(sentence, answerStart ?? NaN, answerEnd ?? NaN));
  return touched;
}

const placeOf = (link) => link.hash.slice("#cite-".length);

// The places of the other pieces of an answer that has several.
const beside = (link) => [...(link?.closest(".qa-several")?.querySelectorAll('a[href*="#cite-"]') ?? [])].map(placeOf);

// Lights up the place and those beside it; only the place itself is scrolled to.
async function show(place, { scroll, focus, others = [] }) {
  if (!(await open(place.split("-")[0]))) return false;
  dim();
  others.forEach(lightPlace);
  const touched = lightPlace(place);
  if (!touched.length) return true;
  if (focus) touched[0].focus({ preventScroll: true });
  if (scroll) touched[0].scrollIntoView({ block: "center", behavior: glide() });
  return true;
}

async function follow(event) {
  const link = event.target.closest?.('a[href*="#cite-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  origin = link;
  back().hidden = false;
  const place = placeOf(link);
  const found = await show(place, { scroll: true, focus: true, others: beside(link) });
  if (!found) toast(link.closest(".qa-answer"), missing(place.split("-")[0]));
}

panel.addEventListener("click", (event) => {
  if (!event.target.closest(".qa-back")) return;
  back().hidden = true;
  const goal = origin?.isConnected ? origin : document.querySelector("#qa-ask textarea");
  goal.focus({ preventScroll: true });
  goal.scrollIntoView({ block: "center", behavior: glide() });
});

// A document was removed: it is no longer shown.
async function gone(number) {
  if (article().dataset.document === String(number)) await open(firstDocument);
}

document.addEventListener("click", follow, true);
