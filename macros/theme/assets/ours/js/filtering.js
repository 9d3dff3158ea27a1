// Filters over a list that is already in the page: the library of sessions, and any other list of cards.
// A list without this script is whole. What an item is found under stands in its data-has.

import { facetForm } from "./facet-form.js";
import { narrow, prepare } from "./facet-rules.js";

const root = document.querySelector("[data-filtered]");
if (root) start(root);

function start(root) {
  const view = { root, items: [...root.querySelectorAll("[data-has]")], sort: root.querySelector("[data-sort] select") };
  view.form = facetForm(root, () => show(view), { first: () => firstChoice(view) });
  view.index = indexOf(view.form.boxes, view.items);
  view.form.readAddress();
}

/** What narrow() works on, out of the page itself: every option of the form, and each item's words and options. */
function indexOf(boxes, items) {
  const options = boxes.map(({ option }) => option);
  const number = new Map(options.map((option, at) => [option, at]));
  const blank = items.map(() => "");
  return prepare({
    options,
    facet_of: boxes.map(({ facet }) => facet.element.dataset.facet),
    title: items.map(textOf),
    summary: blank,
    words: items.map((item) => item.dataset.words ?? ""),
    has: items.map((item) => item.dataset.has.split(" ").filter((option) => number.has(option)).map((option) => number.get(option))),
  }, boxes.map(({ label }) => label));
}

/** What an item shows, with a space between its parts: of a term and what it says, textContent would make one word. */
function textOf(item) {
  const walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
  const parts = [];
  while (walker.nextNode()) parts.push(walker.currentNode.data);
  return parts.join(" ");
}

/** What is chosen where the address says nothing: the options in data-first that hold for an item, but not for all. */
function firstChoice({ root, index }) {
  const wanted = (root.dataset.first ?? "").split(" ").filter((option) => index.number.has(option));
  const holders = (option) => index.has.filter((has) => has.includes(index.number.get(option))).length;
  return wanted.filter((option) => holders(option) > 0 && holders(option) < index.has.length).map((option) => option.split("=").map(encodeURIComponent).join("=")).join("&");
}

function show(view) {
  const { root, form, items, index } = view;
  const result = narrow(index, form.options(index), form.words(), form.withSilent());
  const [known, maybe] = [new Set(result.found), new Set(result.maybe)];
  items.forEach((item, at) => {
    item.hidden = !known.has(at) && !maybe.has(at);
    mark(item, maybe.has(at));
  });
  if (view.sort) putInOrder(view);
  for (const group of root.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-has]:not([hidden])");
  }
  form.tell(index, result, items.length);
}

/** Says about an item that it may fit, since it does not say; or takes that back. */
function mark(item, isMaybe) {
  item.querySelector(":scope > .may-fit")?.remove();
  if (!isMaybe) return;
  const made = document.createElement("p");
  made.className = "may-fit";
  made.textContent = "May fit: not stated";
  item.append(made);
}

/** The items by the data-by-… that the choice names, downward where it says so; without a choice, in the page's own order. */
function putInOrder({ items, sort }) {
  const { value, dataset } = sort.selectedOptions[0];
  const key = (item) => item.getAttribute(`data-by-${value}`) ?? "";
  const turn = dataset.down === undefined ? 1 : -1;
  const ordered = value ? [...items].sort((a, b) => turn * key(a).localeCompare(key(b), "en")) : items;
  for (const item of ordered) item.parentElement.append(item);
}
