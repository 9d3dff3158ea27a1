// The search page: words and facets over the whole site, with the state in the address.

import { find } from "./finding.js";
import { edits } from "./matching.js";
import { count, items, later, loadFacet, setSlash, slashIsOn } from "./search-engine.js";

const PAGE = 10;

const root = document.querySelector("[data-search-page]");
if (root) start(root);

function start(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const view = {
    root, part, form: part("search-form"), text: part("search-form").elements.q, list: part("list"),
    facets: [...root.querySelectorAll("[data-facet]")], chosen: {}, found: null, shown: 0, asked: 0, wasTyping: false,
  };
  unfold(part("facets"));
  listen(view);
  read(view);
  if (!window.location.search) view.text.focus({ preventScroll: true });
}

/** The filters are open beside the list on wide screens, closed above it on narrow ones. */
function unfold(facets) {
  const wide = window.matchMedia("(min-width: 60em)");
  const set = () => { facets.open = wide.matches; };
  wide.addEventListener("change", set);
  set();
}

function listen(view) {
  const { form, part } = view;
  form.addEventListener("submit", (event) => { event.preventDefault(); changed(view); });
  form.addEventListener("change", (event) => { if (event.target.name !== "q") choose(view, event.target); });
  view.text.addEventListener("input", later(() => changed(view, true)));
  part("more").querySelector("button").addEventListener("click", () => showMore(view));
  part("clear").addEventListener("click", () => { view.chosen = {}; changed(view); view.text.focus(); });
  window.addEventListener("popstate", () => read(view));
  for (const facet of view.facets) facet.addEventListener("toggle", () => { if (facet.open) show(view); });
  const slash = part("slash");
  slash.checked = slashIsOn();
  slash.addEventListener("change", () => setSlash(slash.checked));
}

// --- state in the address ---

function read(view) {
  const state = new URLSearchParams(window.location.search);
  view.text.value = state.get("q") ?? "";
  view.chosen = {};
  for (const facet of view.facets) {
    const values = state.getAll(facet.dataset.facet);
    if (values.length) view.chosen[facet.dataset.facet] = values;
    if (values.length) facet.open = true;
  }
  return show(view);
}

function changed(view, typing = false) {
  const words = view.text.value.trim();
  const state = new URLSearchParams(words ? { q: words } : {});
  for (const [facet, values] of Object.entries(view.chosen)) for (const value of values) state.append(facet, value);
  const address = new URL(window.location);
  address.search = state;
  // One step back undoes one search, not one letter.
  const replace = typing && view.wasTyping;
  if (address.href !== window.location.href) history[replace ? "replaceState" : "pushState"](null, "", address);
  view.wasTyping = typing;
  return show(view, typing);
}

function choose(view, box) {
  if (box.checked) (view.chosen[box.name] ??= []).push(box.value);
  else drop(view, box.name, box.value);
  return changed(view);
}

function drop(view, facet, value) {
  const left = view.chosen[facet].filter((each) => each !== value);
  if (left.length) view.chosen[facet] = left;
  else delete view.chosen[facet];
}

function isNarrowed(view) {
  return Object.keys(view.chosen).length > 0;
}

// --- facets: an open one is loaded and counted, a closed one costs nothing ---

/** How many results each option of the open facets would leave; a facet's own choice does not narrow its own counts. */
async function counts(view, words, typing) {
  const open = view.facets.filter((facet) => facet.open).map((facet) => facet.dataset.facet);
  await Promise.all(open.map((facet) => loadFacet(facet, words)));
  const all = await find(words, view.chosen, typing);
  const made = {};
  for (const facet of open) {
    const { [facet]: own, ...others } = view.chosen;
    made[facet] = await (own ? await find(words, others, typing) : all).counts(facet);
  }
  return made;
}

function showFacets(view, numbers) {
  for (const facet of view.facets) {
    const id = facet.dataset.facet;
    if (numbers[id]) showOptions(view, facet, numbers[id]);
    const number = view.chosen[id]?.length ?? 0;
    facet.querySelector("[data-facet-chosen]").textContent = number ? `${number} chosen` : "";
  }
}

function showOptions(view, facet, numbers) {
  const id = facet.dataset.facet;
  const place = facet.querySelector("[data-options]");
  const known = new Map([...place.querySelectorAll("input")].map((input) => [input.value, input.closest("label")]));
  for (const value of Object.keys(numbers)) if (!known.has(value)) known.set(value, option(view, id, value));
  for (const [value, label] of known) {
    const [input, , number] = label.children;
    input.checked = view.chosen[id]?.includes(value) ?? false;
    input.disabled = !numbers[value] && !input.checked;
    number.textContent = (numbers[value] ?? 0).toLocaleString("en-US");
  }
  if (known.size === place.children.length) return;
  const sorted = [...known].sort(([a], [b]) => a.localeCompare(b, "en"));
  place.replaceChildren(...sorted.map(([, label]) => label));
}

