// What scripts of the admin make is called so that readers of screens tell it apart.

// Django's own scripts make theirs at the same event, so these wait until it is over.
window.addEventListener("load", () => setTimeout(() => {
  for (const pane of document.querySelectorAll(".simplebar-content-wrapper")) {
    pane.removeAttribute("role");  // each is called "scrollable content", and is none of its own
    pane.removeAttribute("aria-label");
  }
  for (const hint of document.querySelectorAll(".help-tooltip[aria-label]")) hint.setAttribute("role", "img");
}, 0));
