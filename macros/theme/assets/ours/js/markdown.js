// A document's blocks (see word.js) as Markdown, by the rules of macros/formats/markdown_writer.py.

import { shownValue } from "./word.js";

/** The document as Markdown (CommonMark, with tables as GitHub has them). */
export function markdownText({ title, blocks }) {
  return `${parts(`# ${inline(title)}`, ...blocks.map(block))}\n`;
}

function parts(...given) {
  return given.filter(Boolean).join("\n\n");
}

function block(each) {
  if (each.kind === "heading") return `${"#".repeat(each.level + 1)} ${inline(each.text)}`;
  if (each.kind === "text") return each.style ? quoted(prose(each.text)) : prose(each.text);
  if (each.kind === "list") return each.items.map((text, place) => item(each.ordered ? `${place + 1}.` : "-", text)).join("\n");
  if (each.kind === "field") return parts(each.label ? `**${inline(each.label)}**` : "", prose(filled(each)) || escaped("_____"));
  if (each.kind === "table") return table(each);
  return each.kind === "page" ? "---" : "";
}

function table({ caption, header, rows }) {
  const line = (cells) => `| ${cells.map((each) => prose(cell(each)).replaceAll("\\\n", "<br>").replaceAll("\n\n", "<br><br>")).join(" | ")} |`;
  const isSum = (place) => rows.some((cells) => typeof cells[place] === "object" && "formula" in cells[place]);
  const lines = [line(header), `| ${header.map((_, place) => (isSum(place) ? "---:" : "---")).join(" | ")} |`, ...rows.map(line)];
  return parts(prose(caption ?? ""), lines.join("\n"));
}

function cell(each) {
  if (typeof each === "string") return each;
  return "formula" in each ? each.value : filled(each);
}

/** What is in a field; of an empty one its hint. */
function filled(field) {
  if (field.type === "check") return field.value ? "[x]" : "[ ]";
  return shownValue(field) || (field.hint ?? "").trim();
}

/** A text on one line in which Markdown finds no markup, where something of the line stands before it. */
function inline(text) {
  return String(text)
    .replace(/[ \t\r\n]+/g, " ")
    .replace(/^ | $/g, "")
    .replace(/[\\`*_[\]<>#|~]|&(?=[A-Za-z#])/g, "\\$&");
}

/** A text on one line in which Markdown finds no markup, at the start of a line too. */
function escaped(text) {
  return inline(text)
    .replace(/^(?:([-+]|[0-9]{1,9}[.)])(?= |$)|[-=:](?=[-=: ]*$))/, (marker) => `${marker.slice(0, -1)}\\${marker.at(-1)}`);
}

/** A text in which Markdown finds no markup, and whose line breaks and paragraphs stay. */
function prose(text) {
  const lines = String(text).split(/\r\n|\r|\n/).map(escaped).join("\n").replace(/^\n+|\n+$/g, "");
  return lines.split(/\n{2,}/).map((part) => part.replaceAll("\n", "\\\n")).join("\n\n");
}

function quoted(text) {
  return text.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
}

/** An item of a list: what belongs to it begins below its first word. */
function item(marker, text) {
  return `${marker} ${prose(text)}`.replaceAll("\n", `\n${" ".repeat(marker.length + 1)}`);
}
