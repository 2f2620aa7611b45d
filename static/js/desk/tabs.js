// The cases that somebody opened and did not close, as tabs in the bar on top: on this device, for
// who is signed in alone, until they sign out. One stop of the Tab key; arrows go from one to another.

import { TABS, isSignedIn, person } from "../person.js";

const nav = document.getElementById("tabs");
const here = document.querySelector("[data-case]");
const KEY = TABS + person;
const MOST = 8;
let isClosed = false;

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function write(tabs) {
  const kept = JSON.stringify(tabs);
  if (kept === localStorage.getItem(KEY)) return;
  localStorage.setItem(KEY, kept);
  draw();
}

// Words in the composer count however they came there; elsewhere what was proposed is none of theirs.
function hasUnsentWords() {
  return [...document.querySelectorAll("[data-case] [data-draft], #strip [data-draft]")].some(
    (field) => field.value.trim() && (field.closest("#composer") || field.value !== field.defaultValue),
  );
}

function note() {
  if (!nav || !here || isClosed || !isSignedIn()) return;
  const tabs = read();
  const known = tabs.find(({ reference }) => reference === here.dataset.case);
  const tab = known ?? { reference: here.dataset.case };
  Object.assign(tab, { name: here.dataset.name, unsent: hasUnsentWords() });
  if (!known) tabs.push(tab);
  // The oldest goes, but not one in which words wait.
  while (tabs.length > MOST) tabs.splice(Math.max(tabs.findIndex((one) => !one.unsent && one !== tab), 0), 1);
  write(tabs);
}

const addressOf = ({ reference }) => nav.dataset.address.replace("REFERENCE", reference);

function close(reference) {
  const tabs = read();
  const at = tabs.findIndex((tab) => tab.reference === reference);
  const rest = tabs.filter((tab) => tab.reference !== reference);
  const isHere = reference === here?.dataset.case;
  isClosed ||= isHere;
  write(rest);
  const next = rest[Math.min(at, rest.length - 1)];
  if (isHere) location.assign(next ? addressOf(next) : "/");
  else nav.querySelectorAll("a")[Math.min(at, rest.length - 1)]?.focus();
}

// Of two cases of one person the number says which is which.
const labelOf = (tab, tabs) =>
  tabs.some(({ name, reference }) => name === tab.name && reference !== tab.reference)
    ? `${tab.name} · ${tab.reference}`
    : tab.name;

function chip(tab, label, isCurrent) {
  const link = document.createElement("a");
  link.href = addressOf(tab);
  link.title = `${tab.name} · ${tab.reference}`;
  if (isCurrent) link.ariaCurrent = "page";
  if (tab.unsent) {
    const mark = document.createElement("span");
    mark.className = "tab-unsent";
    mark.title = nav.dataset.unsent;
    mark.innerText = "●";
    mark.role = "img";
    mark.ariaLabel = nav.dataset.unsent;
    link.append(mark, " ");
  }
  link.append(label);
  const cross = document.createElement("button");
  Object.assign(cross, { type: "button", tabIndex: -1, textContent: "×" });
  cross.ariaLabel = nav.dataset.close.replace("{name}", label);
  cross.addEventListener("click", () => close(tab.reference));
  const item = document.createElement("li");
  item.dataset.reference = tab.reference;
  item.append(link, cross);
  return item;
}

function draw() {
  if (!nav) return;
  const tabs = read();
  const reached = nav.contains(document.activeElement) && document.activeElement.closest("li")?.dataset.reference;
  const current = here?.dataset.case;
  nav.hidden = tabs.every(({ reference }) => reference === current);
  nav.firstElementChild.replaceChildren(...tabs.map((tab) => chip(tab, labelOf(tab, tabs), tab.reference === current)));
  const links = [...nav.querySelectorAll("a")];
  const stop = links.find((link) => link.ariaCurrent) ?? links[0];
  for (const link of links) link.tabIndex = link === stop ? 0 : -1;
  stop?.scrollIntoView({ block: "nearest", inline: "nearest" });  // the bar may be narrower than they are
  if (reached) nav.querySelector(`[data-reference="${reached}"] a`)?.focus();
}

nav?.addEventListener("keydown", (event) => {
  const links = [...nav.querySelectorAll("a")];
  const at = links.indexOf(event.target.closest("li")?.querySelector("a"));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (event.key === "Delete") close(event.target.closest("li").dataset.reference);
  else if (to === undefined) return;
  else links[(to + links.length) % links.length].focus();
  event.preventDefault();
});

// The case beside this one, or the first where none is open.
export function toTab(by) {
  const tabs = read();
  if (!nav || !tabs.length) return false;
  const at = tabs.findIndex(({ reference }) => reference === here?.dataset.case);
  location.assign(addressOf(tabs[at < 0 ? 0 : (at + by + tabs.length) % tabs.length]));
  return true;
}

addEventListener("storage", ({ key }) => key === KEY && draw());
addEventListener("pageshow", note);
addEventListener("pagehide", note);
document.addEventListener("input", note);
document.addEventListener("signed-in-again", note);
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target?.id !== "here" && note());
draw();
