// Keeps "12 minutes ago" true on a page that stays open, also over midnight and after the machine has
// slept. Time is the server's: the clock of the device, less what it is off by as answers tell.

const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
const told = new WeakMap();  // of each time the day on which the server put it in words
const [came] = performance.getEntriesByType("navigation");
// A page out of the browser's cache says when it was made.
let off = came?.type === "back_forward" ? 0 : Date.now() - Number(document.documentElement.dataset.now);

const now = () => Date.now() - off;
const today = () => new Date(now()).toDateString();
let day = today();

function wordsOf(time) {
  const minutes = Math.floor((now() - Date.parse(time.dateTime)) / 60_000);
  const isRecent = "minutes" in time.dataset && minutes < 60;
  if (isRecent) return minutes > 0 ? words.format(-minutes, "minute") : time.textContent;
  return told.get(time) === day ? time.dataset.later : time.title;
}

function tell() {
  const isNewDay = day !== (day = today());
  for (const time of document.querySelectorAll("time[data-later]")) {
    if (!told.has(time)) told.set(time, day);
    const said = wordsOf(time);
    if (time.textContent !== said) time.textContent = said;
  }
  if (isNewDay) document.body.dispatchEvent(new Event("stream-changed"));
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const at = Date.parse(detail.xhr.getResponseHeader("Date") ?? "");
  if (at) off = Date.now() - at;
});
document.addEventListener("htmx:load", tell);
document.addEventListener("visibilitychange", tell);
tell();
setInterval(tell, 20_000);
