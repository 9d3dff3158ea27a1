// The form that narrows a list down: words, facets with their counts, the order, and the address that keeps them.
// What the list is and how it is drawn is its page's: directory.js, filtering.js.

import { forget, goOn } from "./address.js";
import { NOT_STATED } from "./facet-rules.js";
import { turns } from "./turns.js";

const WIDE = window.matchMedia("(min-width: 60em)"); // as in components.css
const NUMBER = new Intl.NumberFormat("en-US");

/**
 * Shows the form of a list and keeps it together with the address; call readAddress() once all is in place.
 * @param {Element} root what holds the form and the list
 * @param {() => void} show redraws the list, as the form has it
 * @param {object} [more] write(state) adds to the address what the page keeps in it besides, read(state) takes it back;
 *   first() is the query to begin with where the address has none, follow(query) is called with a new one
 */
export function facetForm(root, show, { write = () => {}, read = () => {}, first = () => "", follow = () => {} } = {}) {
  const part = partsOf(root);
  const form = part("filters");
  const facets = facetsOf(form);
  const boxes = facets.flatMap((facet) => facet.boxes);
  const sort = root.querySelector("[data-sort] select");
  const unstated = form.querySelector("[data-unstated]");
  const results = root.querySelector(".results");
  const draw = turns([...facets.map((facet) => facet.options), results, ...root.querySelectorAll("[data-list]")]);
  const view = { root, part, form, facets, boxes, sort, unstated, results, text: form.elements.q, draw, show, write, read, first, follow };
  reveal(view);
  listen(view);
  return {
    form,
    /** Every choice: its checkbox, its name such as "county=york", and its label. */
    boxes,
    words: () => view.text.value,
    /** The id of the order, "" where the list has one order only. */
    sorting: () => view.sort?.value ?? "",
    sortBy: (id) => {
      view.sort.value = id;
      changed(view);
    },
    /** The chosen options by their numbers in the list's index. */
    options: (index) => new Set(chosen(view).map(({ option }) => index.number.get(option))),
    /** Whether a record that says nothing on a facet passes its filter. */
    withSilent: () => Boolean(unstated?.checked),
    isNarrowed: () => chosen(view).length > 0 || view.text.value.trim() !== "" || isSorted(view),
    tell: (index, result, total) => tell(view, index, result, total),
    /** Draws what has data-list, as turns() does. */
    draw,
    readAddress: () => readAddress(view),
    writeAddress: (replace) => writeAddress(view, replace),
  };
}

/** What finds a part of a page by the name after data-, and keeps it. */
export function partsOf(root) {
  const found = new Map();
  return (name) => {
    if (!found.has(name)) found.set(name, root.querySelector(`[data-${name}]`));
    return found.get(name);
  };
}

function facetsOf(form) {
  return [...form.querySelectorAll("[data-facet]")].map((element) => {
    const facet = { element, options: element.querySelector("fieldset"), name: element.querySelector("legend").textContent, chosen: element.querySelector("[data-facet-chosen]") };
    facet.boxes = [...element.querySelectorAll("input[type=checkbox]")].map((input) => boxOf(input, facet));
    return facet;
  });
}

function boxOf(input, facet) {
  const label = input.closest("label");
  return {
    input,
    option: `${input.name}=${input.value}`,
    addresses: [`${input.name}=${input.value}`, ...(input.dataset.also?.split(" ") ?? [])],
    label: label.querySelector(".facet__label").textContent.trim(),
    count: label.querySelector("[data-count]").firstChild, // its text
    facet,
  };
}

/** The form is there from the first paint; until now the stylesheet kept it closed on a phone. */
function reveal(view) {
  const { root, part, form } = view;
  const disclosure = part("filters-disclosure");
  disclosure.open = WIDE.matches;
  WIDE.addEventListener("change", () => { disclosure.open = WIDE.matches; });
  root.classList.add("has-filters");
  // What is of no use here, until an address asks for it.
  view.unused = [...form.querySelectorAll("[data-facet] [hidden], details[hidden]")].map((element) => ({ element, inputs: [...element.querySelectorAll("input")] }));
  view.unusedLine = form.querySelector(".filters__unstated[hidden]");
}

function chosen({ boxes }) {
  return boxes.filter(({ input }) => input.checked);
}

function isSorted({ sort }) {
  return Boolean(sort) && sort.value !== sort.options[0].value;
}

// --- events -------------------------------------------------------------------

function listen(view) {
  const { form, part, text } = view;
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
  part("show-results").addEventListener("click", () => showResults(view));
  window.addEventListener("popstate", () => readAddress(view));
}

function changed(view, { typing = false } = {}) {
  const replace = typing && view.wasTyping;
  view.wasTyping = typing;
  writeAddress(view, replace);
  view.show();
}

function clear(view) {
  for (const { input } of view.boxes) input.checked = false;
  if (view.unstated) view.unstated.checked = true;
  view.text.value = "";
  changed(view);
  view.text.focus();
}

/** Closes the filters, which on a phone lie above the list, and leads to what they left. */
function showResults({ root, part }) {
  part("filters-disclosure").open = false;
  part("count-line").focus({ preventScroll: true });
  root.querySelector(".results").scrollIntoView();
}

// --- state in the address --------------------------------------------------

function writeAddress(view, replace) {
  const state = new URLSearchParams();
  for (const [name, value] of new FormData(view.form)) if (value) state.append(name, value);
  if (view.unstated && !view.unstated.checked) state.set("unstated", "no");
  if (isSorted(view)) state.set("sort", view.sort.value);
  view.write(state);
  if (!state.size && view.first()) state.set("all", ""); // or else the first choice would come back
  const address = new URL(window.location);
  address.search = state;
  goOn(address, replace, () => view.follow(address.search));
}

