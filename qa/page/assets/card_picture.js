// An answer as a picture, drawn in the browser; and read aloud by the system's voice.
const WIDTH = 1200;
const INSET = 80;
const SERIF = 'Georgia, "Noto Serif", "DejaVu Serif", serif';
const SANS = 'system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

// The text in lines that are no wider; a word that is wider itself is broken.
function linesOf(context, text, width) {
  const lines = [];
  for (const paragraph of text.split("\n")) {
    let current = "";
    for (const word of paragraph.split(" ").flatMap((each) => (context.measureText(each).width > width ? [...each] : [`${each} `]))) {
      if (current && context.measureText((current + word).trimEnd()).width > width) { lines.push(current.trimEnd()); current = ""; }
      current += word;
    }
    lines.push(current.trimEnd());
  }
  return lines;
}

function partsOf(answer) {
  const question = kept(answer, "link");
  const headline = answer.querySelector(".qa-verdict, .qa-short, .qa-form, .qa-lead")?.textContent;
  const parts = [{ text: question, font: `600 34px ${SANS}`, line: 46, colour: "#5b6270", after: 24 }];
  if (headline) parts.push({ text: headline, font: `600 56px ${SERIF}`, line: 70, colour: "#23272f", after: 32 });
  for (const quote of answer.querySelectorAll("blockquote")) {
    parts.push({ text: quote.textContent, font: `36px ${SERIF}`, line: 56, colour: "#23272f", after: 10, quoted: true });
    const place = quote.parentElement.querySelector(".qa-source a") && quote.nextElementSibling?.querySelector("a")?.textContent;
    if (place) parts.push({ text: place, font: `28px ${SANS}`, line: 40, colour: "#5b6270", after: 28 });
  }
  const day = new Date().toLocaleDateString(messages.code, { dateStyle: "long" });
  const link = address(question, "", upTo(answer).at(-1)?.documents);
  parts.push({ text: `${messages.title} \u00b7 ${day}\n${link}`, font: `24px ${SANS}`, line: 36, colour: "#5b6270", after: 0, foot: true });
  return parts;
}

async function picture(answer) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const parts = partsOf(answer);
  let height = INSET;
  for (const part of parts) {
    context.font = part.font;
    part.lines = linesOf(context, part.text, WIDTH - 2 * INSET - (part.quoted ? 36 : 0));
    part.top = height += part.foot ? 24 : 0;
    height += part.lines.length * part.line + part.after;
  }
  Object.assign(canvas, { width: WIDTH, height: height + INSET });
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "top";
  for (const part of parts) {
    // Which way the first letters run, the part runs.
    const rtl = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u.test(part.text);
    Object.assign(context, { font: part.font, fillStyle: part.colour, direction: rtl ? "rtl" : "ltr", textAlign: rtl ? "right" : "left" });
    const inset = INSET + (part.quoted ? 36 : 0);
    part.lines.forEach((text, number) => context.fillText(text, rtl ? WIDTH - inset : inset, part.top + number * part.line));
    if (!part.quoted) continue;
    context.fillStyle = "#1c4f8f";
    context.fillRect(rtl ? WIDTH - INSET - 6 : INSET, part.top, 6, part.lines.length * part.line - 8);
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  download(named_after(answer, "png"), "image/png", blob);
}

const named_after = (answer, kind) => `${kept(answer, "link").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "answer"}.${kind}`;

function aloud(answer, pressed) {
  const wasSpeaking = pressed.getAttribute("aria-pressed") === "true";
  speechSynthesis.cancel();
  document.querySelectorAll(".qa-do-aloud[aria-pressed=true]").forEach((other) => other.setAttribute("aria-pressed", "false"));
  if (wasSpeaking) return;
  const spoken = new SpeechSynthesisUtterance(kept(answer, "said"));
  spoken.lang = messages.code;
  const ended = () => pressed.setAttribute("aria-pressed", "false");
  spoken.addEventListener("end", ended);
  spoken.addEventListener("error", ended);
  pressed.setAttribute("aria-pressed", "true");
  speechSynthesis.speak(spoken);
}
document.documentElement.classList.toggle("qa-mute", !("speechSynthesis" in window));
addEventListener("pagehide", () => window.speechSynthesis?.cancel());
