// Several people's self-assessments put together on one device: agreement, splits, what nobody knows, who is missing.

import { ANSWERS, fromCode, isGap, together } from "./answers.js";
import { StorageError, Shelf, isObject, opened } from "./storage.js";

const model = JSON.parse(document.querySelector("#assessment-model").dataset.json);
const root = document.querySelector("[data-gather]");
const part = (name) => root.querySelector(`[data-${name}]`);
const components = model.elements.flatMap((element) => element.components);
const shelf = new Shelf({ kind: root.dataset.kind, noun: "self-assessment", version: Number(root.dataset.version), check: faults });
let people = [];

/** What is wrong with a file's content: only the answers are read here. */
function faults(content) {
  if (!isObject(content) || !isObject(content.answers)) return ["its answers are missing"];
  const wrong = components.filter((id) => ![undefined, "", ...ANSWERS].includes(content.answers[id]));
  return wrong.length ? [`the answer to “${wrong[0]}” is not one of the four`] : [];
}

function add(person) {
  const text = JSON.stringify(person.answers) + person.partner;
  if (people.some((each) => each.text === text && each.name === person.name)) throw new StorageError("name", `“${person.name}” is here already.`);
  people = [...people, { ...person, text }];
  draw();
}

async function addFiles(files) {
  part("problem").textContent = "";
  let added = 0;
  const problems = [];
  for (const file of files) {
    try {
      const { name, content } = opened(shelf, await file.text());
      add({ name: name || file.name, answers: components.map((id) => content.answers[id] ?? ""), partner: content.answers.partner ?? "" });
      added += 1;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      problems.push(`${file.name}: ${error.message}`);
    }
  }
  say(added ? `Added ${added} of ${files.length} ${files.length === 1 ? "file" : "files"}. ${people.length} ${people.length === 1 ? "answer" : "answers"} in all.` : "");
  part("problem").textContent = problems.join(" ");
}

function addCode() {
  const input = root.querySelector("#gather-code");
  part("problem").textContent = "";
  try {
    const { answers, partner } = fromCode(input.value, components.length, model.salt);
    add({ name: `Code ${people.length + 1}`, answers, partner: model.partners[partner] ?? "" });
    input.value = "";
    say(`Added the code. ${people.length} ${people.length === 1 ? "answer" : "answers"} in all.`);
  } catch (error) {
    part("problem").textContent = error.message;
  }
  input.focus();
}

function say(text) {
  part("status").textContent = text;
}

// --- drawing ---

function draw() {
  drawPeople();
  const results = components.map((_, place) => together(people.map(({ answers }) => answers[place])));
  components.forEach((id, place) => drawComponent(document.querySelector(`[data-component="${id}"]`), results[place]));
  drawPartners();
  drawSummary(results);
  const gaps = components.filter((_, place) => isGap(results[place].careful) || results[place].careful === "Don't know");
  const link = document.querySelector("[data-start-plan]");
  link.hidden = !people.length || !gaps.length || !link.href; // a room pack may lack the plan
  link.hash = `gaps=${gaps.join(".")}`;
}

function drawPeople() {
  part("people").replaceChildren(...people.map((person) => {
    const item = document.createElement("li");
    item.textContent = `${person.name}${person.partner ? `, ${person.partner.toLowerCase()}` : ""} `;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small";
    button.textContent = "Take out";
    button.setAttribute("aria-label", `Take out ${person.name}`);
    button.addEventListener("click", () => {
      people = people.filter((each) => each !== person);
      draw();
      say(`${people.length} ${people.length === 1 ? "answer" : "answers"} in all.`);
      part("files").focus();
    });
    item.append(button);
    return item;
  }));
}

function drawComponent(row, { counts, words, unknown }) {
  ANSWERS.forEach((answer, place) => {
    row.cells[place + 1].textContent = people.length ? String(counts[answer]) : "";
  });
  row.cells[5].textContent = people.length ? (unknown && words !== "Nobody knows" ? `${words}, ${unknown} don’t know` : words) : "";
  row.dataset.together = people.length ? words : "";
}

function drawPartners() {
  for (const each of document.querySelectorAll("[data-partner]")) {
    const number = people.filter(({ partner }) => partner === each.dataset.partner).length;
    each.querySelector("[data-words]").textContent = people.length ? (number ? `${number} ${number === 1 ? "answer" : "answers"}` : "missing") : "______";
    each.classList.toggle("is-missing", people.length > 0 && !number);
  }
}

function drawSummary(results) {
  const count = (words) => results.filter((each) => each.words === words).length;
  document.querySelector("[data-summary]").textContent = people.length
    ? `${people.length} ${people.length === 1 ? "answer" : "answers"}: agreement on ${count("Agreed")} of ${components.length} components, different views on ${count("Split")}, and nobody knows about ${count("Nobody knows")}. Where views differ, the plan starts from the more careful one.`
    : "For each component: how many said it is in place, partly, not yet, or that they don’t know.";
}

for (const note of document.querySelectorAll("[data-storage-without]")) note.hidden = true;
root.hidden = false;
part("files").addEventListener("click", () => part("input").click());
part("input").addEventListener("change", async (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  await addFiles(files);
});
part("add-code").addEventListener("click", addCode);
root.querySelector("#gather-code").addEventListener("keydown", (event) => {
  if (event.key === "Enter") addCode();
});
