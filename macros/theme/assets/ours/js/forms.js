// The engine of every form of the toolkit: it reads, fills and describes what templates/_form.html drew. The page is
// the description: no form is known here. Nothing is kept or sent here either.

import { isObject } from "./storage.js";

const LONGEST = 20_000; // characters of one answer
const MOST_ROWS = 500;
const ROW = "_id"; // beside the columns of a row: what makes its dates the same ones again in a calendar
const NARROW = matchMedia("(max-width: 47.99rem)"); // as in forms.css: each row is a card there
const ID = /^[a-z0-9]{16}$/;
const WIDTHS = { check: 2, number: 3, date: 3, line: 3, choice: 3, prose: 4 }; // of Word's columns, as in macros/forms.py

/**
 * An answer is a text, or true and false for a box; a table is a list of rows, each a group of answers by column. An id
 * tells one filled-in form from another of the same name.
 * @typedef {{id?: string, answers: Object<string, string | boolean>, tables: Object<string, Object<string, string | boolean>[]>}} Content
 */

export class Form {
  /** @param {HTMLElement} root the element with data-form */
  constructor(root) {
    this.root = root;
    this.title = root.dataset.title;
    this.asks = new Map([...root.querySelectorAll("[data-ask]")].map((each) => [each.dataset.ask, each]));
    this.listeners = [];
    this.id = newId();
    undoRestoring(root);
    this.first = this.read(); // as the page was drawn, with the texts to start from
    this.held = this.first; // what the form holds by its own doing and the person's
  }

  /** Wakes the buttons of the tables, and tells `listener` of each change by the person. */
  start(listener) {
    this.listeners.push(listener);
    for (const each of this.root.querySelectorAll(".form-sheet__tools, .form-sheet__add")) each.hidden = false;
    for (const template of this.root.querySelectorAll("template")) {
      for (const each of template.content.querySelectorAll(".form-sheet__tools")) each.hidden = false;
    }
    if (NARROW.matches) this.leaveOutBlankRows();
    this.root.addEventListener("input", (event) => {
      grow(event.target);
      mark(event.target);
      this.changed();
    });
    this.root.addEventListener("click", (event) => this.handleButton(event.target.closest("button")));
    window.addEventListener("beforeprint", () => this.growAll());
    window.addEventListener("pageshow", () => this.keepHeld());
    this.growAll();
  }

  changed() {
    this.held = this.read();
    for (const listener of this.listeners) listener();
  }

  /**
   * A browser that goes back to a page may put its boxes as they were, after the scripts have run and without a word.
   * Texts say autocomplete="off"; boxes can't. Half an old form is worse than none.
   */
  keepHeld() {
    if (JSON.stringify(this.read()) !== JSON.stringify(this.held)) this.fill(this.held);
  }

  // --- content ---

  /** What the form holds now. @returns {Content} */
  read() {
    const content = { id: this.id, answers: {}, tables: {} };
    for (const [key, ask] of this.asks) {
      if (ask.dataset.kind === "table") content.tables[key] = this.rows(key);
      else content.answers[key] = answerOf(ask);
    }
    return content;
  }

  /** A new content: as the page was drawn. */
  empty() {
    return { ...structuredClone(this.first), id: newId() };
  }

  /** Shows a content; an ask that it does not know becomes empty. @param {Content} content */
  fill(content) {
    this.id = ID.test(content.id) ? content.id : newId();
    for (const [key, ask] of this.asks) {
      if (ask.dataset.kind === "table") this.fillTable(ask, content.tables[key] ?? []);
      else putAnswer(ask, content.answers[key] ?? "");
    }
    this.growAll();
    this.held = this.read();
  }

