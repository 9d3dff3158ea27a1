// Reads a spreadsheet that a visitor has chosen: an Excel workbook (.xlsx, ISO/IEC 29500) or a CSV file. Nothing leaves
// the device. Cells come as text; a day comes as {day: "2026-03-15", time: "13:30", shows: "d"}.
//
// A file: {sheets: [{name, hidden, rows: [{row, cells: [text | day]}]}], formulas: [{sheet, row, column}]}

export class NotASpreadsheet extends Error {}

/** @param {ArrayBuffer} content @param {string} name the file's name */
export async function readSpreadsheet(content, name) {
  const bytes = new Uint8Array(content);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readWorkbook(bytes);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new NotASpreadsheet("This is an old Excel file. Save it as an Excel workbook (.xlsx).");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new NotASpreadsheet("The file must be UTF-8. In Excel, choose File, Save As, and “CSV UTF-8”.");
  }
  return { sheets: [{ name: name.replace(/\.[^.]*$/, ""), hidden: false, rows: csvRows(text) }], formulas: [] };
}

// --- CSV (RFC 4180) ----------------------------------------------------------------

/** The rows of a CSV text, each with the line in which it starts. */
export function csvRows(text) {
  const rows = [];
  let [row, line, at] = [[], 1, 0];
  let start = 1;
  const cellAt = /"((?:[^"]|"")*)"|([^,"\r\n][^,\r\n]*|)/uy;
  while (at <= text.length) {
    cellAt.lastIndex = at;
    const match = cellAt.exec(text);
    if (!match) throw new NotASpreadsheet(`The quote in line ${line} is not closed properly.`);
    row.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    line += match[0].split("\n").length - 1;
    at = match.index + match[0].length;
    if (text[at] === ",") { at += 1; continue; }
    const end = /^(?:\r?\n|\r|$)/u.exec(text.slice(at, at + 2));
    if (!end) throw new NotASpreadsheet(`The quote in line ${line} is not closed properly.`);
    if (row.length > 1 || row[0]) rows.push({ row: start, cells: row });
    if (at >= text.length) break;
    at += end[0].length;
    line += 1;
    [row, start] = [[], line];
  }
  return rows;
}

// --- a workbook ------------------------------------------------------------------------

