// Keeps what somebody types in fields with data-draft until it was sent, through reloads and crashes.
// Kept on this device, for who is signed in alone, until the server has it, or they sign out.

import { DRAFTS, keepsWords, person } from "./person.js";

const PREFIX = `${DRAFTS}${person}:`;
const KEY = ":once";  // the key under which a draft was sent, so that sending it again does nothing

function restore(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const kept = localStorage.getItem(PREFIX + field.dataset.draft);
    // What the server kept is older than what it has not yet; what came back from a press is not.
    if (!kept || (field.value && !("kept" in field.dataset))) continue;
    field.value = kept;
    const key = localStorage.getItem(PREFIX + field.dataset.draft + KEY);
    const once = field.form?.querySelector("[name=once]");
    if (key && once) once.value = key;
  }
}

function keep(field) {
  const name = PREFIX + field.dataset.draft;
  if (field.value && keepsWords()) localStorage.setItem(name, field.value);
  else localStorage.removeItem(name);
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.draft) keep(target);
});
// What was typed while somebody was signed out in another window.
document.addEventListener("signed-in-again", () => {
  for (const field of document.querySelectorAll("[data-draft]")) {
    if (field.value && field.value !== field.defaultValue) keep(field);
  }
});

// Words that the server keeps are not needed here.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { elt, successful, requestConfig } = detail;
  if (!elt.dataset?.draft || !successful || requestConfig.parameters.body !== elt.value) return;
  localStorage.removeItem(PREFIX + elt.dataset.draft);
});

// Thrown away is thrown away here too.
document.addEventListener("click", ({ target }) => {
  const form = target.closest?.("[name=drop]")?.form;
  for (const field of fieldsOf(form)) localStorage.removeItem(PREFIX + field.dataset.draft);
});

function fieldsOf(form) {
  return form?.tagName === "FORM" ? [...form.querySelectorAll("[data-draft]")] : [];
}

// Whoever closes the tab now does not know whether it was sent: the draft keeps the key.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const once = detail.elt.querySelector?.("[name=once]")?.value;
  for (const field of fieldsOf(detail.elt)) {
    if (!once || !field.value || !keepsWords()) continue;
    localStorage.setItem(PREFIX + field.dataset.draft, field.value);
    localStorage.setItem(PREFIX + field.dataset.draft + KEY, once);
  }
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig?.elt;
  if (detail.xhr.status >= 400) return;
  for (const field of fieldsOf(form)) {
    localStorage.removeItem(PREFIX + field.dataset.draft);
    localStorage.removeItem(PREFIX + field.dataset.draft + KEY);
  }
});

// A plain form goes with its page: what was refused comes back in it, and the rest was sent.
document.addEventListener("submit", ({ target }) => {
  if (target.hasAttribute("hx-post")) return;
  for (const field of target.querySelectorAll("[data-draft]")) {
    localStorage.removeItem(PREFIX + field.dataset.draft);
    localStorage.removeItem(PREFIX + field.dataset.draft + KEY);
  }
});

document.addEventListener("htmx:afterSettle", () => restore(document));
restore(document);
