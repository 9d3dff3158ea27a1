// What words that a person types are found in: one rule for "search by word" on every list and for the site's search.
// Pure: no page, no network. The build folds its own words by the same rule, macros/pages/search_words.py.

// Letters that are no other letter with an accent, as in Wəlastəkwey.
const LETTERS = { "ə": "e", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss" };
const FROM_LETTERS = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");

/** Text as it is compared: small letters without accents and apostrophes, one kind of dash and of quotes. */
export function folded(text) {
  return text
    .normalize("NFD")
    .replace(/[\p{M}\u00AD]/gu, "")
    .toLowerCase()
    .replace(FROM_LETTERS, (letter) => LETTERS[letter])
    .replace(/['’‘‛ʼʻ`´′]/gu, "")
    .replace(/[‐‑‒–—―−]/gu, "-")
    .replace(/[“”„‟«»″]/gu, '"');
}

/** The letters and digits of a text, folded, with nothing between them: "ONE/Forest" is oneforest. */
export function joined(text) {
  return folded(text).replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Plurals as the singular. */
function singular(text) {
  return text
    .replace(/(\p{L}{2})ies(?![\p{L}\p{N}])/gu, "$1y")
    .replace(/(ss|sh|ch|x|z)es(?![\p{L}\p{N}])/gu, "$1")
    .replace(/(\p{L}[^su\P{L}])s(?![\p{L}\p{N}])/gu, "$1");
}

/** Whether two names are the same, however they are written, in the singular or the plural. */
export function isSame(one, other) {
  const [a, b] = [one, other].map((name) => singular(folded(name)).replace(/[^\p{L}\p{N}]+/gu, ""));
  return a === b;
}

/** The words of a folded text with one space before, between and after them; those of "k-12" are k and 12. */
function spaced(plain) {
  return ` ${plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

/**
 * A text in which fitting() finds what is looked for: its words in their order, and those that are written together with a
 * dash, a slash or another sign once more as one word.
 */
export function searchable(text) {
  const plain = folded(text);
  const together = plain.match(/[\p{L}\p{N}]+(?:[^\p{L}\p{N}\s]+[\p{L}\p{N}]+)+/gu) ?? [];
  return singular(`${spaced(plain)}|${spaced(together.map((each) => each.replace(/[^\p{L}\p{N}]+/gu, "")).join(" "))}`);
}

/** A test of whether a searchable text has everything of a try: each word whole, each phrase in its order. */
export function fitting(units) {
  const sought = units.map(({ text, isBeginning }) => (isBeginning ? ` ${text}` : spaced(singular(text))));
  return (text) => sought.every((each) => text.includes(each));
}

// --- what to look for -------------------------------------------------------------

const SMALL = new Set("a an and are as at be by can do does for from get how i in is it me my of on or our so that the there to us want was we what when where which who with you your".split(" "));

/**
 * What to look for, one after the other until something is found. All units of a try must be there.
 * With small words among them, first everything as it is written, side by side; then the other words, each whole; then
 * what is on both sides of a slash or a dash; and only then the last word as the beginning of one, since it may still be
 * being typed.
 * @param {string} typed
 * @param {number} least letters of a beginning
 * @returns {{text: string, isPhrase: boolean, isBeginning: boolean}[][]} no try where nothing but signs is typed
 */
export function tries(typed, least = 1) {
  const units = unitsOf(typed);
  const large = units.filter(({ text, isPhrase }) => isPhrase || !SMALL.has(text));
  const kept = large.length ? large : units;
  const split = kept.flatMap(apart);
  const found = [kept.length < units.length ? [sideBySide(units)] : [], kept, split, begun(kept, least), begun(split, least)];
  const once = new Map(found.map((each) => [JSON.stringify(each), each]));
  return [...once.values()].filter((each) => each.length);
}

/** All that is typed as one phrase, in which small words count. */
export function wholeOf(typed) {
  return sideBySide(unitsOf(typed));
}

function sideBySide(units) {
  return { text: units.map(({ text }) => text).join(" "), isPhrase: true, isBeginning: false, isWhole: true };
}

/** What is typed, as words and as phrases in quotes; a quote that is not closed yet is none. */
function unitsOf(typed) {
  const last = typed.trim().split(/\s+/).at(-1);
  const found = [...folded(typed).matchAll(/"([^"]+)"|[^\s"]+/gu)];
  return found.map(([word, phrase], at) => ({
    text: phrase ? spaced(phrase).trim() : joined(word),
    isPhrase: Boolean(phrase),
    isBeginning: false,
    isName: at === found.length - 1 && SHORT_NAME.test(last),
    parts: spaced(word).trim().split(" "),
  })).filter(({ text }) => text);
}

/** A short word in capitals is a name, and no beginning of a word. */
const SHORT_NAME = /^\p{Lu}{2,5}$/u;

/** A word with a slash or a dash in it as its parts, each a word; a letter of K-12, R&D or U.S. is none. */
function apart(unit) {
  return unit.isPhrase || unit.parts.some((text) => text.length < 2) ? [unit] : unit.parts.map((text) => ({ ...unit, text, parts: [text] }));
}

/** The units with the last word as the beginning of one; none where it can't be one. */
function begun(units, least) {
  const last = units.at(-1);
  if (!last || last.isPhrase || last.isName || last.text.length < least) return [];
  return [...units.slice(0, -1), { ...last, isBeginning: true }];
}

// --- a word that is nowhere ---------------------------------------------------------

/** A word without what grammar adds to it, so that nurse, nurses and nursing are one, but account and accountant are not. */
export function root(word) {
  return singular(word).replace(/(ing|ed|e)$/u, "");
}

/** The word that is spelled most like one that is nowhere: at most one letter off, two in a long one; "" where there is none. */
export function nearest(word, words) {
  const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
  let [best, least] = ["", most + 1];
  for (const each of words) {
    if (Math.abs(each.length - word.length) > most) continue;
    const far = edits(word, each) + (each[0] === word[0] ? 0 : 0.5); // the first letter is rarely the wrong one
    if (far < least) [best, least] = [each, far];
  }
  return best;
}

/** Letters to add, drop, change or swap to make one word of the other (Damerau and Levenshtein's distance). */
export function edits(a, b) {
  let [before, row] = [[], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}
