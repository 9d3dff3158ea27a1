// Money in whole cents, and the arithmetic of match, as macros/money.py has it. Percent are texts, so that nothing is
// rounded on the way.

const SCALE = 10_000n; // percent are exact to four places
export const MOST = 99_999_999_999_99; // cents: whole numbers up to here are exact, sums of hundreds of them too

/** The cents of a text such as "$1,200.50"; 0 of nothing, null of anything else. */
export function cents(text) {
  const plain = String(text).replace(/[\s,$]/g, "");
  if (plain === "") return 0;
  const found = /^(\d{0,11})(?:\.(\d{0,2}))?$/.exec(plain);
  if (!found || plain === ".") return null;
  return Number(found[1] || 0) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

/** Cents as people write them: $1,200 or $33,333.34. */
export function shown(amount) {
  const whole = Math.floor(Math.abs(amount) / 100);
  const rest = Math.abs(amount) % 100;
  return `${amount < 0 ? "\u2212" : ""}$${whole.toLocaleString("en-US")}${rest ? `.${String(rest).padStart(2, "0")}` : ""}`;
}

/** Cents as a table has them: 1,200.00. */
export function inTable(amount) {
  const text = `${Math.floor(Math.abs(amount) / 100).toLocaleString("en-US")}.${String(Math.abs(amount) % 100).padStart(2, "0")}`;
  return amount < 0 ? `-${text}` : text;
}

/** Percent as a text, or "" when it is none from 0 to 100 with at most four places. */
export function percent(text) {
  const plain = String(text).replace(/[\s%]/g, "");
  return /^(?:\d{1,2}(?:\.\d{1,4})?|100(?:\.0{1,4})?)$/.test(plain) ? plain : "";
}

/** The least match that reaches its share of the grant, in cents. */
export function matchOfGrant(grant, share) {
  return Number(up(BigInt(grant) * scaled(share), 100n * SCALE));
}

/** The least match that reaches its share of grant and match together, in cents; null for all of it. */
export function matchOfProject(grant, share) {
  const part = scaled(share);
  if (part >= 100n * SCALE) return null;
  return Number(up(BigInt(grant) * part, 100n * SCALE - part));
}

/** A share in percent with one place, half a place up; "" of nothing. */
export function share(part, whole) {
  if (!whole) return "";
  const tenths = (2000n * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole));
  return `${tenths / 10n}.${tenths % 10n}`.replace(/\.0$/, "");
}

/** Each way of counting a match: what is needed, and whether the offered match is enough. */
export function needs(grant, match, wanted, { ofGrant, ofProject }) {
  const ways = [];
  if (ofGrant) ways.push({ way: "grant", needed: matchOfGrant(grant, wanted), share: share(match, grant) });
  const whole = ofProject ? matchOfProject(grant, wanted) : null;
  if (whole !== null) ways.push({ way: "project", needed: whole, share: share(match, grant + match) });
  return ways.map((each) => ({ ...each, isMet: match >= each.needed }));
}

function scaled(text) {
  const [whole, rest = ""] = text.split(".");
  return BigInt(whole) * SCALE + BigInt(rest.padEnd(4, "0"));
}

function up(number, by) {
  return (number + by - 1n) / by;
}
