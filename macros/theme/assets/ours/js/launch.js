// The launch schedule: from the day of the launch it counts back and forward, and flags weekends and holidays.

import { startForm } from "./form-page.js";
import { special, weekdayName } from "./holidays.js";
import { dayAfter } from "./ical.js";

const model = JSON.parse(document.querySelector("#launch-model").dataset.json);
const flags = document.querySelector("[data-flags]");
const { form, panel } = startForm({ shown: draw, day: deadline });
flags.hidden = false;

/** The last day of each open task goes into the calendar; the launch day stands there as a task already. */
function deadline(each) {
  if (!each.row) return each.id === "launch-day" ? null : each;
  const isSpan = each.row.to && each.row.to !== each.row.from;
  if (each.row.done || (isSpan && each.id.endsWith(`-from`))) return null;
  if (!isSpan && each.id.endsWith("-to")) return null;
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
  panel.say(`${set} tasks have new dates.`);
});

function draw(shown) {
  const day = shown.read().answers["launch-day"];
  const found = [];
  for (const line of shown.lines("tasks")) {
    const row = shown.row(line);
    const task = model.tasks.find((each) => row.task.startsWith(each.name));
    for (const side of new Set([row.from, row.to].filter(Boolean))) {
      const what = special(side, model.holidays);
      const matters = !task || task.meeting || task.from === task.to;
      if (what && matters && !row.done) found.push(`${row.task.split(/(?<=[.?!])\s/)[0]} ${inWords(side)}: ${what}.`);
    }
  }
  flags.querySelector("[data-words]").textContent = !day ? "Enter the day of the launch, and every task gets its dates." : found.length ? `${found.length} ${found.length === 1 ? "date falls" : "dates fall"} on a weekend or a holiday:` : `The launch is on a ${weekdayName(day)}. No meeting falls on a weekend or a holiday.`;
  flags.querySelector("ul").replaceChildren(...found.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

function inWords(day) {
  return new Intl.DateTimeFormat("en-US", { weekday: "long", year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
