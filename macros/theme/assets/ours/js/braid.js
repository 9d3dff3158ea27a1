// The planner for several funds: what a person chooses and types, and the result. Nothing leaves the browser.

import { MOST_LINES, OWN, checks, chosen, covered, empty, mayPay, problems, rowsOf, sheetsOf, totals } from "./funding-plan.js";
import { cell as csvCell } from "./csv.js";
import { today } from "./days.js";
import { stateOn } from "./funding.js";
import { Shelf, fileName } from "./storage.js";
import { storagePanel } from "./storage-panel.js";
import { cents, shown } from "./money.js";
import { printTyped } from "./print.js";
import { download } from "./download.js";
import { workbookFile } from "./workbook.js";

const HERE = new URL("./", location.href);
const WORDS = { yes: "A source says yes", unsaid: "No source says so", unknown: "Not known" };

class Planner {
  constructor(root, known) {
    Object.assign(this, { root, known, content: empty() });
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
  }

  start() {
    const asked = (new URLSearchParams(location.search).get("funds") ?? "").split(",");
    this.content.funds = this.known.funds.map(({ id }) => id).filter((id) => asked.includes(id));
    this.root.hidden = false;
    printTyped(this.root);
    this.root.addEventListener("input", (event) => this.typed(event.target));
    this.root.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    this.draw();
    const shelf = new Shelf({ kind: "funding-plan", noun: "funding plan", version: 1, check: problems });
    this.panel = storagePanel(document.querySelector("[data-storage]"), shelf, {
      get: () => this.content,
      set: (content) => { this.content = { ...empty(), ...structuredClone(content) }; this.draw(); },
      empty,
      name: "My funding plan",
    });
  }

  /** What may be said about a fund on the reader's day. */
  stateOf(fund) {
    const { statuses } = this.known;
    const pair = (id) => [id, statuses[id]?.name ?? id];
    const ask = Object.keys(statuses).find((id) => statuses[id].derived) ?? fund.status;
    const [id, name] = statuses[fund.status].check
      ? stateOn(today(), { isOpen: statuses[fund.status].open, checked: fund.checked, freshUntil: fund.fresh_until, rounds: fund.rounds.map(([, opens, closes]) => [opens, closes]), said: pair(fund.status), ask: pair(ask), over: pair("closed") })
      : pair(fund.status);
    return { id, name, isOpen: statuses[id]?.open ?? false };
  }

  // --- the page ---

  draw() {
    for (const name of ["title", "from", "until"]) this.part(name).value = this.content[name];
    this.part("funds").replaceChildren(...this.known.funds.map((fund) => this.choiceOf(fund)));
    this.drawGrid();
  }

