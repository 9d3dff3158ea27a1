// The measurement plan: choose metrics, take away a data sheet, a plan of one page and the questions to ask.

import { markdownText } from "./markdown.js";
import { download } from "./download.js";
import { wordFile } from "./word.js";
import { workbookFile } from "./workbook.js";

const MANY = 7; // above this number, the page says that it is a lot

const root = document.querySelector("[data-metric-builder]");
if (root) start(root);

async function start(root) {
  const metrics = await fetched(root.dataset.index);
  if (!metrics) return; // the words for those without a script stay
  const boxes = [...root.querySelectorAll('input[name="metric"]')];
  const chosen = () => metrics.filter(({ id }) => boxes.some((box) => box.checked && box.value === id));
  const wanted = new URLSearchParams(location.search).get("metrics")?.split(",") ?? [];
  for (const box of boxes) if (wanted.includes(box.value)) box.checked = true;

  root.querySelector("[data-without-script]").hidden = true;
  root.querySelector("[data-builder-form]").hidden = false;
  root.querySelector("[data-builder-form]").addEventListener("change", () => {
    remember(chosen());
    show(root, chosen());
  });
  for (const button of root.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => take(root, button.dataset.take, chosen()));
  }
  show(root, chosen());
}

async function fetched(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? (await answer.json()).metrics : null;
  } catch {
    return null;
  }
}

// The choice stands in the address, so that it can be sent on; nothing else is kept.
function remember(metrics) {
  const address = new URL(location.href);
  if (metrics.length) address.searchParams.set("metrics", metrics.map(({ id }) => id).join(","));
  else address.searchParams.delete("metrics");
  history.replaceState(null, "", address.href.replaceAll("%2C", ","));
}

function show(root, metrics) {
  root.querySelector("[data-builder-bar]").hidden = false;
  document.documentElement.classList.add("has-bar");
  for (const name of ["result", "to-plan"]) root.querySelector(`[data-builder-${name}]`).hidden = metrics.length === 0;
  root.querySelector("[data-builder-count]").textContent = counted(metrics.length);
  say(root, "");
  root.querySelector("[data-builder-plan]").replaceChildren(...metrics.map(shown));
}

function counted(number) {
  if (!number) return "No metric chosen yet.";
  const words = `${number} metric${number === 1 ? "" : "s"} chosen.`;
  return number > MANY ? `${words} That is a lot to keep up; about five is a good number.` : words;
}

function say(root, words) {
  root.querySelector("[data-builder-status]").textContent = words;
}

function shown({ name, question, often, survey }) {
  const section = document.createElement("section");
  section.append(made("h3", name), made("p", question), made("p", `How often: ${often}.`));
  if (survey.length) {
    const list = document.createElement("ol");
    list.append(...survey.map((each) => made("li", each)));
    section.append(made("p", "Questions to ask:"), list);
  }
  return section;
}

function made(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

// --- what people take away ---

async function take(root, what, metrics) {
  try {
    if (what === "sheet") download("data-sheet.xlsx", workbookFile({ title: "Data sheet", sheets: sheets(metrics) }));
    else if (what === "plan") download("measurement-plan.docx", await wordFile(plan(metrics)));
    else download("measurement-plan.md", markdownText(plan(metrics)), "text/markdown");
    say(root, "The file is made. Look among your downloads.");
  } catch {
    say(root, "The file could not be made. Try again, or take the text.");
  }
}

export function sheets(metrics) {
  const about = {
    name: "Read me",
    columns: [{ title: "Metric", width: 30 }, { title: "Definition", width: 50 }, { title: "How to work it out", width: 50 }, { title: "How often", width: 20 }, { title: "Small numbers", width: 50 }],
    rows: metrics.map(({ name, definition, formula, often, small }) => [name, definition, formula, often, small]),
  };
  return [about, ...metrics.map(({ name, columns }) => ({ name, columns: columns.map((title) => ({ title, width: 24 })), rows: [] }))];
}

export function plan(metrics) {
  const asked = metrics.filter(({ survey }) => survey.length);
  return {
    title: "Measurement plan",
    blocks: [
      { kind: "text", text: "Partnership: ____________________   Agreed on: ______________" },
      {
        kind: "table",
        caption: "What we measure",
        header: ["Metric", "Question", "How often", "Who collects it", "First number, and its day"],
        rows: metrics.map(({ name, question, often }) => [name, question, often, "", ""]),
        widths: [3, 4, 2, 2, 2],
      },
      { kind: "page" },
      { kind: "heading", level: 1, text: "How each is counted" },
      ...metrics.flatMap(({ name, definition, formula, collect, whose, pitfalls, small }) => [
        { kind: "heading", level: 2, text: name },
        { kind: "list", items: [`Definition: ${definition}`, `How to work it out: ${formula}`, `How to collect it: ${collect}`, `Whose data: ${whose}`, `What can go wrong: ${pitfalls}`, `Small numbers: ${small}`] },
      ]),
      ...(asked.length
        ? [{ kind: "heading", level: 1, text: "Questions to ask" }, ...asked.flatMap(({ name, survey }) => [{ kind: "heading", level: 2, text: name }, { kind: "list", items: survey, ordered: true }])]
        : []),
    ],
  };
}
