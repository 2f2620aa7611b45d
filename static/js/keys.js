// Keyboard first: digits choose an answer, Enter goes on, j and k walk the queue, ? shows all keys.
// Single keys can be switched off, because dictation and slips press them too.

import { apply } from "./desk/applying.js";
import { choose } from "./desk/choosing.js";
import { toFilter } from "./desk/filtering.js";
import { toTab } from "./desk/tabs.js";
import { undo } from "./desk/undoing.js";

const OFF = "single-keys-off";
const dialog = document.getElementById("keys");
const box = document.querySelector("[data-single-keys]");

if (box) {
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-opens]")) dialog.showModal();
});

function isTyping(element) {
  return element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
}

function cantSay() {
  const button = document.querySelector("#guide .act [value=cant_say]");
  button?.focus();
  return Boolean(button);
}

function chooseAnswer(digit) {
  const option = document.querySelector(`#guide [data-digit="${digit}"]`);
  if (!option) return false;
  option.checked = true;
  option.focus();
  return true;
}

// What stands in an open menu of the case has the digits then: a press of it, or a choice.
function chooseInMenu(digit) {
  const offered = document.querySelectorAll(".actions details[open] :is([data-digits] button, [data-digits] [type=radio])");
  const wanted = offered[digit - 1];
  if (!wanted) return offered.length > 0;
  wanted.focus();
  wanted.click();
  return true;
}

// Choosing and going on with one press.
function answer(digit) {
  return chooseAnswer(digit) && goOn();
}

function goOn() {
  const form = document.querySelector("#guide [data-answer]");
  if (!form?.querySelector("[name=option]:checked")) return false;
  form.requestSubmit(document.querySelector("#guide .act .primary"));
  return true;
}

function stepRow(by) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
  if (!rows.length) return false;
  const here = document.activeElement?.closest("tr")?.querySelector("[data-row]");  // also from its box
  const at = rows.indexOf(here ?? document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[Math.min(Math.max(next, 0), rows.length - 1)].focus();
  return true;
}

// A range with the keys: the next row is chosen as well.
function extend(by) {
  choose(true);
  return stepRow(by) && choose(true);
}

function write(key) {
  const summary = document.querySelector(`summary[data-key="${key}"]`);
  if (!summary) return false;
  summary.parentElement.open = true;
  summary.parentElement.querySelector("textarea")?.focus();
  return true;
}

// The field stands in the open reply alone.
function toMacros() {
  if (!write("r")) return false;
  document.getElementById("macro-pick")?.focus();
  return true;
}

function openMenu(key) {
  const summary = document.querySelector(`.actions summary[data-key="${key}"]`);
  if (!summary) return false;
  summary.parentElement.open = true;
  summary.parentElement.querySelector("[data-digits] :is(button, [type=radio]):enabled")?.focus();
  return true;
}

function toStep() {
  const step = document.querySelector("#guide [data-step]");
  step?.focus();
  return Boolean(step);
}

function press(form) {
  const found = document.querySelector(form);
  found?.requestSubmit();
  return Boolean(found);
}

function follow(link) {
  const found = document.querySelector(link);
  found?.click();
  return Boolean(found);
}

function newCase() {
  const address = dialog.dataset.newCase;
  if (address) location.assign(address);
  return Boolean(address);
}

const SINGLE = {
  c: newCase,
  f: toFilter,
  "?": () => (dialog.showModal(), true),
  "/": () => (document.getElementById("search")?.focus(), true),
  g: toStep,
  j: () => stepRow(1),
  k: () => stepRow(-1),
  J: () => extend(1),
  K: () => extend(-1),
  x: () => choose(),
  r: () => write("r"),
  i: () => write("i"),
  m: toMacros,
  n: () => press("#take-next"),
  a: () => press("#taking") || follow("[data-hand-over]"),
  s: () => openMenu("s"),
  w: () => openMenu("w"),
  e: () => openMenu("e"),
  "[": () => toTab(-1),
  "]": () => toTab(1),
  z: undo,
  0: cantSay,
};

// By the place of the key, which is the same everywhere: on French keyboards digits need Shift, and on
// German ones Shift with a digit is a sign, also one of ours, which counts where no answer has the digit.
function digitOf(event) {
  if (event.altKey || event.getModifierState("AltGraph")) return undefined;
  const { code, key } = event;
  return /^\d$/.test(key) ? key : /^Digit(\d)$/.exec(code)?.[1];
}

// Some keyboards have brackets on a third level, which looks like Alt, or like Ctrl and Alt.
function isShortcutOfOthers(event) {
  const isBracket = event.key === "[" || event.key === "]";
  if (isBracket && (event.getModifierState("AltGraph") || (event.altKey && !event.ctrlKey))) return event.metaKey;
  return event.ctrlKey || event.metaKey || event.altKey;
}

function pressed(event) {
  if (event.key === "Enter") {
    // On a button or a link Enter has its own meaning already.
    return event.target.matches("body, main, [data-step], [data-answer] [type=radio]") && goOn();
  }
  const digit = digitOf(event);
  if (digit > 0 && (chooseInMenu(digit) || (event.shiftKey ? answer : chooseAnswer)(digit))) return true;
  if (digit === "0" && !event.shiftKey) return cantSay();
  return SINGLE[event.key]?.() ?? false;
}

// What is told of an ending is shown before it goes: the same keys send it, but not within a blink.
const NEW_MS = 600;
let endShown = -Infinity;
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const shown = detail.target?.id === "strip" && document.querySelector("#strip .end [name=shown]");
  if (!shown) return;
  endShown = performance.now();
  shown.form.scrollTo({ top: (shown.form.querySelector(".preview")?.offsetTop ?? 0) - 8 });
  shown.form.querySelector(".primary").focus({ preventScroll: true });
});

// Who goes on in it by a key has seen it.
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Tab" && target.form?.matches(".actions .end")) endShown = -Infinity;
});

// What is written in a form is sent by it; from anywhere else the outcome is applied.
function sends(target) {
  const { form } = target;
  if (form?.matches(".actions .end")) {
    if (performance.now() - endShown > NEW_MS) form.requestSubmit();
    return true;
  }
  if (!form || form.matches("[data-applies]") || !isTyping(target)) return apply();
  form.requestSubmit(form.id === "answer-form" ? document.querySelector("#guide .act .primary") : undefined);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (!event.repeat && sends(event.target)) event.preventDefault();
    return;
  }
  if (isShortcutOfOthers(event) || event.isComposing) return;
  if (document.querySelector("dialog[open]") || isTyping(event.target) || localStorage.getItem(OFF)) return;
  if (pressed(event)) event.preventDefault();
});

// A page that comes back as it was left asks for another case, not for the same once more.
addEventListener("pageshow", ({ persisted }) => {
  const key = document.querySelector("#take-next [name=once]");
  if (persisted && key) key.value = crypto.randomUUID();
});
