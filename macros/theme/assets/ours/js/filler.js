// The filler: a template, a partnership's facts, and what a person writes. Nothing leaves the browser.

import { LONGEST, MOST_LINES, blanks, budgetSheet, documentOf, empty, matchLines, placeFacts, problems, stateOf, sums, words } from "./applying.js";
import { confirmed } from "./confirm.js";
import { Shelf, fileName } from "./storage.js";
import { storagePanel } from "./storage-panel.js";
import { markdownText } from "./markdown.js";
import { cents, percent, shown } from "./money.js";
import { printTyped } from "./print.js";
import { download } from "./download.js";
import { wordFile } from "./word.js";
import { workbookFile } from "./workbook.js";

const STATES = { empty: "Nothing is written here yet.", facts: "Facts only. Write in your own words, or mark it as done." };

const EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HERE = new URL("./", location.href);

class Filler {
  constructor(root, known) {
    Object.assign(this, { root, known, facts: new Map(), at: 0 });
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.template = known.templates[0];
    this.content = empty(this.template);
  }

  start() {
    const asked = new URLSearchParams(location.search);
    this.wanted = this.known.templates.find(({ id }) => id === asked.get("template"));
    this.template = this.wanted ?? this.template;
    this.content = empty(this.template);
    this.part("template").replaceChildren(...this.known.templates.map(({ id, title }) => new Option(title, id)));
    this.part("partnership").replaceChildren(new Option("None of these", ""), ...this.known.partnerships.map(([id, title]) => new Option(title, id)));
    this.root.hidden = false;
    document.documentElement.classList.add("has-bar");
    this.listen();
    this.draw();
    if (this.known.partnerships.some(([id]) => id === asked.get("partnership"))) this.part("partnership").value = asked.get("partnership");
    const shelf = new Shelf({ kind: "grant-application", noun: "application", version: 1, check: (content) => this.check(content) });
    this.panel = storagePanel(document.querySelector("[data-storage]"), shelf, {
      get: () => this.content,
      set: (content) => this.set(content),
      empty: () => this.afresh(),
      name: "My application",
      kept: (where) => { this.part("kept").textContent = where; },
    });
    if (this.wanted && this.content.template !== this.wanted.id) this.panel.say(`Your last application is open. Choose New, or clear what you typed, to begin one with the template “${this.wanted.title}”.`);
  }

  listen() {
    this.part("template").addEventListener("change", () => this.choose());
    this.part("partnership").addEventListener("change", () => { this.content.partnership = this.part("partnership").value; this.panel.changed(); });
    this.part("place").addEventListener("click", () => this.place());
    for (const name of ["title", "funder"]) {
      this.part(name).addEventListener("input", () => { this.content[name] = this.part(name).value; this.panel.changed(); });
    }
    this.part("sections").addEventListener("input", (event) => this.typed(event.target));
    this.part("sections").addEventListener("change", (event) => this.changed(event.target));
    this.part("sections").addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    for (const button of this.root.querySelectorAll("[data-step]")) button.addEventListener("click", () => this.go(this.at + Number(button.dataset.step)));
    this.part("gaps").addEventListener("click", (event) => this.goToGap(event));
    for (const button of this.root.querySelectorAll("[data-take]")) button.addEventListener("click", () => this.take(button.dataset.take));
    window.addEventListener("beforeprint", () => this.fillPrint());
    printTyped(this.root);
  }

  // --- choosing ---

  check(content) {
    const found = problems(content);
    if (!found.length && !this.known.templates.some(({ id }) => id === content.template)) found.push("its template is not here any more");
    return found;
  }

  set(content) {
    this.template = this.known.templates.find(({ id }) => id === content.template);
    const fresh = empty(this.template);
    this.content = { ...fresh, ...structuredClone(content), sections: { ...fresh.sections, ...structuredClone(content.sections) } };
    this.draw();
  }

  /** A new application of the template that the address asks for, or else of the one that is open. */
  afresh() {
    const template = this.wanted ?? this.template;
    this.wanted = undefined;
    return empty(template);
  }

