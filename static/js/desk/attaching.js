// Files that are chosen, dropped on what is written, or pasted into it, are sent up one request at a
// time: what is brought while the form asks for something waits for that.

const waiting = new Map();  // by the id of an input: after the answer it may be another one
const asking = new Map();  // the form of each request under way

const inputIn = (write) => write?.querySelector("[data-attaches]");
const writeOf = ({ target }) => target.closest?.(".write");
const brings = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");

function attach(input, files) {
  waiting.set(input.id, [...(waiting.get(input.id) ?? []), ...files]);
  goOn();
}

function goOn() {
  for (const [id, files] of waiting) {
    const input = document.getElementById(id);
    if (!input || [...asking.values()].includes(input.form)) continue;
    waiting.delete(id);
    const carried = new DataTransfer();
    // What stands in it still was in a request that nobody answered.
    for (const file of [...input.files, ...files]) carried.items.add(file);
    input.files = carried.files;
    input.dispatchEvent(new Event("attach", { bubbles: true }));
  }
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("[data-attaches]")) return;
  const files = [...target.files];
  target.value = "";
  attach(target, files);
});

document.addEventListener("htmx:beforeSend", ({ detail: { requestConfig, xhr } }) => {
  const { elt } = requestConfig;
  // Words are kept beside everything else, and hold up nothing.
  if (!elt.dataset.draft) asking.set(xhr, elt.closest("form"));
});

document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, xhr } }) => {
  asking.delete(xhr);
  const isSettled = [200, 413, 422].includes(xhr.status);
  if (isSettled && requestConfig.elt.matches("[data-attaches]")) requestConfig.elt.value = "";
  setTimeout(goOn);  // it is over only after this
});

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
