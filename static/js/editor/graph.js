// The graph: drag to pan, wheel to zoom, buttons and keys for both. Where one looks is kept.

const LEAST = 0.05;
const MOST = 3;
const LEAST_READABLE = 0.6;  // nobody reads smaller letters in a step that is shown anew
const BEGINS = 1;  // at first sight no letter is smaller than 12 px
const kept = { slug: "", box: null };

const view = () => document.querySelector("#graph [data-graph]");
const drawing = () => view()?.querySelector("svg");

function whole(svg) {
  const [x, y, width, height] = (svg.dataset.whole ?? svg.getAttribute("viewBox")).split(/[ ,]+/).map(Number);
  return { x, y, width, height };
}

function scale(box) {
  return view().clientWidth / box.width;
}

function look(box) {
  kept.box = box;
  drawing().setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  framedOnMap(box);
}

// The small drawing shows by a frame where one looks, and is pressed to look elsewhere.
const map = () => document.querySelector("[data-minimap] svg");

function framedOnMap(box) {
  if (!map()) return;
  let frame = map().querySelector(".minimap-frame");
  if (!frame) {
    frame = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    frame.classList.add("minimap-frame");
    map().append(frame);
  }
  for (const [name, value] of Object.entries(box)) frame.setAttribute(name, value);
}

document.addEventListener("click", (event) => {
  const small = event.target.closest?.("[data-minimap]") && map();
  if (!small || !kept.box) return;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(small.getScreenCTM().inverse());
  look(framed(at, scale(kept.box)));
});

// The box is as wide and high as the pane, so that one factor holds for both.
function framed(centre, factor) {
  const { clientWidth, clientHeight } = view();
  const width = clientWidth / factor;
  const height = clientHeight / factor;
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
}

function fit() {
  const all = whole(drawing());
  const factor = Math.min(view().clientWidth / all.width, view().clientHeight / all.height, 1);
  look(framed({ x: all.x + all.width / 2, y: all.y + all.height / 2 }, Math.max(factor, LEAST)));
}

function zoom(by, at) {
  const box = kept.box;
  const factor = Math.min(Math.max(scale(box) * by, LEAST), MOST);
  const ratio = scale(box) / factor;
  const spot = at ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  look({
    x: spot.x - (spot.x - box.x) * ratio,
    y: spot.y - (spot.y - box.y) * ratio,
    width: box.width * ratio,
    height: box.height * ratio,
  });
}

function spotOf({ clientX, clientY }) {
  const frame = view().getBoundingClientRect();
  const box = kept.box;
  return {
    x: box.x + ((clientX - frame.left) / frame.width) * box.width,
    y: box.y + ((clientY - frame.top) / frame.height) * box.height,
  };
}

function stepOf(key) {
  return [...(drawing()?.querySelectorAll("[data-step]") ?? [])].find((step) => step.dataset.step === key);
}

function placeOf(step) {
  const [x, y] = step.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
  const { width, height } = step.getBBox();
  return { x, y, width, height };
}

// Shows a step in the middle unless it is in view already.
function show(key, { always = false } = {}) {
  const step = stepOf(key);
  if (!step || !kept.box || !view().clientWidth) return;
  const { x, y, width, height } = placeOf(step);
  const box = kept.box;
  const isSeen = x > box.x && y > box.y && x + width < box.x + box.width && y + height < box.y + box.height;
  if (isSeen && !always) return;
  const factor = Math.max(Math.min(scale(box), 1), LEAST_READABLE);
  look(framed({ x: x + width / 2, y: y + height / 2 }, factor));
}

function choose(key) {
  for (const step of drawing()?.querySelectorAll("[data-step]") ?? []) {
    const isChosen = step.dataset.step === key;
    step.classList.toggle("is-selected", isChosen);
    const face = step.querySelector(".tree-face");
    if (isChosen) face?.setAttribute("aria-current", "true");
    else face?.removeAttribute("aria-current");
  }
  for (const arrow of drawing()?.querySelectorAll("[data-from]") ?? []) {
    arrow.classList.toggle("is-near", [arrow.dataset.from, arrow.dataset.to].includes(key));
  }
  show(key);
}

function begin() {
  const svg = drawing();
  if (!svg?.getAttribute("viewBox") || !view().clientWidth) return;
  const editor = document.getElementById("editor");
  svg.dataset.whole ??= svg.getAttribute("viewBox");
  view().classList.add("is-live");
  view().tabIndex = 0;
  view().setAttribute("role", "group");
  view().setAttribute("aria-labelledby", "graph-title");
  if (kept.box && kept.slug === editor.dataset.address) {
    look(framed({ x: kept.box.x + kept.box.width / 2, y: kept.box.y + kept.box.height / 2 }, scale(kept.box)));
    show(editor.dataset.node);
  } else {
    kept.slug = editor.dataset.address;
    const all = whole(svg);
    const fits = view().clientWidth >= all.width * BEGINS && view().clientHeight >= all.height * BEGINS;
    if (fits) return look(framed({ x: all.x + all.width / 2, y: all.y + all.height / 2 }, BEGINS));
    const first = stepOf(editor.dataset.start);
    const place = first ? placeOf(first) : { ...all, height: 0 };
    // The first step stands on top, with what follows below it.
    look(framed({ x: place.x + place.width / 2, y: place.y + (view().clientHeight / BEGINS) * 0.42 }, BEGINS));
    show(editor.dataset.node, { always: true });
  }
}

const DEEDS = {
  in: () => zoom(1.25),
  out: () => zoom(0.8),
  fit,
  fold: () => document.getElementById(`fold-${document.getElementById("editor").dataset.node}`)?.click(),
  here: () => show(document.getElementById("editor").dataset.node, { always: true }),
};
const KEYS = { "+": "in", "=": "in", "-": "out", 0: "fit", h: "here" };
const PANS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener("click", ({ target }) => {
  const name = target.closest?.("[data-zoom]")?.dataset.zoom;
  if (name && kept.box) DEEDS[name]();
});
document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("[data-graph]") || event.ctrlKey || event.altKey || event.metaKey || !kept.box) return;
  const pan = PANS[event.key];
  if (pan) look({ ...kept.box, x: kept.box.x + pan[0] * kept.box.width * 0.15, y: kept.box.y + pan[1] * kept.box.height * 0.15 });
  else if (KEYS[event.key]) DEEDS[KEYS[event.key]]();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("wheel", (event) => {
  if (!event.target.closest?.("[data-graph].is-live")) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    zoom(Math.exp(-event.deltaY / 300), spotOf(event));
  } else {
    const unit = 1 / scale(kept.box);
    look({ ...kept.box, x: kept.box.x + event.deltaX * unit, y: kept.box.y + event.deltaY * unit });
  }
}, { passive: false });

let held = null;
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.("[data-graph].is-live") || event.button !== 0) return;
  held = { x: event.clientX, y: event.clientY, box: kept.box, hasMoved: false };
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const unit = 1 / scale(held.box);
  const [across, down] = [event.clientX - held.x, event.clientY - held.y];
  if (!held.hasMoved && Math.hypot(across, down) < 5) return;
  held.hasMoved = true;
  view().classList.add("is-held");
  look({ ...held.box, x: held.box.x - across * unit, y: held.box.y - down * unit });
});
document.addEventListener("pointerup", () => {
  view()?.classList.remove("is-held");
  if (held?.hasMoved) window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
  held = null;
});
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("step-chosen", ({ detail }) => choose(detail.key));
document.addEventListener("pane-shown", begin);
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (["graph", "editor"].includes(detail.target?.id)) begin();
});
window.addEventListener("resize", begin);
begin();
