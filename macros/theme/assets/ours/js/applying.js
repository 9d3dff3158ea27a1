// A grant application out of a template: its content, its word counts, and the documents made of it. No page in here.

import { isObject } from "./storage.js";
import { inTable, needs, percent, shown } from "./money.js";

export const LONGEST = 60_000; // characters of one section
export const MOST_LINES = 60;
const MOST_NOTES = 500;

// What LibreOffice parts words by: white space, and dashes of the long kinds.
const BETWEEN = /[\s\u2013\u2014]+/u;

/** How many words a text has, as LibreOffice counts them. */
export function words(text) {
  return text.split(BETWEEN).filter(Boolean).length;
}

/** What is still in square brackets, to be filled in. */
export function blanks(text) {
  return [...text.matchAll(/\[([^[\]]+)\]/g)].map((found) => found[1]);
}

/** A new application of a template, with nothing in it. */
export function empty(template) {
  return {
    template: template.id,
    partnership: "",
    title: "",
    funder: "",
    sections: Object.fromEntries(template.sections.map(({ id }) => [id, { text: "", done: false, placed: "" }])),
    notes: [],
    budget: { years: template.years, percent: template.match.percent, lines: [] },
  };
}

/** What is wrong with the content of a file; empty when it is right. */
export function problems(content) {
  if (!isObject(content)) return ["it has no content"];
  const found = [];
  for (const name of ["template", "partnership", "title", "funder"]) {
    if (typeof content[name] !== "string" || content[name].length > 300) found.push(`its ${name} is not a short text`);
  }
  if (!isObject(content.sections)) return [...found, "its sections are missing"];
  for (const [id, section] of Object.entries(content.sections)) {
    const isText = (value) => typeof value === "string" && value.length <= LONGEST;
    const isRight = isObject(section) && isText(section.text) && isText(section.placed ?? "") && typeof section.done === "boolean";
    if (!isRight || !/^[a-z0-9-]{1,60}$/.test(id)) found.push("one of its sections can't be read");
  }
  const notes = content.notes ?? []; // an application that was kept earlier has none
  const areNotes = Array.isArray(notes) && notes.length <= MOST_NOTES && notes.every((each) => typeof each === "string" && each.length <= LONGEST);
  if (!areNotes) found.push("its sources can't be read");
  return [...found, ...budgetProblems(content.budget)];
}

function budgetProblems(budget) {
  if (!isObject(budget) || !Array.isArray(budget.lines) || budget.lines.length > MOST_LINES) return ["its budget can't be read"];
  const isYears = Number.isInteger(budget.years) && budget.years >= 1 && budget.years <= 5;
  if (!isYears || typeof budget.percent !== "string" || (budget.percent && !percent(budget.percent))) return ["its budget can't be read"];
  const isText = (value) => typeof value === "string" && value.length <= 300;
  const isMoney = (value) => Number.isSafeInteger(value) && value >= 0;
  const isLine = (line) => isObject(line) && [line.item, line.cost, line.money, line.basis].every(isText)
    && Array.isArray(line.years) && line.years.length <= 5 && line.years.every(isMoney);
  return budget.lines.every(isLine) ? [] : ["a line of its budget can't be read"];
}

/** How far a section is: "empty", "facts" while it has nothing but what was put in place, or "written" when a person wrote in it or accepted it. */
export function stateOf({ text, done, placed = "" }) {
  if (!text.trim()) return "empty";
  return done || text !== placed ? "written" : "facts";
}

/**
 * Puts a partnership's facts into the sections that nobody has written in. Each fact goes once into the application, and
 * no section gets more words than it may have.
 * @returns {{sections: number, left: number}} how many sections took facts, and how many facts found no room
 */
export function placeFacts(content, template, { facts, notes }) {
  const open = template.sections.filter(({ id }) => stateOf(content.sections[id]) !== "written");
  for (const { id } of open) content.sections[id] = { text: "", done: false, placed: "" };
  const written = Object.values(content.sections).map(({ text }) => text).join("\n");
  const taken = new Set();
  const left = new Set();
  content.notes ??= [];
  const mark = (note) => (note === null ? "" : raised(placeIn(content.notes, notes[note]) + 1));
  for (const section of open) {
    let room = section.words - words(section.find_text);
    const fits = ([text]) => {
      if (taken.has(text) || written.includes(text)) return false;
      const isShort = words(text) <= room;
      (isShort ? taken : left).add(text);
      if (isShort) room -= words(text);
      return isShort;
    };
    const parts = section.takes.map((name) => (facts[name] ?? []).filter(fits).map(([text, note]) => text + mark(note)).join(" "));
    const text = [...parts, section.find_text].filter(Boolean).join("\n\n");
    content.sections[section.id] = { text, done: false, placed: text };
  }
  numberNotes(content, template);
  return { sections: open.filter(({ id }) => content.sections[id].text).length, left: [...left].filter((text) => !taken.has(text)).length };
}

