// What is special about a day. The holidays come with the page (macros/restdays.py). No page in here.

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The name of a holiday, else Saturday or Sunday; empty for a working day. ``holidays`` gives the name for a day. */
export function special(day, holidays) {
  const number = weekday(day);
  return holidays[day] ?? (number === 0 || number === 6 ? WEEKDAYS[number] : "");
}

/** The weekday's name. */
export function weekdayName(day) {
  return WEEKDAYS[weekday(day)];
}

function weekday(day) {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
