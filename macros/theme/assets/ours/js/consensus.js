// Several people's self-assessments put together: agreement, splits, who knows and who doesn't, obstacles, who is
// missing. It stays in the tab until the tab is closed.

import { ANSWERS, CodeError, fromCode, isGap, together } from "./answers.js";
import { confirmed } from "./confirm.js";
import { startExports } from "./exports.js";
import { Shelf, StorageError, Tab, isObject, opened } from "./storage.js";

const UNKNOWN = ANSWERS.at(-1);
const model = JSON.parse(document.querySelector("#assessment-model").dataset.json);
const root = document.querySelector("[data-gather]");
const part = (name) => root.querySelector(`[data-${name}]`);
const components = model.elements.flatMap((element) => element.components);
const shelf = new Shelf({ kind: root.dataset.kind, noun: "self-assessment", version: Number(root.dataset.version), check: faults });
const tab = new Tab(new Shelf({ kind: "consensus", noun: "team consensus", version: 1, check: faultsOfTeam }));
/** Each has a name, answers in the page's order, a kind of partner, and what was typed: obstacles by component, notes by element. */
let people = tab.read()?.content.people ?? [];

/** What is wrong with a file's content: only what is read here. */
function faults(content) {
  if (!isObject(content) || !isObject(content.answers)) return ["its answers are missing"];
  const wrong = components.filter((id) => ![undefined, "", ...ANSWERS].includes(content.answers[id]));
  if (wrong.length) return [`the answer to “${wrong[0]}” is not one of the four`];
  return Object.values(content.answers).every((each) => ["string", "boolean"].includes(typeof each)) ? [] : ["an answer is not text"];
}

function faultsOfTeam(content) {
  const isRight = ({ name, answers, partner, obstacles, notes }) => typeof name === "string" && typeof partner === "string" && isObject(obstacles) && isObject(notes)
    && Array.isArray(answers) && answers.length === components.length;
  return isObject(content) && Array.isArray(content.people) && content.people.every(isRight) ? [] : ["its answers are missing"];
}

// --- who is put together ---

function add(given, person) {
  const text = JSON.stringify([given, person]);
  if (given && people.some((each) => each.text === text)) throw new StorageError("name", `“${given}” is here already.`);
  people = [...people, { ...person, text, name: freeName(given || person.partner || "Someone") }];
}

