// The self-assessment: progress, a result for each element, what helps next, and a code for the team's consensus.

import { ANSWERS, isGap, tally, toCode } from "./answers.js";
import { startForm } from "./form-page.js";

const ABOUT = ["name", "region", "partner", "day"]; // who answers, and when
const model = JSON.parse(document.querySelector("#assessment-model").dataset.json);
const result = document.querySelector("[data-result]");
const next = document.querySelector(".next");
const { form } = startForm({ shown: draw, more: summary, csv: csvRows, words: (shown) => `${answered(shown).join(" of ")} answered`, progress: answered });
result.hidden = false;

function answersOf(shown, element) {
  const { answers } = shown.read();
  return element.components.map((id) => answers[id] ?? "");
}

/** How many components have an answer, and how many there are. */
function answered(shown) {
  const all = model.elements.flatMap((element) => answersOf(shown, element));
  return [all.filter(Boolean).length, all.length];
}

function draw(shown) {
  const all = model.elements.flatMap((element) => answersOf(shown, element));
  const [done] = answered(shown);
  for (const element of model.elements) drawElement(element, answersOf(shown, element));
  drawNext(shown);
  const partner = model.partners.indexOf(shown.read().answers.partner);
  const code = result.querySelector("[data-code]");
  code.textContent = done ? toCode(all, partner, model.salt) : "";
  result.querySelector("[data-with-code]").hidden = !done;
}

function drawElement(element, answers) {
  const row = result.querySelector(`[data-element="${element.id}"]`);
  const counts = tally(answers);
  row.querySelector("[data-words]").textContent = inWords(counts, answers.length);
  const marks = row.querySelectorAll("[data-mark]");
  answers.forEach((answer, place) => {
    marks[place].dataset.mark = answer ? String(ANSWERS.indexOf(answer)) : "";
  });
}

/** A result is words for each element, never one number for all. */
function inWords(counts, number) {
  if (counts.open === number) return "Not answered yet";
  const said = ANSWERS.filter((answer) => counts[answer]).map((answer) => `${counts[answer]} ${answer.toLowerCase()}`);
  if (counts.open) said.push(`${counts.open} open`);
  return said.join(", ");
}

function drawNext(shown) {
  const { answers } = shown.read();
  const gaps = model.elements.flatMap((element) => element.components).filter((id) => isGap(answers[id]) || answers[id] === "Don't know");
  const isStarted = Object.keys(answers).some((id) => model.elements.some(({ components }) => components.includes(id)) && answers[id]);
  for (const each of next.querySelectorAll("[data-next]")) each.hidden = isStarted && !gaps.includes(each.dataset.next);
  next.querySelector("[data-no-gaps]").hidden = gaps.length > 0;
  const link = next.querySelector("[data-start-plan]");
  link.hidden = !gaps.length || !link.href; // a room pack may lack the plan
  // What follows the number sign is never sent to a server.
  link.hash = `gaps=${gaps.join(".")}`;
}

function summary(shown) {
  const rows = model.elements.map((element) => [element.name, inWords(tally(answersOf(shown, element)), element.components.length)]);
  return [
    { kind: "heading", level: 1, text: "Result" },
    { kind: "table", caption: "Result for each element", header: ["Element", "Result"], rows, widths: [2, 3] },
  ];
}

/** One row for each component, and for the notes of each element; who answered is in columns behind them. */
function csvRows(shown) {
  const { answers } = shown.read();
  const others = shown.told((key) => ABOUT.includes(key));
  const row = (...cells) => [...cells.map((each) => each ?? ""), ...others.map(([, answer]) => answer)];
  const rowsOf = ({ id: element, name, components, names }) => [
    ...components.map((id, place) => row(name, names[place], answers[id], answers[`${id}-obstacle`])),
    ...(answers[`${element}-notes`] ? [row(name, "Notes from our talk", answers[`${element}-notes`], "")] : []),
  ];
  return [["Element", "Component", "Answer", "Obstacles", ...others.map(([label]) => label)], ...model.elements.flatMap(rowsOf)];
}

result.querySelector("[data-copy]").addEventListener("click", async (event) => {
  const code = result.querySelector("[data-code]");
  try {
    await navigator.clipboard.writeText(code.textContent);
    event.target.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code); // a browser that forbids it: the person copies by hand
  }
});

document.addEventListener("keydown", (event) => {
  // Keys 1 to 4 answer the question that has the focus, as the page says.
  const ask = event.target.closest?.("fieldset[data-kind=choice]");
  const answer = ANSWERS[Number(event.key) - 1];
  const radio = ask && answer && event.target.type === "radio" && [...ask.querySelectorAll("input")].find((each) => each.value === answer);
  if (radio) {
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
export { form };
