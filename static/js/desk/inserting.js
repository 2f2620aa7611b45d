// A placeholder goes where the cursor was last, in a field with data-inserts.

let field;

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("[data-inserts]")) field = target;
});

document.addEventListener("click", ({ target }) => {
  const words = target.closest?.("[data-insert]")?.dataset.insert;
  field ??= document.querySelector("[data-inserts]");
  if (!words || !field) return;
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
