// What the page "Check a spreadsheet" says after a problem: what was most likely meant, or what to do. The notations and
// the sentences stand in check.json, which the build makes of macros/data/validation; here is only in which order they
// are asked. tests/site/test_check_page.py holds both against each other.

const [MARK, ROW] = ["⟦value⟧", "⟦row⟧"];
const filled = (sentence, text, number = "") => sentence.replace(MARK, () => text).replace(ROW, () => number);
const whole = (pattern, flags = "u") => new RegExp(`^(?:${pattern})$`, flags);
const folded = (text) => text.toUpperCase().toLowerCase(); // ß is ss
const two = (number) => String(number).padStart(2, "0");

/** What to do about a value; empty where only the person who wrote it can know. `known` are the ids of its reference. */
export function cure(code, text, column, { cures, paths, cell_errors: errors }, known) {
  switch (code) {
    case "number": case "integer": return written(amountMeant(text, column, cures), cures);
    case "date": return dayCure(text, true, cures);
    case "partial-date": return dayCure(text, false, cures);
    case "moment": return momentCure(text, cures);
    case "id": return idCure(text, cures);
    case "link": return linkCure(text, column, cures);
    case "email": return cures.email;
    case "phone": return phoneCure(text, column, cures);
    case "text": case "address": return cures.one_paragraph;
    case "has-words": case "minlength": return column.hint ?? "";
    case "maxlength": return cures.shorten;
    case "no-cell-error": return new RegExp(errors.find, "u").exec(text)[0].startsWith("##") ? cures.narrow : cures.failed;
    case "no-date-of-excel": return filled(cures.likely, beforeExcel(text, cures).join(cures.or));
    case "no-long-number-of-excel": return longNumberCure(text, cures);
    case "no-number-that-excel-changes": return filled(cures.beside, text);
    case "reference": return referenceCure(text, known, paths[column.reference.kind], cures);
    default: return "";
  }
}

const written = (text, cures) => (text ? filled(cures.write, text) : "");

/** What to write: one value, or those of which one is meant. */
function chosen(found, cures) {
  return found.length ? written(found.join(cures.or), cures) + (found.length > 1 ? cures.whichever : "") : "";
}

// --- numbers ----------------------------------------------------------------------------

function amountMeant(text, column, cures) {
  const plain = (whole(...cures.amount).exec(text)?.[1] ?? "").replaceAll(/[, ]/gu, "");
  return whole(column.shape.match, column.shape.flags).test(plain) ? plain : "";
}

function longNumberCure(text, cures) {
  const [first, power] = text.replace(".", "").split("E+");
  return filled(cures.long, first, Number(power) + 1);
}

// --- days ---------------------------------------------------------------------------------

/** A day in ISO 8601; empty where there is none. */
function isoDay(year, month, day, { years: [first, last] }) {
  const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const found = new Date(`${text}T00:00:00Z`);
  return year >= first && year <= last && !Number.isNaN(found.getTime()) && found.toISOString().slice(0, 10) === text ? text : "";
}

function fullYears(digits) {
  if (digits.length === 4) return [Number(digits)];
  return Number(digits) < 30 ? [2000 + Number(digits)] : [1900 + Number(digits), 2000 + Number(digits)];
}

/** The number of a month, given as one or by at least three letters of its name; 0 where it is none. */
function monthOf(word, { months }) {
  return /^[0-9]+$/u.test(word) ? Number(word) : months.findIndex((name) => name.toLowerCase().startsWith(word.toLowerCase())) + 1;
}

/** The days, or months, that a text in another notation can mean. */
export function daysMeant(text, cures) {
  if (whole(cures.counted).test(text)) return [new Date(Date.UTC(1899, 11, 30) + Number(text) * 86_400_000).toISOString().slice(0, 10)];
  for (const { match, orders } of cures.notations) {
    const groups = whole(match).exec(text)?.slice(1);
    if (!groups) continue;
    const found = orders.flatMap((order) => ofParts(Object.fromEntries([...order].map((letter, at) => [letter, groups[at]])), cures));
    return [...new Set(found.filter(Boolean))].sort();
  }
  return [];
}

function ofParts({ D: day, M: word, Y: digits }, cures) {
  const month = monthOf(word, cures);
  if (day !== undefined) return fullYears(digits).map((year) => isoDay(year, month, Number(day), cures));
  return month ? fullYears(digits).map((year) => `${year}-${two(month)}`) : [];
}

function dayCure(text, isWhole, cures) {
  const found = daysMeant(text, cures).filter((each) => each.length === 10 || !isWhole);
  if (found.length) return chosen(found, cures);
  const year = Number(text.slice(0, 4));
  if (/^[0-9]{4}(?:-.*)?$/u.test(text) && (year < cures.years[0] || year > cures.years[1])) return cures.year;
  const [, , month] = /^([0-9]{4})-([0-9]{2})-[0-9]{2}$/u.exec(text) ?? [];
  if (!(month >= 1 && month <= 12)) return "";
  return filled(cures.last_day, `${cures.months[month - 1]} ${year}`, new Date(Date.UTC(year, month, 0)).getUTCDate());
}

function momentCure(text, cures) {
  const match = whole(...cures.moment).exec(text);
  const hour = match ? hourOf(match) : null;
  const days = match && hour !== null ? (isRightDay(match[1], cures) ? [match[1]] : daysMeant(match[1].trim(), cures).filter((each) => each.length === 10)) : [];
  if (days.length) return chosen(days.map((day) => `${day} ${two(hour)}:${match[3]}`), cures);
  if (!match || !(match[4] || Number(match[2]) < 24)) return cures.clock;
  if (hour === null) return filled(cures.no_time, `${match[2]}:${match[3]} ${match[4].toLowerCase()}`);
  return dayCure(match[1], true, cures);
}

