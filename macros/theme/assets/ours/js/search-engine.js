// The site's index (Pagefind, https://pagefind.app/docs/api/), loaded with the first question, and results made of its
// answers. What is asked, finding.js says.

/** The site's root. */
export const site = new URL(`${document.documentElement.dataset.base.replace(/\/$/, "")}/`, window.location);

// What a word weighs in a page's title, in its other names, or in words that mean the same as one.
const NAMED = 6;

let loading;

/** The engine, loaded once; rejects when the index is not there. */
export function engine() {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load() {
  const pagefind = await import(new URL("pagefind/pagefind.js", site).href);
  await pagefind.options({
    baseUrl: site.pathname,
    excerptLength: 26,
    // A short page is not better for being short, and one more mention matters little.
    ranking: { pageLength: 0.4, termSaturation: 1.1, termFrequency: 0.7, metaWeights: { title: NAMED, names: NAMED, same: NAMED, words: 1.5 } },
  });
  await pagefind.init();
  return pagefind;
}

/**
 * Loads which pages have which values of a facet, so that later answers count them.
 * The words are needed: asked without any, the engine would load the whole index.
 */
export async function loadFacet(facet, words) {
  const pagefind = await engine();
  await pagefind.preload(words, { filters: { [facet]: { any: [""] } } });
}

/** A list item for each of the results, from the page's pattern. */
export async function items(results, words) {
  const pattern = document.querySelector("[data-hit-pattern]").content.querySelector("li");
  const found = await Promise.all(results.map((result) => result.data()));
  return found.map((data) => fill(pattern.cloneNode(true), data, words ?? ""));
}

function fill(item, data, words) {
  const title = item.querySelector(".hit__title");
  const said = moment(data);
  title.href = `${data.url}${said ? `#${said}` : ""}`;
  title.append(...marked(data.meta.title ?? data.url, words));
  item.querySelector(".hit__kind").textContent = data.filters.kind?.[0] ?? "";
  item.querySelector(".hit__moment").textContent = said ? `Said at ${clock(said)}. ` : "";
  item.querySelector(".hit__excerpt").append(...excerpt(data));
  return item;
}

/** In a transcript, the id of the moment at which the excerpt's words are said: the last that begins before them. */
function moment({ anchors = [], locations = [], plain_excerpt, raw_content }) {
  const start = wordsBefore(plain_excerpt, raw_content);
  const said = locations.find((location) => location >= start) ?? locations[0];
  const before = anchors.filter(({ location }) => location <= said);
  const { id = "" } = before.reduce((last, each) => (each.location >= (last.location ?? 0) ? each : last), {});
  return MOMENT.test(id) ? id : "";
}

const MOMENT = /^t-(\d+)-(\d\d)-(\d\d)/;

/** The time in a moment's id: t-0-05-30 is 5:30, t-1-05-30 is 1:05:30. */
function clock(id) {
  const [, hours, minutes, seconds] = MOMENT.exec(id);
  return hours === "0" ? `${Number(minutes)}:${seconds}` : `${hours}:${minutes}:${seconds}`;
}

/** How many words of a text stand before a part of it; the index counts places in words. */
function wordsBefore(part, text) {
  const at = text.replace(/\s+/g, " ").indexOf(part.replace(/\s+/g, " ").trim());
  return at > 0 ? text.replace(/\s+/g, " ").slice(0, at).trim().split(" ").length : 0;
}

/** The excerpt as nodes: the index gives it with mark elements in it. */
function excerpt(data) {
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const nodes = data.excerpt.split(/<mark>(.*?)<\/mark>/).map((text, at) => (at % 2 ? mark(plain(text)) : plain(text)));
  const start = data.raw_content.startsWith(data.plain_excerpt.slice(0, 24)) ? "" : "… ";
  const end = data.raw_content.endsWith(data.plain_excerpt.slice(-24)) ? "" : " …";
  return [start, ...nodes, end];
}

/** A title as nodes, with what begins with one of the words marked. */
function marked(title, words) {
  const wanted = words.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
  return title.split(/([\p{L}\p{N}]+)/u).map((text) => (wanted.some((word) => text.toLowerCase().startsWith(word)) ? mark(text) : text));
}

function mark(text) {
  const made = document.createElement("mark");
  made.textContent = text;
  return made;
}

/** "1 result", "1,200 results". */
export function count(number) {
  return `${number.toLocaleString("en-US")} result${number === 1 ? "" : "s"}`;
}

/** Runs a function when nothing has called for a moment. */
export function later(run, pause = 160) {
  let waiting;
  return (...values) => {
    clearTimeout(waiting);
    waiting = setTimeout(run, pause, ...values);
  };
}

const SLASH_KEY = "industry-partnerships-slash-key";

/** Whether the / key opens search; a reader can switch that off (WCAG 2.2, 2.1.4). */
export function slashIsOn() {
  try {
    return localStorage.getItem(SLASH_KEY) !== "off";
  } catch {
    return true;
  }
}

/** Keeps the reader's choice; nothing is kept where it is the usual one. */
export function setSlash(on) {
  try {
    if (on) localStorage.removeItem(SLASH_KEY);
    else localStorage.setItem(SLASH_KEY, "off");
  } catch {
    // Storage is switched off: the key stays as it was.
  }
}
