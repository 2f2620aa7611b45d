// Opens a step from outline, graph, tray or form: only the form is fetched, the rest is marked.

import { isUnsaved, saved } from "./saving.js";

const editor = () => document.getElementById("editor");

function marked(key) {
  editor().dataset.node = key;
  for (const field of document.querySelectorAll("#editor [data-chosen]")) field.value = key;
  for (const link of document.querySelectorAll("#editor [data-row-link]")) {
    if (link.dataset.opensNode === key) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.dispatchEvent(new CustomEvent("step-chosen", { detail: { key } }));
}

function addressOf(key, extra = "") {
  const query = new URLSearchParams({ ...(key && { node: key }) });
  const words = query.toString() + extra;
  return words ? `?${words}` : "?";
}

export async function open(key, { focus = true, push = true, ask = "" } = {}) {
  if (isUnsaved() && !(await saved())) return;
  const asked = ask ? `&ask=${ask}` : "";
  await htmx.ajax("GET", editor().dataset.parts + addressOf(key, asked), { target: "#form", swap: "outerHTML" });
  marked(key);
  if (push) history.pushState({ node: key }, "", editor().dataset.address + addressOf(key));
  if (!document.getElementById(`row-${key}`) && key) htmx.trigger(document.body, "outline-stale");
  if (focus) {
    editor().dispatchEvent(new CustomEvent("pane-wanted", { detail: "form" }));
    document.getElementById("form-title")?.focus();
  }
}

// A step of the graph is a link to its page; all others name their step.
function keyOf(link) {
  if (link.closest("#graph")) {
    return new URL(link.getAttribute("href"), location.href).searchParams.get("node") ?? "";
  }
  return link.dataset.opensNode ?? editor().dataset.node;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-opens-node], [data-asks], #graph a[href]");
  if (!link || !editor()?.contains(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(keyOf(link), { ask: link.dataset.asks ?? "" });
});

// Every other link leaves the page: what was written is stored first, and nobody is asked.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link?.target;
  if (!link || event.defaultPrevented || isElsewhere || !isUnsaved()) return;
  event.preventDefault();
  if (await saved()) location.assign(link.href);
});

window.addEventListener("popstate", () => {
  const key = new URLSearchParams(location.search).get("node") ?? "";
  if (editor()) open(key, { focus: false, push: false });
});

// After a deed the focus goes where the server says, and not to the top of the page.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const wanted = detail.target?.id === "editor" && editor()?.dataset.focus;
  if (!wanted) return;
  const element = document.getElementById(wanted);
  const closed = element?.closest("details:not([open])");
  if (closed) closed.open = true;
  element?.focus();
  if (element?.closest("#form")) editor().dispatchEvent(new CustomEvent("pane-wanted", { detail: "form" }));
});

// What was unfolded stays so when its part is fetched anew.
const opened = new Set();
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.("details[data-keeps-open]")) return;
  if (target.open) opened.add(target.id);
  else if (target.isConnected) opened.delete(target.id);
}, true);
document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});
