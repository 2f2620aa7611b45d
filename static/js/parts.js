// What happens around a swapped part: the new step is announced, menus close, a lost server is told.

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const here = document.activeElement;  // somebody was faster than we, or is elsewhere
  const isBusy = here?.closest("#guide form") || here?.matches("input, textarea, select");
  if (detail.target?.id === "guide" && detail.requestConfig?.verb !== "get" && !isBusy) {
    document.querySelector("#guide [data-step]")?.focus({ preventScroll: isInView("#guide [data-step]") });
    showAnswers();
  }
  const asked = detail.requestConfig?.elt.tagName === "A" ? detail.requestConfig.path : "";  // not by itself
  if (detail.target?.id === "guide" && asked.includes("change=")) {
    document.querySelector("#guide .again [data-step]")?.focus();
  }
  if (detail.target?.id === "guide" && asked.includes("jump=")) {
    document.querySelector("#answer-filter, #guide [name=option]")?.focus();
  }
  // What was pressed in a bank's panel is gone with it: who goes on by Tab is there, not at the end of the page.
  if (detail.target?.id === "inquiry" && detail.requestConfig?.elt !== detail.target && here === document.body) {
    const panel = document.getElementById("inquiry");
    panel.tabIndex = -1;
    panel.focus({ preventScroll: true });
  }
});

// Where what the record says is long, the pane goes on to the answers, but no further than to the question.
function showAnswers() {
  const pane = document.querySelector(".case-guide .guide-body");
  const [answers, question] = [".options", "[data-step]"].map((one) => pane?.querySelector(`.step:has(.evidence) ${one}`));
  if (!answers || !question || getComputedStyle(pane).overflowY !== "auto") return;
  const { top, bottom } = pane.getBoundingClientRect();
  const hidden = answers.getBoundingClientRect().bottom - bottom;
  if (hidden > 0) pane.scrollTop += Math.min(hidden, question.getBoundingClientRect().top - top);
}

showAnswers();

function isInView(selector) {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  return Boolean(box) && box.top >= 0 && box.bottom <= window.innerHeight;
}

// A form that saves by itself sends what is written in it: htmx would add the button that has the
// focus by then, as if it had been pressed.
document.addEventListener("htmx:configRequest", ({ detail: { elt, triggeringEvent, formData } }) => {
  const button = document.activeElement;
  const isPressed = triggeringEvent?.submitter || triggeringEvent?.type === "click";
  if (elt.matches("form") && !isPressed && button?.form === elt && button.matches("button[name]")) {
    formData.delete(button.name);
  }
});

const trouble = document.getElementById("trouble");
// What asks every few seconds asks again: it neither tells of trouble nor ends what is told of another.
const asksByItself = (element) => element?.getAttribute?.("hx-trigger")?.includes("every ");
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    const { xhr } = detail;
    if (asksByItself(detail.elt)) return;
    if (xhr?.status === 503 && xhr.getResponseHeader("HX-Trigger")) return;  // said by the answer itself
    if (xhr?.status === 401 || (xhr?.status === 403 && xhr.getResponseHeader("X-CSRFToken"))) return;  // session.js
    const isOnce = Boolean(detail.elt?.querySelector?.("[name=once]"));
    const { lost, failed, unreached } = trouble.dataset;
    // Of a form with a key it is known: an error undoes all of it, and without an answer it is sent again.
    const words = !isOnce ? unreached : name === "htmx:responseError" ? failed : lost;
    trouble.querySelector("[data-trouble-words]").textContent = words;
    trouble.hidden = false;
  });
}
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (asksByItself(detail.elt)) return;
  if (detail.xhr.status > 0 && detail.xhr.status < 500) trouble.hidden = true;
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});
document.addEventListener("keydown", ({ key }) => {
  const menu = document.querySelector("[data-menu][open]");
  if (key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Of details that share a name one is open: what is about to go would close what takes its place.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  for (const old of detail.target?.querySelectorAll?.("details[name]") ?? []) old.removeAttribute("name");
});

// What reads the guide by itself takes the place of nothing whose press is under way: that brings what is new.
const readsByItself = (element) => element?.matches?.("#guide, .facts-read");
let press = null;  // the request of the last one
document.addEventListener("htmx:beforeSend", ({ detail: { target, elt, xhr } }) => {
  if (target?.id === "guide" && !readsByItself(elt)) press = xhr;
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isUnderWay = press && press.readyState !== XMLHttpRequest.DONE;
  if (isUnderWay && detail.target?.id === "guide" && readsByItself(detail.requestConfig?.elt)) detail.shouldSwap = false;
});
