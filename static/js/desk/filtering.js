// A step with many answers: what is typed leaves those that fit, Enter goes to the first of them.
// An answer that is chosen stays in sight, so that nobody goes on with one that they don't see.

const fold = (text) => text.normalize("NFKC").toLowerCase();

function listOf(field) {
  return field.closest(".filter").nextElementSibling;
}

function narrow(field) {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  const list = listOf(field);
  const rows = [...list.querySelectorAll(".option")];
  const fitting = rows.filter((row) => {
    const label = fold(row.querySelector("span").textContent);
    return words.every((word) => label.includes(word));
  });
  for (const row of rows) row.toggleAttribute("data-fits", fitting.includes(row));
  list.toggleAttribute("data-filtered", words.length > 0);
  number(fitting);
  const count = field.parentElement.querySelector("[data-count]");
  count.textContent = words.length ? count.dataset.words.replace("{n}", fitting.length) : "";
}

// The digits belong to what is in sight.
function number(fitting) {
  const list = fitting[0]?.parentElement;
  for (const digit of list?.querySelectorAll(".option kbd") ?? []) digit.remove();
  for (const old of list?.querySelectorAll("[data-digit]") ?? []) old.removeAttribute("data-digit");
  fitting.slice(0, 9).forEach((row, at) => {
    row.querySelector("input").dataset.digit = at + 1;
    const key = document.createElement("kbd");
    key.ariaHidden = "true";
    key.textContent = at + 1;
    row.append(key);
  });
}

function toFirst(field) {
  const first = listOf(field).querySelector(field.value.trim() ? "[data-fits] input" : ".option input");
  if (!first) return;
  first.checked = true;
  first.focus();
}

export function toFilter() {
  const field = document.querySelector("#guide [data-filter]");
  field?.focus();
  return Boolean(field);
}

// A step that is shown anew, as when the payment record was read again, keeps what was typed and
// chosen; the focus htmx keeps by the field's id.
let kept;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = document.getElementById("answer-form");
  if (detail.target?.id !== "guide" || !form) return;
  kept = {
    node: form.elements.node.value,
    typed: form.querySelector("[data-filter]")?.value ?? "",
    chosen: form.querySelector("[name=option]:checked")?.value,
  };
});

document.addEventListener("htmx:afterSwap", () => {
  const form = document.getElementById("answer-form");
  if (kept && form?.elements.node.value === kept.node) {
    const option = [...form.querySelectorAll("[name=option]")].find(({ value }) => value === kept.chosen);
    if (option) option.checked = true;
    const field = form.querySelector("[data-filter]");
    if (field && kept.typed) {
      field.value = kept.typed;
      narrow(field);
    }
  }
  kept = undefined;
});

document.addEventListener("input", ({ target }) => {
  if (target.matches?.("[data-filter]")) narrow(target);
});

// Before the form hears of it: Enter here chooses, and does not answer yet.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-filter]") || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return;
  if (event.key === "Enter" || event.key === "ArrowDown") {
    event.preventDefault();
    if (!event.repeat) toFirst(field);
  } else if (event.key === "Escape" && field.value) {
    event.preventDefault();
    field.value = "";
    narrow(field);
  }
}, { capture: true });
