// Keeps what somebody types in fields with data-draft until it was sent, through reloads and crashes.
// Kept for this tab's life only: other people may use the same computer.

const PREFIX = "draft:";

function restore(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const kept = sessionStorage.getItem(PREFIX + field.dataset.draft);
    if (kept && !field.value) {
      field.value = kept;
    }
  }
}

document.addEventListener("input", ({ target }) => {
  const name = target.dataset?.draft;
  if (!name) return;
  if (target.value) {
    sessionStorage.setItem(PREFIX + name, target.value);
  } else {
    sessionStorage.removeItem(PREFIX + name);
  }
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig?.elt;
  if (form?.tagName !== "FORM" || detail.xhr.status >= 400) return;
  for (const field of form.querySelectorAll("[data-draft]")) {
    sessionStorage.removeItem(PREFIX + field.dataset.draft);
  }
});

// A plain form goes with its page: what was refused comes back in it, and the rest was sent.
document.addEventListener("submit", ({ target }) => {
  if (target.hasAttribute("hx-post")) return;
  for (const field of target.querySelectorAll("[data-draft]")) {
    sessionStorage.removeItem(PREFIX + field.dataset.draft);
  }
});

document.addEventListener("htmx:afterSettle", () => restore(document));
restore(document);
