// Who is signed in on this device. What it keeps of people is kept for them alone and goes with them:
// in every window, whichever way they went. Only their own unsent words outlive a session that ended.

const KEY = "signed-in";
const ENDED = "ended:";
export const TABS = "tabs:";
export const DRAFTS = "draft:";
export const person = document.documentElement.dataset.person ?? "";

const state = () => localStorage.getItem(KEY);

export const isSignedIn = () => person !== "" && state() === person;
export const keepsWords = () => isSignedIn() || (person !== "" && state() === ENDED + person);

function forget(...prefixes) {
  for (const name of Object.keys(localStorage)) {
    if (prefixes.some((prefix) => name.startsWith(prefix))) localStorage.removeItem(name);
  }
  sessionStorage.clear();  // searches, and what can be undone
}

export function sessionEnded() {
  if (isSignedIn()) localStorage.setItem(KEY, ENDED + person);
  forget(TABS);
}

export function signedInAgain() {
  localStorage.setItem(KEY, person);
  document.dispatchEvent(new Event("signed-in-again"));
}

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-signs-out]")) return;
  localStorage.removeItem(KEY);
  forget(TABS, `${DRAFTS}${person}:`);
});
// In another window: this one keeps what it shows, and writes nothing down until they are back.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== KEY) return;
  if (newValue === person) document.dispatchEvent(new Event("signed-in-again"));
  else sessionStorage.clear();
});

if (person) {
  localStorage.setItem(KEY, person);
} else if (document.querySelector("main [data-signs-in]")) {
  if (state() && !state().startsWith(ENDED)) localStorage.setItem(KEY, ENDED + state());
  forget(TABS);
}
