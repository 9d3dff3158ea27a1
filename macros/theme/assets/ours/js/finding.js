// Finds pages by what is typed. The index (Pagefind) alone would take any word as the beginning of others, and a word that
// is nowhere as the longest beginning of it that is somewhere. So it is asked word by word for the pages that have the
// word whole, and once for all words together, for their order. What is looked for, and when, matching.js says.

import { fitting, folded, isSame, joined, nearest, root, searchable, tries, wholeOf } from "./matching.js";
import { engine, site } from "./search-engine.js";

const MOST_NAMED = 12; // results that are read to see whether one has just the name that is asked for
const MOST_READ = 8; // results that are read to see whether a word of theirs begins so
const LEAST = { typing: 2, asked: 4 }; // letters of a word that counts as the beginning of others

/**
 * The pages that have all that is typed, those first that are named so; where there is none, those that have the most of it.
 * @param {string} typed not empty
 * @param {object} filters facet -> chosen values, one of which must hold
 * @param {boolean} typing whether the last word may still be going on
 * @returns {Promise<{results: object[], words: string, hidden: number, missed: string, nearest: string, counts: (facet: string) => Promise<object>}>}
 *   the words that were found, how many results the filters hide, what to say about the words that were not found, what
 *   may have been meant, and how many results have each value of a facet that is loaded
 */
export async function find(typed, filters = {}, typing = false) {
  const index = new Index(await engine());
  const answer = await answered(index, typed, typing);
  if (!Object.keys(filters).length) return { ...answer, hidden: 0 };
  const chosen = Object.fromEntries(Object.entries(filters).map(([facet, values]) => [facet, { any: values }]));
  const narrowed = await index.withAll(answer.units, chosen);
  const ids = idsOf(narrowed.results);
  const results = answer.results.filter(({ id }) => ids.has(id));
  return { ...answer, results, counts: narrowed.counts, hidden: answer.results.length - results.length };
}

/** The answer without filters. */
async function answered(index, typed, typing) {
  const all = tries(typed, typing ? LEAST.typing : LEAST.asked).filter(([first]) => !first.isWhole);
  for (const units of all) {
    const found = await index.withAll(units);
    if (found.results.length) return { ...(await namedFirst(index, found, typed)), ...(typing ? {} : begun(found)), nearest: "" };
  }
  return most(index, all.findLast((units) => !units.at(-1).isBeginning) ?? [], typed);
}

/** The index, with what it has answered about single words. */
class Index {
  constructor(pagefind) {
    this.pagefind = pagefind;
    this.known = new Map();
  }

  search(words, filters = {}) {
    return this.pagefind.search(words, { filters });
  }

  /** The ids of the pages that have a word or a phrase whole. */
  having(unit) {
    if (!this.known.has(unit.text)) this.known.set(unit.text, this.whole(unit));
    return this.known.get(unit.text);
  }

  async whole({ text, parts }) {
    const { results } = await this.search(`"${text}"`);
    // The index knows words by their stems, by which an accountant is an account.
    const isWord = text.includes(" ") || parts?.length > 1 || (await hasWord(text));
    return idsOf(isWord ? results : []);
  }

  /** The pages that have every unit, in the order of the index. */
  async withAll(units, filters = {}) {
    const words = units.map(({ text }) => text).join(" ");
    const sets = await Promise.all(units.filter(({ isBeginning }) => !isBeginning).map((unit) => this.having(unit)));
    if (!units.length || sets.some((set) => !set.size)) return { results: [], units, words, missed: "", counts: async () => ({}) };
    const ranked = await this.search(words, filters);
    let results = ranked.results.filter(({ id }) => sets.every((set) => set.has(id)));
    if (units.at(-1).isBeginning && !(await haveBeginning(results, units.at(-1)))) results = [];
    return { results, units, words, missed: "", counts: (facet) => this.counts(facet, units, filters, idsOf(results)) };
  }

  /** How many of the results have each value of a facet; the index's own counts are of all that it finds. */
  async counts(facet, units, filters, ids) {
    const isExact = units.length === 1 && !units[0].isBeginning;
    const words = isExact ? `"${units[0].text}"` : units.map(({ text }) => text).join(" ");
    const { results, filters: counted } = await this.search(words, filters);
    const own = counted[facet] ?? {};
    if (ids.size === results.length) return own;
    const values = Object.keys(own).filter((value) => own[value]);
    const found = await Promise.all(values.map((value) => this.search(words, { ...filters, [facet]: { any: [value] } })));
    return { ...own, ...Object.fromEntries(values.map((value, at) => [value, found[at].results.filter(({ id }) => ids.has(id)).length])) };
  }
}

function idsOf(results) {
  return new Set(results.map(({ id }) => id));
}

function read(results) {
  return Promise.all(results.map((result) => result.data()));
}

