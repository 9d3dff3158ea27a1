// What a person takes along from a tool: the buttons that make files, and a word when one was made.

import { cell } from "./csv.js";
import { download } from "./download.js";
import { calendar } from "./ical.js";
import { markdownText } from "./markdown.js";
import { wordFile } from "./word.js";
import { fileName } from "./storage.js";

const ENDINGS = { word: "docx", csv: "csv", markdown: "md", calendar: "ics" };

/**
 * Wakes the buttons of a page that make files (takeaway in templates/_form.html).
 * @param {object} tool
 * @param {() => string} tool.name of what is taken along
 * @param {() => object} tool.whole the document for word.js and markdown.js
 * @param {() => string[][]} tool.csv the rows of the CSV file
 * @param {() => object[]} [tool.days] the entries of the calendar file
 */
export function startExports({ name, whole, csv, days = () => [] }) {
  const buttons = document.querySelector("[data-form-exports]");
  const make = {
    print: () => window.print(),
    word: async (file) => download(file, await wordFile(whole())),
    markdown: (file) => download(file, markdownText(whole()), "text/markdown"),
    csv: (file) => download(file, `\ufeff${csv().map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`, "text/csv"),
    calendar: (file) => {
      const entries = days();
      if (!entries.length) throw new Error("There is no date in it yet. Enter one, then take the calendar file.");
      download(file, calendar(name(), entries), "text/calendar");
    },
  };
  buttons.hidden = false;
  buttons.addEventListener("click", async (event) => {
    const kind = event.target.closest("[data-export]")?.dataset.export;
    if (!kind) return;
    tell("", "");
    try {
      const file = `${fileName(name())}.${ENDINGS[kind]}`;
      await make[kind](file);
      if (kind !== "print") tell(`Made ${file}. Look for it among your downloads.`, "");
    } catch (error) {
      tell("", error.message);
    }
  });
}

function tell(made, problem) {
  document.querySelector("[data-made]").textContent = made;
  document.querySelector("[data-not-made]").textContent = problem;
}
