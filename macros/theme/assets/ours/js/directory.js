// The directory's filters. The list is complete without them; this narrows it
// down, keeps the state in the address, and makes Back work.

import { csv, save } from "./csv.js";
import { plainDay } from "./days.js";
import { facetForm, partsOf } from "./facet-form.js";
import { narrow, order, prepare } from "./facet-rules.js";
import { markFreshness } from "./freshness.js";
import { afterPaint } from "./turns.js";

const PAGE = 50; // records shown at once
const FIRST = { cards: 4, table: 12 }; // of them are drawn with the answer, as many as a screen shows
const MORE = 8; // follow at a time, when that is painted
const MOST_COMPARED = 3;

const root = document.querySelector("[data-directory]");
if (root) start(root);

function start(root) {
  const part = partsOf(root);
  const view = {
    root,
    part,
    list: part("list"),
    original: [...part("list").children],
    index: null,
    loading: null,
    columns: [...root.querySelectorAll("[data-sort-column]")],
    shown: PAGE,
    first: FIRST[root.dataset.layout],
    compared: new Set(),
    turn: 0, // of drawing; an earlier one stops
  };
  view.items = new Map(view.original.map((item) => [item.dataset.record, item]));
  view.form = facetForm(root, () => showAgain(view), {
    write: (state) => { for (const id of view.compared) state.append("compare", id); },
    read: (state) => {
      view.compared = new Set(state.getAll("compare").slice(0, MOST_COMPARED));
      showCompared(view);
    },
    follow: (query) => followView(part("view"), query),
  });
  view.labels = new Map(view.form.boxes.map(({ option, label }) => [option, label]));
  addSortButtons(view);
  listen(view);
  view.form.readAddress();
  markFreshness(root);
}

function addSortButtons(view) {
  if (!view.part("sort")) return; // there is one order only
  for (const cell of view.columns) {
    const column = cell.dataset.sortColumn;
    if (!column) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort-button";
    button.append(...cell.childNodes);
    button.addEventListener("click", () => view.form.sortBy(column));
    cell.append(button);
  }
}

// --- events -------------------------------------------------------------------

function listen(view) {
  const { root, part } = view;
  view.form.form.addEventListener("focusin", () => load(view), { once: true });
  part("save").querySelector("button").addEventListener("click", () => download(view));
  part("more").querySelector("button").addEventListener("click", () => showMore(view));
  root.addEventListener("change", (event) => { if (event.target.matches("[data-compare]")) compare(view, event.target); });
  part("compare-clear").addEventListener("click", () => clearCompared(view));
}

async function showAgain(view) {
  view.shown = PAGE;
  // The page's own list is what nothing narrows down.
  if (view.index || view.form.isNarrowed()) await show(view);
}

function showMore(view) {
  const first = view.shown;
  view.shown += PAGE;
  view.form.draw.now(view.list, () => drawList(view, first + view.first));
  view.list.querySelectorAll("[data-record]")[first]?.querySelector("a")?.focus();
}

/** Leads to the list's other view, cards or table, as it is narrowed down now. */
function followView(link, query) {
  link.href = link.getAttribute("href").split("?")[0] + query;
}

// --- the list ----------------------------------------------------------------

function load(view) {
  view.loading ??= fetch(view.root.dataset.index)
    .then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    })
    .then((data) => { view.index = prepare(data, data.options.map((option) => view.labels.get(option))); })
    .catch(() => {
      view.loading = null;
      view.part("count-line").textContent = "The filters could not be loaded. The list below is not narrowed down; try again later.";
    });
  return view.loading;
}

async function show(view) {
  if (!view.index) await load(view);
  if (!view.index) return;
  const { form, index, root } = view;
  view.result = narrow(index, form.options(index), form.words(), form.withSilent());
  form.tell(index, view.result, Number(root.dataset.total));
  view.list.setAttribute("aria-busy", "true"); // also while it waits for its turn
  form.draw.soon(view.list, () => drawList(view, view.first));
}

function drawList(view, first) {
  const { form, original, part, result, shown } = view;
  const isNarrowed = form.isNarrowed();
  const records = isNarrowed ? inOrder(view, result).slice(0, shown) : [];
  view.known = result.maybe.length ? result.found.length : Infinity;
  if (isNarrowed) draw(view, (from, to) => items(view, records, from, to), records.length, first);
  else draw(view, (from, to) => original.slice(from, to), original.length, first);
  showSorted(view);
  part("more").hidden = !isNarrowed || result.found.length + result.maybe.length <= shown;
  if (part("pager")) part("pager").hidden = isNarrowed;
  showCompared(view);
}

/** What is known to fit, then what may fit. */
function inOrder({ index, form }, { found, maybe }) {
  return [found, maybe].flatMap((part) => order(index, part, form.sorting()));
}

/**
 * Draws the first items now, and the others in turns after they are painted; a short list is never half there. What was
 * in the list stays until its place is taken, so that nothing moves meanwhile.
 * @param {(from: number, to: number) => Element[]} some makes the items from one place to another
 */
function draw(view, some, number, least) {
  view.turn += 1;
  const { list, turn } = view;
  let drawn = 0; // with the line between the items
  const go = (from, to) => {
    if (turn !== view.turn) return;
    for (const each of some(from, to)) drawn = put(list, each, drawn);
    if (to < number) return afterPaint(() => go(to, to + MORE));
    while (list.children.length > drawn) list.lastElementChild.remove();
    finishDrawing(view);
  };
  list.setAttribute("aria-busy", "true");
  go(0, view.index.id.length <= PAGE ? number : least);
}

