// Ten seconds to take back what was applied. The offer stays while one goes on to the next case.

const KEPT = "undoable";
const toast = document.getElementById("toast");
const words = toast.querySelector("[data-toast-words]");
const left = toast.querySelector("[data-toast-left]");
const button = toast.querySelector("[data-undo]");
const link = toast.querySelector("[data-toast-link]");
let ticking;

document.addEventListener("undoable", ({ detail: { url, case: page, name, seconds } }) => {
  const offer = { url, case: page, name, until: Date.now() + seconds * 1000 };
  sessionStorage.setItem(KEPT, JSON.stringify(offer));
  show(offer);
});

function show(offer) {
  clearInterval(ticking);
  words.textContent = toast.dataset.done.replace("{name}", offer.name);
  link.href = offer.case;
  button.dataset.url = offer.url;
  button.hidden = false;
  link.hidden = true;
  toast.hidden = false;
  const tick = () => {
    const seconds = Math.ceil((offer.until - Date.now()) / 1000);
    left.textContent = toast.dataset.left.replace("{n}", Math.max(seconds, 0));
    if (seconds <= 0) close();
  };
  tick();
  ticking = setInterval(tick, 250);
}

function close() {
  clearInterval(ticking);
  sessionStorage.removeItem(KEPT);
  toast.hidden = true;
}

function say(sentence) {
  clearInterval(ticking);
  sessionStorage.removeItem(KEPT);
  words.textContent = sentence;
  left.textContent = "";
  button.hidden = true;
  link.hidden = window.location.pathname === new URL(link.href).pathname;
  setTimeout(() => { toast.hidden = true; }, 8000);
}

export function undo() {
  if (toast.hidden || button.hidden) return false;
  button.hidden = true;
  const here = window.location.pathname === new URL(link.href).pathname;
  const target = here ? "#guide" : "#toast-answer";
  const swap = here ? "outerHTML" : "none";
  htmx.ajax("POST", button.dataset.url, { source: "#toast-answer", target, swap });
  return true;
}

button.addEventListener("click", undo);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig?.elt?.id !== "toast-answer") return;
  if (detail.xhr.status === 200) say(toast.dataset.undone);
  else if (detail.xhr.status !== 422) button.hidden = false;  // nobody knows: it can be pressed again
});
document.addEventListener("said", ({ detail }) => say(detail.words));

const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
if (kept?.until > Date.now()) show(kept);
else sessionStorage.removeItem(KEPT);  // it names a customer
