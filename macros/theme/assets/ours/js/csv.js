// The directory's records as a CSV file. Pure but for save(): no page, no network.
// The columns are named as in the published table of partnerships, data/files/partnerships.csv.

const COLUMNS = ["id", "title", "summary", "kind", "industries", "place", "reach", "stage", "status", "looked_at", "look", "page", "fits"];
// Behind them, the same in words, and how to reach the partnership.
const IN_WORDS = ["kind_label", "industries_labels", "stage_label", "status_label"];
const CONTACT = ["website", "contact", "email", "phone", "contact_page"];
// What a spreadsheet takes for the start of a formula, as in macros/formats/excel.py.
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * The records as CSV (RFC 4180), for Excel with a byte order mark.
 * @param {object} index what prepare() gave
 * @param {number[]} records their numbers, in order
 * @param {Set<number>} maybe those that may fit what was asked for, since they do not say
 * @param {(id: string) => string} words.address the full address of a record's page
 * @param {(option: string) => string} words.label what people call an option such as "stage=emerging"
 * @param {Record<string, string[]> | null} words.contacts the cells of CONTACT by record; null leaves the columns out
 */
export function csv(index, records, maybe, { address, label, contacts }) {
  const ids = (record, facet) => index.has[record]
    .map((option) => index.options[option])
    .filter((option) => option.startsWith(`${facet}=`))
    .map((option) => option.slice(facet.length + 1));
  const rows = records.map((record) => [
    index.id[record], index.title[record], index.summary[record],
    ids(record, "kind").join("; "), ids(record, "industry").join("; "), index.place[record],
    ids(record, "reach").join("; ") || "not-stated", index.stage[record] ? ids(record, "stage").join("; ") : "", ids(record, "status").join("; "),
    index.reviewed[record], index.looks[index.is_reviewed[record]].toLowerCase(), address(index.id[record]), maybe.has(record) ? "not stated" : "yes",
    index.kind[record], ids(record, "industry").map((id) => label(`industry=${id}`)).join("; "),
    index.stage[record] ? ids(record, "stage").map((id) => label(`stage=${id}`)).join("; ") : "", index.status[record],
    ...(contacts ? contacts[index.id[record]] ?? CONTACT.map(() => "") : []),
  ]);
  const columns = [...COLUMNS, ...IN_WORDS, ...(contacts ? CONTACT : [])];
  return `\ufeff${[columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A cell: inert in a spreadsheet, and in quotes where it must be. */
export function cell(text) {
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** Hands a text to the visitor as a file. */
export function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
