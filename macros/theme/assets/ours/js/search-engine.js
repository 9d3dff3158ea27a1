// Asks the site's index (Pagefind, https://pagefind.app/docs/api/) and makes results of the answers.
// Nothing is loaded before the first question.

const SMALL = new Set("a an and are as at be by can do does for from get how i in is it me my of on or our so that the there to us want was we what when where which who with you your".split(" "));
const MOST_TRIES = 5;

/** The site's root. */
export const site = new URL(`${document.documentElement.dataset.base.replace(/\/$/, "")}/`, window.location);

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
    ranking: { pageLength: 0.4, termSaturation: 1.1, termFrequency: 0.7, metaWeights: { title: 6, names: 6, words: 1.5 } },
  });
  await pagefind.init();
  return pagefind;
}

/**
 * The pages that have all the words; where there is none, those that have as many as can be.
 * @param {string} words as typed, not empty
 * @param {object} filters facet -> chosen values, one of which must hold
 * @returns {Promise<{results: object[], filters: object, unfilteredResultCount: number, words: string, missed: string}>}
 *   the words that were found, and what to say about those that were not
 */
export async function find(words, filters = {}) {
  const pagefind = await engine();
  const asked = { filters: Object.fromEntries(Object.entries(filters).map(([facet, values]) => [facet, { any: values }])) };
  const tries = attempts(words);
  let found;
  for (const tried of tries) {
    found = await pagefind.search(tried, asked);
    found = { ...found, results: await withoutInitials(found.results, tried) };
    // Of a phrase, the engine counts the pages that have its words anywhere.
    if (!found.results.length && (found.unfilteredResultCount <= FEW || tried.startsWith('"'))) found.unfilteredResultCount = 0;
    if (found.results.length || found.unfilteredResultCount) return { ...found, words: tried, missed: tried === tries[0] ? "" : missed(words) };
  }
  return { ...found, words: tries[0], missed: "" };
}

function missed(words) {
  return words.startsWith('"') ? "These words were not found side by side." : "No page has all of these words.";
}

const FEW = 5;

/**
 * The results without those that only have an initial of the words: for a word that is nowhere, the engine takes the
 * longest beginning of it that is somewhere, if need be the H of a list's eighth point.
 */
async function withoutInitials(results, words) {
  if (!results.length || results.length > FEW || words.split(" ").some((word) => word.length < 3)) return results;
  const found = await Promise.all(results.map((result) => result.data()));
  return results.filter((_, at) => {
    const { excerpt, meta } = found[at];
    const marked = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, text]) => text.replace(/\W/g, ""));
    if (marked.length) return marked.some((text) => text.length > 1);
    const named = Object.values(meta).join(" ").toLowerCase(); // found in a title or among the words beside it
    return words.split(" ").some((word) => named.includes(word.slice(0, 3)));
  });
}

/**
 * Loads which pages have which values of a facet, so that later answers count them.
 * The words are needed: asked without any, the engine would load the whole index.
 */
export async function loadFacet(facet, words) {
  const pagefind = await engine();
  await pagefind.preload(words, { filters: { [facet]: { any: [""] } } });
}

/** What to ask for, one after the other: a phrase, then its words; first without small words, then without the shortest. */
function attempts(words) {
  const [, phrase] = /^\s*"(.+)"\s*$/.exec(words) ?? [];
  if (phrase) return [words.trim(), ...attempts(phrase)];
  const given = words.toLowerCase().split(/[\s/]+/).filter(Boolean);
  // A single letter stands for a tenth of the index, and is mostly a word that is still being typed.
  const large = given.filter((word) => !SMALL.has(word) && (word.length > 1 || /\d/.test(word)));
  let kept = large.length ? large : given;
  const tries = [kept];
  while (kept.length > 1 && tries.length < MOST_TRIES) {
    const shortest = kept.reduce((least, word) => (word.length < least.length ? word : least));
    kept = kept.filter((word) => word !== shortest);
    if (kept.length) tries.push(kept);
  }
  return tries.map((each) => each.join(" "));
}

/** A list item for each of the results, from the page's pattern. */
export async function items(results, words) {
  const pattern = document.querySelector("[data-hit-pattern]").content.querySelector("li");
  const found = await Promise.all(results.map((result) => result.data()));
  return found.map((data) => fill(pattern.cloneNode(true), data, words ?? ""));
}

function fill(item, data, words) {
  const title = item.querySelector(".hit__title");
  title.href = `${data.url}${moment(data)}`;
  title.append(...marked(data.meta.title ?? data.url, words));
  item.querySelector(".hit__kind").textContent = data.filters.kind?.[0] ?? "";
  item.querySelector(".hit__excerpt").append(...excerpt(data));
  return item;
}

/** In a transcript, the moment at which the words are said: the part of the page that begins last before them. */
function moment(data) {
  const [first] = data.locations ?? [];
  const before = (data.anchors ?? []).filter((anchor) => anchor.location <= first);
  if (!before.length) return "";
  const { id } = before.reduce((last, each) => (each.location >= last.location ? each : last));
  return /^t-[\d-]+$/.test(id) ? `#${id}` : "";
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