  async choose() {
    const wanted = this.known.templates.find(({ id }) => id === this.part("template").value);
    const { sections, partnership, title, funder } = this.content;
    const isStarted = Object.values(sections).some(({ text }) => text);
    if (isStarted && !(await confirmed(`Change to the template “${wanted.title}”? Your texts stay in the sections of the same name.`, "Change it"))) {
      this.part("template").value = this.template.id;
      return;
    }
    const fresh = empty(wanted);
    for (const id of Object.keys(fresh.sections)) if (sections[id]) fresh.sections[id] = sections[id];
    this.template = wanted;
    this.content = { ...fresh, partnership, title, funder, budget: this.content.budget.lines.length ? this.content.budget : fresh.budget };
    this.draw();
    this.panel.changed();
  }

  /** Puts the partnership's facts into the sections in which nobody has written. */
  async place() {
    const id = this.part("partnership").value;
    if (!id) return this.placed("Choose a partnership first.");
    const facts = await this.factsOf(id).catch(() => null);
    if (!facts) return this.placed("The facts did not load. Check your connection and try again.");
    const { sections, left } = placeFacts(this.content, this.template, facts);
    this.content.partnership = id;
    if (!this.content.title) this.content.title = `${this.template.title}: ${facts.title}`;
    this.draw();
    this.showMissing(facts);
    this.panel.changed();
    const more = left ? ` ${left} more found no room within the limits; the partnership's page has them.` : "";
    this.placed(sections ? `Facts are in ${sections} section${sections === 1 ? "" : "s"}.${more} Read them, and fill in what is in square brackets.` : "Each section has words of yours, so nothing was put in place.");
  }

  /** Says beside the button the result. */
  placed(text) {
    this.part("placed").textContent = text;
  }

  async factsOf(id) {
    const place = this.known.partnerships.findIndex(([each]) => each === id);
    const number = Math.floor(place / this.known.in_a_file) + 1;
    if (!this.facts.has(number)) {
      const answer = await fetch(new URL(`partnerships-${number}.json`, HERE));
      if (!answer.ok) throw new Error(answer.statusText);
      this.facts.set(number, (await answer.json()).facts);
    }
    return this.facts.get(number)[id];
  }

  showMissing(facts) {
    const find = this.template.sections.flatMap((section) => section.find);
    for (const [name, items] of [["unknown", facts.missing.map(item)], ["find", find.map(factToFind)]]) {
      const part = this.part(name);
      part.hidden = !items.length;
      part.querySelector("ul").replaceChildren(...items);
    }
  }

  /** The sections that are not whole, each with the way to it. */
  showGaps() {
    const gaps = this.template.sections.map((section, place) => [section, place, this.gapOf(section)]).filter(([, , gap]) => gap);
    this.part("missing").hidden = !gaps.length;
    this.part("missing-title").textContent = `What is missing: ${gaps.length} of ${this.template.sections.length} sections`;
    this.part("gaps").replaceChildren(...gaps.map(([section, place, gap]) => gapItem(section, place, gap)));
  }

  gapOf(section) {
    const own = this.content.sections[section.id];
    const over = words(own.text) - section.words;
    const left = blanks(own.text);
    return [STATES[stateOf(own)], left.length && `${left.length} to fill in.`, over > 0 && `${over} words too many.`].filter(Boolean).join(" ");
  }

  showNotes() {
    const { notes = [] } = this.content;
    this.part("notes").hidden = !notes.length;
    this.part("notes").querySelector("ol").replaceChildren(...notes.map(item));
  }

  // --- one step at a time, on a phone: the choice, each section, the end ---

  go(wanted, isFocused = true) {
    const steps = [this.part("start"), ...this.root.querySelectorAll("[data-id]"), this.part("end")];
    this.at = Math.min(Math.max(wanted, 0), steps.length - 1);
    for (const [place, each] of steps.entries()) each.classList.toggle("is-here", place === this.at);
    this.root.dataset.at = this.at === 0 ? "start" : this.at === steps.length - 1 ? "end" : "section";
    this.root.querySelector('[data-step="-1"]').disabled = this.at === 0;
    this.root.querySelector('[data-step="1"]').disabled = this.at === steps.length - 1;
    this.tell();
    if (!isFocused) return;
    steps[this.at].scrollIntoView();
    (steps[this.at].querySelector('[tabindex="-1"]') ?? this.part("template")).focus({ preventScroll: true });
  }

