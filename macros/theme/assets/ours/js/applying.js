// A grant application out of a template: its content, its word counts, and the documents made of it. No page in here.

import { isObject } from "./storage.js";
import { inTable, needs, percent, shown } from "./money.js";

export const LONGEST = 60_000; // characters of one section
export const MOST_LINES = 60;

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
    sections: Object.fromEntries(template.sections.map(({ id }) => [id, { text: "", done: false }])),
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
    const isRight = isObject(section) && typeof section.text === "string" && section.text.length <= LONGEST && typeof section.done === "boolean";
    if (!isRight || !/^[a-z0-9-]{1,60}$/.test(id)) found.push("one of its sections can't be read");
  }
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

/** The text that goes into a section: what the data has on the partnership, and what the writer must look up; "" where it takes none. */
export function factsFor(section, facts) {
  return [...section.takes.map((name) => facts.texts[name]), section.find_text].filter(Boolean).join("\n\n");
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

/** The application as blocks (see word.js), for Word and Markdown. */
export function documentOf(content, template, known) {
  const about = [["Partnership", known.partnership], ["Funder", content.funder]].filter(([, text]) => text);
  const blocks = about.map(([label, value]) => ({ kind: "field", type: "prose", label, value, tag: label.toLowerCase() }));
  template.sections.forEach((section, place) => {
    const { text } = content.sections[section.id] ?? { text: "" };
    blocks.push({ kind: "heading", level: 1, text: `${place + 1}. ${section.heading}` });
    blocks.push({ kind: "field", type: "prose", label: "", value: text, hint: `Nothing written yet. At most ${section.words} words.`, tag: section.id });
    if (section.budget) blocks.push(...budgetBlocks(content, template, known.money));
  });
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
