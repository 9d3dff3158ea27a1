// Days on the calendar of the program's own place, whatever the reader's clock says. A day is ISO 8601 text.

/** The day it is there at a moment. */
export function today(now = Date.now()) {
  return new Date(now).toLocaleDateString("en-CA", { timeZone: document.documentElement.dataset.zone });
}

/** The day that comes `days` after another. */
export function after(day, days) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

const WORDS = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "long" }); // made once: a list has many days

/** A day in words: March 5, 2026. */
export function plainDay(day) {
  return WORDS.format(new Date(`${day}T00:00Z`));
}