  /** What is wrong with a content that comes from a file; empty when nothing is. */
  check(content) {
    if (!isObject(content) || !isObject(content.answers) || !isObject(content.tables)) return ["its answers are missing"];
    const problems = Object.entries(content.answers).filter(([, value]) => !isAnswer(value)).map(([key]) => `the answer “${key.slice(0, 40)}” is not text`);
    for (const [key, rows] of Object.entries(content.tables)) {
      if (!Array.isArray(rows) || rows.length > MOST_ROWS) problems.push(`the table “${key.slice(0, 40)}” has no rows`);
      else if (!rows.every((row) => isObject(row) && Object.values(row).every(isAnswer))) problems.push(`a row of the table “${key.slice(0, 40)}” is broken`);
    }
    return problems;
  }

  /** The rows of a table in which something stands. */
  rows(key) {
    return this.lines(key).map((line) => this.row(line)).filter((row) => Object.entries(row).some(([name, value]) => name !== ROW && value !== "" && value !== false));
  }

  /** Every row's element, the empty ones too. */
  lines(key) {
    return [...this.asks.get(key).querySelectorAll("tbody > tr")];
  }

  /** What is in one row. */
  row(line) {
    const columns = this.columns(line.closest("[data-ask]").dataset.ask);
    line.dataset.row ??= newId();
    return Object.fromEntries([[ROW, line.dataset.row], ...columns.map(({ key }, place) => [key, valueOf(controlOf(line.cells[place]))])]);
  }

  /** The columns of a table: key, label and kind. */
  columns(key) {
    return [...this.asks.get(key).querySelectorAll("th[data-column]")].map((head) => ({ key: head.dataset.column, kind: head.dataset.kind, label: head.textContent }));
  }

  /** Puts a value into a row. */
  put(line, column, value) {
    const place = this.columns(line.closest("[data-ask]").dataset.ask).findIndex((each) => each.key === column);
    putValue(controlOf(line.cells[place]), value);
  }

  fillTable(ask, rows) {
    const body = ask.querySelector("tbody");
    body.replaceChildren(...(rows.length ? rows : NARROW.matches ? [{}] : [{}, {}]).map((row) => {
      const line = newLine(ask);
      if (ID.test(row[ROW])) line.dataset.row = row[ROW];
      this.columns(ask.dataset.ask).forEach(({ key }, place) => putValue(controlOf(line.cells[place]), row[key] ?? ""));
      return line;
    }));
    number(body);
  }

  /** Empty rows are there for paper and wide screens; on a phone they are in the way, and a button adds one. */
  leaveOutBlankRows() {
    for (const [key, ask] of this.asks) {
      if (ask.dataset.kind === "table") this.fillTable(ask, this.rows(key));
    }
  }

  /** Adds rows behind those in which something stands. */
  addRows(key, rows) {
    this.fillTable(this.asks.get(key), [...this.rows(key), ...rows]);
    this.growAll();
    this.changed();
  }

  // --- buttons ---

  handleButton(button) {
    if (!button) return;
    const { dataset } = button;
    const line = button.closest("tr");
    if ("add" in dataset) this.addLine(button.closest("[data-ask]"));
    else if ("up" in dataset) this.move(line, line.previousElementSibling, button);
    else if ("down" in dataset) this.move(line.nextElementSibling, line, button);
    else if ("remove" in dataset) this.removeLine(line);
    else return;
    this.changed();
  }

  addLine(ask) {
    const body = ask.querySelector("tbody");
    const line = newLine(ask);
    body.append(line);
    number(body);
    controlOf(line.cells[0]).focus();
  }

  /** Puts a row before another one. The button keeps the focus. */
  move(line, before, button) {
    if (!line || !before) return;
    line.parentElement.insertBefore(line, before);
    number(line.parentElement);
    button.focus();
  }

  removeLine(line) {
    const body = line.parentElement;
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    if (!body.rows.length) body.append(newLine(body.closest("[data-ask]")));
    number(body);
    (next?.isConnected ? controlOf(next.cells[0]) : controlOf(body.rows[0].cells[0])).focus();
  }

  growAll() {
    grow(...this.root.querySelectorAll("textarea"));
  }