  goToGap(event) {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    this.go(Number(link.dataset.place) + 1);
  }

  // --- the page ---

  draw() {
    this.part("template").value = this.template.id;
    this.part("partnership").value = this.content.partnership;
    for (const name of ["title", "funder"]) this.part(name).value = this.content[name];
    for (const name of ["unknown", "find"]) this.part(name).hidden = true;
    this.placed("");
    this.part("sections").replaceChildren(...this.template.sections.map((section, place) => this.sectionOf(section, place)));
    this.root.querySelector("[data-page-link]").href = new URL(`../templates/${this.template.id}/`, HERE);
    this.showNotes();
    this.go(this.at, false);
  }

  sectionOf(section, place) {
    const made = this.root.querySelector("template[data-section]").content.cloneNode(true).firstElementChild;
    const own = this.content.sections[section.id];
    made.dataset.id = section.id;
    const set = (name, text) => { made.querySelector(`[data-slot="${name}"]`).textContent = text; };
    const heading = made.querySelector("h3");
    heading.id = `write-${section.id}`;
    set("heading", `${place + 1}. ${section.heading}`);
    set("guidance", section.guidance);
    set("example", section.example);
    for (const name of ["prompts", "looks_for", "data"]) made.querySelector(`[data-list="${name}"]`).replaceChildren(...section[name].map(item));
    const text = made.querySelector("textarea");
    text.id = `text-${section.id}`;
    text.maxLength = LONGEST;
    text.value = own.text;
    text.rows = Math.min(Math.max(Math.round(section.words / 40), 5), 14);
    text.setAttribute("aria-labelledby", heading.id);
    text.setAttribute("aria-describedby", `count-${section.id}`);
    made.querySelector("[data-count]").id = `count-${section.id}`;
    const done = made.querySelector('[name="done"]');
    done.checked = own.done;
    done.setAttribute("aria-label", `${section.name} is done`);
    if (section.budget) made.querySelector("[data-slot=budget]").replaceChildren(this.budgetOf());
    this.tellSection(made, section);
    return made;
  }

  tellSection(node, section) {
    const own = this.content.sections[section.id];
    const number = words(own.text);
    const over = number - section.words;
    const left = blanks(own.text);
    const count = node.querySelector("[data-count]");
    count.textContent = `${number} of ${section.words} words${over > 0 ? `: ${over} too many` : ""}`;
    count.classList.toggle("is-over", over > 0);
    const state = stateOf(own);
    const missing = node.querySelector("[data-missing]");
    missing.hidden = state === "empty" || (state === "written" && !left.length);
    missing.textContent = [STATES[state], left.length && `Still to fill in: ${left.map((each) => `[${each}]`).join(" ")}`].filter(Boolean).join(" ");
    node.classList.toggle("is-done", own.done);
  }

  tell() {
    const all = this.template.sections;
    const states = all.map(({ id }) => stateOf(this.content.sections[id]));
    const count = (state) => states.filter((each) => each === state).length;
    const number = all.reduce((sum, { id }) => sum + words(this.content.sections[id].text), 0);
    const said = [`${count("written")} of ${all.length} sections written`, count("facts") && `${count("facts")} with facts only`, `${number.toLocaleString("en-US")} words`];
    this.part("progress").textContent = `${said.filter(Boolean).join(", ")}.`;
    this.part("meter").value = count("written");
    this.part("meter").max = all.length;
    this.showGaps();
  }

  sectionAt(element) {
    const node = element.closest("[data-id]");
    return { node, section: this.template.sections.find(({ id }) => id === node.dataset.id) };
  }

  typed(element) {
    if (element.matches("textarea")) {
      const { node, section } = this.sectionAt(element);
      this.content.sections[section.id].text = element.value;
      this.tellSection(node, section);
      this.tell();
      this.panel.changed();
    } else if (element.closest("[data-line], [data-budget]")) {
      this.budgetTyped(element);
    }
  }

