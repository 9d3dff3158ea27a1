// Dates as an iCalendar file (RFC 5545), all of them whole days, each with a reminder if wanted.

/**
 * @param {string} name of the calendar
 * @param {{id: string, day: string, title: string, text?: string, remind?: number}[]} entries
 *   `day` is like 2026-11-21; `remind` is a number of days before it; `id` makes the UID and never changes
 * @param {Date} now when the file is made
 * @returns {string}
 */
export function calendar(name, entries, now = new Date()) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Industry partnerships library//EN", "CALSCALE:GREGORIAN",
    `X-WR-CALNAME:${escaped(name)}`, ...entries.flatMap((entry) => event(entry, stamp)), "END:VCALENDAR",
  ];
  return lines.map(folded).join("");
}

function event({ id, day, title, text = "", remind = 0 }, stamp) {
  const alarm = remind ? ["BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(title)}`, `TRIGGER:-P${remind}D`, "END:VALARM"] : [];
  return [
    "BEGIN:VEVENT", `UID:${id}@partnership-library.invalid`, `DTSTAMP:${stamp}`, `DTSTART;VALUE=DATE:${plain(day)}`,
    `DTEND;VALUE=DATE:${plain(dayAfter(day, 1))}`, `SUMMARY:${escaped(title)}`,
    ...(text ? [`DESCRIPTION:${escaped(text)}`] : []), "TRANSP:TRANSPARENT", ...alarm, "END:VEVENT",
  ];
}

/** The day that comes `days` after another one (before it, when negative): days have no time zone, so UTC counts them. */
export function dayAfter(day, days) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

function plain(day) {
  return day.replaceAll("-", "");
}

function escaped(text) {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");
}

/** A line in pieces of at most 75 octets, none of which cuts a character in two. */
function folded(line) {
  const encoder = new TextEncoder();
  const pieces = [];
  let piece = "";
  let size = 0;
  for (const sign of line) {
    const more = encoder.encode(sign).length;
    if (size + more > 74) {
      pieces.push(piece);
      piece = "";
      size = 0;
    }
    piece += sign;
    size += more;
  }
  return `${[...pieces, piece].join("\r\n ")}\r\n`;
}