  // --- taking along ---

  /** The form with its answers, as blocks for word.js and markdown.js. */
  blocks() {
    return [...this.root.querySelectorAll(".form-sheet__part")].flatMap((part) => [
      ...headingOf(part),
      ...[...part.querySelectorAll("[data-ask], [data-text]")].flatMap((each) => this.block(each)),
    ]);
  }

  block(each) {
    if ("text" in each.dataset) return [{ kind: "text", text: each.textContent }];
    if (each.dataset.kind === "table") return this.tableBlock(each);
    const options = [...each.querySelectorAll("input[type=radio]")].map((radio) => [radio.value, radio.value]);
    return [{ kind: "field", label: labelOf(each), value: answerOf(each), hint: options.length ? `Choose: ${options.map(([answer]) => answer).join(" / ")}` : "", tag: each.dataset.ask, type: wordType(each.dataset.kind), options }];
  }

  tableBlock(ask) {
    const columns = this.columns(ask.dataset.ask);
    const rows = this.rows(ask.dataset.ask);
    if (!rows.length) return [{ kind: "text", text: `${labelOf(ask)}: nothing entered.`, style: "note" }];
    const options = columns.map((_, place) => optionsOf(ask.querySelector("template").content.querySelector("tr").cells[place]));
    const cell = (row, { key, kind, label }, place) => ({ kind: "field", label, value: row[key], hint: " ", tag: `${ask.dataset.ask}-${key}`, type: wordType(kind), options: options[place] });
    return [{
      kind: "table", caption: labelOf(ask), header: columns.map(({ label }) => label),
      rows: rows.map((row) => columns.map((column, place) => cell(row, column, place))),
      widths: columns.map(({ kind }) => WIDTHS[kind]),
    }];
  }

  /** The answers as rows of a CSV file: part, question, row, column and answer. */
  csvRows() {
    const rows = [["part", "question", "row", "column", "answer"]];
    for (const part of this.root.querySelectorAll(".form-sheet__part")) {
      const name = part.querySelector("h2")?.textContent ?? "";
      for (const ask of part.querySelectorAll("[data-ask]")) {
        if (ask.dataset.kind !== "table") rows.push([name, labelOf(ask), "", "", told(answerOf(ask))]);
        else {
          const columns = this.columns(ask.dataset.ask);
          this.rows(ask.dataset.ask).forEach((row, place) => columns.forEach(({ key, label }) => rows.push([name, labelOf(ask), String(place + 1), label, told(row[key])])));
        }
      }
    }
    return rows;
  }

  /**
   * Tables that have the same columns as rows of one CSV file; what else was answered is in columns behind them.
   * @param {string} [heading] of a first column, which names the part that a row is in
   */
  tableRows(heading = "") {
    const tables = [...this.asks].filter(([, ask]) => ask.dataset.kind === "table");
    const others = this.told();
    const columns = this.columns(tables[0][0]);
    const lead = (text) => (heading ? [text] : []);
    return [
      [...lead(heading), ...columns.map(({ label }) => label), ...others.map(([label]) => label)],
      ...tables.flatMap(([table, ask]) => this.rows(table).map((row) => [
        ...lead(headingOf(ask.closest(".form-sheet__part"))[0]?.text ?? ""), ...columns.map(({ key }) => told(row[key])), ...others.map(([, answer]) => answer),
      ])),
    ];
  }

  /** What was answered outside tables: label and answer. @param {(key: string) => boolean} [wanted] */
  told(wanted = () => true) {
    return [...this.asks]
      .filter(([key, ask]) => ask.dataset.kind !== "table" && wanted(key))
      .map(([, ask]) => [labelOf(ask), told(answerOf(ask))])
      .filter(([, answer]) => answer);
  }

