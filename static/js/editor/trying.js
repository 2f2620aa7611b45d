// The step that is reached is announced and shown on the drawing, after each answer.

function showHere() {
  const view = document.querySelector("[data-path]");
  const here = view?.querySelector(".is-here") ?? view?.querySelector(".is-error");
  if (!here) return;
  const frame = view.getBoundingClientRect();
  const box = here.getBoundingClientRect();
  view.scrollBy(
    box.left + box.width / 2 - frame.left - frame.width / 2,
    box.top + box.height / 2 - frame.top - frame.height / 2,
  );
}

function toStep() {
  const step = document.querySelector("#guide .again [data-step]") ?? document.querySelector("#guide [data-step]");
  const box = step?.getBoundingClientRect();
  step?.focus({ preventScroll: box.top >= 0 && box.bottom <= window.innerHeight });
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id !== "trial") return;
  toStep();
  showHere();
});
showHere();