/** Whether the first results have a word that begins so. */
async function haveBeginning(results, unit) {
  const pages = await read(results.slice(0, MOST_READ));
  return pages.some(({ content, meta }) => fitting([unit])(searchable([content, ...Object.values(meta)].join(" | "))));
}

/**
 * What was found, with the pages first whose title is what is typed, then those with another name or a word that means
 * the same as one, then those that have all of it side by side, in a name before text. What is named so leaves only these.
 */
async function namedFirst(index, found, typed) {
  const { units, results } = found;
  const whole = wholeOf(typed);
  if (units.at(-1).isBeginning || !whole.text) return found;
  const beside = await index.having(whole);
  const first = results.filter(({ id, matchedMetaFields = [] }) => beside.has(id) && matchedMetaFields.some((part) => NAMES.includes(part))).slice(0, MOST_NAMED);
  const pages = await read(first);
  const named = (isName) => NAMES.map((part) => idsOf(first.filter((_, at) => namesIn(pages[at].meta[part]).some(isName))));
  const same = named((name) => isSame(name, typed));
  if (!whole.text.includes(" ")) return { ...found, results: inOrder(results, same) };
  const ordered = inOrder(results, [...same, ...named((name) => fitting([whole])(searchable(name))), beside]);
  const isName = same.some(({ size }) => size);
  const isSmaller = units.length < whole.text.split(" ").length; // small words were left out
  return { ...found, results: isName && isSmaller ? ordered.filter(({ id }) => beside.has(id)) : ordered };
}

// What a page's head says about its names, the most telling first.
const NAMES = ["title", "names", "same"];

function namesIn(text) {
  return text ? [text, ...text.split("; ")] : [];
}

/** The results that are in the first set, then those in the second, and so on, then the others. */
function inOrder(results, sets) {
  const rank = ({ id }) => sets.findIndex((set) => set.has(id)) + 1 || sets.length + 1;
  return [...results].sort((a, b) => rank(a) - rank(b));
}

// --- what to say of words that were not found ----------------------------------------

function begun({ units, words }) {
  const { text, isBeginning } = units.at(-1);
  return isBeginning ? { words: `${words}…`, missed: `No page has the word “${text}”.` } : {};
}

/** Where no page has everything: the pages that have what is somewhere, without the most common words as far as it takes. */
async function most(index, units, typed) {
  const [told, loose] = await apartFromEachOther(index, units);
  const sizes = await Promise.all(loose.map(async (unit) => (await index.having(unit)).size));
  const nowhere = loose.filter((_, at) => !sizes[at]);
  const kept = loose.map((unit, at) => [sizes[at], unit]).filter(([size]) => size).sort(([a], [b]) => a - b).map(([, unit]) => unit);
  const missed = told || (nowhere.length ? `No page has ${listed(nowhere)}.` : "No page has all of these words.");
  for (; kept.length; kept.pop()) {
    const asked = loose.filter((unit) => kept.includes(unit));
    const found = await index.withAll(asked);
    if (found.results.length) return { ...found, missed, nearest: await meant(typed, nowhere) };
  }
  return { ...(await index.withAll([])), words: typed, missed: "", nearest: await meant(typed, nowhere) };
}

/** The units with the words of phrases that are nowhere as they stand, and what to say about that. */
async function apartFromEachOther(index, units) {
  const missing = await Promise.all(units.map(async (unit) => unit.isPhrase && !(await index.having(unit)).size));
  const loose = units.flatMap((unit, at) => (missing[at] ? unit.parts.map((text) => ({ ...unit, text, isPhrase: false })) : [unit]));
  return [missing.includes(true) ? "These words were not found side by side." : "", loose];
}

function listed(units) {
  const words = units.map(({ text }) => `“${text}”`);
  return words.length > 1 ? `the words ${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : `the word ${words[0]}`;
}

let list;

/** The words of the index, the most common first, and their roots; none where the list is not there. */
async function words() {
  list ??= fetch(new URL("pagefind/words.txt", site)).then((answer) => (answer.ok ? answer.text() : "")).then((text) => {
    const all = text.split("\n").filter(Boolean);
    return { all, roots: new Set(all.map(root)) };
  });
  return list;
}

/** Whether a word is one of the index. Words that the list can't have are taken for one. */
async function hasWord(word) {
  const { roots } = await words();
  return !roots.size || !/^\p{L}{4,}$/u.test(word) || roots.has(root(word));
}

/** What is typed with the nearest words of the index for those that are nowhere; "" where none is near. */
async function meant(typed, nowhere) {
  const { all } = await words();
  const instead = new Map(nowhere.map(({ text }) => [text, nearest(text, all)]));
  if (![...instead.values()].some(Boolean)) return "";
  return folded(typed).split(/\s+/).map((word) => instead.get(joined(word)) || word).join(" ").trim();
}
