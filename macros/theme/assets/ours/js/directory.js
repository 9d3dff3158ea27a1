// The directory's filters. The list is complete without them; this narrows it
// down, keeps the state in the address, and makes Back work.

import { csv, save } from "./csv.js";
import { plainDay } from "./days.js";
import { narrow, order, prepare } from "./filters.js";
import { markFreshness } from "./freshness.js";

const PAGE = 50; // records shown at once
const FIRST = 6; // of them are drawn with the answer; the others follow when the browser has time
const NUMBER = new Intl.NumberFormat("en-US");
const MOST_COMPARED = 3;

const root = document.querySelector("[data-directory]");
if (root) start(root);

function start(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const view = {
    root,
    form: part("filters"),
    list: part("list"),
    original: [...part("list").children],
    labels: new Map(),
    index: null,
    loading: null,
    shown: PAGE,
    compared: new Set(),
    turn: 0, // of drawing; an earlier one stops
    boxes: [],
  };
  view.items = new Map(view.original.map((item) => [item.dataset.record, item]));
  for (const input of view.form.querySelectorAll("input[type=checkbox]")) {
    const label = input.closest("label");
    const option = `${input.name}=${input.value}`;
    view.labels.set(option, label.querySelector(".facet__label").textContent.trim());
    view.boxes.push({ input, option, count: label.querySelector("[data-count]"), facet: input.closest("[data-facet]") });
  }
  reveal(view);
  listen(view);
  readAddress(view);
  markFreshness(root);
}

function reveal(view) {
  view.form.hidden = false;
  view.root.querySelector("[data-sort]").hidden = false;
  view.root.querySelector("[data-save]").hidden = false;
  view.root.classList.add("has-filters");
  const disclosure = view.form.querySelector("[data-filters-disclosure]");
  const wide = window.matchMedia("(min-width: 60em)");
  disclosure.open = wide.matches;
  wide.addEventListener("change", () => { disclosure.open = wide.matches; });
  for (const cell of view.root.querySelectorAll("[data-sort-column]")) {
    const column = cell.dataset.sortColumn;
    if (!column) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort-button";
    button.append(...cell.childNodes);
    button.addEventListener("click", () => {
      view.root.querySelector("#sort-by").value = column;
      changed(view);
    });
    cell.append(button);
  }
  showCompare(view.root);
}

function showCompare(root) {
  for (const label of root.querySelectorAll(".card__compare")) label.hidden = false;
}

// --- events -------------------------------------------------------------------

function listen(view) {
  const { root, form } = view;
  const text = form.elements.q;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusin", () => load(view), { once: true });
  form.addEventListener("change", (event) => { if (event.target !== text) changed(view); });
  form.addEventListener("reset", () => setTimeout(() => clear(view)));
  let typing;
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => changed(view, { typing: true }), 120);
  });
  root.querySelector("#sort-by").addEventListener("change", () => changed(view));
  root.querySelector("[data-save] button").addEventListener("click", () => download(view));
  root.querySelector("[data-clear]").addEventListener("click", () => clear(view));
  root.querySelector("[data-more] button").addEventListener("click", () => showMore(view));
  root.addEventListener("change", (event) => { if (event.target.matches("[data-compare]")) compare(view, event.target); });
  root.querySelector("[data-compare-clear]").addEventListener("click", () => clearCompared(view));
  window.addEventListener("popstate", () => readAddress(view));
}

async function changed(view, { typing = false } = {}) {
  view.shown = PAGE;
  writeAddress(view, typing && view.wasTyping);
  view.wasTyping = typing;
  await show(view);
}

function clear(view) {
  for (const input of view.form.querySelectorAll("input[type=checkbox]")) input.checked = false;
  view.form.elements.q.value = "";
  changed(view);
  view.form.elements.q.focus();
}

async function showMore(view) {
  const first = view.shown;
  view.shown += PAGE;
  await show(view, first + FIRST);
  view.list.children[first]?.querySelector("a")?.focus();
}

// --- state in the address --------------------------------------------------

function writeAddress(view, replace) {
  const state = new URLSearchParams();
  for (const [name, value] of new FormData(view.form)) if (value) state.append(name, value);
  const sort = view.root.querySelector("#sort-by").value;
  if (sort !== "name") state.set("sort", sort);
  for (const id of view.compared) state.append("compare", id);
  const address = new URL(window.location);
  address.search = state;
  if (address.href !== window.location.href) history[replace ? "replaceState" : "pushState"](null, "", address);
  followView(view);
}

