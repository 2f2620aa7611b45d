// The step that is reached is announced, and shown on the drawing, after each answer.

import "./drawings.js";

function toStep() {
  const step = document.querySelector("#guide .again [data-step]") ?? document.querySelector("#guide [data-step]");
  const box = step?.getBoundingClientRect();
  step?.focus({ preventScroll: box.top >= 0 && box.bottom <= window.innerHeight });
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id !== "trial") return;
  toStep();
});
