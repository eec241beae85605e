// A bookmarklet sends the page that another tab shows to this one's page, which asks before it adds it as a document.
const BOOKMARKLET = `(() => {
  const page = ADDRESS;
  const tab = open(page);
  addEventListener("message", (event) => {
    if (event.source !== tab || event.origin !== new URL(page).origin || event.data !== "qa-ready") return;
    const copy = document.documentElement.cloneNode(true);
    copy.querySelectorAll("script:not([type='application/ld+json']), style, svg, iframe, template").forEach((node) => node.remove());
    copy.querySelectorAll("[src^='data:']").forEach((node) => node.removeAttribute("src"));
    tab.postMessage({ title: document.title, html: copy.outerHTML }, event.origin);
  });
})()`;

function openBookmarklet() {
  const code = `javascript:${encodeURIComponent(BOOKMARKLET.replace(/\s+/g, " ").replace("ADDRESS", () => JSON.stringify(new URL("add", location.href.split(/[?#]/)[0]).href)))}`;
  const link = make("a", { href: code, textContent: messages.bookmarklet_link, className: "qa-bookmarklet" });
  const told = make("p", { role: "status" });
  link.addEventListener("click", (event) => { event.preventDefault(); told.textContent = messages.bookmarklet_drag; });
  const copy = button(messages.bookmarklet_copy, async () => {
    try { await navigator.clipboard.writeText(code); told.textContent = messages.bookmarklet_copied; } catch {
      const field = make("input", { value: code, readOnly: true });
      label(field, messages.bookmarklet_copy);
      told.replaceChildren(field);
      field.select();
    }
  });
  openDialog(messages.bookmarklet, make("p", { textContent: messages.bookmarklet_how }), make("p", {}, link),
    make("div", { className: "qa-buttons" }, copy), told);
}

more.querySelector("div").lastElementChild.before(entry(messages.bookmarklet, openBookmarklet));

// What its reader agreed to add, a moment ago, in this tab.
const incoming = stored(tab, "qa-incoming", null);
erase(tab, "qa-incoming");
if (typeof incoming?.html === "string") addAll([new File([incoming.html], `${incoming.name.replace(/[\/\\]/g, "-")}.html`, { type: "text/html" })]);
