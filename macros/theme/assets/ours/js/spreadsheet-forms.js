// Changes of records that are no rows of a whole table, as addresses that open the form of a record filled in with what a workbook
// changes. Staff send the form, and its change is written with the least difference into the file as it is by then: what
// others changed there since the workbook was made stays. Pure: no page, no network.

import { entriesOf } from "./spreadsheet-rules.js";

export const REVIEWED = "last_reviewed";

/**
 * The changed records of which no file can be made here, each once.
 * @returns {{kind: string, id: string, path: string, what: string, url: string, left: string[]}[]} `url` is empty where
 *   no form can say it; `left` are the columns that the form does not ask for or cannot hold
 */
export function changedRecords(sheets, changes, rules) {
  const found = new Map();
  for (const change of changes ?? []) {
    const { kind, keys } = rules.sheets[change.sheet];
    if (isTable(kind, rules)) continue;
    const id = keys.length ? change.keys[0] : change.id;
    const key = `${kind}\n${id}`;
    if (!found.has(key)) found.set(key, { kind, id, what: "changed", changes: [] });
    found.get(key).changes.push(change);
    if (!keys.length) found.get(key).what = change.what;
  }
  return [...found.values()].map((record) => ({ ...record, path: rules.paths[record.kind].replace("*", record.id), ...asForm(record, sheets, rules) }));
}

/** Whether a kind is one table, as a workbook has it; of one whose rows go over shared ones, the file has less. */
export const isTable = (kind, rules) => rules.paths[kind].endsWith(".csv") && !rules.layered.includes(kind);

function asForm({ kind, id, what, changes }, sheets, rules) {
  const form = rules.forms?.[kind];
  const touched = changes.flatMap(({ sheet, cells }) => (rules.sheets[sheet].keys.length ? [sheet] : cells.map(([head]) => head)));
  const left = new Set(touched.filter((head) => head !== "id"));
  if (!form || what === "removed") return { url: "", left: [...left] };
  const parts = [`${form.url}&title=${encodeURIComponent(`${form.title}: ${id}`)}&record=${encodeURIComponent(id)}`];
  for (const question of form.questions) {
    const head = question.columns.length ? `${kind}.${question.path.join(".")}` : question.path.join(".");
    if (!left.has(head)) continue;
    const text = question.columns.length ? rowLines(question, head, id, sheets, rules) : answer(question, cellOf(kind, id, head, sheets), columnOf(kind, head, rules));
    const part = `&${question.name}=${encodeURIComponent(text ?? "")}`;
    if (text === null || parts.join("").length + part.length > form.most) continue;
    parts.push(part);
    left.delete(head);
  }
  return { url: parts.length > 1 ? parts.join("") : "", left: [...left] };
}

const columnOf = (sheet, head, rules) => rules.sheets[sheet].columns.find((each) => each.head === head);

function cellOf(kind, id, head, sheets) {
  const sheet = sheets.find(({ name }) => name === kind);
  return sheet?.rows.find(({ cells }) => cells.get("id") === id)?.cells.get(head) ?? "";
}

/** A cell as the form's answer; null where no answer can say it. */
function answer(question, text, column) {
  if (!text) return question.choices ? question.emptied : "-";
  const entries = entriesOf(text, column);
  if (question.choices) return entries.map((each) => question.choices[each] ?? each).join(", ");
  return question.list && entries.some((each) => each.includes("\n")) ? null : entries.join("\n");
}

/** All rows of a list of a record, each on a line with its cells between bars; null where a cell has several lines. */
function rowLines({ columns }, name, id, sheets, rules) {
  const { keys } = rules.sheets[name];
  const number = (cells) => Number.parseFloat(cells.get(keys.at(-1))) || Infinity;
  const rows = (sheets.find((each) => each.name === name)?.rows ?? []).map(({ cells }) => cells).filter((cells) => cells.get(keys[0]) === id);
  if (!rows.length) return "-";
  const lines = rows.sort((one, other) => (number(one) === number(other) ? 0 : number(one) - number(other)))
    .map((cells) => columns.map((head) => (cells.get(head) ?? "").replaceAll("|", "\\|")).join(" | ").replace(/(?: \| )+$/u, ""));
  return lines.some((line) => line.includes("\n") || !line.trim()) ? null : lines.join("\n");
}

/**
 * The forms that say that records are still right, for those in which only the day of that is left to write.
 * @returns {{url: string, count: number}[]} each takes some records; none without a repository
 */
export function reviewForms(records, { review }) {
  const named = review ? records.filter(({ what, left }) => what === "changed" && left.includes(REVIEWED)).map(({ kind, id }) => `${kind}/${id}`) : [];
  const found = [];
  for (let at = 0; at < named.length; at += review.most) {
    const lines = named.slice(at, at + review.most);
    found.push({ url: `${review.url}&title=${encodeURIComponent(`Still right: ${lines.length}`)}&${review.name}=${encodeURIComponent(lines.join("\n"))}`, count: lines.length });
  }
  return found;
}
