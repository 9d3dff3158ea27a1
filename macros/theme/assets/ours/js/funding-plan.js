// Several funds for one project: what each line gets, what is missing, and what does not fit. No page in here.

import { isObject } from "./storage.js";
import { needs, shown } from "./money.js";

export const MOST_LINES = 60;
export const OWN = "own"; // the column of the partners' own money
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A new plan with nothing in it. */
export function empty() {
  return { title: "", from: "", until: "", funds: [], lines: [] };
}

/** What is wrong with the content of a file; empty when it is right. */
export function problems(content) {
  if (!isObject(content)) return ["it has no content"];
  const isDay = (value) => value === "" || (typeof value === "string" && DAY.test(value));
  const isMoney = (value) => Number.isSafeInteger(value) && value >= 0;
  const isLine = (line) => isObject(line) && typeof line.item === "string" && line.item.length <= 300 && typeof line.cost === "string"
    && isMoney(line.amount) && isObject(line.parts) && Object.values(line.parts).every(isMoney);
  const found = [];
  if (typeof content.title !== "string" || content.title.length > 300) found.push("its title is not a short text");
  if (!isDay(content.from) || !isDay(content.until)) found.push("its days can't be read");
  if (!Array.isArray(content.funds) || !content.funds.every((id) => typeof id === "string")) found.push("its funds can't be read");
  if (!Array.isArray(content.lines) || content.lines.length > MOST_LINES || !content.lines.every(isLine)) found.push("its lines can't be read");
  return found;
}

/** Whether a fund may pay a kind of cost: yes, unsaid (a source names other costs) or unknown (no source says). */
export function mayPay(fund, cost) {
  if (fund.uses.includes(cost)) return "yes";
  return fund.uses.length ? "unsaid" : "unknown";
}

/** The funds of a plan that are known here, in the order of the known ones. */
export function chosen(content, known) {
  return known.funds.filter(({ id }) => content.funds.includes(id));
}

/** What a line has, and what it still lacks or has too much; all in cents. */
export function covered(line, funds) {
  const has = [...funds.map(({ id }) => id), OWN].reduce((sum, id) => sum + (line.parts[id] ?? 0), 0);
  return { has, missing: Math.max(line.amount - has, 0), twice: Math.max(has - line.amount, 0) };
}

/** The sums of a plan in cents, by fund, and the partners' own money. */
export function totals(content, funds) {
  const add = (id) => content.lines.reduce((sum, line) => sum + (line.parts[id] ?? 0), 0);
  const lines = content.lines.map((line) => covered(line, funds));
  return {
    cost: content.lines.reduce((sum, line) => sum + line.amount, 0),
    by: Object.fromEntries(funds.map(({ id }) => [id, add(id)])),
    own: add(OWN),
    missing: lines.reduce((sum, each) => sum + each.missing, 0),
    twice: lines.reduce((sum, each) => sum + each.twice, 0),
  };
}

/**
 * Everything that a planner should know, in sentences.
 * @param {(fund: object) => {id: string, name: string, isOpen: boolean}} stateOf what may be said about a fund today
 * @returns {{text: string, isOpen: boolean}[]} isOpen: something is left to do
 */
export function checks(content, known, today, stateOf) {
  const funds = chosen(content, known);
  return [...lineChecks(content, funds), ...matchChecks(content, funds), ...fundChecks(content, funds, known, today, stateOf)];
}

function lineChecks(content, funds) {
  const names = new Map(funds.map(({ id, name }) => [id, name]));
  const found = [];
  for (const [place, line] of content.lines.entries()) {
    const name = line.item || `Line ${place + 1}`;
    const { missing, twice } = covered(line, funds);
    if (missing) found.push({ text: `${name}: ${shown(missing)} is not covered.`, isOpen: true });
    if (twice) found.push({ text: `${name}: ${shown(twice)} is covered twice. Take it from one of the funds.`, isOpen: true });
    for (const fund of funds.filter(({ id }) => line.parts[id])) {
      const may = mayPay(fund, line.cost);
      if (may === "unsaid") found.push({ text: `${name}: no source says that ${names.get(fund.id)} pays for this. Ask the funder.`, isOpen: true });
      if (may === "unknown") found.push({ text: `${name}: what ${names.get(fund.id)} pays for is not known. Ask the funder.`, isOpen: true });
    }
  }
  if (content.lines.length && !found.length) found.push({ text: "Each line is covered once, by funds that a source says may pay it.", isOpen: false });
  return found;
}

/** What each fund asks its partners to add, and whether their own money is enough for all of them. */
function matchChecks(content, funds) {
  const { by, own } = totals(content, funds);
  const found = [];
  let least = 0;
  for (const fund of funds.filter(({ id }) => by[id])) {
    if (!fund.match) {
      found.push({ text: `${fund.name}: whether it asks for a match is not known. Ask the funder.`, isOpen: true });
      continue;
    }
    const ways = needs(by[fund.id], own, fund.match, { ofGrant: fund.of_grant, ofProject: fund.of_project });
    least += Math.max(0, ...ways.map(({ needed }) => needed));
    for (const { way, needed } of ways) {
      const counted = way === "grant" ? "as a share of the grant" : "as a share of the whole";
      found.push({ text: `${fund.name} asks for ${fund.match} percent: ${shown(needed)} ${counted}.`, isOpen: own < needed });
    }
  }
  if (least) {
    const end = own >= least ? "That is enough, if no dollar counts twice." : `${shown(least - own)} is missing.`;
    found.push({ text: `Match: ${shown(least)} needed for all funds in the stricter way, ${shown(own)} of your own. ${end}`, isOpen: own < least });
  }
  return found;
}

