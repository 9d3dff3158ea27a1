// Holidays out of their rules (data/toolkit/holidays.csv), as macros/models/toolkit.py computes them. No page in here.

import { dayAfter } from "./ical.js";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** What is special about a day: a weekend, or a holiday by its name; empty for a working day. */
export function special(day, holidays) {
  const year = Number(day.slice(0, 4));
  for (const at of [year - 1, year, year + 1]) { // the first of January may be kept on the last of December
    const found = holidays.find((each) => observed(each, at) === day || on(each, at) === day);
    if (found) return on(found, at) === day ? found.name : `${found.name}, kept on this day`;
  }
  const number = weekday(day);
  return number === 0 || number === 6 ? WEEKDAYS[number] : "";
}

/** The weekday's name. */
export function weekdayName(day) {
  return WEEKDAYS[weekday(day)];
}

/** The day of a holiday in a year. */
export function on({ month, day, weekday: wanted, nth, plus = 0 }, year) {
  if (day) return dayAfter(date(year, month, day), plus);
  const days = Array.from({ length: 31 }, (_, place) => date(year, month, place + 1))
    .filter((each) => Number(each.slice(5, 7)) === month && weekday(each) === wanted % 7);
  return dayAfter(days.at(nth > 0 ? nth - 1 : nth), plus);
}

/** The day on which offices rest: Friday for a Saturday, Monday for a Sunday. */
export function observed(holiday, year) {
  const day = on(holiday, year);
  return dayAfter(day, { 6: -1, 0: 1 }[weekday(day)] ?? 0);
}

function date(year, month, day) {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

function weekday(day) {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
