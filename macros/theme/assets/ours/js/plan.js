// The action plan: it can start from gaps, and shows what is done, what slipped and what is new.

import { confirmed } from "./confirm.js";
import { startForm } from "./form-page.js";

const model = JSON.parse(document.querySelector("#plan-model").dataset.json);
const status = document.querySelector("[data-plan-status]");
const { form, panel } = startForm({ shown: draw, more: summary, day: deadline });
status.hidden = false;
startFromGaps();

/** Today where the person is: a deadline is a day on their calendar. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((each) => String(each).padStart(2, "0")).join("-");
}

function rowsOf(shown) {
  return model.elements.flatMap(({ id }) => shown.rows(`rows-${id}`));
}

/** A deadline goes into the calendar until it is done or dropped. */
function deadline(each) {
  if (!each.row) return each;
  const { status: now, lead, actions, objective } = each.row;
  if (now === "Done" || now === "Dropped") return null;
  return { ...each, title: objective || actions || form.title, text: [actions, lead && `Lead: ${lead}`].filter(Boolean).join("\n") };
}

function draw(shown) {
  const rows = rowsOf(shown);
  const counts = model.statuses.map((name) => [name, rows.filter((row) => row.status === name).length]).filter(([, number]) => number);
  const late = rows.filter((row) => row.by && row.by < today() && row.status !== "Done" && row.status !== "Dropped").length;
  const words = [`${rows.length} ${rows.length === 1 ? "row" : "rows"}`, ...counts.map(([name, number]) => `${number} ${name.toLowerCase()}`)];
  if (late) words.push(`${late} past its date`);
  status.querySelector("[data-words]").textContent = rows.length ? `${words.join(", ")}.` : "The plan is empty. Write in a table below, or start from your gaps.";
  status.querySelector("[data-next-quarter]").disabled = !rows.length;
  for (const { id } of model.elements) {
    for (const line of shown.lines(`rows-${id}`)) {
      const row = shown.row(line);
      line.classList.toggle("is-late", Boolean(row.by && row.by < today() && row.status !== "Done" && row.status !== "Dropped"));
      line.classList.toggle("is-done", row.status === "Done");
    }
  }
}

function summary(shown) {
  const rows = rowsOf(shown);
  const counted = model.statuses.map((name) => [name, String(rows.filter((row) => row.status === name).length)]);
  return [{ kind: "table", caption: "Status of the rows", header: ["Status", "Rows"], rows: counted, widths: [3, 1] }];
}

/** A link from the self-assessment or the consensus names gaps behind its number sign, which no server sees. */
async function startFromGaps() {
  const gaps = new URLSearchParams(location.hash.slice(1)).get("gaps");
  if (!gaps) return;
  history.replaceState(null, "", location.pathname);
  const known = gaps.split(".").filter((id) => Object.hasOwn(model.components, id));
  if (!known.length) return;
  const content = form.empty();
  for (const id of known) {
    const { element, objective, action, outcome } = model.components[id];
    (content.tables[`rows-${element}`] ??= []).push({ objective, actions: action, outcomes: outcome, status: "New" });
  }
  await panel.open(`Plan from ${known.length} ${known.length === 1 ? "gap" : "gaps"}`, content);
  panel.say(`The plan starts from ${known.length} ${known.length === 1 ? "gap" : "gaps"}. Change every row as you like.`);
}

// The next quarter: what is done or dropped goes, what is past its date has slipped, and the rest goes on.
status.querySelector("[data-next-quarter]").addEventListener("click", async () => {
  if (!(await confirmed("Start the next quarter? Done and dropped rows stay in this plan, and the others go into a new one. What is past its date is marked as slipped.", "Start the next quarter"))) return;
  const content = form.read();
  for (const { id } of model.elements) {
    const rows = content.tables[`rows-${id}`].filter((row) => row.status !== "Done" && row.status !== "Dropped");
    content.tables[`rows-${id}`] = rows.map((row) => ({ ...row, status: row.by && row.by < today() ? "Slipped" : "Under way" }));
  }
  content.answers.quarter = "";
  await panel.open(`${panel.name() || "Plan"}, next quarter`, content);
  panel.say("This is the plan for the next quarter. Write in which quarter it is.");
});
