// Filters over a list that is already in the page: the library of sessions, and any other list of cards.
// A list without this script is whole. What an item is found under stands in its data-has.

import { narrow, prepare } from "./filters.js";

const root = document.querySelector("[data-filtered]");
if (root) start(root);

function start(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const form = part("filters");
  const items = [...root.querySelectorAll("[data-has]")];
  const view = { root, part, form, items, index: indexOf(form, items), labels: labelsOf(form), sort: root.querySelector("[data-sort] select") };
  form.hidden = false;
  if (view.sort) view.sort.closest("[data-sort]").hidden = false;
  root.classList.add("has-filters");
  const disclosure = part("filters-disclosure");
  const wide = window.matchMedia("(min-width: 60em)");
  disclosure.open = wide.matches;
  wide.addEventListener("change", () => { disclosure.open = wide.matches; });
  listen(view);
  readAddress(view);
}

/** What narrow() works on, out of the page itself: every option of the form, and each item's words and options. */
function indexOf(form, items) {
  const options = boxes(form).map(nameOf);
  const number = new Map(options.map((option, at) => [option, at]));
  const blank = items.map(() => "");
  return prepare({
    options,
    title: items.map((item) => item.textContent),
    summary: blank,
    words: items.map((item) => item.dataset.words ?? ""),
    has: items.map((item) => item.dataset.has.split(" ").filter((option) => number.has(option)).map((option) => number.get(option))),
  });
}

function labelsOf(form) {
  return new Map(boxes(form).map((box) => [nameOf(box), box.closest("label").querySelector(".facet__label").textContent.trim()]));
}

function boxes(form) {
  return [...form.querySelectorAll("input[type=checkbox]")];
}

function nameOf(box) {
  return `${box.name}=${box.value}`;
}

function chosen(view) {
  return boxes(view.form).filter((box) => box.checked);
}

// --- events -------------------------------------------------------------------

function listen(view) {
  const { form, part } = view;
  const text = form.elements.q;
  let typing;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => { if (event.target !== text) changed(view); });
  form.addEventListener("reset", () => setTimeout(() => clear(view)));
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => changed(view, { typing: true }), 120);
  });
  view.sort?.addEventListener("change", () => changed(view));
  part("clear").addEventListener("click", () => clear(view));
  window.addEventListener("popstate", () => readAddress(view));
}

function changed(view, { typing = false } = {}) {
  writeAddress(view, typing && view.wasTyping);
  view.wasTyping = typing;
  show(view);
}

function clear(view) {
  for (const box of boxes(view.form)) box.checked = false;
  view.form.elements.q.value = "";
  changed(view);
  view.form.elements.q.focus();
}

// --- state in the address --------------------------------------------------

function writeAddress(view, replace) {
  const state = new URLSearchParams();
  for (const [name, value] of new FormData(view.form)) if (value) state.append(name, value);
  if (view.sort?.value) state.set("sort", view.sort.value);
  if (!state.size && view.root.dataset.first) state.set("all", ""); // or else the first choice would come back
  const address = new URL(window.location);
  address.search = state;
  if (address.href !== window.location.href) history[replace ? "replaceState" : "pushState"](null, "", address);
}

function readAddress(view) {
  const state = new URLSearchParams(window.location.search || firstChoice(view));
  for (const box of boxes(view.form)) {
    box.checked = state.getAll(box.name).includes(box.value);
    if (box.checked) box.closest("details").open = true;
  }
  view.form.elements.q.value = state.get("q") ?? "";
  if (view.sort) view.sort.value = [...view.sort.options].some(({ value }) => value === state.get("sort")) ? state.get("sort") : "";
  show(view);
}

/** What is chosen where the address says nothing: the options in data-first that hold for an item, if any. */
function firstChoice({ root, index }) {
  const wanted = (root.dataset.first ?? "").split(" ").filter((option) => index.number.has(option));
  return wanted.filter((option) => index.flat.includes(index.number.get(option))).map((option) => option.split("=").map(encodeURIComponent).join("=")).join("&");
}

// --- the list ----------------------------------------------------------------

function show(view) {
  const { root, part, items, index } = view;
  const wanted = new Set(chosen(view).map((box) => index.number.get(nameOf(box))));
  const { found, counts } = narrow(index, wanted, view.form.elements.q.value);
  const kept = new Set(found);
  items.forEach((item, at) => { item.hidden = !kept.has(at); });
  if (view.sort) putInOrder(view);
  for (const group of root.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-has]:not([hidden])");
  }
  showCounts(view, counts);
  showApplied(view);
  const of = found.length < items.length ? ` of ${items.length.toLocaleString("en-US")}` : "";
  const strong = document.createElement("strong");
  strong.textContent = found.length.toLocaleString("en-US");
  part("count-line").replaceChildren(strong, `${of} ${items.length === 1 ? root.dataset.one : root.dataset.many}`);
  part("empty").hidden = found.length > 0;
}

/** The items by the data-by-… that the choice names, downward where it says so; without a choice, in the page's own order. */
function putInOrder({ items, sort }) {
  const { value, dataset } = sort.selectedOptions[0];
  const key = (item) => item.getAttribute(`data-by-${value}`) ?? "";
  const turn = dataset.down === undefined ? 1 : -1;
  const ordered = value ? [...items].sort((a, b) => turn * key(a).localeCompare(key(b), "en")) : items;
  for (const item of ordered) item.parentElement.append(item);
}

// --- what is applied -------------------------------------------------------

function showCounts(view, counts) {
  for (const facet of view.form.querySelectorAll("[data-facet]")) {
    let number = 0;
    for (const box of boxes(facet)) {
      const count = counts[view.index.number.get(nameOf(box))];
      box.closest("label").querySelector("[data-count]").textContent = count.toLocaleString("en-US");
      box.disabled = count === 0 && !box.checked;
      number += box.checked ? 1 : 0;
    }
    facet.querySelector("[data-facet-chosen]").textContent = number ? `${number} chosen` : "";
  }
}

function showApplied(view) {
  const applied = chosen(view);
  const list = view.part("applied");
  list.replaceChildren(...applied.map((box) => appliedItem(view, box)));
  list.hidden = applied.length === 0;
  view.part("applied-count").textContent = applied.length ? `(${applied.length})` : "";
}

function appliedItem(view, box) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "applied";
  button.textContent = view.labels.get(nameOf(box));
  const facet = box.closest("[data-facet]").querySelector("legend").textContent;
  button.setAttribute("aria-label", `Remove filter: ${facet}, ${button.textContent}`);
  button.addEventListener("click", () => {
    box.checked = false;
    changed(view);
    (view.part("applied").querySelector("button") ?? view.form.querySelector("summary")).focus();
  });
  const made = document.createElement("li");
  made.append(button);
  return made;
}
