// Answers of the self-assessment: what they are, how they add up, and a short code for them. No page in here.

export const ANSWERS = ["In place", "Partly", "Not yet", "Don't know"];
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32: no letters that look like digits
const CHECKS = 1024n; // two signs

/** A code that can't be read; the message says why. */
export class CodeError extends Error {}

/** Whether an answer names a gap. */
export function isGap(answer) {
  return answer === "Partly" || answer === "Not yet";
}

/** How often each answer was given, and how many questions are open. */
export function tally(answers) {
  const counts = Object.fromEntries(ANSWERS.map((answer) => [answer, answers.filter((each) => each === answer).length]));
  return { ...counts, open: answers.filter((each) => !ANSWERS.includes(each)).length };
}

/**
 * A short code for one person's answers. Anyone who has it knows the answers, and nothing else.
 * @param {string[]} answers one for each component, in the page's order
 * @param {number} partner the place of the kind of partner, or -1
 * @param {string} salt what both pages must have alike: the components and kinds, in order
 */
export function toCode(answers, partner, salt) {
  const digits = answers.reduce((number, answer) => number * 5n + BigInt(ANSWERS.indexOf(answer) + 1), 1n);
  const value = digits * 32n + BigInt(partner + 1);
  const whole = value * CHECKS + checkOf(value, salt);
  return inSigns(whole).replace(/.{4}(?=.)/g, "$&-");
}

/** The answers behind a code. Throws CodeError with a sentence when it is not one of this page's. */
export function fromCode(code, count, salt) {
  const plain = code.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (!plain || [...plain].some((sign) => !SIGNS.includes(sign)) || plain.length > 40) throw new CodeError("This is not a code of the self-assessment. Check each sign.");
  const whole = [...plain].reduce((number, sign) => number * 32n + BigInt(SIGNS.indexOf(sign)), 0n);
  const value = whole / CHECKS;
  if (whole % CHECKS !== checkOf(value, salt)) throw new CodeError("The code has a typo in it, or comes from another version of this page. Check each sign.");
  const answers = [];
  let digits = value / 32n;
  while (digits > 1n) {
    answers.unshift(ANSWERS[Number(digits % 5n) - 1] ?? "");
    digits /= 5n;
  }
  if (answers.length !== count) throw new CodeError("The code comes from another version of this page. Ask for a file.");
  return { answers, partner: Number(value % 32n) - 1 };
}

function checkOf(value, salt) {
  let sum = 7n;
  for (const sign of `${value}:${salt}`) sum = (sum * 31n + BigInt(sign.codePointAt(0))) % 1_000_003n;
  return sum % CHECKS;
}

function inSigns(number) {
  let text = "";
  for (let rest = number; rest > 0n; rest /= 32n) text = SIGNS[Number(rest % 32n)] + text;
  return text;
}

/**
 * What several people's answers say about one component: agreement, a split, or that some or all don't know. It takes
 * two who know to agree, and nobody who doesn't.
 * @param {string[]} given one answer for each person; empty when not answered
 */
export function together(given) {
  const said = given.filter((answer) => ANSWERS.includes(answer));
  const known = said.filter((answer) => answer !== "Don't know");
  const counts = tally(said);
  const isSplit = new Set(known).size > 1;
  const words = !said.length ? "No answer" : !known.length ? "Nobody knows" : isSplit ? "Split" : known.length < said.length ? (known.length === 1 ? "Only one knows" : "Some don’t know") : said.length === 1 ? "One answer" : "Agreed";
  // Where views differ, the plan starts from the more careful one.
  const careful = known.includes("Not yet") ? "Not yet" : known.includes("Partly") ? "Partly" : known[0] ?? said[0] ?? "";
  return { counts, words, careful };
}