function readAddress(view) {
  const { boxes, sort, text } = view;
  forget();
  const state = new URLSearchParams(window.location.search || view.first());
  const asked = new Set([...state].map(([name, value]) => `${name}=${value}`));
  for (const { input, addresses, facet } of boxes) {
    input.checked = addresses.some((each) => asked.has(each));
    if (input.checked) open(facet.element);
  }
  if (view.unstated) view.unstated.checked = state.get("unstated") !== "no";
  text.value = state.get("q") ?? "";
  if (sort) sort.value = [...sort.options].some(({ value }) => value === state.get("sort")) ? state.get("sort") : sort.options[0].value;
  view.read(state);
  view.follow(window.location.search);
  // A list that waits for its filters (components.css) has waited long enough.
  Promise.resolve(view.show()).finally(() => view.root.classList.add("is-shown"));
}

/** Opens a group of filters, and the group that it is in. */
function open(facet) {
  facet.open = true;
  const around = facet.closest("[data-more-filters]");
  if (around) around.open = true;
}

// --- what is applied -------------------------------------------------------

/** Tells how many are known to fit, how many may fit and why, how many have each option, and what is applied. */
function tell(view, index, result, total) {
  const { draw, facets, part, results } = view;
  showUnused(view);
  showHowMany(view, result);
  draw.soon(results, () => {
    showApplied(view);
    part("count-line").replaceChildren(...countLine(view, result, total));
    part("empty").hidden = result.found.length + result.maybe.length > 0;
  });
  for (const facet of facets) {
    setText(facet.chosen, chosenWords(facet.boxes));
    draw.soon(facet.options, () => showCounts(facet, index, result.counts));
  }
}

/** What stays the same costs no layout, and a text that is another costs less than another text. */
function setText(node, text) {
  if (node.textContent === text) return;
  if (node.firstChild) node.firstChild.data = text;
  else node.textContent = text;
}

function countLine(view, { found, maybe }, total) {
  const of = found.length < total ? ` of ${NUMBER.format(total)}` : "";
  const { one, many } = view.root.dataset;
  const line = [strong(found.length), `${of} ${total === 1 ? one : many}`];
  if (maybe.length) line.push(found.length === 1 ? " fits. " : " fit. ", strong(maybe.length), ` more may fit: ${silence(view, maybe.length)}.`);
  return line;
}

/** What says at the form how many there are: on a phone the list is far below it. */
function showHowMany(view, { found, maybe }) {
  const { part } = view;
  const applied = chosen(view).length;
  const more = maybe.length ? `, ${NUMBER.format(maybe.length)} may fit` : "";
  setText(part("applied-count"), applied ? `(${applied})` : "");
  setText(part("show-results"), `Show ${NUMBER.format(found.length)} ${found.length === 1 ? "result" : "results"}${more}`);
}

function strong(number) {
  const made = document.createElement("strong");
  made.textContent = NUMBER.format(number);
  return made;
}

/** What records that may fit don't say: "they state no place". */
function silence(view, number) {
  const nouns = new Set(chosen(view).filter(({ option }) => !option.endsWith(`=${NOT_STATED}`)).map(({ facet }) => facet.element.dataset.silence).filter(Boolean));
  return `${number === 1 ? "it states" : "they state"} no ${[...nouns].join(" or no ")}`;
}

function showCounts({ boxes }, index, counts) {
  for (const { input, option, count } of boxes) {
    const number = counts[index.number.get(option)];
    const text = NUMBER.format(number);
    const isOff = number === 0 && !input.checked;
    if (count.data !== text) count.data = text;
    if (input.disabled !== isOff) input.disabled = isOff;
  }
}

function showUnused(view) {
  const { boxes, form, part, unused, unusedLine } = view;
  const isUsed = (inputs) => inputs.some(({ checked }) => checked);
  for (const { element, inputs } of unused) if (element.hidden === isUsed(inputs)) element.hidden = !element.hidden;
  if (unusedLine) unusedLine.hidden = !chosen(view).some(({ facet }) => facet.element.dataset.silence);
  const more = part("more-filters");
  if (more) setText(part("more-chosen"), chosenWords(boxes.filter(({ facet }) => more.contains(facet.element))));
}

function chosenWords(boxes) {
  const number = boxes.filter(({ input }) => input.checked).length;
  return number ? `${number} chosen` : "";
}

function showApplied(view) {
  const { part } = view;
  const applied = chosen(view);
  for (const box of applied) box.applied ??= appliedItem(view, box);
  inPlace(part("applied"), applied.map((box) => box.applied));
  part("applied").hidden = applied.length === 0;
}

/** Makes an element's children those, and moves none that is in its place already. */
function inPlace(parent, children) {
  const kept = new Set(children);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  children.forEach((child, at) => {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  });
}

function appliedItem(view, { input, label, facet }) {
  const button = document.createElement("button");
  const made = document.createElement("li");
  button.type = "button";
  button.className = "applied";
  button.textContent = label;
  button.setAttribute("aria-label", `Remove filter: ${facet.name}, ${label}`);
  button.addEventListener("click", () => {
    input.checked = false;
    made.remove(); // at once, so that it does not get the focus
    changed(view);
    (view.part("applied").querySelector("button") ?? view.form.querySelector("summary")).focus();
  });
  made.append(button);
  return made;
}
