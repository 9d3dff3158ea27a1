// The launch schedule: from the day of the launch it counts back and forward, and flags weekends and holidays.

import { startForm } from "./form-page.js";
import { special, weekdayName } from "./holidays.js";
import { dayAfter } from "./ical.js";

const model = JSON.parse(document.querySelector("#launch-model").dataset.json);
const flags = document.querySelector("[data-flags]");
const { form, say } = startForm({ shown: draw, day: deadline, csv: (shown) => shown.tableRows(), words });

/** The last day of each open task goes into the calendar; the launch day stands there as a task already. */
function deadline(each) {
  if (!each.row) return each.key === "launch-day" ? null : each;
  const isSpan = each.row.to && each.row.to !== each.row.from;
  if (each.row.done || (isSpan && each.key === "from")) return null;
  if (!isSpan && each.key === "to" && each.row.from) return null;
  return { ...each, title: each.row.task.split(/(?<=[.?!])\s/)[0], text: [each.row.task, each.row.who, each.row.note].filter(Boolean).join("\n") };
}

document.querySelector("[data-ask=launch-day] input").addEventListener("change", (event) => {
  const day = event.target.value;
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return;
  const lines = form.lines("tasks");
  let set = 0;
  for (const task of model.tasks) {
    const line = lines.find((each) => form.row(each).task.startsWith(task.name));
    if (!line) continue;
    form.put(line, "from", dayAfter(day, task.from));
    form.put(line, "to", dayAfter(day, task.to));
    set += 1;
  }
  form.changed();
  say(`${set} tasks have new dates.`);
});

/** Every open date that falls on a weekend or a holiday: where it is, what it is about, and what is special about it. */
function flagged(shown) {
  const launch = shown.read().answers["launch-day"];
  const found = shown.lines("tasks").flatMap((line) => {
    const row = shown.row(line);
    return ["from", "to"].map((side) => ({ line, side, day: row.done ? "" : row[side], about: row.task.split(/(?<=[.?!])\s/)[0] }));
  });
  const dates = found.some(({ day }) => day === launch) ? found : [{ day: launch, about: "The launch meeting." }, ...found];
  return dates.filter(({ day }) => day).map((each) => ({ ...each, what: special(each.day, model.holidays) })).filter(({ what }) => what);
}

/** The flagged dates in sentences, a task of one day once. */
function sentences(found) {
  return [...new Set(found.map(({ about, day, what }) => `${about} ${inWords(day)}: ${what}.`))];
}

function words(shown) {
  const count = sentences(flagged(shown)).length;
  return count ? `${count} ${count === 1 ? "date" : "dates"} on a weekend or holiday` : "";
}

function draw(shown) {
  const day = shown.read().answers["launch-day"];
  const found = flagged(shown);
  for (const cell of document.querySelectorAll("td[data-flag]")) delete cell.dataset.flag;
  for (const { line, side, what } of found) {
    if (line) line.cells[shown.columns("tasks").findIndex(({ key }) => key === side)].dataset.flag = what;
  }
  const told = sentences(found);
  flags.querySelector("[data-words]").textContent = !day ? "Enter the day of the launch, and every task gets its dates." : told.length ? `${told.length} ${told.length === 1 ? "date falls" : "dates fall"} on a weekend or a holiday:` : `The launch is on a ${weekdayName(day)}. No date falls on a weekend or a holiday.`;
  flags.querySelector("ul").replaceChildren(...told.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

function inWords(day) {
  return new Intl.DateTimeFormat("en-US", { weekday: "long", year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