function fundChecks(content, funds, known, today, stateOf) {
  const { by } = totals(content, funds);
  return funds.flatMap((fund) => [
    ...stateCheck(fund, stateOf(fund)),
    ...sizeCheck(fund, by[fund.id]),
    ...dateChecks(fund, content, today),
  ]);
}

function stateCheck(fund, state) {
  return state.isOpen ? [] : [{ text: `${fund.name}: ${state.name.toLowerCase()}.`, isOpen: true }];
}

function sizeCheck(fund, amount) {
  const [whole, rest = ""] = fund.largest.split(".");
  const largest = fund.largest ? Number(whole) * 100 + Number(rest.padEnd(2, "0").slice(0, 2)) : 0;
  if (!largest || amount <= largest) return [];
  return [{ text: `${fund.name}: ${shown(amount)} is more than the largest award, ${shown(largest)}.`, isOpen: true }];
}

/** A round must still be open, and be decided before the project begins. */
function dateChecks(fund, { from, until }, today) {
  if (!fund.rounds.length) return [{ text: `${fund.name}: no dates are confirmed.`, isOpen: true }];
  const found = [];
  const coming = fund.rounds.filter(([, , closes]) => !DAY.test(closes) || closes >= today);
  if (!coming.length) found.push({ text: `${fund.name}: the last confirmed round is over.`, isOpen: true });
  for (const [name, opens, closes] of coming) {
    if (from && DAY.test(closes) && closes >= from) found.push({ text: `${fund.name}, ${name}: it closes on ${closes}, after your project begins.`, isOpen: true });
    if (until && DAY.test(opens) && opens > until) found.push({ text: `${fund.name}, ${name}: it opens on ${opens}, after your project ends.`, isOpen: true });
  }
  return found;
}

/** The plan as rows for CSV: a header, the lines, the sums. */
export function rowsOf(content, known) {
  const funds = chosen(content, known);
  const costs = new Map(known.costs);
  const dollars = (amount) => (amount / 100).toFixed(2);
  const header = ["Cost", "Kind of cost", "Amount", ...funds.map(({ name }) => name), "Partners' own money", "Not covered", "Covered twice"];
  const rows = content.lines.map((line) => {
    const { missing, twice } = covered(line, funds);
    return [line.item, costs.get(line.cost) ?? "", ...[line.amount, ...funds.map(({ id }) => line.parts[id] ?? 0), line.parts[OWN] ?? 0, missing, twice].map(dollars)];
  });
  const all = totals(content, funds);
  rows.push(["Sum", "", ...[all.cost, ...funds.map(({ id }) => all.by[id]), all.own, all.missing, all.twice].map(dollars)]);
  return [header, ...rows];
}

/** The plan as sheets of a workbook, with formulas, and what is left to do. */
export function sheetsOf(content, known, found) {
  const funds = chosen(content, known);
  const costs = new Map(known.costs);
  const letter = (place) => String.fromCharCode(65 + place);
  const own = 3 + funds.length; // the place of the partners' own money
  const money = (amount) => ({ value: amount / 100, format: "money" });
  const end = content.lines.length + 1;
  const rows = content.lines.map((line, place) => {
    const row = place + 2;
    const { missing, twice } = covered(line, funds);
    const paid = `SUM(D${row}:${letter(own)}${row})`;
    return [
      line.item, costs.get(line.cost) ?? "", ...[line.amount, ...funds.map(({ id }) => line.parts[id] ?? 0), line.parts[OWN] ?? 0].map(money),
      { formula: `MAX(0,ROUND(C${row}-${paid},2))`, value: missing / 100, format: "money" },
      { formula: `MAX(0,ROUND(${paid}-C${row},2))`, value: twice / 100, format: "money" },
    ];
  });
  const all = totals(content, funds);
  const sums = [all.cost, ...funds.map(({ id }) => all.by[id]), all.own, all.missing, all.twice];
  if (content.lines.length) rows.push(["Sum", null, ...sums.map((amount, place) => ({ formula: `ROUND(SUM(${letter(place + 2)}2:${letter(place + 2)}${end}),2)`, value: amount / 100, format: "money" }))]);
  const titles = ["Cost", "Kind of cost", "Amount", ...funds.map(({ name }) => name), "Partners' own money", "Not covered", "Covered twice"];
  return [
    { name: "Plan", columns: titles.map((title, place) => ({ title, width: place ? 18 : 36 })), rows },
    { name: "What to look at", columns: [{ title: "The funder's rules decide", width: 100 }], rows: found.map(({ text }) => [text]) },
  ];
}