  choiceOf(fund) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.name = "fund";
    box.value = fund.id;
    box.checked = this.content.funds.includes(fund.id);
    const words = document.createElement("span");
    words.textContent = fund.name;
    const state = document.createElement("span");
    state.className = "braid__words";
    state.textContent = this.stateOf(fund).name;
    words.append(state);
    label.append(box, words);
    return label;
  }

  drawGrid(focus = "") {
    const funds = chosen(this.content, this.known);
    const heads = ["Cost", "Kind of cost", "Amount", ...funds.map(({ name }) => name), "Your own money", "Result", "Row"];
    const row = document.createElement("tr");
    row.append(...heads.map((text) => cell("th", text, { scope: "col" })));
    this.part("head").replaceChildren(row);
    this.part("lines").replaceChildren(...this.content.lines.map((line, place) => this.rowOf(line, place, funds)));
    this.tell();
    if (focus) this.root.querySelector(focus)?.focus();
  }

  rowOf(line, place, funds) {
    const row = document.createElement("tr");
    row.dataset.line = place;
    const number = place + 1;
    const item = field({ name: "item", value: line.item, maxLength: 300 }, `Cost, line ${number}`);
    const cost = document.createElement("select");
    cost.name = "cost";
    cost.setAttribute("aria-label", `Kind of cost, line ${number}`);
    cost.append(...this.known.costs.map(([id, name]) => new Option(name, id)));
    cost.value = line.cost;
    const amount = (name, value, label) => field({ name, value: value ? shown(value).slice(1) : "", inputMode: "decimal", placeholder: "0", className: "amount" }, `${label}, dollars, line ${number}`);
    const pays = funds.map((fund) => {
      const made = cell("td", "");
      const words = document.createElement("span");
      words.className = "braid__words";
      words.dataset.may = fund.id;
      made.append(amount(`fund:${fund.id}`, line.parts[fund.id], fund.name), words);
      return made;
    });
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", className: "button button--quiet button--small", textContent: "\u00d7" });
    remove.dataset.do = "remove-line";
    remove.setAttribute("aria-label", `Take line ${number} out`);
    row.append(holding(item), holding(cost), holding(amount("amount", line.amount, "Amount")), ...pays, holding(amount(`fund:${OWN}`, line.parts[OWN], "Your own money")), cell("td", "", { "data-result": "" }), holding(remove));
    return row;
  }

  tell() {
    const funds = chosen(this.content, this.known);
    for (const [place, row] of [...this.part("lines").children].entries()) {
      const line = this.content.lines[place];
      const { missing, twice } = covered(line, funds);
      row.querySelector("[data-result]").textContent = missing ? `${shown(missing)} not covered` : twice ? `${shown(twice)} twice` : line.amount ? "Covered" : "";
      for (const words of row.querySelectorAll("[data-may]")) {
        words.textContent = WORDS[mayPay(funds.find(({ id }) => id === words.dataset.may), line.cost)];
      }
    }
    const all = totals(this.content, funds);
    const sums = [`Project: ${shown(all.cost)}`, ...funds.map(({ id, name }) => `${name}: ${shown(all.by[id])}`), `Your own money: ${shown(all.own)}`, `Not covered: ${shown(all.missing)}`, `Covered twice: ${shown(all.twice)}`];
    this.part("sums").replaceChildren(...(this.content.lines.length ? sums : []).map((text) => cell("li", text)));
    const found = this.found();
    this.part("checks").replaceChildren(...found.map(({ text, isOpen }) => cell("li", text, isOpen ? { class: "is-open" } : {})));
    const open = found.filter(({ isOpen }) => isOpen).length;
    this.part("count").textContent = this.content.lines.length || funds.length ? `${open} point${open === 1 ? "" : "s"} to look at.` : "Choose funds and add costs.";
  }

  found() {
    return checks(this.content, this.known, today, (fund) => this.stateOf(fund));
  }

  // --- what the person does ---

  typed(element) {
    const part = element.dataset.part;
    if (["title", "from", "until"].includes(part)) this.content[part] = element.value;
    else if (element.name === "fund") {
      const ids = [...this.root.querySelectorAll('[name="fund"]:checked')].map(({ value }) => value);
      this.content.funds = ids;
      this.drawGrid();
    } else if (element.closest("[data-line]")) this.lineTyped(element);
    else return;
    this.tell();
    this.panel.changed();
  }

  lineTyped(element) {
    const line = this.content.lines[Number(element.closest("[data-line]").dataset.line)];
    if (element.name === "item" || element.name === "cost") {
      line[element.name] = element.value;
      return;
    }
    const amount = cents(element.value);
    element.setAttribute("aria-invalid", String(amount === null));
    if (amount === null) return;
    if (element.name === "amount") line.amount = amount;
    else line.parts[element.name.slice("fund:".length)] = amount;
  }

  clicked(button) {
    const what = button?.dataset.do;
    if (what === "add-line" && this.content.lines.length < MOST_LINES) {
      this.content.lines.push({ item: "", cost: this.known.costs[0][0], amount: 0, parts: {} });
      this.drawGrid(`[data-line="${this.content.lines.length - 1}"] [name="item"]`);
      this.panel.changed();
    } else if (what === "remove-line") {
      this.content.lines.splice(Number(button.closest("[data-line]").dataset.line), 1);
      this.drawGrid('[data-do="add-line"]');
      this.panel.changed();
    } else if (what?.startsWith("take-")) this.take(what.slice("take-".length));
  }

  take(kind) {
    const title = this.content.title || this.panel.name() || "Funding plan";
    if (kind === "csv") download(`${fileName(title)}.csv`, csvText(rowsOf(this.content, this.known)), "text/csv");
    if (kind === "excel") download(`${fileName(title)}.xlsx`, workbookFile({ title, sheets: sheetsOf(this.content, this.known, this.found()) }));
    if (kind === "print") window.print();
  }
}

/** Rows as CSV (RFC 4180), for Excel with a byte order mark; no cell can run as a formula. */
function csvText(rows) {
  return `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function cell(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function holding(element) {
  const made = document.createElement("td");
  made.append(element);
  return made;
}

function field(properties, label) {
  const made = Object.assign(document.createElement("input"), { autocomplete: "off", ...properties });
  made.setAttribute("aria-label", label);
  return made;
}

const root = document.querySelector("[data-braid]");
if (root) {
  fetch(new URL("funds.json", HERE))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then((known) => new Planner(root, known).start())
    .catch((error) => {
      document.querySelector("[data-braid-failed]").hidden = false;
      console.error(error);
    });
}