const isRightDay = (text, cures) => /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/u.test(text) && isoDay(...text.split("-").map(Number), cures) !== "";

/** The hour on a clock of 24 hours; null where there is no such time. */
function hourOf([, , digits, , half = ""]) {
  const [hour, name] = [Number(digits), half.toLowerCase()];
  if ((name && !hour) || (name === "am" && hour > 12)) return null;
  const found = name ? (hour % 12) + (name === "pm" ? 12 : 0) : hour;
  return found < 24 ? found : null;
}

// --- what Excel made of it -------------------------------------------------------------------

/** What a text most likely was before Excel took it for a day. */
export function beforeExcel(text, cures) {
  const [, day, name, digits] = /^([0-9]{1,2})-([A-Z][a-z]{2})(?:-([0-9]{2}|[0-9]{4}))?$/u.exec(text) ?? [];
  if (day) return dayBefore(Number(day), monthOf(name, cures), digits, cures);
  const [, month, last] = /^([A-Z][a-z]{2})-([0-9]{2})$/u.exec(text) ?? [];
  if (month) return monthBefore(monthOf(month, cures), last, cures);
  return daysMeant(text, cures).map((each) => `'${cures.months[Number(each.slice(5, 7)) - 1]} ${Number(each.slice(8))}, ${each.slice(0, 4)}'`);
}

function dayBefore(day, month, digits, { months }) {
  const words = `${months[month - 1]} ${day}`;
  return (digits ? fullYears(digits).map((year) => `${words}, ${year}`) : [`${month}-${day}`, words]).map((each) => `'${each}'`);
}

function monthBefore(month, digits, cures) {
  const years = fullYears(digits).map((year) => `'${cures.months[month - 1]} ${year}'`);
  return [...years, ...(Number(digits) >= 32 ? [`'${month}-${digits}'`] : []), filled(cures.code, String(month), digits)];
}

// --- ids, links and phone numbers -----------------------------------------------------------------

function idCure(text, cures) {
  if (/[,;|\n]/u.test(text)) return cures.one_id;
  const plain = folded(text.replaceAll(/^[./ ]+|[./ ]+$/gu, "").normalize("NFKD").replaceAll(/\p{M}/gu, ""));
  if ([...text].length >= 100 || !whole(...cures.id).test(plain)) return "";
  return written(plain.replaceAll(/['’.]/gu, "").match(/[a-z0-9]+/gu).join("-"), cures);
}

function linkCure(text, column, cures) {
  const fits = (link) => whole(column.shape.match, column.shape.flags).test(link);
  if (fits(`https://${text}`)) return written(`https://${text}`, cures);
  const code = (sign) => (/[A-Za-z0-9_.~-]/u.test(sign) || cures.in_links.includes(sign) ? sign : encodeURIComponent(sign.isWellFormed?.() === false ? "\ufffd" : sign));
  const encoded = [...text].map(code).join("");
  if (!fits(encoded)) return cures.address_bar;
  const signs = [...new Set(text)].filter((sign) => sign <= "\x7f" && code(sign) !== sign);
  return filled(cures.encode, signs.map((sign) => `${cures.signs[sign] ?? sign} as ${code(sign)}`).join(", "), encoded);
}

function phoneCure(text, column, cures) {
  const match = whole(...cures.phone).exec(text);
  const digits = (match?.[1] ?? "").replaceAll(/\D/gu, "");
  const better = `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
  const extension = match ? whole(...cures.extension).exec(match[2]) : null;
  if (!match || !whole(column.shape.match, column.shape.flags).test(better) || (match[2] && !extension)) return cures.a_phone;
  return extension ? filled(cures.with_extension, better, extension[1]) : written(better, cures);
}

// --- references --------------------------------------------------------------------------------------

function referenceCure(text, known, path, cures) {
  const ids = [...known];
  const best = nearest(text, ids, cures.near);
  const meant = best ? filled(cures.meant, best) : "";
  if (ids.length <= cures.most_named) return `${meant} ${filled(cures.one_of, ids.join(", "))}`.trim();
  return meant || filled(cures.where, path);
}

/** The known word that is spelled most like another one, as macros/data/reading.py finds it; empty where none is. */
export function nearest(word, words, least) {
  const plain = (text) => folded(text).replaceAll(/[\s_-]+/gu, "-");
  const wanted = plain(word.trim());
  if (!wanted || wanted.length > 80) return "";
  let [best, name] = [least, ""];
  for (const each of words) {
    const other = plain(each);
    const ratio = (2 * same(other, wanted)) / (other.length + wanted.length);
    if (ratio > best || (ratio === best && other >= plain(name))) [best, name] = [ratio, each];
  }
  return name;
}

/** How many letters two words have in the same order: the longest run first, then those on both sides of it. */
function same(a, b) {
  let [length, inA, inB] = [0, 0, 0];
  let runs = new Map();
  for (let at = 0; at < a.length; at += 1) {
    const next = new Map();
    for (let to = b.indexOf(a[at]); to >= 0; to = b.indexOf(a[at], to + 1)) {
      const run = (runs.get(to - 1) ?? 0) + 1;
      next.set(to, run);
      if (run > length) [length, inA, inB] = [run, at - run + 1, to - run + 1];
    }
    runs = next;
  }
  if (!length) return 0;
  return length + same(a.slice(0, inA), b.slice(0, inB)) + same(a.slice(inA + length), b.slice(inB + length));
}