  changed(element) {
    if (element.name !== "done") return;
    const { node, section } = this.sectionAt(element);
    this.content.sections[section.id].done = element.checked;
    this.tellSection(node, section);
    this.tell();
    this.panel.changed();
  }

  // --- the budget ---

  budgetOf() {
    const made = this.root.querySelector("template[data-budget-form]").content.cloneNode(true);
    const years = [...Array(this.content.budget.years).keys()];
    made.querySelector("[data-years]").replaceWith(...years.map((year) => headCell(`Year ${year + 1}`)));
    made.querySelector('[name="percent"]').value = this.content.budget.percent;
    made.querySelector('[name="years"]').value = this.content.budget.years;
    made.querySelector("tbody").replaceChildren(...this.content.budget.lines.map((line, place) => this.lineOf(line, place)));
    const box = document.createElement("div");
    box.dataset.budget = "";
    box.append(made);
    this.tellBudget(box);
    return box;
  }

  lineOf(line, place) {
    const row = this.root.querySelector("template[data-budget-line]").content.cloneNode(true).firstElementChild;
    row.dataset.line = place;
    const number = place + 1;
    const field = (name) => row.querySelector(`[name="${name}"]`);
    field("cost").replaceChildren(...this.known.costs.map(([id, name]) => new Option(name, id)));
    field("money").replaceChildren(...this.known.money.map(([id, name]) => new Option(name, id)));
    for (const name of ["item", "basis", "cost", "money"]) {
      field(name).value = line[name];
      field(name).setAttribute("aria-label", `${field(name).dataset.label}, line ${number}`);
    }
    const cells = [...Array(this.content.budget.years).keys()].map((year) => amountCell(line.years[year] ?? 0, year, number));
    row.querySelector("[data-amounts]").replaceWith(...cells);
    row.querySelector("button").setAttribute("aria-label", `Take line ${number} out`);
    return row;
  }

  budgetTyped(element) {
    const { budget } = this.content;
    if (element.name === "percent") {
      const wanted = percent(element.value);
      element.setAttribute("aria-invalid", String(!wanted && element.value.trim() !== ""));
      if (wanted || !element.value.trim()) budget.percent = wanted;
    } else if (element.name === "years") {
      budget.years = Math.min(Math.max(Number.parseInt(element.value, 10) || 1, 1), 5);
      this.redrawBudget();
    } else {
      const line = budget.lines[Number(element.closest("[data-line]").dataset.line)];
      if (element.dataset.year !== undefined) {
        const amount = cents(element.value);
        element.setAttribute("aria-invalid", String(amount === null));
        if (amount !== null) line.years[Number(element.dataset.year)] = amount;
        line.years = Array.from({ length: 5 }, (_, year) => line.years[year] ?? 0);
      } else {
        line[element.name] = element.value.slice(0, 300);
      }
    }
    this.tellBudget(this.root.querySelector("[data-budget]"));
    this.panel.changed();
  }

  tellBudget(box) {
    const added = sums(this.content.budget, this.known.money);
    const lines = [...added.parts.map((part) => `${part.name}: ${shown(part.total)}`), `Whole project: ${shown(added.total)}`];
    box.querySelector("[data-sums]").replaceChildren(...lines.map(item));
    const match = matchLines(this.content, this.template, this.known.money);
    box.querySelector("[data-match]").replaceChildren(...(this.content.budget.lines.length ? match : []).map(item));
    for (const [place, row] of [...box.querySelectorAll("[data-line]")].entries()) {
      const line = this.content.budget.lines[place];
      row.querySelector("[data-total]").textContent = shown(line.years.slice(0, this.content.budget.years).reduce((sum, each) => sum + each, 0));
    }
  }

  redrawBudget(focus = "") {
    const box = this.root.querySelector("[data-budget]");
    const fresh = this.budgetOf();
    box.replaceWith(fresh);
    if (focus) fresh.querySelector(focus)?.focus();
    else fresh.querySelector('[name="years"]').focus();
  }