async function readWorkbook(bytes) {
  const files = new Map(entries(bytes).map((each) => [each.name, each]));
  const part = async (name) => {
    const entry = files.get(name);
    return entry ? new DOMParser().parseFromString(await text(bytes, entry), "application/xml") : null;
  };
  const book = await part("xl/workbook.xml");
  if (!book) throw new NotASpreadsheet("This is not an Excel workbook (.xlsx) that can be read.");
  const targets = new Map(tags(await part("xl/_rels/workbook.xml.rels"), "Relationship").map((each) => [each.getAttribute("Id"), each.getAttribute("Target")]));
  const shared = tags(await part("xl/sharedStrings.xml"), "si").map(richText);
  const formats = dayFormats(await part("xl/styles.xml"));
  const late = ["1", "true"].includes(tags(book, "workbookPr")[0]?.getAttribute("date1904"));
  const found = { sheets: [], formulas: [] };
  for (const sheet of tags(book, "sheet")) {
    const target = targets.get(sheet.getAttributeNS("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "id")) ?? "";
    const content = await part(target.startsWith("/") ? target.slice(1) : `xl/${target}`);
    const name = sheet.getAttribute("name");
    found.sheets.push({ name, hidden: Boolean(sheet.getAttribute("state")), rows: sheetRows(content, { name, shared, formats, late, found }) });
  }
  return found;
}

const tags = (part, name) => (part ? [...part.getElementsByTagNameNS("*", name)] : []);

/** The text of a string with its runs; how it is read aloud in Japanese is left out. */
function richText(item) {
  return unescaped(tags(item, "t").filter((each) => each.parentNode.localName !== "rPh").map((each) => each.textContent).join(""));
}

const unescaped = (text) => text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

function sheetRows(part, about) {
  let last = 0;
  return tags(part, "row").map((row) => {
    last = Number(row.getAttribute("r")) || last + 1;
    const cells = [];
    for (const cell of tags(row, "c")) {
      const at = cell.getAttribute("r") ? columnOf(cell.getAttribute("r")) : cells.length;
      cells[at] = valueOf(cell, about);
      if (tags(cell, "f").length) about.found.formulas.push({ sheet: about.name, row: last, column: at, value: cells[at] });
    }
    return { row: last, cells: Array.from(cells, (each) => each ?? "") };
  }).filter(({ cells }) => cells.some((each) => each !== ""));
}

/** The number of a column, counted from 0: B7 is 1. */
function columnOf(reference) {
  return [.../^[A-Z]+/u.exec(reference)[0]].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function valueOf(cell, { shared, formats, late }) {
  const value = tags(cell, "v")[0]?.textContent ?? "";
  switch (cell.getAttribute("t")) {
    case "s": return shared[Number(value)] ?? "";
    case "inlineStr": return richText(cell);
    case "str": return unescaped(value);
    case "b": return value === "1" ? "true" : "false";
    case "e": return value;
    default: return value === "" ? "" : numberOf(Number(value), formats[Number(cell.getAttribute("s"))], late);
  }
}

function numberOf(value, shows, late) {
  if (!shows) return Number.isInteger(value) ? String(value) : value.toFixed(9).replace(/0+$/u, "").replace(/\.$/u, "");
  const minutes = Math.round((value + (late ? 1462 : 0)) * 1440);
  const moment = new Date(Date.UTC(1899, 11, 30) + minutes * 60_000).toISOString();
  return value < 1 ? moment.slice(11, 16) : { day: moment.slice(0, 10), time: moment.slice(11, 16), shows };
}

/** For each style what it shows of a day: "d", "m" or "y" for the smallest part; nothing for other numbers. */
function dayFormats(styles) {
  const own = new Map(tags(styles, "numFmt").map((each) => [each.getAttribute("numFmtId"), each.getAttribute("formatCode")]));
  const known = (id) => (id >= 14 && id <= 22 && id !== 17 ? "d" : id === 17 ? "m" : id >= 45 && id <= 47 ? "d" : "");
  const cells = tags(styles, "cellXfs")[0];
  return tags(cells, "xf").map((each) => {
    const id = each.getAttribute("numFmtId");
    if (!own.has(id)) return known(Number(id));
    const code = own.get(id).replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/gu, "").toLowerCase();
    if (!/[ymdh]/u.test(code) || /general/u.test(code)) return "";
    return /[dh]/u.test(code) ? "d" : code.includes("m") ? "m" : "y";
  });
}

// --- zip (APPNOTE 6.3.10) ------------------------------------------------------------------

const LARGEST = 64 * 1024 * 1024; // of what one part unpacks to

function entries(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new NotASpreadsheet("The file is cut off. Save it again.");
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length; left -= 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const start = view.getUint32(at + 42, true);
    const data = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    found.push({ name, method: view.getUint16(at + 10, true), start: data, size: view.getUint32(at + 20, true), whole: view.getUint32(at + 24, true) });
    at += 46 + nameLength + extra + comment;
  }
  return found;
}

async function text(bytes, { method, start, size, whole }) {
  if (whole > LARGEST) throw new NotASpreadsheet("The workbook is too large to be checked here.");
  const packed = bytes.subarray(start, start + size);
  if (method === 0) return new TextDecoder().decode(packed);
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder();
  let [found, length] = ["", 0];
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    length += step.value.length;
    if (length > LARGEST) throw new NotASpreadsheet("The workbook is too large to be checked here.");
    found += decoder.decode(step.value, { stream: true });
  }
  return found + decoder.decode();
}
