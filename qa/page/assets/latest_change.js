// The documents are kept up with a folder: the page says as of when, and a text that changed is shown as it is now.
const asOf = document.querySelector(".qa-as-of");
const LOOK_AGAIN = 10_000;

async function lookForChange() {
  const [shown, first] = [Number(article().dataset.document), firstDocument];
  const states = await Promise.all([shown, first].map((number) => server.latest_change({ number }))).catch(() => null);
  if (!states?.[0].at) return;
  const [state, { number: nowFirst }] = states;
  const time = new Date(state.at).toLocaleTimeString(messages.code, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  asOf.textContent = messages.as_of.replace("{time}", time).replace("{number}", state.changed);
  asOf.hidden = false;
  firstDocument = nowFirst;
  if (uploads) uploads.dataset.single = Number(state.documents === 1);
  panel.querySelector(".qa-choose").hidden = state.documents === 1 && mine.length === 0;
  if (state.number !== shown && article().dataset.document === String(shown)) await open(state.number);
}

if (asOf) {
  lookForChange();
  setInterval(() => { if (!document.hidden) lookForChange(); }, LOOK_AGAIN);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) lookForChange(); });
}
