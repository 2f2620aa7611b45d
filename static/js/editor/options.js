// The answers of a step are put in another order by dragging a handle, or by arrow keys on it.
// The new place is stored by the same press that the buttons make.

const listOf = (element) => element.closest("[data-options]");
const rowOf = (element) => element.closest("[data-option]");

function place(row, to) {
  const button = document.querySelector("[data-place]");
  button.value = `option-place:${row.dataset.option}:${to}`;
  button.click();
}

let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  handle.focus();
  dragged = { row: rowOf(handle), list: listOf(handle), pointer: event.pointerId };
  handle.setPointerCapture(event.pointerId);
  dragged.row.classList.add("is-dragged");
});

document.addEventListener("pointermove", (event) => {
  if (event.pointerId !== dragged?.pointer) return;
  const { row, list } = dragged;
  const others = [...list.children].filter((other) => other !== row);
  const below = others.find((other) => {
    const { top, height } = other.getBoundingClientRect();
    return event.clientY < top + height / 2;
  });
  if (row.nextElementSibling !== (below ?? null)) list.insertBefore(row, below ?? null);
});

function letGo({ pointerId, type }) {
  if (pointerId !== dragged?.pointer) return;
  const { row, list } = dragged;
  dragged = null;
  row.classList.remove("is-dragged");
  const to = [...list.children].indexOf(row);
  const from = Number(row.dataset.option);
  if (type === "pointercancel") list.insertBefore(row, list.children[from + (to < from ? 1 : 0)] ?? null);
  else if (to !== from) place(row, to);
}
document.addEventListener("pointerup", letGo);
document.addEventListener("pointercancel", letGo);

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!handle || !by || event.repeat) return;
  event.preventDefault();
  const row = rowOf(handle);
  const to = Number(row.dataset.option) + by;
  if (to >= 0 && to < listOf(handle).children.length) place(row, to);
});
