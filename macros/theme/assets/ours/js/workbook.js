// Excel workbooks (.xlsx, ISO/IEC 29500). A text is always a text: only a cell that says so is a formula.
//
// Sheets: {name, columns: [{title, width}], rows: [[cell]]}
// Cells: a text, a number, null, {formula: "SUM(B2:B9)", value}, {value, format}; format is money, whole, share or day

import { xml, zip } from "./zip.js";

const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const FORMATS = ["", "money", "whole", "share", "day"]; // the order of the styles below
const DAY_ZERO = Date.UTC(1899, 11, 30);
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** A workbook. Sheets' names are cut to the 31 characters that Excel takes. */
export function workbookFile({ title, sheets }) {
  const names = sheetNames(sheets);
  const files = new Map([
    ["[Content_Types].xml", contentTypes(sheets)],
    ["_rels/.rels", relations([["officeDocument", "xl/workbook.xml"], ["metadata/core-properties", "docProps/core.xml", "http://schemas.openxmlformats.org/package/2006/relationships/"]])],
    ["docProps/core.xml", `${HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xml(title)}</dc:title><dc:language>en-US</dc:language></cp:coreProperties>`],
    ["xl/workbook.xml", `${HEAD}<workbook ${MAIN} xmlns:r="${RELATIONS}"><sheets>${names.map((name, at) => `<sheet name="${xml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join("")}</sheets><calcPr fullCalcOnLoad="1"/></workbook>`],
    ["xl/_rels/workbook.xml.rels", relations([...sheets.map((_, at) => ["worksheet", `worksheets/sheet${at + 1}.xml`]), ["styles", "styles.xml"]])],
    ["xl/styles.xml", STYLES],
    ...sheets.map((sheet, at) => [`xl/worksheets/sheet${at + 1}.xml`, worksheet(sheet)]),
  ]);
  return zip(files, TYPE);
}

/** The name of a cell: (0, 0) is A1. */
function cellName(row, column) {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

function worksheet({ columns, rows }) {
  const widths = columns.map(({ width = 18 }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`).join("");
  const header = columns.map(({ title }, at) => cell(title, 0, at, FORMATS.length)).join("");
  const body = rows.map((cells, at) => `<row r="${at + 2}">${cells.map((content, place) => cell(content, at + 1, place)).join("")}</row>`).join("");
  return `${HEAD}<worksheet ${MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData><row r="1">${header}</row>${body}</sheetData></worksheet>`;
}

function cell(content, row, column, style = 0) {
  if (content === null || content === undefined || content === "") return "";
  const { value, formula, format = "" } = typeof content === "object" ? content : { value: content };
  const at = `r="${cellName(row, column)}" s="${style || FORMATS.indexOf(format)}"`;
  if (formula) return `<c ${at}><f>${xml(formula)}</f>${value === undefined ? "" : `<v>${xml(value)}</v>`}</c>`;
  if (format === "day" && value) return `<c ${at}><v>${(Date.parse(`${value}T00:00:00Z`) - DAY_ZERO) / 86_400_000}</v></c>`;
  if (typeof value === "number") return `<c ${at}><v>${value}</v></c>`;
  return `<c ${at} t="inlineStr"><is><t xml:space="preserve">${xml(String(value).slice(0, 32_767))}</t></is></c>`;
}

function sheetNames(sheets) {
  const found = [];
  for (const { name } of sheets) {
    const plain = name.replace(/[[\]:*?/\\]/g, " ").replace(/^'+|'+$/g, "").trim() || "Sheet";
    let free = plain.slice(0, 31);
    for (let number = 2; found.some((other) => other.toLowerCase() === free.toLowerCase()); number += 1) free = `${plain.slice(0, 27)} ${number}`;
    found.push(free);
  }
  return found;
}

function contentTypes(sheets) {
  const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const parts = [
    ["/xl/workbook.xml", `${spreadsheet}.sheet.main+xml`], ["/xl/styles.xml", `${spreadsheet}.styles+xml`],
    ["/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"],
    ...sheets.map((_, at) => [`/xl/worksheets/sheet${at + 1}.xml`, `${spreadsheet}.worksheet+xml`]),
  ];
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`).join("")}</Types>`;
}

function relations(targets) {
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets.map(([type, target, base = `${RELATIONS}/`], at) => `<Relationship Id="rId${at + 1}" Type="${base}${type}" Target="${target}"/>`).join("")}</Relationships>`;
}

const XF = 'fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1"';
const WRAPPED = '<alignment vertical="top" wrapText="1"/>';
// The styles of cells: one for each of FORMATS, then the header's.
const CELL_STYLES = [[0, 0], [164, 0], [3, 0], [9, 0], [165, 0], [0, 1]]
  .map(([format, font]) => `<xf numFmtId="${format}" fontId="${font}" ${XF}>${WRAPPED}</xf>`);
const STYLES = [
  `${HEAD}<styleSheet ${MAIN}>`,
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="&quot;$&quot;#,##0.00"/>',
  '<numFmt numFmtId="165" formatCode="mmmm d, yyyy"/></numFmts>',
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>',
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
  '<borders count="1"><border/></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  `<cellXfs count="${CELL_STYLES.length}">${CELL_STYLES.join("")}</cellXfs>`,
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
].join("");
