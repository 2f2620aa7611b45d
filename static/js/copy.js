// Copies what a button names in data-copy and says so in its label.

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const notices = document.getElementById("notices");
  notices.textContent = button.dataset.copied;
  setTimeout(() => notices.replaceChildren(), 2000);
});