  async clicked(button) {
    if (!button?.dataset.budgetDo) return;
    const { budget } = this.content;
    const what = button.dataset.budgetDo;
    if (what === "add" && budget.lines.length < MOST_LINES) {
      budget.lines.push({ item: "", cost: this.known.costs[0][0], money: this.known.money[0][0], basis: "", years: [0, 0, 0, 0, 0] });
      this.redrawBudget(`[data-line="${budget.lines.length - 1}"] [name="item"]`);
    } else if (what === "remove") {
      budget.lines.splice(Number(button.closest("[data-line]").dataset.line), 1);
      this.redrawBudget('[data-budget-do="add"]');
    } else if (what === "example") {
      if (budget.lines.length && !(await confirmed("Replace your lines with the example for an invented place?", "Replace them"))) return;
      budget.years = this.template.years;
      budget.percent = this.template.match.percent;
      budget.lines = this.template.lines.map((line) => ({ ...line, years: Array.from({ length: 5 }, (_, year) => line.years[year] ?? 0) }));
      this.redrawBudget('[data-budget-do="add"]');
    }
    this.panel.changed();
  }

  // --- taking it along ---

  get partnership() {
    return this.known.partnerships.find(([id]) => id === this.content.partnership)?.[1] ?? "";
  }

  whole() {
    return documentOf(this.content, this.template, { partnership: this.partnership, money: this.known.money });
  }

  async take(kind) {
    const name = fileName(this.content.title || this.panel.name() || this.template.title);
    this.panel.fail("");
    this.part("taken").textContent = "";
    try {
      if (kind === "word") download(`${name}.docx`, await wordFile(this.whole()));
      if (kind === "markdown") download(`${name}.md`, markdownText(this.whole()), "text/markdown");
      if (kind === "excel") download(`${name}-budget.xlsx`, workbookFile({ title: `Budget: ${this.content.title || this.template.title}`, sheets: [budgetSheet(this.content, this.known.money, this.known.costs)] }), EXCEL);
      if (kind === "print") window.print();
      else this.part("taken").textContent = "The file is made. Look in your downloads.";
    } catch (error) {
      this.part("taken").textContent = error.message;
    }
  }

  /** A printed text field shows only what fits, so the text is printed from a paragraph, and so is what the application is. */
  fillPrint() {
    const title = document.createElement("strong");
    title.textContent = this.content.title || this.template.title;
    const about = [this.partnership && `Partnership: ${this.partnership}`, this.content.funder && `Funder: ${this.content.funder}`];
    this.part("heading").replaceChildren(title, about.filter(Boolean).join("\n"));
    for (const node of this.root.querySelectorAll("[data-id]")) {
      const text = this.content.sections[node.dataset.id].text;
      node.querySelector("[data-print]").textContent = text || "Nothing written yet.";
    }
  }
}

function item(text) {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}

function gapItem({ id, heading }, place, gap) {
  const made = document.createElement("li");
  const link = document.createElement("a");
  Object.assign(link, { href: `#write-${id}`, textContent: `${place + 1}. ${heading}` });
  link.dataset.place = place;
  made.append(link, ` ${gap}`);
  return made;
}

/** A fact that the data does not have, with the address where a source says that it is. */
function factToFind([name, about, url]) {
  const made = item(`${name}. ${about}`);
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.rel = "external noopener";
    link.textContent = `Look it up at ${new URL(url).host}`;
    made.append(" ", link);
  }
  return made;
}

function headCell(text) {
  const made = document.createElement("th");
  made.scope = "col";
  made.className = "number";
  made.textContent = text;
  return made;
}

function amountCell(amount, year, number) {
  const cell = document.createElement("td");
  const field = document.createElement("input");
  field.dataset.year = year;
  field.inputMode = "decimal";
  field.autocomplete = "off";
  field.className = "amount";
  field.value = amount ? shown(amount).slice(1) : "";
  field.placeholder = "0";
  field.setAttribute("aria-label", `Dollars in year ${year + 1}, line ${number}`);
  cell.append(field);
  return cell;
}

const root = document.querySelector("[data-filler]");
fetch(new URL("templates.json", HERE))
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
  .then((known) => new Filler(root, known).start())
  .catch((error) => {
    document.querySelector("[data-filler-failed]").hidden = false;
    console.error(error);
  });
