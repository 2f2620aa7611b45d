// The edges between the panes: dragged, or moved by arrow keys; this browser remembers where they stand.

const KEY = "editor-panes";
const LEAST = { outline: 192, graph: 256, form: 320 };
const STEP = 16;
const pane = (name) => document.getElementById(name);
const widths = remembered();

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(widths));
  } catch {
    // A browser that keeps nothing: the edges stand where they were put until the page is left.
  }
}

// How wide a pane may become before the graph is too narrow to read.
const most = (name) => pane(name).offsetWidth + pane("graph").offsetWidth - LEAST.graph;

function show() {
  for (const name of ["outline", "form"]) {
    const width = widths[name];
    if (Number.isFinite(width)) document.documentElement.style.setProperty(`--${name}-width`, `${width}px`);
    else document.documentElement.style.removeProperty(`--${name}-width`);
  }
  for (const edge of document.querySelectorAll(".pane-edge")) {
    const name = edge.dataset.edge;
    edge.setAttribute("aria-valuemin", LEAST[name]);
    edge.setAttribute("aria-valuemax", Math.max(LEAST[name], most(name)));
    edge.setAttribute("aria-valuenow", pane(name).offsetWidth);
  }
}

function widen(name, width) {
  widths[name] = Math.round(Math.max(LEAST[name], Math.min(width, most(name))));
  show();
}

function reset(name) {
  delete widths[name];
  show();
  keep();
}

document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest?.(".pane-edge");
  if (!edge || event.button !== 0) return;
  const name = edge.dataset.edge;
  const [from, width] = [event.clientX, pane(name).offsetWidth];
  const outwards = name === "outline" ? 1 : -1;
  const move = ({ clientX }) => widen(name, width + outwards * (clientX - from));
  const done = () => {
    edge.removeEventListener("pointermove", move);
    delete edge.dataset.dragged;
    keep();
  };
  edge.setPointerCapture(event.pointerId);
  edge.dataset.dragged = "";
  edge.addEventListener("pointermove", move);
  edge.addEventListener("lostpointercapture", done, { once: true });
});

document.addEventListener("dblclick", (event) => {
  const edge = event.target.closest?.(".pane-edge");
  if (edge) reset(edge.dataset.edge);
});

document.addEventListener("keydown", (event) => {
  const edge = event.target.closest?.(".pane-edge");
  if (!edge || event.ctrlKey || event.altKey || event.metaKey) return;
  const name = edge.dataset.edge;
  const towards = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (event.key === "Enter") reset(name);
  else if (event.key === "Home") widen(name, LEAST[name]);
  else if (event.key === "End") widen(name, most(name));
  else if (towards) widen(name, pane(name).offsetWidth + (name === "outline" ? towards : -towards));
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keep();
}, true);

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (["editor", "outline", "graph", "form"].includes(detail.target?.id)) show();
});
window.addEventListener("resize", show);
show();
