// Ctrl+K: a few letters, then Enter. Places come from the server, deeds are what this page offers.

const dialog = document.getElementById("palette");
const field = document.getElementById("palette-where");
const deeds = document.getElementById("palette-deeds");
// With scripts Ctrl+K leads there from anywhere, and every page has one stop less.
document.querySelector(".frame-go")?.setAttribute("tabindex", "-1");

const OFFERED = ".actions button, .actions a, .actions summary, .composer summary, #guide .act button";

function named(element) {
  return (element.getAttribute("title") || element.textContent).trim().replace(/\s+/g, " ");
}

function press(element) {
  dialog.close();
  if (element.matches("summary")) element.parentElement.open = true;
  else element.click();
  element.focus();
}

function showDeeds() {
  const text = field.value.trim().toLowerCase();
  const offered = [...document.querySelectorAll(OFFERED)].filter(
    (element) => element.checkVisibility?.() !== false && !element.closest(".menu > .panel"),
  );
  const fit = text ? offered.filter((element) => named(element).toLowerCase().includes(text)) : [];
  deeds.replaceChildren(
    ...fit.slice(0, 6).map((element) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: named(element) });
      button.addEventListener("click", () => press(element));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

function move(by) {
  const found = [field, ...dialog.querySelectorAll(".places a, .places button")];
  const at = found.indexOf(document.activeElement);
  found[Math.min(Math.max(at + by, 0), found.length - 1)].focus();
}

function open() {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  field.select();
  showDeeds();
  field.dispatchEvent(new Event("palette-opened"));
}

document.addEventListener("keydown", (event) => {
  if (dialog && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  }
});

document.addEventListener("click", (event) => {
  if (!dialog || !event.target.closest?.("[data-opens-palette]")) return;
  event.preventDefault();
  open();
});

field?.addEventListener("input", showDeeds);
dialog?.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    event.preventDefault();
    move(by);
  }
});
// Enter goes to what stands first, as the list says; without one the page of places opens.
field?.form.addEventListener("submit", (event) => {
  const first = dialog.querySelector("#palette-deeds button, #palette-places a");
  if (!first || !field.value.trim()) return;
  event.preventDefault();
  first.click();
});
