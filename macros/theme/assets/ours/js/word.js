// Word files (.docx, ISO/IEC 29500) out of the same blocks and with the same styles as macros/formats/word_writer.py: the styles
// come from the blank document that the build publishes, and this module writes the text.
//
// Blocks: {kind: "heading", level: 1 to 4, text}
//         {kind: "text", text, style: "" | "note" | "example"}    a line break stays one
//         {kind: "list", items, ordered}
//         {kind: "table", caption, header, rows, widths}          a cell is a text, a field or {formula, value}: a sum
//                                                                 that Word recalculates, such as SUM(C2:D2)
//         {kind: "field", label, value, hint, tag, type, options} a content control; type is text, prose,
//                                                                 date, choice or check
//         {kind: "page"}                                          a new page

import { unzip, xml, zip } from "./zip.js";

const BLANK = new URL("../../blank.docx", import.meta.url);
const TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const STYLES = { "": "Normal", note: "Note", example: "Example" };
const WIDTHS = { upright: 9360, landscape: 12960 }; // of the text, in twentieths of a point: 6.5 and 9 inches

/**
 * A Word file. Throws Error when the blank document can't be fetched.
 * @param {{title: string, subject?: string, blocks: object[], landscape?: boolean}} document
 * @returns {Promise<Blob>}
 */
export async function wordFile({ title, subject = "", blocks, landscape = false }) {
  const answer = await fetch(BLANK);
  if (!answer.ok) throw new Error("The Word file could not be made: a part of this page did not load. Check your connection and try again.");
  const files = unzip(await answer.arrayBuffer());
  const text = (path) => new TextDecoder().decode(files.get(path));
  const writer = new Writer(text("word/numbering.xml"), text("word/styles.xml"), landscape ? WIDTHS.landscape : WIDTHS.upright);
  const body = [paragraph("Title", run(title)), ...blocks.map((each) => writer.block(each))].join("");
  const whole = text("word/document.xml").replace(/(<w:body>).*?(<w:sectPr)/s, (_, open, end) => open + body + end);
  files.set("word/document.xml", landscape ? onItsSide(whole) : whole);
  files.set("word/numbering.xml", writer.numbering());
  files.set("docProps/core.xml", core(text("docProps/core.xml"), title, subject));
  return zip(files, TYPE);
}

/** A document whose pages lie on their side. */
function onItsSide(text) {
  return text.replace(/<w:pgSz w:w="(\d+)" w:h="(\d+)"/, '<w:pgSz w:w="$2" w:h="$1" w:orient="landscape"');
}

function core(text, title, subject) {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  return text
    .replace(/(<dc:title>)[^<]*/, (_, open) => open + xml(title))
    .replace(/(<dc:subject>)[^<]*/, (_, open) => open + xml(subject))
    .replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, (_, open) => open + now);
}

class Writer {
  constructor(numbering, styles, width) {
    this.width = width;
    this.original = numbering;
    this.last = Math.max(...[...numbering.matchAll(/<w:num w:numId="(\d+)"/g)].map((match) => Number(match[1])));
    const style = /<w:style [^>]*w:styleId="ListNumber".*?<\/w:style>/s.exec(styles)[0];
    const number = /<w:numId w:val="(\d+)"/.exec(style)[1];
    this.abstract = new RegExp(`<w:num w:numId="${number}"[^>]*>\\s*<w:abstractNumId w:val="(\\d+)"`).exec(numbering)[1];
    this.added = [];
    this.controls = 0;
  }

  block(each) {
    if (each.kind === "heading") return paragraph(`Heading${each.level}`, run(each.text));
    if (each.kind === "text") return paragraph(STYLES[each.style ?? ""], run(each.text));
    if (each.kind === "list") return this.list(each);
    if (each.kind === "table") return this.table(each);
    if (each.kind === "field") return (each.label ? paragraph("FieldLabel", run(each.label)) : "") + paragraph("Normal", this.control(each));
    if (each.kind === "page") return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';
    throw new Error(`there is no block ${each.kind}`);
  }

  list({ items, ordered }) {
    let more = "";
    if (ordered) {
      this.last += 1;
      this.added.push(this.last);
      more = `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${this.last}"/></w:numPr>`;
    }
    return items.map((item) => paragraph(ordered ? "ListNumber" : "ListBullet", run(item), more)).join("");
  }

  /** The numbering with one more sequence for each ordered list, so that each begins at 1. */
  numbering() {
    const added = this.added.map((id) => `<w:num w:numId="${id}"><w:abstractNumId w:val="${this.abstract}"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`);
    return this.original.replace("</w:numbering>", `${added.join("")}</w:numbering>`);
  }

