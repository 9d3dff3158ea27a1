// A page with one form: keeps it on this device if the person agrees, and takes it along in several shapes.

import { cell } from "./csv.js";
import { Form } from "./forms.js";
import { calendar } from "./ical.js";
import { Shelf, fileName } from "./storage.js";
import { storagePanel } from "./storage-panel.js";
import { markdownText } from "./markdown.js";
import { download } from "./download.js";
import { wordFile } from "./word.js";

const REMIND = 7; // days ahead

/**
 * Wakes the form of a page.
 * @param {object} [hooks]
 * @param {(form: Form) => void} [hooks.shown] after a content was shown, and after each change by the person
 * @param {(form: Form) => object[]} [hooks.more] blocks that stand before the form in a Word or Markdown file
 * @param {(day: object) => object | null} [hooks.day] a day of the form as it goes into a calendar; null for none
 * @returns {{form: Form, panel: object, shelf: Shelf}}
 */
export function startForm({ shown = () => {}, more = () => [], day = (each) => each } = {}) {
  const form = new Form(document.querySelector("[data-form]"));
  const { form: kind, noun, version } = form.root.dataset;
  const shelf = shelfOf(kind, noun, Number(version), form);
  const panel = storagePanel(document.querySelector("[data-storage]"), shelf, {
    get: () => form.read(),
    set: (content) => {
      form.fill(content);
      shown(form);
    },
    empty: () => form.empty(),
    name: `My ${noun}`,
  });
  form.start(() => {
    panel.changed();
    shown(form);
  });
  const whole = () => ({ title: panel.name() || form.title, subject: form.title, blocks: [...more(form), ...form.blocks()] });
  const taking = {
    print: () => window.print(),
    word: async () => download(named("docx"), await wordFile(whole())),
    markdown: () => download(named("md"), markdownText(whole()), "text/markdown"),
    csv: () => download(named("csv"), `\ufeff${form.csvRows().map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`, "text/csv"),
    calendar: () => takeCalendar(),
  };

  function named(ending) {
    return `${fileName(panel.name() || form.title)}.${ending}`;
  }

  function takeCalendar() {
    const entries = form.days().map(day).filter(Boolean).map((each) => ({ ...each, id: `${kind}-${fileName(panel.name())}-${each.id}`, remind: REMIND }));
    if (!entries.length) return panel.fail("There is no date in it yet. Enter one, then take the calendar file.");
    download(named("ics"), calendar(panel.name() || form.title, entries), "text/calendar");
  }

  const exports = document.querySelector("[data-form-exports]");
  exports.hidden = false;
  exports.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-export]");
    if (!button) return;
    panel.fail("");
    try {
      await taking[button.dataset.export]();
    } catch (error) {
      panel.fail(error.message);
    }
  });
  shown(form);
  return { form, panel, shelf };
}

/** The shelf of a form's kind; its content is checked by the form. */
function shelfOf(kind, noun, version, form) {
  return new Shelf({ kind, noun, version, check: (content) => form.check(content) });
}
