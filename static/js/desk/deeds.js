// The ticks of an outcome: the button counts them, and a message never goes without what it tells.

function ticks() {
  return [...document.querySelectorAll("#outcome-form [name=deed][type=checkbox]")];
}

// A message that tells the status goes with it: who takes the status out, takes the message out.
function follow(changed) {
  for (const tick of ticks()) {
    const needs = (tick.dataset.needs || "").split(" ");
    if (!changed.checked && needs.includes(changed.value)) tick.checked = false;
  }
  if (!changed.checked) return;
  for (const need of (changed.dataset.needs || "").split(" ")) {
    const tick = ticks().find(({ value }) => value === need);
    if (tick) tick.checked = true;
  }
}

function count() {
  const button = document.querySelector("#guide [data-all]");
  if (!button) return;
  const all = ticks();
  const chosen = all.filter(({ checked }) => checked).length;
  const { all: every, some, one } = button.dataset;
  const words = chosen === all.length && chosen > 1 ? every : chosen === 1 ? one : some;
  button.disabled = chosen === 0;
  button.querySelector("[data-apply-words]").textContent = words.replace("{n}", chosen);
  document.querySelector("[data-apply-reason]").hidden = chosen > 0;
  document.querySelector("[data-apply-hint]").hidden = chosen === 0;
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches("#outcome-form [name=deed]")) return;
  follow(target);
  count();
});
document.addEventListener("htmx:afterSettle", count);
count();
