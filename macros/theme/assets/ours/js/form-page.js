// A page with one form: keeps it on this device if the person agrees, and takes it along in several shapes.

import { startExports } from "./exports.js";
import { Form } from "./forms.js";
import { Shelf } from "./storage.js";
import { storagePanel } from "./storage-panel.js";
import { startSteps } from "./steps.js";

const REMIND = 7; // days ahead

/**
 * Wakes the form of a page.
 * @param {object} [hooks]
 * @param {(form: Form) => void} [hooks.shown] after a content was shown, and after each change by the person
 * @param {(form: Form) => object[]} [hooks.more] blocks that stand before the form in a Word or Markdown file
 * @param {(day: object) => object | null} [hooks.day] a day of the form as it goes into a calendar; null for none
 * @param {(form: Form) => string} [hooks.words] how far the person is, for the bar at the foot
 * @param {(form: Form) => number[]} [hooks.progress] how many of how many are done
 * @param {(form: Form) => string[][]} [hooks.csv] the rows of its CSV file
 * @returns {{form: Form, panel: object, shelf: Shelf, say: (text: string) => void}} `say` tells what the page did, where the person looks
 */
export function startForm({ shown = () => {}, more = () => [], day = (each) => each, csv = (form) => form.csvRows(), words = () => "", progress } = {}) {
  const form = new Form(document.querySelector("[data-form]"));
  const foot = document.querySelector("[data-form-foot]");
  let where = "";
  const draw = () => {
    shown(form);
    drawFoot(foot, [words(form), where], progress?.(form));
  };
  const { form: kind, noun, version } = form.root.dataset;
  const shelf = shelfOf(kind, noun, Number(version), form);
  const panel = storagePanel(document.querySelector("[data-storage]"), shelf, {
    get: () => form.read(),
    set: (content) => {
      form.fill(content);
      draw();
    },
    empty: () => form.empty(),
    kept: (told) => {
      where = told;
      draw();
    },
    name: `My ${noun}`,
  });
  form.start(() => {
    say("");
    panel.changed();
    draw();
  });
  const title = () => panel.name() || form.title;
  startExports({
    name: title,
    whole: () => ({ title: title(), subject: form.title, landscape: "landscape" in form.root.dataset, blocks: [...more(form), ...form.blocks()] }),
    csv: () => csv(form),
    days: () => form.days().map(day).filter(Boolean).map((each) => ({ ...each, id: `${kind}-${each.id}`, remind: REMIND })),
  });

  function say(text) {
    foot.querySelector("[data-told]").textContent = text;
  }

  window.addEventListener("hashchange", () => say("")); // another part of the form
  draw();
  startSteps([...document.querySelectorAll(".form-sheet__part, .form-end")], foot);
  return { form, panel, shelf, say };
}

/** How far the person is and where that is kept, as one sentence; nothing yet before anything is typed. */
function drawFoot(foot, words, done) {
  const joined = words.filter(Boolean).join(", ") || "nothing typed yet";
  const text = joined[0].toUpperCase() + joined.slice(1);
  const told = foot.querySelector("[data-words]");
  if (told.textContent !== text) told.textContent = text; // a status that is set again may be read again
  const bar = foot.querySelector("progress");
  bar.hidden = !done;
  if (done) [bar.value, bar.max] = done;
}

/** The shelf of a form's kind; its content is checked by the form. */
function shelfOf(kind, noun, version, form) {
  return new Shelf({ kind, noun, version, check: (content) => form.check(content) });
}
