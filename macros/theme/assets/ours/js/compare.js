// Puts up to three records of a kind side by side: partnerships, or jobs. The facts come from the records'
// own pages, so that there is one place where they are written.

const MOST = 3;
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
let turns = 0;
const root = document.querySelector("[data-compare-table]");
if (root) start(root);

function start(root) {
  const form = root.querySelector("[data-compare-form]"); // not there where the records are too many for a menu
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = form.elements.add.value;
    if (!id) return;
    go(root, [...chosenIds().filter((each) => offers(form, each)), id]);
    form.elements.add.focus(); // the button may be disabled now
  });
  window.addEventListener("popstate", () => show(root));
  show(root);
}

function chosenIds() {
  const ids = new URLSearchParams(window.location.search).getAll("ids").flatMap((each) => each.split(","));
  return [...new Set(ids.filter(Boolean))].slice(0, MOST);
}

function go(root, ids) {
  const state = new URLSearchParams(ids.slice(0, MOST).map((id) => ["ids", id]));
  history.pushState(null, "", `?${state}`);
  show(root);
}

/** Whether a record may be asked for: an address must not make another page look like one. */
function offers(form, id) {
  if (!form) return ID.test(id);
  return [...form.elements.add.options].some((option) => option.value === id);
}

async function show(root) {
  const turn = (turns += 1);
  const ids = chosenIds();
  const status = root.querySelector("[data-compare-status]");
  const form = root.querySelector("[data-compare-form]");
  const wanted = ids.filter((id) => offers(form, id));
  const records = (await Promise.all(wanted.map((id) => fetchRecord(root, id)))).filter(Boolean);
  if (turn !== turns) return; // the choice has changed meanwhile
  if (form) showChoice(form, ids, records.length);
  const lost = ids.length - records.length;
  const told = records.length === 0
    ? `Choose two or three ${root.dataset.many} to see them side by side.`
    : `${records.length} of at most ${MOST} ${root.dataset.many}.`;
  const missing = lost === 1 ? " One that was asked for could not be found." : ` ${lost} that were asked for could not be found.`;
  status.textContent = lost ? told + missing : told;
  root.querySelector("[data-compare-wrap]").hidden = records.length === 0;
  fillTable(root, records);
}

function showChoice(form, ids, shown) {
  for (const option of form.elements.add.options) option.disabled = ids.includes(option.value);
  form.elements.add.value = "";
  form.querySelector("button").disabled = shown >= MOST;
}

async function fetchRecord(root, id) {
  try {
    const answer = await fetch(`${root.dataset.base}${root.dataset.folder}${id}/`);
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const facts = new Map([...page.querySelectorAll("[data-fact]")].map(readFact));
    if (!facts.size) return null; // another page than a record's
    return { id, title: page.querySelector("h1").textContent, summary: page.querySelector(".lead").textContent, facts };
  } catch {
    return null;
  }
}

/** A fact's name is its first element; the rest is its value. */
function readFact(element) {
  const made = document.importNode(element, true);
  const name = made.firstElementChild;
  name.remove();
  for (const each of made.querySelectorAll("[id]")) each.removeAttribute("id");
  // A heading belongs to its page's outline, not into a cell of a table.
  for (const each of made.querySelectorAll("h2, h3, h4")) {
    const words = document.createElement("p");
    words.className = "compare__heading";
    words.append(...each.childNodes);
    each.replaceWith(words);
  }
  const value = document.createDocumentFragment();
  const inner = made.querySelector(":scope > dd");
  value.append(...(inner ?? made).childNodes);
  return [name.textContent.trim(), value];
}

function fillTable(root, records) {
  const head = document.createElement("tr");
  const corner = document.createElement("td");
  head.append(corner, ...records.map((record) => heading(root, record, records)));
  root.querySelector("thead").replaceChildren(head);
  const names = [...new Set(records.flatMap((record) => [...record.facts.keys()]))];
  const summary = row("Summary", records.map((record) => document.createTextNode(record.summary)));
  const rows = names.map((name) => row(name, records.map((record) => record.facts.get(name) ?? unknown())));
  root.querySelector("tbody").replaceChildren(...(records.length ? [summary, ...rows] : []));
}

function heading(root, record, records) {
  const cell = document.createElement("th");
  cell.scope = "col";
  const link = document.createElement("a");
  link.href = `${root.dataset.base}${root.dataset.folder}${record.id}/`;
  link.textContent = record.title;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button button--quiet";
  remove.textContent = "Remove";
  remove.setAttribute("aria-label", `Remove ${record.title}`);
  remove.addEventListener("click", () => {
    go(root, records.filter((each) => each !== record).map((each) => each.id));
    (root.querySelector("#compare-add") ?? root.querySelector(".with-script a")).focus();
  });
  cell.append(link, remove);
  return cell;
}

function row(name, values) {
  const made = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  made.append(head, ...values.map((value) => {
    const cell = document.createElement("td");
    cell.append(value);
    return cell;
  }));
  return made;
}

function unknown() {
  const made = document.createElement("span");
  made.className = "unknown";
  made.textContent = "Not stated";
  return made;
}