function followView(view) {
  const other = view.root.querySelector("[data-view]");
  other.href = other.getAttribute("href").split("?")[0] + window.location.search;
}

function readAddress(view) {
  const state = new URLSearchParams(window.location.search);
  for (const input of view.form.querySelectorAll("input[type=checkbox]")) {
    input.checked = state.getAll(input.name).includes(input.value);
    if (input.checked) input.closest("details").open = true;
  }
  view.form.elements.q.value = state.get("q") ?? "";
  const sort = view.root.querySelector("#sort-by");
  sort.value = state.get("sort") ?? "name";
  if (!sort.value) sort.value = "name";
  view.compared = new Set(state.getAll("compare").slice(0, MOST_COMPARED));
  view.shown = PAGE;
  followView(view);
  showCompared(view);
  if (view.index || isNarrowed(view)) show(view);
}

function chosen(view) {
  return [...view.form.querySelectorAll("input[type=checkbox]:checked")];
}

function options(view) {
  return new Set(chosen(view).map((input) => view.index.number.get(`${input.name}=${input.value}`)));
}

function isNarrowed(view) {
  return chosen(view).length > 0 || view.form.elements.q.value.trim() !== "" || view.root.querySelector("#sort-by").value !== "name";
}

// --- the list ----------------------------------------------------------------

function load(view) {
  view.loading ??= fetch(view.root.dataset.index)
    .then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    })
    .then((data) => { view.index = prepare(data); })
    .catch(() => {
      view.loading = null;
      view.root.querySelector("[data-count-line]").textContent = "The filters could not be loaded. The list below is not narrowed down; try again later.";
    });
  return view.loading;
}

async function show(view, first = FIRST) {
  if (!view.index) await load(view);
  if (!view.index) return;
  const { index } = view;
  const { found, counts } = narrow(index, options(view), view.form.elements.q.value);
  showCounts(view, counts);
  showApplied(view);
  showSorted(view);
  if (isNarrowed(view)) draw(view, order(index, found, view.root.querySelector("#sort-by").value).slice(0, view.shown), first);
  else drawOriginal(view);
  showEnds(view, found.length);
  showCompared(view);
}

/** Draws the first records now, and the others in turns that leave the browser free to answer in between. */
function draw(view, records, first) {
  view.turn += 1;
  const { turn } = view;
  view.list.replaceChildren(...records.slice(0, first).map((record) => item(view, record)));
  view.list.setAttribute("aria-busy", String(records.length > first));
  const more = (from) => {
    if (turn !== view.turn) return;
    view.list.append(...records.slice(from, from + FIRST).map((record) => item(view, record)));
    if (from + FIRST < records.length) setTimeout(() => more(from + FIRST));
    else finishDrawing(view);
  };
  if (records.length > first) setTimeout(() => more(first));
}

function finishDrawing(view) {
  view.list.setAttribute("aria-busy", "false");
  showCompared(view); // what came later knows what is chosen, too
}

function drawOriginal(view) {
  view.turn += 1;
  view.list.setAttribute("aria-busy", "false");
  view.list.replaceChildren(...view.original);
}

function showEnds(view, number) {
  const narrowed = isNarrowed(view);
  const total = Number(view.root.dataset.total);
  const line = view.root.querySelector("[data-count-line]");
  const of = number < total ? ` of ${total.toLocaleString("en-US")}` : "";
  line.innerHTML = "";
  const strong = document.createElement("strong");
  strong.textContent = NUMBER.format(number);
  line.append(strong, `${of} partnership${total === 1 ? "" : "s"}`);
  view.root.querySelector("[data-empty]").hidden = number > 0;
  view.root.querySelector("[data-more]").hidden = !narrowed || number <= view.shown;
  const pager = view.root.querySelector("[data-pager]");
  if (pager) pager.hidden = narrowed;
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
  const status = labels("status").join("");
  slot("status").textContent = slot("summary") ? status.toLowerCase() : status;
  const stage = index.options[index.has[record].find((option) => index.options[option].startsWith("stage="))].slice(6);
  slot("stage").replaceChildren(...root.querySelector("[data-stage-tracks]").content.querySelector(`[data-stage="${stage}"]`).cloneNode(true).childNodes);
  fillDay(slot("reviewed"), index.reviewed[record], index.due);
  const box = made.querySelector("[data-compare]");
  if (box) {
    box.value = index.id[record];
    slot("compare-name").textContent = ` ${index.title[record]}`;
  }
  showCompare(made);
  markFreshness(made);
  return made;
}

