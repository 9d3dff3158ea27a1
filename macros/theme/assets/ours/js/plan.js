// The action plan: it can start from gaps, and shows what is done, what slipped and what is new.

import { confirmed } from "./confirm.js";
import { startForm } from "./form-page.js";

const model = JSON.parse(document.querySelector("#plan-model").dataset.json);
const again = document.querySelector("[data-next-quarter]");
const { form, panel, shelf, say } = startForm({ shown: draw, more: summary, day: deadline, csv: (shown) => shown.tableRows("Element"), words });
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

/** The rows in words, by their status: "3 actions: 2 new, 1 done". */
function words(shown) {
  const rows = rowsOf(shown);
  const counts = model.statuses.map((name) => [name, rows.filter((row) => row.status === name).length]).filter(([, number]) => number);
  const late = rows.filter(isLate).length;
  const states = [...counts.map(([name, number]) => `${number} ${name.toLowerCase()}`), ...(late ? [`${late} past ${late === 1 ? "its date" : "their dates"}`] : [])];
  return rows.length ? [inNumber(rows.length), states.join(", ")].filter(Boolean).join(": ") : "";
}

function inNumber(count) {
  return `${count} ${count === 1 ? "action" : "actions"}`;
}

function isLate(row) {
  return Boolean(row.by) && row.by < today() && row.status !== "Done" && row.status !== "Dropped";
}

function draw(shown) {
  again.disabled = !rowsOf(shown).length;
  for (const { id } of model.elements) {
    const count = shown.rows(`rows-${id}`).length;
    document.querySelector(`[data-count="${id}"]`).textContent = count ? inNumber(count) : "Nothing yet";
    for (const line of shown.lines(`rows-${id}`)) {
      const row = shown.row(line);
      line.classList.toggle("is-late", isLate(row));
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
  const inWords = (count) => `${count} ${count === 1 ? "gap" : "gaps"}`;
  const before = shelf.agreed() ? 0 : rowsOf(form).length;
  // A plan that is kept has a name and stays as it is; one that only this tab has takes the gaps in.
  if (shelf.agreed() && !(await panel.open(`Plan from ${inWords(known.length)}`, form.empty()))) return;
  const added = known.filter((id) => addGap(model.components[id])).length;
  say(before ? `Added ${inWords(added)} to your plan.` : `The plan starts from ${inWords(known.length)}. Change every row as you like.`);
}

/** Adds a row for a gap, and says whether it did: what the plan has already stays as it is. */
function addGap({ element, objective, action, outcome }) {
  const table = `rows-${element}`;
  if (form.rows(table).some((row) => row.objective === objective)) return false;
  form.addRows(table, [{ objective, actions: action, outcomes: outcome, status: "New" }]);
  return true;
}

// The next quarter: what is done or dropped goes, what is past its date has slipped, and the rest goes on.
again.addEventListener("click", async () => {
  const rest = shelf.agreed() ? "Done and dropped rows stay in this plan, and the others go into a new one." : "Done and dropped rows leave the plan: save it as a file first to have them later.";
  if (!(await confirmed(`Start the next quarter? ${rest} What is past its date is marked as slipped.`, "Start the next quarter"))) return;
  const content = form.read();
  for (const { id } of model.elements) {
    const rows = content.tables[`rows-${id}`].filter((row) => row.status !== "Done" && row.status !== "Dropped");
    content.tables[`rows-${id}`] = rows.map((row) => ({ ...row, status: row.by && row.by < today() ? "Slipped" : "Under way" }));
  }
  content.answers.quarter = "";
  if (await panel.open(`${panel.name() || "Plan"}, next quarter`, content)) say("This is the plan for the next quarter. Write in which quarter it is.");
});
