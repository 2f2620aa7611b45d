// The queue stays true by itself: every few seconds it asks whether anything is otherwise. What one
// reads does not move: rows change where they stand, new ones wait behind a button.

import { sessionEnded } from "../person.js";
import { restore } from "./choosing.js";

const EVERY_MS = 4000;
const ROWS = 50;
let known = { at: "", tag: "" };
let isAsking = false;

const list = () => document.getElementById("queue");
const rowsIn = (root) => new Map([...root.querySelectorAll("tr[data-ref]")].map((row) => [row.dataset.ref, row]));

async function look() {
  const at = list()?.dataset.liveAt;
  if (!at || document.hidden || isAsking) return;
  if (known.at !== at) known = { at, tag: "" };
  isAsking = true;
  try {
    const have = [...rowsIn(list()).keys()].join(",");
    const headers = { "HX-Request": "true", ...(known.tag && { "If-None-Match": known.tag }) };
    const address = `${at}${at.includes("?") ? "&" : "?"}have=${have}`;
    const answer = await fetch(address, { headers, cache: "no-store" });
    if (list()?.dataset.liveAt !== at) return;  // another list by now
    tell(answer.status < 500);
    if (answer.status === 401) return signedOut();
    if (answer.ok) compare(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (answer.ok || answer.status === 304) known.tag = answer.headers.get("ETag") ?? "";
  } catch {
    tell(false);
  } finally {
    isAsking = false;
  }
}

function tell(isReached) {
  const lost = document.querySelector("[data-live-lost]");
  if (lost) lost.hidden = isReached;
}

function signedOut() {
  sessionEnded();
  const dialog = document.getElementById("signed-out");
  if (dialog && !dialog.open) dialog.showModal();
}

function compare(now) {
  for (const part of ["rail", "count"]) patch(list().querySelector(`[data-live=${part}]`), now.querySelector(`[data-live=${part}]`));
  const shown = rowsIn(list());
  const there = rowsIn(now);
  const listed = [...(now.querySelector("[data-rows]")?.querySelectorAll("tr[data-ref]") ?? [])].map((row) => row.dataset.ref);
  for (const [reference, row] of shown) {
    row.classList.toggle("has-left", !listed.includes(reference));
    if (there.has(reference)) renew(row, there.get(reference));
  }
  // What moves up from the next page is not new.
  const last = shown.size < ROWS ? listed.length : listed.findLastIndex((reference) => shown.has(reference)) + 1;
  offer(listed.slice(0, last).filter((reference) => !shown.has(reference)).length);
}

function patch(old, fresh) {
  if (old && fresh && old.innerHTML !== fresh.innerHTML) keepingFocus(old, () => { old.innerHTML = fresh.innerHTML; });
}

function renew(row, fresh) {
  for (const cell of fresh.querySelectorAll("td:not(.row-pick)")) {
    const old = row.cells[cell.cellIndex];
    if (old.innerHTML === cell.innerHTML && old.className === cell.className) continue;
    keepingFocus(old, () => { old.innerHTML = cell.innerHTML; });
    old.className = cell.className;
    old.title = cell.title;
    if (!cell.matches(".row-clock, .row-turn")) row.classList.add("is-changed");
  }
}

function keepingFocus(part, change) {
  const links = () => [...part.querySelectorAll("a")];
  const at = links().indexOf(document.activeElement);
  change();
  links()[at]?.focus({ preventScroll: true });
}

function offer(count) {
  const button = list().querySelector("[data-news]");
  button.hidden = count === 0;
  const words = button.dataset.words.replace("{n}", count);
  if (button.textContent !== words) button.textContent = words;
  if (!list().querySelector("tr[data-ref]") && count) show();  // nothing is read in an empty list
}

async function show() {
  const at = location.pathname + location.search;
  const shown = rowsIn(list());
  await window.htmx.ajax("GET", at, { target: "#queue", swap: "outerHTML" });
  restore();
  const first = [...rowsIn(list())].find(([reference]) => !shown.has(reference));
  first?.[1].querySelector("[data-row]").focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
}

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-news]")) show();
});
document.addEventListener("visibilitychange", look);
if (list()) setInterval(look, EVERY_MS);
