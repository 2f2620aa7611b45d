// Leaves the browser's time zone in a cookie, so that the server writes times as people here read them.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) {
  document.cookie = `time_zone=${zone}; path=/; max-age=31536000; SameSite=Lax`;
}
