// What happens around a swapped part: the new step is announced, menus close, a lost server is told.

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const isBusy = document.activeElement?.closest("#guide form");  // somebody was faster than we
  if (detail.target?.id === "guide" && detail.requestConfig?.verb !== "get" && !isBusy) {
    document.querySelector("#guide [data-step]")?.focus({ preventScroll: isInView("#guide [data-step]") });
  }
  if (detail.target?.id === "guide" && detail.requestConfig?.path.includes("change=")) {
    document.querySelector("#guide .again [data-step]")?.focus();
  }
});

function isInView(selector) {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  return Boolean(box) && box.top >= 0 && box.bottom <= window.innerHeight;
}

const trouble = document.getElementById("trouble");
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    trouble.hidden = false;
  });
}
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr.status > 0 && detail.xhr.status < 500) trouble.hidden = true;
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});
document.addEventListener("keydown", ({ key }) => {
  const menu = document.querySelector("[data-menu][open]");
  if (key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
