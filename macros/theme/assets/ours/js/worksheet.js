// A worksheet's page. Two worksheets can start from the directory, and one draws where its rows overlap.

import { startForm } from "./form-page.js";

const overlaps = document.querySelector("[data-overlaps]");
const { form, say } = startForm({ shown: (shown) => overlaps && drawOverlaps(shown) });
const start = document.querySelector("[data-start]");
if (start) wakeStart();

// --- rows out of the directory ---

function wakeStart() {
  const records = JSON.parse(document.querySelector("#start-records").dataset.json);
  start.querySelector("button").addEventListener("click", () => {
    const [county, industry] = ["county", "industry"].map((name) => start.querySelector(`[name=${name}]`)?.value ?? "");
    let [added, unplaced] = [0, 0];
    for (const table of new Set(records.map((each) => each.table))) {
      const first = form.columns(table)[0].key;
      const known = new Set(form.rows(table).map((row) => row[first]));
      const fitting = records.filter((each) => each.table === table && (!industry || each.industries.includes(industry)) && !known.has(each.row[first]));
      const found = fitting.filter((each) => !county || each.counties.includes(county));
      const maybe = county ? fitting.filter((each) => each.counties.length === 0) : [];
      if (found.length + maybe.length) form.addRows(table, [...found, ...maybe].map((each) => each.row));
      added += found.length + maybe.length;
      unplaced += maybe.length;
    }
    const silent = unplaced ? ` ${unplaced} of them ${unplaced === 1 ? "states" : "state"} no place, and may work there too.` : "";
    say(added ? `Added ${added} ${added === 1 ? "row" : "rows"} from the directory.${silent} Change them as you like.` : "The directory has nothing more for this choice.");
  });
}

// --- where rows meet ---

/** Every table that says which businesses it is about takes part: a business that stands in several rows is an overlap. */
function drawOverlaps(shown) {
  const tables = [...shown.asks].filter(([, ask]) => ask.dataset.kind === "table").map(([key]) => key);
  const groups = shared(tables.flatMap((key) => rowsOf(shown, key)));
  const several = groups.filter(({ names }) => names.length > 1);
  const list = overlaps.querySelector("ul");
  const most = Math.max(1, ...several.map(({ names }) => names.length));
  list.replaceChildren(...several.map(({ word, names }) => item(`${word}: ${names.length} (${names.join(", ")})`, names.length / most)));
  overlaps.querySelector("[data-none]").hidden = several.length > 0;
  overlaps.querySelector("[data-count]").textContent = several.length ? `${several.length} ${several.length === 1 ? "group of businesses is" : "groups of businesses are"} called together or visited by more than one.` : "";
}

function rowsOf(shown, key) {
  const columns = shown.columns(key);
  const who = columns.find((each) => each.key === "businesses")?.key;
  return who ? shown.rows(key).map((row) => ({ name: row[columns[0].key], words: row[who].split(/[,;]/).map((word) => word.trim()).filter(Boolean) })) : [];
}

/** The businesses that several rows have in common, most shared first. */
function shared(rows) {
  const found = new Map();
  for (const { name, words } of rows) {
    for (const word of words) {
      const key = word.toLowerCase();
      if (!found.has(key)) found.set(key, { word, names: [] });
      if (name && !found.get(key).names.includes(name)) found.get(key).names.push(name);
    }
  }
  return [...found.values()].sort((a, b) => b.names.length - a.names.length || a.word.localeCompare(b.word));
}

/** An entry of a list, with a bar below its words that takes `share` of the whole width. */
function item(text, share) {
  const made = document.createElement("li");
  const bar = piece("svg", { class: "bars", viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" });
  bar.append(piece("rect", { class: "bar", width: 100 * share, height: 1 }));
  made.append(text, bar);
  return made;
}

function piece(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
