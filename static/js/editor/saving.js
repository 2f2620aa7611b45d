// Saves what is written in a step by itself, says so, and lets nothing unsaved be swapped away.

const form = () => document.getElementById("node-form");
const states = { writes: 0, sent: 0 };
const READ_MS = 5000;
const typed = new Map();  // what was written in each field last, and when

function show(state) {
  const line = document.getElementById("save-state");
  if (line) line.dataset.state = state;
}

export function isUnsaved() {
  return states.writes > states.sent && Boolean(form()?.hasAttribute("data-autosave"));
}

function isOurs(element) {
  return element?.id === "node-form" || Boolean(element?.form?.id === "node-form" || element?.closest?.("#node-form"));
}

// A way is not saved letter by letter: half a word leads nowhere. Nor is what waits for its button.
document.addEventListener("input", (event) => {
  const { target } = event;
  if (!isOurs(target)) return;
  if (target.matches("[data-not-saved]")) event.stopImmediatePropagation();
  else if (target.matches("[data-late]") && !isChosen(event)) event.stopImmediatePropagation();
  if (!target.matches("[data-not-saved]")) states.writes += 1;
  if (isUnsaved()) show("saving");
  if (target.matches("textarea, input[type=text]")) typed.set(target.name, { value: target.value, at: states.writes });
}, true);
document.addEventListener("change", (event) => {
  if (isOurs(event.target) && event.target.matches("[data-not-saved]")) event.stopImmediatePropagation();
}, true);

function isChosen({ target, inputType }) {
  const isPicked = !inputType || inputType === "insertReplacementText";
  return isPicked && [...(target.list?.options ?? [])].some((option) => option.value === target.value);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { detail } = event;
  if (detail.elt.id !== "node-form") return;
  // Who goes on to another part has left a field: what was stored while they typed is not sent again.
  if (detail.requestConfig.triggeringEvent?.type === "change" && !isUnsaved()) {
    event.preventDefault();
    return;
  }
  detail.xhr.writes = states.writes;
  show("saving");
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.id !== "node-form") return;
  if (detail.successful) states.sent = Math.max(states.sent, detail.xhr.writes);
  else if (detail.xhr.status !== 409 && detail.xhr.status !== 422) show("failed");
  if (detail.successful && isUnsaved()) show("saving");  // letters typed meanwhile
});

// The server tells the revision it stored: whatever is sent next has seen it. What was told when
// the page came is old news by then.
document.addEventListener("draft-saved", ({ detail }) => {
  if (performance.now() > READ_MS) document.getElementById("notices")?.replaceChildren();
  for (const [name, value] of [["seen", detail.seen], ["version", detail.version]]) {
    for (const field of document.querySelectorAll(`#editor input[name=${name}]`)) field.value = value;
  }
});

export function saved() {
  return new Promise((resolve) => {
    if (!isUnsaved()) return resolve(true);
    const asked = form();
    const done = ({ detail }) => {
      if (detail.elt !== asked) return;
      document.removeEventListener("htmx:afterRequest", done);
      resolve(detail.successful);
    };
    document.addEventListener("htmx:afterRequest", done);
    asked.requestSubmit();
  });
}

// Whatever would take the form away waits until its words are stored.
document.addEventListener("htmx:confirm", (event) => {
  const { elt, verb } = event.detail;
  if (elt.id === "node-form" || !elt.closest("#editor") || !isUnsaved()) return;
  if (verb === "get" || elt.id === "presence") return;
  event.preventDefault();
  saved().then((isStored) => isStored && event.detail.issueRequest(true));
});
window.addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});

// A form that comes back with somebody else's changes keeps the letters typed since it was sent.
let field = null;
document.addEventListener("htmx:beforeSwap", () => {
  const { name, selectionStart } = document.activeElement ?? {};
  field = isOurs(document.activeElement) && selectionStart !== undefined ? { name, selectionStart } : null;
});

function putBack(since) {
  for (const [name, { value, at }] of typed) {
    const element = form()?.elements.namedItem(name);
    if (at <= since || !element) continue;
    element.value = value;
    if (field?.name === name) {
      element.focus();
      element.setSelectionRange(field.selectionStart, field.selectionStart);
    }
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!["form", "editor"].includes(detail.target?.id)) return;
  const since = detail.requestConfig?.elt.id === "node-form" ? detail.xhr.writes : states.writes;
  states.sent = Math.max(states.sent, since);
  putBack(since);
  document.getElementById("clashes")?.scrollIntoView({ block: "nearest" });
});

// A ticked box shows the texts it stands for.
document.addEventListener("change", ({ target }) => {
  const shown = target.dataset?.shows && document.getElementById(target.dataset.shows);
  shown?.classList.toggle("needs-tick", !target.checked);
});