/** A name that nobody else has: people are told apart by it. */
function freeName(wanted) {
  const taken = new Set(people.map(({ name }) => name));
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted} ${number}`;
  return name;
}

function addFile(text, file) {
  const { name, content: { answers } } = opened(shelf, text);
  const own = name === model.unnamed ? "" : name;
  add(answers.name || own || answers.partner || file, {
    answers: components.map((id) => answers[id] ?? ""),
    partner: answers.partner ?? "",
    obstacles: typed(components, (id) => answers[`${id}-obstacle`]),
    notes: typed(model.elements.map(({ id }) => id), (id) => answers[`${id}-notes`]),
  });
}

function typed(ids, read) {
  return Object.fromEntries(ids.map((id) => [id, read(id)]).filter(([, text]) => text));
}

function addCode(code) {
  const { answers, partner } = fromCode(code, components.length, model.salt);
  add("", { answers, partner: model.partners[partner] ?? "", obstacles: {}, notes: {} });
}

/** Adds each piece by itself: one that can't be read stops none of the others. */
function addAll(pieces) {
  const problems = [];
  let added = 0;
  for (const { label, add: put } of pieces) {
    try {
      put();
      added += 1;
    } catch (error) {
      if (!(error instanceof StorageError || error instanceof CodeError)) throw error;
      problems.push(label ? `${label}: ${error.message}` : error.message);
    }
  }
  changed(added ? `Added ${inNumber(added)}. ${inNumber(people.length)} in all` : "", problems.join(" "));
  return problems.length === 0;
}

async function addFiles(files) {
  const read = await Promise.all([...files].map(async (file) => ({ name: file.name, text: await file.text() })));
  addAll(read.map(({ name, text }) => ({ label: name, add: () => addFile(text, name) })));
}

/** What was pasted: codes, one on each line, or the text of a file. */
function addPasted() {
  const box = root.querySelector("#gather-codes");
  const text = box.value.trim();
  const codes = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const pieces = text.startsWith("{") ? [{ label: "", add: () => addFile(text, "Pasted") }] : codes.map((code) => ({ label: codes.length > 1 ? code.slice(0, 40) : "", add: () => addCode(code) }));
  if (!pieces.length) changed("", "Paste a code into the box first, or open files.");
  else if (addAll(pieces)) box.value = "";
  box.focus();
}

function inNumber(count) {
  return `${count} ${count === 1 ? "answer" : "answers"}`;
}

/** Draws what there is now, keeps it in the tab, and says so. */
function changed(said, problem = "") {
  draw();
  let where = ", kept in this tab.";
  try {
    tab.write("", { people });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    where = ". This browser does not keep them: take the result along as a file.";
  }
  part("status").textContent = said && said + where;
  part("problem").textContent = problem;
}

// --- drawing ---

function draw() {
  drawPeople();
  const results = components.map((_, place) => together(people.map(({ answers }) => answers[place])));
  components.forEach((id, place) => drawComponent(document.querySelector(`[data-component="${id}"]`), place, results[place]));
  for (const { id } of model.elements) drawNotes(document.querySelector(`[data-notes="${id}"]`), ({ notes }) => notes[id]);
  drawPartners();
  document.querySelector("[data-summary]").textContent = people.length ? summary(results) : "For each component: who said it is in place, partly, not yet, or that they don’t know.";
  const gaps = components.filter((_, place) => isGap(results[place].careful) || results[place].careful === UNKNOWN);
  const link = document.querySelector("[data-start-plan]");
  link.hidden = !people.length || !gaps.length || !link.href; // a room pack may lack the plan
  link.hash = `gaps=${gaps.join(".")}`;
  part("clear").hidden = !people.length;
}

function drawPeople() {
  part("people").replaceChildren(...people.map((person) => {
    const item = part("person").content.firstElementChild.cloneNode(true);
    const [name, out] = [item.querySelector("input"), item.querySelector("button")];
    name.value = person.name;
    item.querySelector("[data-kind]").textContent = person.partner;
    out.setAttribute("aria-label", `Take out ${person.name}`);
    name.addEventListener("change", () => {
      people = people.map((each) => (each === person ? { ...each, name: name.value.trim() || person.name } : each));
      changed("Changed a name");
    });
    out.addEventListener("click", () => {
      people = people.filter((each) => each !== person);
      changed(`Took out ${person.name}. ${inNumber(people.length)} in all`);
      part("files").focus();
    });
    return item;
  }));
}

/** The names of those who gave an answer to the component at a place. */
function who(place, answer) {
  return people.filter(({ answers }) => answers[place] === answer).map(({ name }) => name).join(", ");
}

function drawComponent(row, place, { counts, words }) {
  ANSWERS.forEach((answer, number) => {
    const cell = row.cells[number + 1];
    cell.replaceChildren(...(people.length ? [String(counts[answer]), made("span", who(place, answer))] : []));
    cell.toggleAttribute("data-none", people.length > 0 && !counts[answer]);
  });
  row.cells[5].replaceChildren(...(people.length ? [made("strong", inWords(place, words))] : []));
  row.dataset.together = people.length ? words : "";
  const list = document.createElement("ul");
  drawNotes(list, ({ obstacles }) => obstacles[components[place]]);
  if (list.children.length) row.cells[5].append(list);
}

/** What the people's answers say about a component, with the names of those who know or don't. */
function inWords(place, words) {
  const unknown = who(place, UNKNOWN);
  if (words === "Only one knows") return `Only ${people.find(({ answers }) => answers[place] && answers[place] !== UNKNOWN).name} knows`;
  return unknown && words !== "Nobody knows" && words !== "Some don’t know" ? `${words}, and some don’t know` : words;
}

/** A list of what people typed, each with their name. */
function drawNotes(list, read) {
  list.replaceChildren(...people.filter(read).map((person) => made("li", `${person.name}: ${read(person)}`)));
}

function made(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}

function drawPartners() {
  for (const each of document.querySelectorAll("[data-partner]")) {
    const number = people.filter(({ partner }) => partner === each.dataset.partner).length;
    each.querySelector("[data-words]").textContent = people.length ? (number ? inNumber(number) : "missing") : "______";
    each.classList.toggle("is-missing", people.length > 0 && !number);
  }
}

function summary(results) {
  const count = (...words) => results.filter((each) => words.includes(each.words)).length;
  return `${inNumber(people.length)} on ${components.length} components: agreement on ${count("Agreed")}, different views on ${count("Split")}, some know and some don’t on ${count("Only one knows", "Some don’t know")}, and nobody knows about ${count("Nobody knows")}. Where views differ, the plan starts from the more careful one.`;
}

// --- the result as a file ---

/** One row for each component, with its element. */
function rows(cells) {
  return model.elements.flatMap((element) => element.components.map((id, place) => {
    const all = components.indexOf(id);
    const result = together(people.map(({ answers }) => answers[all]));
    return [element.name, element.names[place], ...cells(all, result), inWords(all, result.words), noted(({ obstacles }) => obstacles[id])];
  }));
}

function noted(read) {
  return people.filter(read).map((person) => `${person.name}: ${read(person)}`).join("\n");
}

function csv() {
  const counted = (place, { counts }) => ANSWERS.flatMap((answer) => [String(counts[answer]), who(place, answer)]);
  return [["Element", "Component", ...ANSWERS.flatMap((answer) => [answer, `Who: ${answer.toLowerCase()}`]), "Together", "Obstacles"], ...rows(counted)];
}

function whole() {
  const named = (place, { counts }) => ANSWERS.map((answer) => (counts[answer] ? `${counts[answer]}: ${who(place, answer)}` : ""));
  const all = rows(named);
  const header = ["Component", ...ANSWERS, "Together", "Obstacles"];
  const tables = model.elements.flatMap((element) => [
    { kind: "heading", level: 1, text: element.name },
    { kind: "table", caption: "", header, rows: all.filter(([name]) => name === element.name).map(([, ...cells]) => cells), widths: [4, 2, 2, 2, 2, 3, 4] },
    ...people.filter(({ notes }) => notes[element.id]).map(({ name, notes }) => ({ kind: "text", text: `${name}: ${notes[element.id]}` })),
  ]);
  const answered = people.map(({ name, partner }) => (partner && partner !== name ? `${name}, ${partner.toLowerCase()}` : name));
  return { title: "Team consensus", subject: "Team consensus", landscape: true, blocks: [{ kind: "text", text: document.querySelector("[data-summary]").textContent }, { kind: "list", items: answered, ordered: false }, ...tables] };
}

// --- buttons ---

startExports({ name: () => "Team consensus", whole, csv });
for (const note of document.querySelectorAll("[data-storage-without]")) note.hidden = true;
root.hidden = false;
part("files").addEventListener("click", () => part("input").click());
part("input").addEventListener("change", async (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  await addFiles(files);
});
part("add").addEventListener("click", addPasted);
part("clear").addEventListener("click", async () => {
  if (!(await confirmed("Clear all answers from this page? The files and codes that people gave you stay as they are.", "Clear them"))) return;
  people = [];
  changed("");
  tab.clear();
  part("status").textContent = "Cleared. Nothing of it is left in this tab.";
});
root.addEventListener("dragover", (event) => event.preventDefault());
root.addEventListener("drop", async (event) => {
  if (!event.dataTransfer.files.length) return; // text goes into the box
  event.preventDefault();
  await addFiles(event.dataTransfer.files);
});
draw();
if (people.length) part("status").textContent = `${inNumber(people.length)} here again, kept in this tab.`;
