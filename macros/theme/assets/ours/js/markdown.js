// A document's blocks (see word.js) as Markdown.

/** The document as Markdown (CommonMark, with tables as GitHub has them). */
export function markdownText({ title, blocks }) {
  return `${[`# ${inline(title)}`, ...blocks.map(block)].filter(Boolean).join("\n\n")}\n`;
}

function block(each) {
  if (each.kind === "heading") return `${"#".repeat(each.level + 1)} ${inline(each.text)}`;
  if (each.kind === "text") return each.style === "note" || each.style === "example" ? quoted(inline(each.text)) : inline(each.text);
  if (each.kind === "list") return each.items.map((item, place) => `${each.ordered ? `${place + 1}.` : "-"} ${indented(inline(item))}`).join("\n");
  if (each.kind === "field") return `${each.label ? `**${inline(each.label)}**\n\n` : ""}${inline(shown(each)) || "_____"}`;
  if (each.kind === "table") return table(each);
  return each.kind === "page" ? "---" : "";
}

function table({ caption, header, rows }) {
  const line = (cells) => `| ${cells.map((cell) => inline(typeof cell === "string" ? cell : shown(cell)).replace(/\\?\n+/g, "<br>")).join(" | ")} |`;
  const lines = [line(header), `| ${header.map(() => "---").join(" | ")} |`, ...rows.map(line)];
  return `${caption ? `${inline(caption)}\n\n` : ""}${lines.join("\n")}`;
}

function shown(field) {
  if ("formula" in field) return field.value;
  if (field.type === "check") return field.value ? "[x]" : "[ ]";
  return field.value ?? "";
}

/** A text whose signs mean nothing to Markdown; its line breaks and paragraphs stay. */
function inline(text) {
  const lines = String(text).replace(/\r\n?/g, "\n").split("\n").map((line) => line
    .replace(/[\\`*_[\]<>#|~]/g, "\\$&")
    .replace(/&(?=[a-z#])/gi, "&amp;")
    .replace(/^(\s*)([-+])(?=\s|$)/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2"));
  return lines.map((line, place) => (place === 0 ? line : `${line && lines[place - 1] ? "\\\n" : "\n"}${line}`)).join("");
}

function quoted(text) {
  return text.split("\n").map((line) => `> ${line}`).join("\n");
}

function indented(text) {
  return text.split("\n").join("\n  ");
}
