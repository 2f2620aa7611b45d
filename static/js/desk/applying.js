// A habit never applies anything: Enter does nothing at an outcome, held keys count for nothing,
// and for a moment after a new step no key applies it. Who wrote into it has seen it.

const NEW_STEP_MS = 600;
let shownAt = performance.now();

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id === "guide" || detail.elt?.id === "guide") shownAt = performance.now();
});

document.addEventListener("input", ({ target }) => {
  if (target.closest?.("#guide")) shownAt = -Infinity;
});

const isNew = () => performance.now() - shownAt < NEW_STEP_MS;

export function apply() {
  const button = document.querySelector("#guide [data-apply]");
  if (!button || button.disabled || isNew()) return false;
  button.form.requestSubmit(button);
  return true;
}

// Before anything else hears of the key: a button that has the focus is pressed by each repetition.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.matches?.("textarea")) return;
  const isApplying = event.target.matches?.("[data-apply]");
  if (event.repeat || (isApplying && isNew()) || isInOutcome(event)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, { capture: true });

// Enter on a tick would send its form.
function isInOutcome({ target, ctrlKey, metaKey }) {
  return !ctrlKey && !metaKey && target.matches?.("#outcome-form input");
}
