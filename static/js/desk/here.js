// Tells with each sign of life what somebody does at the case: reads, types, or has words unsent.

const TYPED_FOR = 10_000;
let typed = 0;

document.addEventListener("input", ({ target }) => {
  if (target.matches?.("#composer textarea")) typed = Date.now();
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.closest("#here")) return;
  const words = [...document.querySelectorAll("#composer textarea")].some((field) => field.value.trim());
  detail.parameters.doing = !words ? "reads" : Date.now() - typed < TYPED_FOR ? "types" : "unsent";
});
