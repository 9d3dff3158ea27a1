// Holds a spreadsheet against the rules that the build makes of the schemas (check.json). Pure: no page, no network.
// What is said about a value stands in the rules; here is only what is asked, in the same order as in
// macros/data/validation/values.py. tests/site/test_check_page.py holds both against each other.

import { cure } from "./spreadsheet-cures.js";

const [MARK, ROW] = ["⟦value⟧", "⟦row⟧"];
const HIDDEN = /[\u200b\u2060\ufeff]/gu;
const SERVICE = ["_base", "_lists", "Read me"];

/** A cell's text without what programs and fingers leave in it. */
export function clean(text) {
  return text.replaceAll(/\r\n?/gu, "\n").replaceAll(HIDDEN, "").normalize("NFC").trim().split("\n").map((line) => line.trimEnd()).join("\n");
}

/** The sheets of a file that the rules know: {name, tab, columns: Map(head -> place), rows: [{row, cells}], days}. */
export function known(file, rules) {
  const names = new Map(baseLines(file, "sheet").map(([, tab, name]) => [tab, name]));
  const found = [];
  const left = [];
  for (const sheet of file.sheets.filter(({ name }) => !SERVICE.includes(name))) {
    const [head, ...body] = sheet.rows;
    const heads = (head?.cells ?? []).map((each) => clean(textOf(each)));
    const name = [names.get(sheet.name), sheet.name].find((each) => each && Object.hasOwn(rules.sheets, each)) ?? byHeads(heads, rules);
    if (!name || found.some((each) => each.name === name)) left.push(sheet.name);
    else found.push(taken(sheet, name, heads, body, rules.sheets[name]));
  }
  return { sheets: found, left };
}

/** The kind of record that a table with these columns is of: the one that has them all, if there is one. */
function byHeads(heads, rules) {
  const given = heads.filter(Boolean);
  const fitting = Object.entries(rules.sheets).filter(([, { columns }]) => given.length > 2 && given.every((each) => columns.some(({ head }) => head === each)));
  return fitting.length === 1 ? fitting[0][0] : "";
}

function taken(sheet, name, heads, body, about) {
  const expected = [...about.keys, ...about.columns.map(({ head }) => head)];
  const columns = new Map();
  for (const head of expected) {
    const at = heads.indexOf(head);
    if (at >= 0) columns.set(head, at);
  }
  const fields = new Map(about.columns.map((each) => [each.head, each]));
  const days = [];
  const rows = body.map(({ row, cells }) => ({
    row,
    cells: new Map([...columns].map(([head, at]) => {
      const { text, isDay } = asText(cells[at] ?? "", fields.get(head));
      if (isDay) days.push({ row, head, text });
      return [head, text];
    })),
  })).filter(({ cells }) => [...cells.values()].some(Boolean));
  const unknown = heads.filter((each) => each && !expected.includes(each));
  const missing = expected.filter((each) => !columns.has(each));
  return { name, tab: sheet.name, columns, rows, days, unknown, missing };
}

const textOf = (cell) => (typeof cell === "string" ? cell : cell.day);

/** A cell as its column has it; a day in a column for words is told. */
function asText(cell, about) {
  if (typeof cell === "string") return { text: clean(cell), isDay: false };
  if (about?.type === "date") return { text: cell.day, isDay: false };
  if (about?.rule === "moment") return { text: `${cell.day} ${cell.time}`, isDay: false };
  if (about?.rule === "partial-date") return { text: cell.day.slice(0, { d: 10, m: 7, y: 4 }[cell.shows]), isDay: false };
  return { text: cell.day, isDay: true };
}

// --- what is wrong ----------------------------------------------------------------------

/** Everything that is wrong in the order of sheets, rows and columns: {sheet, tab, row, head, code, message, hint}. */
export function problems(sheets, rules) {
  const ids = new Map(Object.entries(rules.ids).map(([kind, list]) => [kind, new Set(list)]));
  for (const { name, rows } of sheets) {
    if (ids.has(name)) rows.map(({ cells }) => cells.get("id")).filter(Boolean).sort().forEach((id) => ids.get(name).add(id));
  }
  return sheets.flatMap((sheet) => ofSheet(sheet, rules, ids));
}

