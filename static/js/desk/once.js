// A form with a key may be sent again without fear: its deed is done once. So a lost answer is asked
// for again by itself, and the answer says when it was done.

const WAITS_MS = [1500, 3000, 6000, 12000, 24000];
const tries = new WeakMap();

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    const form = detail.elt;
    if (form?.tagName !== "FORM" || !form.querySelector("[name=once]")) return;
    const count = tries.get(form) ?? 0;
    if (count >= WAITS_MS.length) return;
    tries.set(form, count + 1);
    const submitter = detail.requestConfig?.triggeringEvent?.submitter;
    setTimeout(() => {
      if (form.isConnected) form.requestSubmit(submitter?.isConnected ? submitter : undefined);
    }, WAITS_MS[count]);
  });
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => tries.delete(detail.requestConfig?.elt));

// Other words under a key that was used are a deed of their own.
document.addEventListener("spent", ({ target, detail }) => {
  const field = target.querySelector?.("[name=once]");
  if (field) field.value = detail.key;
});