/** Puts an item into its place of the list, and gives the next place. */
function put(list, item, place) {
  const there = list.children[place];
  if (!there) list.append(item);
  else if (there !== item) there.replaceWith(item);
  return place + 1;
}

function finishDrawing(view) {
  view.list.setAttribute("aria-busy", "false");
  showCompared(view); // what came later knows what is chosen, too
}

/** The items from one place to another, with a line before the first that may fit. */
function items(view, records, from, to) {
  const made = records.slice(from, to).map((record) => item(view, record));
  if (from <= view.known && view.known < Math.min(to, records.length)) made.splice(view.known - from, 0, divider(view));
  return made;
}

function divider({ root }) {
  return root.querySelector("[data-pattern]").content.querySelector(".divider").cloneNode(true);
}

function item(view, record) {
  const id = view.index.id[record];
  if (!view.items.has(id)) view.items.set(id, fill(view, record));
  return view.items.get(id);
}

/** An item of a page that is not this one, from the page's own pattern. */
function fill(view, record) {
  const { index, root } = view;
  const pattern = root.querySelector("[data-pattern]").content.querySelector("[data-record]");
  const made = pattern.cloneNode(true);
  const slot = (name) => made.querySelector(`[data-slot=${name}]`);
  const labels = (facet) => index.has[record].filter((option) => index.options[option].startsWith(`${facet}=`)).map((option) => view.labels.get(index.options[option]));
  made.dataset.record = index.id[record];
  slot("title").textContent = index.title[record];
  slot("title").href = new URL(`${index.id[record]}/`, new URL(root.dataset.index, window.location)).pathname;
  if (slot("summary")) slot("summary").textContent = index.summary[record];
  if (slot("industries")) slot("industries").textContent = labels("industry").join(", ");
  if (slot("chips")) fillChips(slot("chips"), labels("industry"), index.place[record]);
  if (slot("place")) slot("place").textContent = index.place[record];
  if (slot("kind")) fillKind(slot("kind"), index.kind[record]);
  if (slot("status")) fillStatus(slot("status"), index.status[record], Boolean(slot("summary")));
  const stage = index.options[index.has[record].find((option) => index.options[option].startsWith("stage="))].slice(6);
  slot("stage")?.replaceChildren(...root.querySelector("[data-stage-tracks]").content.querySelector(`[data-stage="${stage}"]`).cloneNode(true).childNodes);
  if (slot("reviewed")) fillDay(slot("reviewed"), index, record);
  const box = made.querySelector("[data-compare]");
  if (box) {
    box.value = index.id[record];
    slot("compare-name").textContent = ` ${index.title[record]}`;
  }
  markFreshness(made);
  return made;
}

function fillKind(slot, kind) {
  slot.textContent = kind;
  slot.hidden = !kind;
}

/** In a card the status is a part of a line, which is not there where nothing is known. */
function fillStatus(slot, status, isInLine) {
  slot.textContent = isInLine ? status.charAt(0).toLowerCase() + status.slice(1) : status;
  if (isInLine) slot.parentElement.hidden = !status;
}

function fillChips(list, industries, place) {
  const [chip] = list.children;
  const chips = industries.map((industry) => {
    const made = chip.cloneNode();
    made.textContent = industry;
    return made;
  });
  list.lastElementChild.textContent = place;
  list.lastElementChild.hidden = !place;
  list.replaceChildren(...chips, list.lastElementChild);
}

function fillDay(slot, index, record) {
  const day = index.reviewed[record];
  slot.querySelector(".freshness__look").textContent = index.looks[index.is_reviewed[record]];
  const time = slot.querySelector("time");
  time.dateTime = day;
  time.textContent = plainDay(day);
  slot.querySelector("[data-due]").dataset.due = index.due[day];
}

/** The records that are found now, in their order, as a CSV file. */
async function download(view) {
  await load(view);
  if (!view.index) return;
  const { form, index } = view;
  const { found, maybe } = narrow(index, form.options(index), form.words(), form.withSilent());
  const folder = new URL(".", new URL(view.root.dataset.index, window.location));
  const answer = await fetch(view.root.dataset.contacts).catch(() => null);
  const contacts = answer?.ok ? (await answer.json()).of : null;
  const words = { address: (id) => new URL(`${id}/`, folder).href, label: (option) => view.labels.get(option) ?? "", contacts };
  save(csv(index, inOrder(view, { found, maybe }), new Set(maybe), words), "partnerships.csv");
}

function showSorted(view) {
  const by = view.form.sorting() || "name";
  for (const cell of view.columns) {
    if (cell.dataset.sortColumn === by) cell.setAttribute("aria-sort", by === "name" ? "ascending" : "descending");
    else cell.removeAttribute("aria-sort");
  }
}

// --- comparing -----------------------------------------------------------------

function compare(view, box) {
  if (box.checked) view.compared.add(box.value);
  else view.compared.delete(box.value);
  view.form.writeAddress(true);
  showCompared(view);
}

function clearCompared(view) {
  view.compared.clear();
  view.form.writeAddress(true);
  showCompared(view);
  view.form.form.elements.q.focus();
}

function showCompared(view) {
  const number = view.compared.size;
  for (const box of view.list.querySelectorAll("[data-compare]")) {
    box.checked = view.compared.has(box.value);
    box.disabled = !box.checked && number >= MOST_COMPARED;
  }
  const bar = view.part("compare-bar");
  bar.hidden = number === 0;
  const most = number === MOST_COMPARED ? " That is the most." : "";
  bar.querySelector("[data-compare-count]").textContent = `${number} chosen to compare.${most}`;
  const ids = new URLSearchParams([...view.compared].map((id) => ["ids", id]));
  bar.querySelector("[data-compare-link]").href = `${view.root.dataset.comparePage}?${ids}`;
}
