// Rows that are chosen for a deed: kept over reload, back and changes of the list, by the address.

const boxes = () => [...document.querySelectorAll("#queue [name=case]")];
const place = () => {
  const query = new URLSearchParams(location.search);
  for (const name of ["at", "page"]) query.delete(name);
  return `chosen ${query}`;
};
let last;  // where a range begins

const kept = () => new Set(JSON.parse(sessionStorage.getItem(place()) ?? "[]"));

function keep() {
  const chosen = kept();
  for (const box of boxes()) chosen[box.checked ? "add" : "delete"](box.value);
  if (chosen.size) sessionStorage.setItem(place(), JSON.stringify([...chosen]));
  else sessionStorage.removeItem(place());
  count();
}

function count() {
  const words = document.querySelector("#bulk [data-chosen]");
  const chosen = boxes().filter((box) => box.checked).length;
  if (words) words.textContent = words.dataset.words.replace("{n}", chosen);
  const all = document.querySelector("#queue [data-all]");
  if (all) all.checked = chosen > 0 && chosen === boxes().length;
}

export function restore() {
  const chosen = kept();
  for (const box of boxes()) box.checked = chosen.has(box.value);
  count();
}

function range(box) {
  const rows = boxes();
  const [from, to] = [rows.indexOf(last), rows.indexOf(box)].sort((a, b) => a - b);
  if (from >= 0) for (const one of rows.slice(from, to + 1)) one.checked = box.checked;
}

// The row that has the focus; a second press lets it go.
export function choose(isKept = false) {
  const box = document.activeElement?.closest("tr")?.querySelector("[name=case]");
  if (!box) return false;
  box.checked = isKept || !box.checked;
  last = box;
  keep();
  return true;
}

export function clear() {
  const chosen = boxes().filter((box) => box.checked);
  for (const box of chosen) box.checked = false;
  sessionStorage.removeItem(place());
  count();
  return chosen.length > 0;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#queue [name=case]");
  if (box && event.shiftKey) range(box);
  if (box) {
    last = box;
    keep();
  } else if (event.target.matches?.("[data-all]")) {
    for (const one of boxes()) one.checked = event.target.checked;
    keep();
  }
});
document.addEventListener("reset", ({ target }) => {
  if (target.id === "bulk") clear();
});
document.addEventListener("submit", ({ target }) => {
  if (target.id === "bulk") sessionStorage.removeItem(place());  // the list that follows is another
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && !document.querySelector("dialog[open], [data-menu][open]")) clear();
}, { capture: true });
document.addEventListener("htmx:afterSettle", restore);
addEventListener("pageshow", restore);
restore();