  table({ caption = "", header, rows, widths }) {
    const sum = widths?.reduce((total, width) => total + width, 0);
    const parts = header.map((_, place) => Math.floor(this.width * (widths ? widths[place] / sum : 1 / header.length)));
    const cell = (content, place, style) => `<w:tc><w:tcPr><w:tcW w:w="${parts[place]}" w:type="dxa"/></w:tcPr>${paragraph(style, this.content(content), style === "TableHead" ? "<w:keepNext/>" : "")}</w:tc>`;
    const row = (cells, style, properties = "") => `<w:tr><w:trPr><w:cantSplit/>${properties}</w:trPr>${cells.map((content, place) => cell(content, place, style)).join("")}</w:tr>`;
    const described = caption ? `<w:tblCaption w:val="${xml(caption)}"/>` : "";
    return `${caption ? paragraph("Caption", run(caption), "<w:keepNext/>") : ""}<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="${this.width}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>${described}</w:tblPr><w:tblGrid>${parts.map((part) => `<w:gridCol w:w="${part}"/>`).join("")}</w:tblGrid>${row(header, "TableHead", "<w:tblHeader/>")}${rows.map((cells) => row(cells, "TableText")).join("")}</w:tbl>${paragraph("Normal", "")}`;
  }

  content(cell) {
    if (typeof cell === "string") return run(cell);
    return "formula" in cell ? calculated(cell.formula, cell.value) : this.control(cell);
  }

  /** A content control that a person fills in; without a value it shows its hint. */
  control({ label = "", value = "", hint = "", tag = "", type = "text", options = [] }) {
    this.controls += 1;
    const isCheck = type === "check";
    const isEmpty = !isCheck && value === "";
    const shown = isCheck ? (value ? "\u2612" : "\u2610") : shownValue({ value, type, options }) || hint || "Click to write";
    const kind = {
      prose: "", // LibreOffice counts two words too many in plain text controls
      text: /[\r\n]/.test(shown) ? "" : '<w:text w:multiLine="1"/>', // LibreOffice loses breaks in plain text controls
      date: `<w:date${isEmpty ? "" : ` w:fullDate="${xml(value)}T00:00:00Z"`}><w:dateFormat w:val="MMMM d, yyyy"/><w:lid w:val="en-US"/><w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>`,
      choice: `<w:dropDownList>${options.map(([id, text]) => `<w:listItem w:displayText="${xml(text)}" w:value="${xml(id)}"/>`).join("")}</w:dropDownList>`,
      check: `<w14:checkbox><w14:checked w14:val="${value ? 1 : 0}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>`,
    }[type];
    const properties = `<w:alias w:val="${xml(label)}"/><w:tag w:val="${xml(tag || `field-${this.controls}`)}"/><w:id w:val="${this.controls}"/>${isEmpty ? "<w:showingPlcHdr/>" : ""}${kind}`;
    return `<w:sdt><w:sdtPr>${properties}</w:sdtPr><w:sdtContent>${run(shown, isEmpty ? '<w:rStyle w:val="PlaceholderText"/>' : "")}</w:sdtContent></w:sdt>`;
  }
}

function paragraph(style, content, more = "") {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${more}</w:pPr>${content}</w:p>`;
}

/** The runs of a formula field (ISO/IEC 29500-1, 17.16.3), with the sum that it shows. */
function calculated(formula, value) {
  const mark = (type) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
  return `${mark("begin")}<w:r><w:instrText xml:space="preserve"> =${xml(formula)} \\# "#,##0.00" </w:instrText></w:r>${mark("separate")}${run(value)}${mark("end")}`;
}

/** Text whose line breaks and tabs stay. */
function run(text, properties = "") {
  const lines = String(text).split(/\r\n|\r|\n/).map((line) => line.split("\t").map((part) => `<w:t xml:space="preserve">${xml(part)}</w:t>`).join("<w:tab/>"));
  return `<w:r>${properties ? `<w:rPr>${properties}</w:rPr>` : ""}${lines.join("<w:br/>")}</w:r>`;
}

/** What is written in a field, as people read it; empty where nothing is. */
export function shownValue({ type, value = "", options = [] }) {
  if (type === "choice") return options.find(([id]) => id === value)?.[1] ?? value;
  return type === "date" && value ? dateInWords(value) : value;
}

function dateInWords(day) {
  const [year, month, date] = String(day).split("-").map(Number);
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(new Date(Date.UTC(year, month - 1, date)));
}
