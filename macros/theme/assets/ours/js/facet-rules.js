// Chooses and counts records by facets and words. Pure: no page, no network.
// The same rules as macros/data/faceting.py, which a test compares.

import { fitting, searchable, tries } from "./matching.js";

/** The id of the option that a record has in a facet on which it says nothing. */
export const NOT_STATED = "not-stated";

/**
 * Prepares the directory's index for choosing.
 * @param {object} data directory.json, column by column
 * @param {string[]} [labels] what each option is called: the words of those that a record has find it
 * @returns {object} the index with each option's facet and records, and what gives each record's searchable text
 */
export function prepare(data, labels = []) {
  const number = new Map(data.options.map((option, at) => [option, at]));
  let texts; // made with the first word that is typed
  const text = () => (texts ??= data.title.map((_, at) => searchable(told(data, at, labels))));
  const sets = data.options.map(() => emptySet(data.has.length));
  for (const [record, has] of data.has.entries()) for (const option of has) add(sets[option], record);
  const every = emptySet(data.has.length);
  for (const record of data.has.keys()) add(every, record);
  return { ...data, number, facetOf: data.facet_of, text, sets, every };
}

/** What a record is found by: its own words, and the labels of what it has; what it does not state is none of them. */
function told({ title, summary, words, place, has, options }, at, labels) {
  const named = has[at].filter((option) => !options[option].endsWith(`=${NOT_STATED}`)).map((option) => labels[option]);
  return [title[at], summary[at], words[at], place?.[at], ...named].filter(Boolean).join(" | ");
}

// A set of records is a row of bits: 10,000 of them are met with another 10,000 in 313 steps.

function emptySet(size) {
  return new Uint32Array(Math.ceil(size / 32));
}

function add(set, record) {
  set[record >>> 5] |= 1 << (record & 31);
}

function both(one, other) {
  const set = one.slice();
  for (let at = 0; at < set.length; at += 1) set[at] &= other[at];
  return set;
}

function either([first, ...others]) {
  const set = first.slice();
  for (const other of others) for (let at = 0; at < set.length; at += 1) set[at] |= other[at];
  return set;
}

function without(one, other) {
  const set = one.slice();
  for (let at = 0; at < set.length; at += 1) set[at] &= ~other[at];
  return set;
}

/** How many records two sets have in common; counts a row's bits in pairs, fours and bytes. */
function common(one, other) {
  let number = 0;
  for (let at = 0; at < one.length; at += 1) {
    let bits = one[at] & other[at];
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    number += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return number;
}

function records(set) {
  const found = [];
  for (let row = 0; row < set.length; row += 1) {
    for (let left = set[row]; left; left &= left - 1) found.push(row * 32 + 31 - Math.clz32(left & -left));
  }
  return found;
}

/**
 * The records that are known to pass, those that may pass since they say nothing on a facet that is filtered, and for
 * each option how many of the records that pass the other filters have it.
 * A record that fails one facet alone still counts for that facet's options.
 * @param {object} index what prepare() gave
 * @param {Set<number>} chosen numbers of options
 * @param {string} words as typed; matching.js says what they are found in
 * @param {boolean} withSilent whether a record that says nothing on a facet passes its filter
 * @returns {{found: number[], maybe: number[], counts: number[]}}
 */
export function narrow(index, chosen, words, withSilent) {
  const { every, facetOf, number, sets } = index;
  const spoken = withWords(index, words) ?? every;
  const byFacet = new Map();
  for (const option of chosen) byFacet.set(facetOf[option], [...(byFacet.get(facetOf[option]) ?? []), sets[option]]);
  const named = new Map([...byFacet].map(([facet, of]) => [facet, either(of)]));
  const silent = (facet) => (withSilent ? sets[number.get(`${facet}=${NOT_STATED}`)] : undefined);
  const masks = [...named].map(([facet, mask]) => [facet, silent(facet) ? either([mask, silent(facet)]) : mask]);
  const passing = (but) => masks.reduce((set, [facet, mask]) => (facet === but ? set : both(set, mask)), spoken);
  const all = passing();
  const known = [...named.values()].reduce(both, spoken);
  const others = new Map(masks.map(([facet]) => [facet, passing(facet)]));
  const counts = sets.map((set, option) => common(set, others.get(facetOf[option]) ?? all));
  return { found: records(known), maybe: records(without(all, known)), counts };
}

/** The records in which the words are found, by the first try that finds any; null where there is no word. */
function withWords({ text }, words) {
  const all = tries(words);
  if (!all.length) return null;
  const set = emptySet(text().length);
  for (const units of all) {
    const fits = fitting(units);
    const found = text().flatMap((own, record) => (fits(own) ? [record] : []));
    for (const record of found) add(set, record);
    if (found.length) return set;
  }
  return set;
}

/** The records in another order; equal ones stay in the order of names. */
export function order(index, found, by) {
  if (by === "stage") return [...found].sort((a, b) => index.stage[b] - index.stage[a] || a - b);
  if (by === "reviewed") {
    return [...found].sort((a, b) => (index.reviewed[a] < index.reviewed[b] ? 1 : index.reviewed[a] > index.reviewed[b] ? -1 : a - b));
  }
  return found;
}