function option(view, name, value) {
  const made = view.part("option").content.firstElementChild.cloneNode(true);
  Object.assign(made.querySelector("input"), { name, value });
  made.querySelector(".facet__label").textContent = value;
  return made;
}

function showApplied(view) {
  const applied = Object.entries(view.chosen).flatMap(([facet, values]) => values.map((value) => [facet, value]));
  view.part("applied").replaceChildren(...applied.map(([facet, value]) => appliedItem(view, facet, value)));
  view.part("applied").hidden = applied.length === 0;
  view.part("applied-count").textContent = applied.length ? `(${applied.length})` : "";
}

function appliedItem(view, facet, value) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "applied";
  button.textContent = value;
  button.setAttribute("aria-label", `Remove filter: ${value}`);
  button.addEventListener("click", async () => {
    drop(view, facet, value);
    await changed(view);
    (view.part("applied").querySelector("button") ?? view.text).focus();
  });
  const made = document.createElement("li");
  made.append(button);
  return made;
}

// --- results ---

async function show(view, typing = false) {
  const asked = ++view.asked;
  const words = view.text.value.trim();
  showApplied(view);
  if (words.length < 2) return showStart(view);
  try {
    const found = await find(words, view.chosen, typing);
    const hits = await items(found.results.slice(0, PAGE), found.words);
    if (asked !== view.asked) return;
    Object.assign(view, { found, shown: hits.length });
    view.list.replaceChildren(...hits);
    showEnds(view, words);
    const numbers = await counts(view, words, typing);
    if (asked === view.asked) showFacets(view, numbers);
  } catch {
    if (asked === view.asked) view.part("count-line").textContent = "Search could not be loaded. The A to Z lists everything.";
  }
}

function showStart(view) {
  view.list.replaceChildren();
  view.part("count-line").textContent = isNarrowed(view) ? "Type a word to search with these filters." : "";
  for (const name of ["more", "empty", "meant"]) view.part(name).hidden = true;
  showFilters(view, false);
}

function showFilters(view, wanted) {
  view.part("facets").hidden = !wanted;
  view.root.classList.toggle("has-facets", wanted);
}

function showEnds(view, words) {
  const number = view.found.results.length;
  const narrowed = isNarrowed(view);
  view.part("count-line").textContent = told(view, words, number, narrowed);
  view.part("more").hidden = view.shown >= number;
  showMeant(view);
  view.part("empty").hidden = number > 0;
  showFilters(view, number > 0 || narrowed);
  if (number) return;
  const { hidden } = view.found;
  view.part("unfiltered").hidden = !hidden;
  view.part("clear").textContent = `Show ${count(hidden)} without filters`;
  showNearest(view, words);
}

/** What may have been meant, where a word is nowhere. */
function showMeant({ part, found }) {
  part("meant").hidden = !found.nearest;
  part("meant-link").textContent = found.nearest;
  part("meant-link").href = `?${new URLSearchParams({ q: found.nearest })}`;
}

function told(view, words, number, narrowed) {
  const quoted = `“${words.replace(/^"|"$/g, "")}”`;
  if (!number) return `Nothing found for ${quoted}${narrowed ? " with these filters" : ""}`;
  const { missed } = view.found;
  return missed ? `${missed} ${count(number)} for “${view.found.words}”` : `${count(number)} for ${quoted}`;
}

async function showMore(view) {
  const next = await items(view.found.results.slice(view.shown, view.shown + PAGE), view.found.words);
  view.list.append(...next);
  view.shown += next.length;
  view.part("more").hidden = view.shown >= view.found.results.length;
  next[0]?.querySelector("a").focus();
}

// --- nothing found: the industry whose name is spelled most like the words ---

function showNearest(view, words) {
  const industries = [...view.part("industries").content.querySelectorAll("a")];
  const typed = parts(words);
  const ranked = industries.map((link) => [distance(typed, parts(link.textContent)), link]).sort(([a], [b]) => a - b);
  const [far, link] = ranked[0] ?? [1];
  view.part("nearest").hidden = far > 0.4;
  if (far > 0.4) return;
  view.part("nearest-link").textContent = link.textContent;
  view.part("nearest-link").href = link.getAttribute("href");
}

function parts(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 3);
}

/** The least share of letters by which one of the typed words differs from one of a name's. */
function distance(typed, name) {
  return Math.min(1, ...typed.flatMap((a) => name.map((b) => edits(a, b) / Math.max(a.length, b.length))));
}
