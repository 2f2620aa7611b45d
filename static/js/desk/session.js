// A session that ended and a token that aged: the page stays, and the same press goes through.

import { sessionEnded, signedInAgain } from "../person.js";

const dialog = document.getElementById("signed-out");
const waiting = new Map();  // forms that were pressed, and what pressed them
const renewed = new WeakSet();

function renew(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
}

function press(form, submitter) {
  if (form.isConnected) form.requestSubmit(submitter?.isConnected ? submitter : undefined);
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { xhr, elt, requestConfig } = detail;
  const submitter = requestConfig?.triggeringEvent?.submitter;
  if (xhr.status === 401) sessionEnded();
  const token = xhr.status === 403 && xhr.getResponseHeader("X-CSRFToken");
  if (token && elt.tagName === "FORM" && !renewed.has(elt)) {
    renew(token);
    renewed.add(elt);  // a second refusal is no matter of age
    setTimeout(() => press(elt, submitter));
  } else if (xhr.status === 401 && dialog && !elt.matches("textarea, [hx-trigger*='every ']")) {
    // Nobody is asked in the middle of a word: what is kept or looked up by itself waits for a press.
    if (elt.tagName === "FORM") waiting.set(elt, submitter);
    if (!dialog.open) dialog.showModal();
  } else if (xhr.status < 400) {
    renewed.delete(elt);
  }
});

async function signIn(form, isSecond) {
  const answer = await fetch(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" },
  });
  const token = answer.headers.get("X-CSRFToken");
  if (token) renew(token);
  if (answer.status === 403 && token && !isSecond) return signIn(form, true);
  if (answer.status !== 204) {
    form.querySelector("[role=alert]").textContent = await answer.text();
    return;
  }
  form.reset();
  renew(token);  // the reset brought the old one back
  dialog.close();
  signedInAgain();
  const pressed = [...waiting];
  waiting.clear();
  for (const [waits, submitter] of pressed) press(waits, submitter);
}

dialog?.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  signIn(event.target, false);
});
