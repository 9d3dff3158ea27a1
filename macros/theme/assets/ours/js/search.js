// The search that opens over any page: by its button, by / and by Ctrl-K.

import { find } from "./finding.js";
import { count, engine, items, later, site, slashIsOn } from "./search-engine.js";

const SHOWN = 8;

const dialog = document.querySelector("[data-search-dialog]");
const button = document.querySelector("[data-search-button]");
if (dialog && button) start();

function start() {
  const part = (name) => dialog.querySelector(`[data-search-${name}]`);
  const view = { text: dialog.querySelector("input"), status: part("status"), hits: part("hits"), meant: part("meant"), meantLink: part("meant-link"), all: part("all"), asked: 0, from: button };
  button.addEventListener("click", () => open(view));
  part("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => view.from.focus());
  dialog.addEventListener("keydown", (event) => walk(view, event));
  view.text.addEventListener("input", later(() => ask(view)));
  document.addEventListener("keydown", (event) => { if (opens(event)) { event.preventDefault(); open(view); } });
}

function opens(event) {
  if (dialog.open || event.defaultPrevented) return false;
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) return true;
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  return event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && slashIsOn();
}

function open(view) {
  const active = document.activeElement;
  view.from = active && active !== document.body ? active : button;
  dialog.showModal();
  view.text.focus();
  view.text.select();
  engine().catch(() => fail(view));
}

/** Esc closes, also where the browser would only empty the field; arrows walk through the results. */
function walk(view, event) {
  if (event.key === "Escape") {
    event.preventDefault();
    dialog.close();
  }
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const stops = [view.text, ...view.hits.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  if (!(event.key in steps) || at < 0) return;
  event.preventDefault();
  stops[Math.min(Math.max(at + steps[event.key], 0), stops.length - 1)].focus();
}

async function ask(view) {
  const words = view.text.value.trim();
  const asked = ++view.asked;
  view.all.href = new URL(words ? `search/?${new URLSearchParams({ q: words })}` : "search/", site);
  if (words.length < 2) return show(view, [], "");
  try {
    const found = await find(words, {}, true);
    const hits = await items(found.results.slice(0, SHOWN), found.words);
    if (asked === view.asked) show(view, hits, told(found, words), found.results.length, found.nearest);
  } catch {
    if (asked === view.asked) fail(view);
  }
}

function told(found, words) {
  const number = found.results.length;
  if (!number) return `Nothing found for “${words}”. Try another word, or look through the A to Z.`;
  return found.missed ? `${found.missed} ${count(number)} for “${found.words}”` : count(number);
}

function show(view, hits, words, number = 0, meant = "") {
  view.status.textContent = words;
  view.meant.hidden = !meant;
  view.meantLink.textContent = meant;
  view.meantLink.href = new URL(`search/?${new URLSearchParams({ q: meant })}`, site);
  view.hits.replaceChildren(...hits);
  view.all.textContent = number ? `All ${count(number)}, with filters` : "Search page";
}

function fail(view) {
  show(view, [], "Search could not be loaded. The A to Z lists everything.");
}