function ofSheet(sheet, rules, ids) {
  const about = rules.sheets[sheet.name];
  const seen = new Map();
  const found = [];
  const tell = (row, head, code, message, hint = "") => found.push({ sheet: sheet.name, tab: sheet.tab, row, head, code, message: `'${head}' ${message}`, hint });
  for (const { row, cells } of sheet.rows) {
    if (about.keys.length && cells.has("(record)")) {
      const id = cells.get("(record)");
      if (!id) tell(row, "(record)", "required", rules.sentences.required);
      else if (!ids.get(about.kind)?.has(id)) tell(row, "(record)", "reference", `must be an id of ${about.kind}, not ${quoted(id)}.`);
    }
    for (const column of about.columns.filter(({ head }) => cells.has(head))) {
      const text = cells.get(column.head);
      if (!text) {
        if (isRequired(column, cells)) tell(row, column.head, "required", rules.sentences.required, column.hint);
        continue;
      }
      for (const entry of entriesOf(text, column)) {
        for (const [code, message] of judge(entry, column, rules, ids)) {
          tell(row, column.head, code, message, cure(code, entry, column, rules, ids.get(column.reference?.kind) ?? []));
        }
      }
      if (!column.unique) continue;
      const key = `${column.head}\n${text}`;
      if (seen.has(key)) tell(row, column.head, "twice", fill(rules.sentences.twice, text, seen.get(key)));
      else seen.set(key, row);
    }
  }
  return found;
}

function isRequired(column, cells) {
  return Boolean(column.required) && (column.path.length < 2 || column.group.some((head) => cells.get(head)));
}

/** The entries of a cell that holds a list: a line for each; a line that is indented goes on from the one above. */
export function entriesOf(text, column) {
  if (!column.list) return [text];
  return text.split(/\n(?! {2})/u).map((each) => each.replaceAll("\n  ", "\n")).filter((each) => each.trim());
}

/** What is wrong with one value, each as its code and sentence. */
export function judge(text, column, rules, ids) {
  const isText = column.type === "string";
  const error = cellError(text, rules);
  const excel = () => (isText && !["partial-date", "moment"].includes(column.rule) ? excelFaults(text, column, rules) : []);
  if (column.shape && !fits(text, column.shape)) {
    if (error) return [error];
    const spoiled = excel();
    return spoiled.length ? spoiled : [[column.shape.code, fill(column.shape.message, text)]];
  }
  const broken = (column.constraints ?? []).filter((each) => !keeps(text, each)).map((each) => [each.code, fill(each.message, text, [...text].length.toLocaleString("en-US"))]);
  if (broken.length) {
    const spoiled = [...text].length < rules.excel.longest ? excel() : [];
    return spoiled.length ? spoiled : broken;
  }
  if (!isText) return [];
  const found = [];
  if (column.one_line && text.includes("\n")) found.push([column.rule, column.one_line]);
  if (column.words && !/[\p{L}\p{N}]/u.test(text)) found.push(["has-words", fill(column.words, text)]);
  if ((column.free || column.rule === "id") && [...text].length < rules.excel.longest) found.push(...excel());
  if (error && !["partial-date", "moment"].includes(column.rule)) found.push(error);
  if (column.reference && !found.length && ids.has(column.reference.kind) && !ids.get(column.reference.kind).has(text)) {
    found.push(["reference", fill(column.reference.message, text)]);
  }
  return found;
}

const whole = (pattern, flags = "u") => new RegExp(`^(?:${pattern})$`, flags);

function fits(text, shape) {
  if (!whole(shape.match, shape.flags).test(text)) return false;
  return !shape.day || isDay(text.slice(0, 10));
}

/** Whether a day, a month or a year is one that exists, from 1000 to 2999. */
function isDay(text) {
  const [year, month = "01", day = "01"] = text.split("-");
  const found = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number(year) >= 1000 && Number(year) <= 2999 && !Number.isNaN(found.getTime()) && found.toISOString().slice(0, 10) === `${year}-${month}-${day}`;
}

function keeps(text, { name, value }) {
  switch (name) {
    case "pattern": return whole(value).test(text);
    case "enum": return value.includes(text);
    case "minimum": return Number(text) >= Number(value);
    case "maximum": return Number(text) <= Number(value);
    case "minLength": return [...text].length >= value;
    default: return [...text].length <= value;
  }
}