function placeIn(list, value) {
  if (!list.includes(value)) list.push(value);
  return list.indexOf(value);
}

// --- endnotes: a raised number behind a sentence, which adds no word ---

const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
const MARKS = new RegExp(`(?<=[.!?)\\]"\u201d])[${RAISED}]+`, "gu"); // behind a sentence, so that 5 m\u00b2 is no note

function raised(number) {
  return [...String(number)].map((digit) => RAISED[digit]).join("");
}

function lowered(mark) {
  return Number([...mark].map((sign) => RAISED.indexOf(sign)).join(""));
}

/** Numbers the endnotes in the order in which the sections name them, and drops those that none names any more. */
export function numberNotes(content, template) {
  const old = content.notes ?? [];
  const order = template.sections.flatMap(({ id }) => content.sections[id]?.text.match(MARKS) ?? []).map(lowered);
  const used = [...new Set(order)].filter((number) => number >= 1 && number <= old.length);
  const again = (text) => text.replace(MARKS, (mark) => (used.includes(lowered(mark)) ? raised(used.indexOf(lowered(mark)) + 1) : mark));
  for (const own of Object.values(content.sections)) {
    own.text = again(own.text);
    if (own.placed) own.placed = again(own.placed);
  }
  content.notes = used.map((number) => old[number - 1]);
}

/** The sums of a budget in cents: by kind of money, in the order of the kinds. */
export function sums(budget, kinds) {
  const years = [...Array(budget.years).keys()];
  const add = (lines) => years.map((year) => lines.reduce((sum, line) => sum + (line.years[year] ?? 0), 0));
  const all = (amounts) => amounts.reduce((sum, amount) => sum + amount, 0);
  const parts = kinds.map(([id, name, isMatch]) => {
    const lines = budget.lines.filter((line) => line.money === id);
    const amounts = add(lines);
    return { id, name, isMatch, lines, years: amounts, total: all(amounts) };
  });
  const grant = all(parts.filter((part) => !part.isMatch).map((part) => part.total));
  const match = all(parts.filter((part) => part.isMatch).map((part) => part.total));
  return { parts, grant, match, years: years.map((year) => all(parts.map((part) => part.years[year]))), total: grant + match };
}

/** What the match is short of, in sentences; empty without a share. */
export function matchLines(content, template, kinds) {
  const wanted = percent(content.budget.percent);
  if (!wanted) return [];
  const { grant, match } = sums(content.budget, kinds);
  return needs(grant, match, wanted, { ofGrant: template.match.of_grant, ofProject: template.match.of_project }).map((each) => {
    const way = each.way === "grant" ? "Counted on the grant" : "Counted on the whole project";
    const end = each.isMet ? "It is enough." : `${shown(each.needed - match)} is missing.`;
    return `${way}: ${shown(each.needed)} needed for ${wanted} percent, ${shown(match)} there${each.share ? `, ${each.share} percent` : ""}. ${end}`;
  });
}

/** The application as blocks (see word.js), for Word and Markdown; its sources come last, as endnotes. */
export function documentOf(given, template, known) {
  const content = structuredClone(given);
  numberNotes(content, template);
  const about = [["Partnership", known.partnership], ["Funder", content.funder]].filter(([, text]) => text);
  const blocks = about.map(([label, value]) => ({ kind: "field", type: "prose", label, value, tag: label.toLowerCase() }));
  template.sections.forEach((section, place) => {
    const { text } = content.sections[section.id] ?? { text: "" };
    blocks.push({ kind: "heading", level: 1, text: `${place + 1}. ${section.heading}` });
    blocks.push({ kind: "field", type: "prose", label: "", value: text, hint: `Nothing written yet. At most ${section.words} words.`, tag: section.id });
    if (section.budget) blocks.push(...budgetBlocks(content, template, known.money));
  });
  if (content.notes.length) blocks.push({ kind: "heading", level: 1, text: "Sources" }, { kind: "list", items: content.notes, ordered: true });
  return { title: content.title || template.title, subject: template.title, blocks };
}

