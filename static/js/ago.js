// Keeps "12 minutes ago" true on a page that stays open. The age is the server's, so that a clock
// of the device that goes wrong does no harm; after midnight "today" is told by its date.

const born = new WeakMap();
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
let day = new Date().toDateString();

function age(time) {
  if (!born.has(time)) born.set(time, performance.now() - Number(time.dataset.minutes) * 60_000);
  return Math.floor((performance.now() - born.get(time)) / 60_000);
}

function tell() {
  for (const time of document.querySelectorAll("time[data-minutes]")) {
    const minutes = age(time);
    if (minutes > 0 && minutes < 60) time.textContent = words.format(-minutes, "minute");
    if (minutes < 60) continue;
    time.textContent = time.dataset.later;
    delete time.dataset.minutes;
  }
}

function turnTheDay() {
  const today = new Date().toDateString();
  if (today === day) return;
  day = today;
  for (const time of document.querySelectorAll("time[data-later]")) time.textContent = time.title;
  document.body.dispatchEvent(new Event("stream-changed"));
}

document.addEventListener("htmx:load", tell);
tell();
setInterval(() => (turnTheDay(), tell()), 20_000);