function fillChips(list, industries, place) {
  const [chip] = list.children;
  const chips = industries.map((industry) => {
    const made = chip.cloneNode();
    made.textContent = industry;
    return made;
  });
  list.lastElementChild.textContent = place;
  list.replaceChildren(...chips, list.lastElementChild);
}

function fillDay(slot, day, due) {
  const time = slot.querySelector("time");
  time.dateTime = day;
  time.textContent = plainDay(day);
  slot.querySelector("[data-due]").dataset.due = due[day];
}

/** The records that are found now, in their order, as a CSV file. */
async function download(view) {
  await load(view);
  if (!view.index) return;
  const { found } = narrow(view.index, options(view), view.form.elements.q.value);
  const ordered = order(view.index, found, view.root.querySelector("#sort-by").value);
  const folder = new URL(".", new URL(view.root.dataset.index, window.location));
  save(csv(view.index, ordered, (id) => new URL(`${id}/`, folder).href), "partnerships.csv");
}

// --- what is applied -------------------------------------------------------

function showCounts(view, counts) {
  const chosen = new Map();
  for (const { input, option, count, facet } of view.boxes) {
    const number = counts[view.index.number.get(option)];
    const text = NUMBER.format(number);
    const isOff = number === 0 && !input.checked;
    if (count.textContent !== text) count.textContent = text; // what stays the same costs no layout
    if (input.disabled !== isOff) input.disabled = isOff;
    chosen.set(facet, (chosen.get(facet) ?? 0) + (input.checked ? 1 : 0));
  }
  for (const [facet, number] of chosen) facet.querySelector("[data-facet-chosen]").textContent = number ? `${number} chosen` : "";
}

function showApplied(view) {
  const applied = chosen(view);
  const list = view.root.querySelector("[data-applied]");
  list.replaceChildren(...applied.map((input) => appliedItem(view, input)));
  list.hidden = applied.length === 0;
  view.form.querySelector("[data-applied-count]").textContent = applied.length ? `(${applied.length})` : "";
}

function appliedItem(view, input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "applied";
  const facet = input.closest("[data-facet]").querySelector("legend").textContent;
  button.textContent = view.labels.get(`${input.name}=${input.value}`);
  button.setAttribute("aria-label", `Remove filter: ${facet}, ${button.textContent}`);
  button.addEventListener("click", () => {
    input.checked = false;
    changed(view);
    const next = view.root.querySelector("[data-applied] button") ?? view.form.querySelector("summary");
    next.focus();
  });
  const made = document.createElement("li");
  made.append(button);
  return made;
}

function showSorted(view) {
  const by = view.root.querySelector("#sort-by").value;
  for (const cell of view.root.querySelectorAll("[data-sort-column]")) {
    if (cell.dataset.sortColumn === by) cell.setAttribute("aria-sort", by === "name" ? "ascending" : "descending");
    else cell.removeAttribute("aria-sort");
  }
}

// --- comparing -----------------------------------------------------------------

function compare(view, box) {
  if (box.checked) view.compared.add(box.value);
  else view.compared.delete(box.value);
  writeAddress(view, true);
  showCompared(view);
}

function clearCompared(view) {
  view.compared.clear();
  writeAddress(view, true);
  showCompared(view);
  view.root.querySelector("#sort-by").focus();
}

function showCompared(view) {
  const number = view.compared.size;
  for (const box of view.root.querySelectorAll("[data-compare]")) {
    box.checked = view.compared.has(box.value);
    box.disabled = !box.checked && number >= MOST_COMPARED;
  }
  const bar = view.root.querySelector("[data-compare-bar]");
  bar.hidden = number === 0;
  const most = number === MOST_COMPARED ? " That is the most." : "";
  bar.querySelector("[data-compare-count]").textContent = `${number} chosen to compare.${most}`;
  const ids = new URLSearchParams([...view.compared].map((id) => ["ids", id]));
  bar.querySelector("[data-compare-link]").href = `${view.root.dataset.comparePage}?${ids}`;
}
