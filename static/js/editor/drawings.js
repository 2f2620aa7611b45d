// A drawing that is larger than its frame begins where something is to be seen.

const WANTED = [".is-here", ".is-error", ".is-changed", ".is-added", ".is-removed", ".tree-step"];

const begun = new WeakSet();

function begin() {
  for (const frame of document.querySelectorAll(".drawing")) {
    if (begun.has(frame) || !frame.clientWidth) continue;
    begun.add(frame);
    const step = WANTED.map((look) => frame.querySelector(look)).find(Boolean);
    if (!step) continue;
    const [box, edge] = [step.getBoundingClientRect(), frame.getBoundingClientRect()];
    frame.scrollBy(
      box.left + box.width / 2 - edge.left - edge.width / 2,
      Math.max(box.top - edge.top - edge.height / 3, -frame.scrollTop),
    );
  }
}

document.addEventListener("htmx:afterSettle", begin);
document.addEventListener("toggle", begin, true);  // what was folded has no size
begin();
