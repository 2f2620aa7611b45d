// A part of a case that is shown anew, whatever happened in it or elsewhere, keeps what somebody has
// typed, chosen and opened in it, and where they are. The form that they have sent is as its answer has
// it; so is a guide that stands at another step by now.

const FIELDS = "input:not([type=hidden], [type=file]), textarea, select";
const NAMES_FORM = "[type=hidden]:is([name=node], [name=number], [name=reference])";
let kept;

function nameOf(field) {
  const { form, name } = field;
  const about = [...(form?.querySelectorAll(NAMES_FORM) ?? [])].map(({ value }) => value);
  const choice = isChoice(field) ? field.value : "";
  return [form?.getAttribute("action"), ...about, name, choice].join(" ");
}

// Several are called the same: of a message or a step the time tells which it is.
function labelOf(details) {
  const summary = details.querySelector("summary").cloneNode(true);
  for (const changing of summary.querySelectorAll("time, .badge")) changing.remove();
  const at = details.closest("article, li")?.querySelector("time")?.dateTime ?? "";
  return `${summary.textContent.trim().replace(/\s+/g, " ")} ${at}`;
}

const isChoice = ({ type }) => type === "radio" || type === "checkbox";

function isTouched(field) {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const proposed = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(proposed, 0);
}

const stepIn = (part) => part.querySelector("[data-step]")?.textContent;

function remember(part, sent) {
  const all = [...part.querySelectorAll(FIELDS)].filter(({ form }) => form !== sent);
  const { activeElement: here } = document;
  return {
    id: part.id,
    step: stepIn(part),
    isOpen: part.contains(sent) ? undefined : part.open,
    fields: new Map(all.filter(isTouched).map((field) => [nameOf(field), field])),
    opened: new Set([...part.querySelectorAll("details[open]")].filter((one) => !one.contains(sent)).map(labelOf)),
    here: part.contains(here) && all.includes(here) ? nameOf(here) : "",
    selection: here?.selectionStart,
  };
}

function putBack(part) {
  if (kept.isOpen !== undefined) part.open = kept.isOpen;
  for (const details of part.querySelectorAll("details:not([open])")) {
    if (kept.opened.has(labelOf(details))) details.open = true;
  }
  for (const field of part.querySelectorAll(FIELDS)) {
    const old = kept.fields.get(nameOf(field));
    if (old && isChoice(field)) field.checked = old.checked;
    else if (old && field.value !== old.value) {
      field.value = old.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (kept.here === nameOf(field) && document.activeElement !== field) {
      field.focus({ preventScroll: true });
      if (field.setSelectionRange && kept.selection != null) field.setSelectionRange(kept.selection, kept.selection);
    }
  }
}

document.addEventListener("htmx:beforeSwap", ({ detail: { target, requestConfig } }) => {
  const sent = requestConfig?.elt.closest("form:not(.facts-read)") ?? null;
  kept = target?.closest("[data-case], #strip") ? remember(target, sent) : undefined;
});

document.addEventListener("htmx:afterSettle", () => {
  const part = kept && document.getElementById(kept.id);
  if (part && stepIn(part) === kept.step) putBack(part);
  kept = undefined;
});