function cellError(text, { cell_errors: errors }) {
  const match = text.includes("#") ? new RegExp(errors.find, "u").exec(text) : null;
  return match ? ["no-cell-error", fill(match[0].startsWith("##") ? errors.narrow : errors.failed, match[0])] : null;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function excelFaults(text, column, { excel }) {
  const found = [];
  if ([...text].length < excel.longest && excel.days.some((each) => whole(each).test(text)) && isDayOfExcel(text)) found.push(["no-date-of-excel", fill(excel.day, text)]);
  if (whole(excel.scientific).test(text)) found.push(["no-long-number-of-excel", fill(excel.number, text)]);
  if (column.in_table && whole(excel.loses).test(text)) found.push(["no-number-that-excel-changes", fill(excel.bare, text)]);
  return found;
}

/** Whether the month that a text names is one, or one of its numbers can be a month and the other its day. */
function isDayOfExcel(text) {
  const name = /[A-Z][a-z]{2}/u.exec(text);
  if (name) return MONTHS.includes(name[0]);
  const [first, second, digits] = text.split("/");
  const years = digits.length === 4 ? [digits] : Number(digits) < 30 ? [`20${digits}`] : [`19${digits}`, `20${digits}`];
  const two = (each) => each.padStart(2, "0");
  return years.some((year) => isDay(`${year}-${two(first)}-${two(second)}`) || isDay(`${year}-${two(second)}-${two(first)}`));
}

/** A sentence of the rules with its value, and its number, filled in. */
function fill(sentence, text, number = "") {
  return sentence.replace(`'${MARK}'`, () => quoted(text)).replace(ROW, number);
}

/** A value in quotes, shortened. */
export function quoted(text) {
  const signs = [...text];
  const shown = signs.length > 60 ? `${signs.slice(0, 59).join("")}…` : text;
  return `'${shown.replaceAll("\n", "\\u000a")}'`;
}

// --- what differs from when the workbook was made ----------------------------------------------

function baseLines(file, word) {
  const base = file.sheets.find(({ name }) => name === "_base");
  return (base?.rows ?? []).map(({ cells }) => cells.map(textOf)).filter(([first]) => first === word);
}

/** What was added, changed and taken out, by sheet; null where the file does not say what it was made from. */
export function difference(file, sheets, rules) {
  const lines = baseLines(file, "record");
  if (!file.sheets.some(({ name }) => name === "_base")) return null;
  const before = new Map();
  for (const [, kind, id, ...pieces] of lines) {
    for (const [name, rows] of cardRows(JSON.parse(pieces.join("")), kind, rules, [id])) {
      before.set(name, [...(before.get(name) ?? []), ...rows]);
    }
  }
  return sheets.flatMap((sheet) => differing(sheet, before.get(sheet.name) ?? [], rules.sheets[sheet.name]));
}

/** The rows that sheets show of a record or of an entry of a list. */
function* cardRows(record, name, rules, keys) {
  const about = rules.sheets[name];
  if (!about) return;
  const cells = new Map(about.keys.map((head, at) => [head, keys[at] ?? ""]));
  for (const column of about.columns) cells.set(column.head, cellText(valueAt(record, column.path)));
  yield [name, [cells]];
  const inside = Object.entries(rules.sheets).filter(([other, each]) => each.kind === about.kind && other !== name && other === `${name}.${each.at.join(".")}`);
  for (const [other, each] of inside) {
    for (const [at, entry] of (valueAt(record, each.at) ?? []).entries()) yield* cardRows(entry, other, rules, [...keys, String(at + 1)]);
  }
}

const valueAt = (record, path) => path.reduce((value, name) => value?.[name], record);

function cellText(value) {
  return clean(Array.isArray(value) ? value.map((each) => each.replaceAll("\n", "\n  ")).join("\n") : value ?? "");
}

function differing({ name, tab, rows, columns }, before, about) {
  const keysOf = (cells) => (about.keys.length ? about.keys : ["id"]).map((head) => cells.get(head));
  const keyOf = (cells) => keysOf(cells).join(", ");
  const old = new Map(before.map((cells) => [keyOf(cells), cells]));
  const found = [];
  for (const { row, cells } of rows) {
    const was = old.get(keyOf(cells));
    old.delete(keyOf(cells));
    const heads = [...columns.keys()].filter((head) => cells.get(head) !== (was?.get(head) ?? ""));
    if (!was) found.push({ what: "added", sheet: name, tab, row, id: keyOf(cells), keys: keysOf(cells), cells: heads.map((head) => [head, "", cells.get(head)]) });
    else if (heads.length) found.push({ what: "changed", sheet: name, tab, row, id: keyOf(cells), keys: keysOf(cells), cells: heads.map((head) => [head, was.get(head) ?? "", cells.get(head)]) });
  }
  for (const [key, cells] of old) found.push({ what: "removed", sheet: name, tab, row: 0, id: key, keys: keysOf(cells), cells: [] });
  return found;
}

/** The CSV file of a table, as the repository has it: columns in the schema's order, quotes only where needed. */
export function csvText({ rows }, about) {
  const heads = about.columns.map(({ head }) => head);
  const cell = (text) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [heads, ...rows.map(({ cells }) => heads.map((head) => cells.get(head) ?? ""))].map((row) => `${row.map(cell).join(",")}\n`).join("");
}
