// The page "Check a spreadsheet": reads a file that the visitor chooses, says what is wrong and what differs, and offers
// the changed tables. The file stays on the device; only the rules are fetched, from this site.

import { download } from "./download.js";
import { NotASpreadsheet, readSpreadsheet } from "./spreadsheet-file.js";
import { REVIEWED, changedRecords, isTable, reviewForms } from "./spreadsheet-forms.js";
import { csvText, difference, known, problems } from "./spreadsheet-rules.js";

const MOST = 300; // rows of a table that are shown

const root = document.querySelector("[data-spreadsheet-check]");
if (root) start(root);

function start(root) {
  root.querySelector("[data-without-script]").hidden = true;
  root.querySelector("[data-form]").hidden = false;
  root.querySelector("[data-form]").addEventListener("submit", (event) => event.preventDefault());
  root.querySelector("input").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) check(root, file);
  });
}

async function check(root, file) {
  const say = (text) => { root.querySelector("[data-state]").textContent = text; };
  root.querySelector("[data-result]").hidden = true;
  say("The spreadsheet is being checked.");
  try {
    root.rules ??= await (await fetch(root.dataset.rules)).json();
    const read = await readSpreadsheet(await file.arrayBuffer(), file.name);
    say(show(root, read, root.rules));
  } catch (error) {
    say(error instanceof NotASpreadsheet ? error.message : "The file could not be checked. Is it a spreadsheet, and are you online?");
    if (!(error instanceof NotASpreadsheet)) console.error(error);
  }
}

/** Shows everything; gives the sentence that sums it up. */
function show(root, read, rules) {
  const { sheets, left } = known(read, rules);
  const days = sheets.flatMap((sheet) => sheet.days.map(({ row, head, text }) => ({ tab: sheet.tab, row, head, message: `The spreadsheet has made the day ${text} of this cell.`, hint: "Format the column as Text, then write it again." })));
  const wrong = [...problems(sheets, rules), ...days];
  const changes = difference(read, sheets, rules);
  fill(root, "problems", wrong, ({ tab, row, head, message, hint }) => [tab, row, head, [message, hint].filter(Boolean).join(" ")]);
  fill(root, "changes", changes ?? [], ({ tab, id, what, cells }) => (cells.length ? cells : [["", "", ""]]).map(([head, before, after], at) => [at ? "" : tab, at ? "" : `${id} (${what})`, head, before, after]));
  list(root, "notes", notes(read, sheets, left));
  offer(root, sheets, changes, wrong, rules);
  offerForms(root, sheets, changes, wrong, rules);
  root.querySelector("[data-result]").hidden = false;
  if (!sheets.length) return "No sheet of this file is known. A table needs the columns' names in its first row.";
  const found = wrong.length === 1 ? "1 problem was found." : `${wrong.length.toLocaleString("en-US")} problems were found.`;
  const records = new Set((changes ?? []).map(({ tab, id }) => `${tab}\n${id}`)).size;
  return `${found} ${changes ? `${records.toLocaleString("en-US")} rows differ from when the workbook was made.` : ""}`.trim();
}

function notes(read, sheets, left) {
  return [
    ...left.map((name) => `The sheet ${name} is not known, so nothing of it was checked.`),
    ...sheets.flatMap(({ tab, unknown, missing }) => [
      ...unknown.map((head) => `Sheet ${tab}: the column “${head}” is not known, so nothing of it is taken.`),
      ...missing.map((head) => `Sheet ${tab}: the column “${head}” is missing. What the files have there stays.`),
    ]),
    ...read.formulas.map(({ sheet, row }) => `Sheet ${sheet}, row ${row}: a cell has a formula. Its result was checked.`),
  ];
}

/** Tables that have no problem and differ, or that came as a CSV file. */
function offer(root, sheets, changes, wrong, rules) {
  const files = sheets.filter(({ name, missing }) => isTable(rules.sheets[name].kind, rules) && !missing.length
    && (!changes || changes.some((each) => each.sheet === name)) && !wrong.some((each) => each.sheet === name));
  const section = root.querySelector('[data-part="files"]');
  section.hidden = !files.length;
  section.querySelector("[data-rows]").replaceChildren(...files.map((sheet) => {
    const { path } = rules.sheets[sheet.name];
    const [item, button] = [document.createElement("li"), document.createElement("button")];
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = `Download ${path.split("/").at(-1)}`;
    button.addEventListener("click", () => download(path.split("/").at(-1), csvText(sheet, rules.sheets[sheet.name]), "text/csv"));
    item.append(button, ` for the folder data/${path.split("/")[0]}`);
    return item;
  }));
}

/** Records with a file each: the form that says what changes, and what it leaves out. */
function offerForms(root, sheets, changes, wrong, rules) {
  const broken = new Set(wrong.map(({ sheet }) => rules.sheets[sheet]?.kind));
  const records = changedRecords(sheets, changes, rules).filter(({ kind }) => !broken.has(kind));
  const section = root.querySelector('[data-part="forms"]');
  const link = (address, words) => Object.assign(document.createElement("a"), { href: address, textContent: words });
  const reviews = reviewForms(records, rules);
  const asked = reviews.length ? records.map((each) => ({ ...each, left: each.left.filter((head) => head !== REVIEWED || each.what !== "changed") })) : records;
  section.hidden = !records.length;
  section.querySelector("[data-rows]").replaceChildren(...asked.filter(({ what, url, left }) => url || left.length || what === "removed").map(({ id, kind, what, path, url, left }) => {
    const item = document.createElement("li");
    if (url) item.append(link(url, `Send the changes of ${id} (${kind})`));
    else item.append(`${id} (${kind})`);
    const file = rules.edit_url ? link(`${rules.edit_url}${path}`, `data/${path}`) : `data/${path}`;
    if (what === "removed") item.append(" is not in the workbook any more. To take it out, delete ", file);
    else if (left.length) item.append(`. ${url ? "Not in the form" : "No form has this"}: ${left.join(", ")}. Write it into `, file);
    return item;
  }), ...reviews.map(({ url, count }) => {
    const item = document.createElement("li");
    item.append(link(url, count === 1 ? "Say that 1 record is still right" : `Say that ${count} records are still right`), ". Staff approve it, and that day is written into last_reviewed.");
    return item;
  }));
}

function fill(root, part, items, cellsOf) {
  const section = root.querySelector(`[data-part="${part}"]`);
  section.hidden = !items.length;
  const rows = items.slice(0, MOST).flatMap((item) => {
    const cells = cellsOf(item);
    return Array.isArray(cells[0]) ? cells : [cells];
  });
  section.querySelector("[data-rows]").replaceChildren(...rows.map((cells) => {
    const row = document.createElement("tr");
    row.append(...cells.map((text) => {
      const cell = document.createElement("td");
      cell.textContent = text;
      return cell;
    }));
    return row;
  }));
  const more = section.querySelector("[data-more]");
  more.hidden = items.length <= MOST;
  more.textContent = `And ${(items.length - MOST).toLocaleString("en-US")} more.`;
}

function list(root, part, lines) {
  const section = root.querySelector(`[data-part="${part}"]`);
  section.hidden = !lines.length;
  section.querySelector("[data-rows]").replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}
