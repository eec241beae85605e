// Reading the article: searched, gone through by its headings, scrolled by keyboard.
const bar = document.createElement("div");
bar.className = "qa-bar";
bar.setAttribute("role", "search");
bar.innerHTML = '<input type="search" autocomplete="off" spellcheck="false" dir="auto"><span class="qa-count"></span>'
  + '<button type="button" class="qa-previous"></button><button type="button" class="qa-following"></button>'
  + '<details class="qa-contents"><summary></summary><ol></ol></details>';
const sought = bar.querySelector("input");
const contents = bar.querySelector(".qa-contents");
const label = (node, text) => { node.setAttribute("aria-label", text); node.title = text; };
label(sought, messages.find_in_article);
sought.placeholder = messages.find_in_article;
label(bar.querySelector(".qa-previous"), messages.find_previous);
label(bar.querySelector(".qa-following"), messages.find_next);
contents.querySelector("summary").textContent = messages.contents;
const head = document.createElement("div");
head.className = "qa-head";
head.append(panel.querySelector(".qa-choose"), bar);
panel.prepend(head);
panel.tabIndex = 0;
panel.setAttribute("role", "region");

let matches = [];
let current = -1;

// Each place where the words stand, upper or lower case, as a range; the text itself stays as it is.
function* rangesOf(wanted) {
  for (const block of article().querySelectorAll("h2, h3, h4, h5, h6, p")) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      nodes.push([text.length, walker.currentNode]);
      text += walker.currentNode.data;
    }
    const folded = text.toLowerCase();
    if (folded.length !== text.length) continue;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      const [from, first] = nodes.findLast(([start]) => start <= at);
      const [to, last] = nodes.findLast(([start]) => start < at + wanted.length);
      range.setStart(first, at - from);
      range.setEnd(last, at + wanted.length - to);
      yield range;
    }
  }
}

function paint() {
  if (!CSS.highlights) return;
  CSS.highlights.set("qa-found", new Highlight(...matches));
  CSS.highlights.set("qa-found-now", new Highlight(...(matches[current] ? [matches[current]] : [])));
}

function find(text) {
  const wanted = text.trim().toLowerCase();
  matches = wanted ? [...rangesOf(wanted)] : [];
  current = matches.length ? 0 : -1;
  showMatch(wanted);
}

function showMatch(wanted = sought.value.trim()) {
  paint();
  for (const button of bar.querySelectorAll(":scope > button")) button.disabled = matches.length < 1;
  const count = bar.querySelector(".qa-count");
  if (!wanted) { count.textContent = ""; return; }
  count.textContent = matches.length ? messages.find_count.replace("{number}", current + 1).replace("{all}", matches.length) : messages.find_nothing;
  say(count.textContent);
  matches[current]?.startContainer.parentElement.scrollIntoView({ block: "center", behavior: glide() });
}

function step_match(by) {
  if (!matches.length) return;
  current = (current + by + matches.length) % matches.length;
  showMatch();
}

let typing = 0;
sought.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => find(sought.value), 150); });
sought.addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); if (matches.length) step_match(event.shiftKey ? -1 : 1); else find(sought.value); }
  else if (event.key === "Escape" && sought.value) { event.stopPropagation(); sought.value = ""; find(""); }
});
bar.querySelector(".qa-previous").addEventListener("click", () => step_match(-1));
bar.querySelector(".qa-following").addEventListener("click", () => step_match(1));

// Another document is shown.
function renewed() {
  const headings = [...article().querySelectorAll("h2:not(.qa-untitled), h3, h4, h5, h6")];
  contents.hidden = headings.length < 2;
  contents.open = false;
  const levels = headings.map((heading) => Number(heading.tagName[1]));
  contents.querySelector("ol").replaceChildren(...headings.map((heading, number) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: heading.textContent, dir: "auto" });
    button.style.paddingInlineStart = `${10 + 14 * (levels[number] - Math.min(...levels))}px`;
    button.addEventListener("click", () => {
      contents.open = false;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start", behavior: glide() });
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
  panel.setAttribute("aria-label", article().getAttribute("aria-label"));
  find(sought.value);
}

document.addEventListener("click", (event) => { if (!contents.contains(event.target)) contents.open = false; });
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || picking) return;
  if (contents.open) { contents.open = false; contents.querySelector("summary").focus(); }
  else if (!back().hidden && !choice?.matches(":focus")) back().click();
});
renewed();