  /** Every day that stands in the form, with the words beside it; `key` is that of its question or column. */
  days() {
    const found = [];
    for (const [key, ask] of this.asks) {
      if (ask.dataset.kind === "date" && answerOf(ask)) found.push({ id: `${this.id}-${key}`, key, day: answerOf(ask), title: `${this.title}: ${labelOf(ask)}`, text: "" });
      if (ask.dataset.kind !== "table") continue;
      const columns = this.columns(key);
      const dates = columns.filter(({ kind }) => kind === "date");
      this.rows(key).forEach((row) => {
        const words = columns.filter(({ kind }) => kind === "prose" || kind === "line").map((column) => row[column.key]).filter(Boolean);
        for (const date of dates) {
          if (row[date.key]) found.push({ id: `${this.id}-${row[ROW]}-${date.key}`, key: date.key, day: row[date.key], title: words[0] ?? this.title, text: words.slice(1).join("\n"), row });
        }
      });
    }
    return found;
  }
}

// --- one ask, one control ---

/** A new id: 16 letters and digits that nobody has had before. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => (each % 36).toString(36)).join("");
}

/** Some browsers put boxes as they were before any script runs. */
function undoRestoring(root) {
  for (const box of root.querySelectorAll("input[type=radio], input[type=checkbox]")) box.checked = box.defaultChecked;
}

/** The words that ask. */
function labelOf(ask) {
  const label = ask.querySelector(":scope > legend, :scope > label > span, :scope > label, :scope > .question__label");
  return label?.textContent.trim() ?? "";
}

function headingOf(part) {
  const heading = part.querySelector("h2");
  return heading ? [{ kind: "heading", level: 1, text: heading.textContent.trim() }] : [];
}

function answerOf(ask) {
  if (ask.dataset.kind === "choice") return ask.querySelector("input:checked")?.value ?? "";
  return valueOf(controlOf(ask));
}

function putAnswer(ask, value) {
  if (ask.dataset.kind !== "choice") return putValue(controlOf(ask), value);
  for (const radio of ask.querySelectorAll("input")) radio.checked = radio.value === value;
}

function controlOf(holder) {
  return holder.querySelector("input, textarea, select");
}

function optionsOf(cell) {
  return [...cell.querySelectorAll("option")].filter((option) => option.value).map((option) => [option.value, option.value]);
}

function valueOf(control) {
  return control.type === "checkbox" ? control.checked : control.value.trim();
}

function putValue(control, value) {
  if (control.type === "checkbox") control.checked = value === true;
  else control.value = value === true || value === false ? "" : value;
  mark(control);
}

/** An empty date shows its pattern on a screen, and nothing on paper. */
function mark(control) {
  if (control.type === "date") control.toggleAttribute("data-filled", Boolean(control.value));
}

function newLine(ask) {
  return ask.querySelector("template").content.firstElementChild.cloneNode(true);
}

/** Names the controls of each row by its number, and the first and last row's buttons can't move them out. */
function number(body) {
  const rows = [...body.rows];
  rows.forEach((line, place) => {
    for (const each of line.querySelectorAll("[aria-label]")) {
      each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/row \d+/, `row ${place + 1}`));
    }
    line.querySelector("[data-up]").disabled = place === 0;
    line.querySelector("[data-down]").disabled = place === rows.length - 1;
  });
}

/** Fields as high as their content, so that paper shows all of it; all at once, since the page is laid out each time. */
function grow(...controls) {
  const areas = controls.filter((each) => each.localName === "textarea");
  for (const area of areas) area.style.height = "";
  const written = areas.filter((area) => area.value);
  const heights = written.map((area) => (area.scrollHeight > area.clientHeight ? `${area.scrollHeight + 2}px` : ""));
  written.forEach((area, place) => {
    area.style.height = heights[place];
  });
}

function isAnswer(value) {
  return typeof value === "boolean" || (typeof value === "string" && value.length <= LONGEST);
}

function wordType(kind) {
  return ["date", "choice", "check"].includes(kind) ? kind : "text";
}

function told(value) {
  return value === true ? "yes" : value === false ? "" : value;
}