/** The budget as a table with sums that Word recalculates, and what the match says. */
function budgetBlocks(content, template, kinds) {
  const { budget } = content;
  if (!budget.lines.length) return [];
  const added = sums(budget, kinds);
  const letter = (place) => String.fromCharCode(67 + place); // C is the first year
  const last = letter(budget.years - 1);
  const rows = [];
  const sumRows = [];
  for (const part of added.parts.filter((each) => each.lines.length)) {
    const first = rows.length + 2;
    for (const line of part.lines) {
      const row = rows.length + 2;
      const amounts = [...Array(budget.years).keys()].map((year) => line.years[year] ?? 0);
      rows.push([line.item, part.name, ...amounts.map(inTable), { formula: `SUM(C${row}:${last}${row})`, value: inTable(amounts.reduce((sum, amount) => sum + amount, 0)) }]);
    }
    const end = rows.length + 1;
    sumRows.push(rows.length + 2);
    rows.push([`Sum: ${part.name}`, "", ...[...part.years, part.total].map((amount, place) => ({ formula: `SUM(${letter(place)}${first}:${letter(place)}${end})`, value: inTable(amount) }))]);
  }
  rows.push(["Whole project", "", ...[...added.years, added.total].map((amount, place) => ({ formula: sumRows.map((row) => `${letter(place)}${row}`).join("+"), value: inTable(amount) }))]);
  const header = ["Item", "Whose money", ...added.years.map((_, year) => `Year ${year + 1}`), "All years"];
  const table = { kind: "table", caption: "Budget in dollars", header, rows, widths: [4, 2, ...header.slice(2).map(() => 2)] };
  const how = budget.lines.filter((line) => line.basis).map((line) => `${line.item}: ${line.basis}`);
  const match = matchLines(content, template, kinds);
  return [
    table,
    ...(how.length ? [{ kind: "heading", level: 2, text: "How the lines were calculated" }, { kind: "list", items: how }] : []),
    ...(match.length ? [{ kind: "heading", level: 2, text: "Match" }, { kind: "list", items: match }] : []),
  ];
}

/** The budget as a workbook's sheet (see workbook.js), with formulas. */
export function budgetSheet(content, kinds, costs) {
  const { budget } = content;
  const years = [...Array(budget.years).keys()];
  const name = new Map(kinds.map(([id, text]) => [id, text]));
  const cost = new Map(costs);
  const letter = (place) => String.fromCharCode(69 + place); // E is the first year
  const end = budget.lines.length + 1;
  const money = (amount) => ({ value: amount / 100, format: "money" });
  const rows = budget.lines.map((line, place) => {
    const row = place + 2;
    const amounts = years.map((year) => line.years[year] ?? 0);
    const whole = { formula: `ROUND(SUM(E${row}:${letter(budget.years - 1)}${row}),2)`, value: amounts.reduce((sum, each) => sum + each, 0) / 100, format: "money" };
    return [line.item, cost.get(line.cost) ?? "", name.get(line.money) ?? "", line.basis, ...amounts.map(money), whole];
  });
  const added = sums(budget, kinds);
  const sum = (title, amounts, formula) => [title, null, null, null, ...amounts.map((amount, place) => ({ formula: formula(letter(place), end + 2), value: amount / 100, format: "money" }))];
  rows.push([null]);
  added.parts.forEach((part) => {
    const row = rows.length + 2;
    rows.push(sum(part.name, [...part.years, part.total], (column) => `ROUND(SUMIF($C$2:$C$${end},$A$${row},${column}$2:${column}$${end}),2)`));
  });
  rows.push(sum("Whole project", [...added.years, added.total], (column) => `ROUND(SUM(${column}$2:${column}$${end}),2)`));
  const title = (text, width) => ({ title: text, width });
  const columns = [title("Item", 40), title("Kind of cost", 26), title("Whose money", 18), title("How it was calculated", 34), ...years.map((year) => title(`Year ${year + 1}`, 16)), title("All years", 16)];
  return { name: "Budget", columns, rows };
}
