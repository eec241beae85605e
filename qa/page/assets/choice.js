// The choice of documents: a box to search in, and a list of what was found.
const choice = panel.querySelector("#qa-document");
const found = panel.querySelector("#qa-documents");
let searches = 0;

function named() {
  if (choice) choice.value = article().dataset.title;
}

function close() {
  found.hidden = true;
  choice.setAttribute("aria-expanded", "false");
  choice.removeAttribute("aria-activedescendant");
}

function activate(option) {
  found.querySelectorAll("[aria-selected=true]").forEach((each) => each.setAttribute("aria-selected", "false"));
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  choice.setAttribute("aria-activedescendant", option.id);
}

async function search(text) {
  const turn = ++searches;
  const documents = await server.find_documents({ text, session: session() }).catch(() => undefined);
  if (!documents || turn !== searches) return;
  found.replaceChildren(...documents.map(([number, title]) => {
    const option = document.createElement("li");
    option.id = `qa-document-${number}`;
    option.dataset.number = number;
    option.dir = "auto";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = title;
    return option;
  }));
  found.hidden = documents.length === 0;
  choice.setAttribute("aria-expanded", String(documents.length > 0));
  choice.removeAttribute("aria-activedescendant");
  say(documents.length ? messages.documents_found.replace("{number}", documents.length) : messages.no_document);
}

async function choose(option) {
  close();
  if (await open(option.dataset.number)) panel.scrollTop = 0;
  named();
}

if (choice) {
  choice.addEventListener("focus", () => { choice.select(); search(""); });
  choice.addEventListener("input", () => search(choice.value));
  choice.addEventListener("blur", () => { close(); named(); });
  choice.addEventListener("keydown", (event) => {
    const options = [...found.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.hidden) search("");
      else activate(options.at(event.key === "ArrowDown" ? (at + 1) % options.length : at <= 0 ? -1 : at - 1));
    } else if (event.key === "Enter" && !found.hidden) {
      event.preventDefault();
      const option = options[Math.max(0, at)];
      if (option) choose(option);
    } else if (event.key === "Escape") {
      close();
      named();
    }
  });
  // The box keeps the focus, so that the list is still there for the click.
  found.addEventListener("mousedown", (event) => event.preventDefault());
  found.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}
