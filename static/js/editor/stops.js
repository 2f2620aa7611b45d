// With a script the rows of the outline, and the graph, are one stop of Tab each: keys lead on from
// there. Without it every link is a stop of its own.

const INSIDE = "#outline [data-outline] :is(a, button), #graph svg a";
const rows = () => [...document.querySelectorAll("#outline [data-outline] [data-row-link]")];

function stopAt(row) {
  for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
}

function fewStops() {
  for (const element of document.querySelectorAll(INSIDE)) element.setAttribute("tabindex", "-1");
  const all = rows();
  const focused = all.find((row) => row === document.activeElement);
  stopAt(focused ?? all.find((row) => row.hasAttribute("aria-current")) ?? all[0]);
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("#outline [data-outline] [data-row-link]")) stopAt(target);
});
document.addEventListener("step-chosen", fewStops);
document.addEventListener("htmx:afterSettle", fewStops);
fewStops();
