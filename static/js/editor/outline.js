// The outline by keyboard. Keys act on the row that has the focus.

import { open } from "./opening.js";

const rows = () => [...document.querySelectorAll("#outline [data-row-link]")];
const key = (row) => row.dataset.opensNode;

function step(row, by) {
  const all = rows();
  all[Math.min(Math.max(all.indexOf(row) + by, 0), all.length - 1)]?.focus();
}

function depth(row) {
  return Number(row.closest("[data-depth]")?.dataset.depth ?? -1);
}

// Left folds, or goes to the row this one stands under; right unfolds, or goes to the next row.
function fold(row, isWanted) {
  const button = row.parentElement.querySelector(".fold");
  const isFolded = button?.getAttribute("aria-expanded") === "false";
  if (button && isFolded !== isWanted) {
    button.click();
  } else if (isWanted) {
    const all = rows();
    all.slice(0, all.indexOf(row)).reverse().find((above) => depth(above) < depth(row))?.focus();
  } else {
    step(row, 1);
  }
}

async function deed(row, name) {
  if (document.getElementById("editor").dataset.node !== key(row)) await open(key(row), { focus: false });
  document.querySelector(`#form [data-deed="${name}"]`)?.click();
}

async function add(row) {
  if (document.getElementById("editor").dataset.node !== key(row)) await open(key(row), { focus: false });
  const panel = document.getElementById("add-step");
  if (!panel) return;
  panel.open = true;
  panel.querySelector("input[type=text]").focus();
}

const KEYS = {
  ArrowDown: (row) => step(row, 1),
  ArrowUp: (row) => step(row, -1),
  Home: () => rows()[0]?.focus(),
  End: () => rows().at(-1)?.focus(),
  ArrowLeft: (row) => fold(row, true),
  ArrowRight: (row) => fold(row, false),
  Delete: (row) => key(row) && open(key(row), { ask: "delete" }),
  a: add,
  d: (row) => key(row) && deed(row, "duplicate"),
  "/": () => document.getElementById("outline-words")?.focus(),
};
const WITH_ALT = {
  ArrowUp: (row) => deed(row, "up"),
  ArrowDown: (row) => deed(row, "down"),
};

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("#outline [data-row-link]");
  if (!row || event.ctrlKey || event.metaKey || event.isComposing) return;
  const pressed = (event.altKey ? WITH_ALT : KEYS)[event.key];
  if (!pressed) return;
  event.preventDefault();
  event.stopPropagation();
  pressed(row);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#form") && !event.target.matches("input[list]")) {
    const chosen = document.querySelector("#outline [aria-current]") ?? rows()[0];
    chosen?.dispatchEvent(new CustomEvent("pane-wanted", { bubbles: true, detail: "outline" }));
    chosen?.focus();
  }
  if (event.key === "ArrowDown" && event.target.id === "outline-words") {
    event.preventDefault();
    rows()[1]?.focus();
  }
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  if (!isUndo || event.target.matches("textarea, input")) return;
  const button = document.getElementById(event.shiftKey ? "redo" : "undo");
  if (button && !button.disabled) {
    event.preventDefault();
    button.click();
  }
});

// The chosen row is brought into view, and nothing else moves.
function show() {
  const row = document.querySelector("#outline [data-outline] [aria-current]");
  const pane = document.getElementById("outline");
  if (!row || !pane) return;
  const [at, frame] = [row.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (at.top < frame.top || at.bottom > frame.bottom) pane.scrollTop += at.top - frame.top - frame.height / 3;
}
document.addEventListener("step-chosen", show);

// An outline that is fetched anew stays where it was scrolled to.
let scrolled = 0;
document.addEventListener("htmx:beforeSwap", () => {
  scrolled = document.getElementById("outline")?.scrollTop ?? 0;
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!["outline", "editor"].includes(detail.target?.id)) return;
  const pane = document.getElementById("outline");
  if (pane) pane.scrollTop = scrolled;
  if (detail.target.id === "editor") show();
});
show();
