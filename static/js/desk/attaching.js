// Files that are dropped on what is written, or pasted into it, are attached as if they were chosen.

const inputIn = (write) => write?.querySelector("[data-attaches]");
const writeOf = ({ target }) => target.closest?.(".write");
const brings = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");

function attach(input, files) {
  const carried = new DataTransfer();
  for (const file of files) carried.items.add(file);
  input.files = carried.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData;
  const input = inputIn(writeOf(event));
  // Spreadsheets and word processors bring a picture of the words that they bring.
  if (!input || !files.length || types.includes("text/plain")) return;
  event.preventDefault();
  attach(input, files);
});

document.addEventListener("dragover", (event) => {
  const write = brings(event) && writeOf(event);
  if (!inputIn(write || null)) return;
  event.preventDefault();
  write.classList.add("takes");
});

document.addEventListener("dragleave", (event) => {
  const write = writeOf(event);
  if (!write?.contains(event.relatedTarget)) write?.classList.remove("takes");
});

document.addEventListener("drop", (event) => {
  const write = brings(event) && writeOf(event);
  const input = inputIn(write || null);
  if (!input) return;
  event.preventDefault();
  write.classList.remove("takes");
  attach(input, event.dataTransfer.files);
});
