// On a phone the three panes are tabs; which one is shown survives what htmx swaps.

const editor = () => document.getElementById("editor");
let shown = new URLSearchParams(location.search).has("node") ? "form" : "outline";

function show(name) {
  shown = name;
  const root = editor();
  if (!root) return;
  root.dataset.pane = name;
  for (const tab of root.querySelectorAll(".pane-tabs a")) {
    if (tab.dataset.pane === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  document.dispatchEvent(new CustomEvent("pane-shown", { detail: name }));
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.(".pane-tabs a");
  if (!tab) return;
  event.preventDefault();
  show(tab.dataset.pane);
});
document.addEventListener("pane-wanted", ({ detail }) => show(detail), true);
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id === "editor") show(shown);
});
show(shown);
