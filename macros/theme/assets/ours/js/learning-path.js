// The marks on a learning path. They last as long as the page, unless the person asks to keep them on this device.

import { isObject, StorageError, Shelf } from "./storage.js";

const list = document.querySelector("[data-path]");
if (list) start(list);

function start(list) {
  const panel = document.querySelector("[data-progress]");
  const part = (name) => panel.querySelector(`[data-progress-${name}]`);
  const boxes = [...list.querySelectorAll("[data-step]")];
  const steps = boxes.length;
  const shelf = new Shelf({ kind: "learning-path", noun: "learning path", version: 1, check: (content) => problems(content) });
  const view = { name: list.dataset.path, boxes, steps, part, shelf, isKept: false };
  panel.hidden = false;
  for (const line of document.querySelectorAll("[data-needs-path]")) line.hidden = false;
  open(view);
  list.addEventListener("change", () => changed(view));
  part("keep").addEventListener("click", () => keep(view));
  part("forget").addEventListener("click", () => forget(view));
}

function problems(content) {
  const isRight = isObject(content) && Array.isArray(content.done) && content.done.every(Number.isInteger);
  return isRight ? [] : ["the steps are missing"];
}

/** What was kept earlier; a content that can't be read is told and left as it is. */
function open(view) {
  try {
    const kept = view.shelf.agreed() ? view.shelf.read(view.name) : null;
    if (kept) {
      for (const box of view.boxes) box.checked = kept.done.includes(Number(box.dataset.step));
      view.isKept = true;
    }
    show(view);
  } catch (error) {
    show(view, told(error));
  }
}

function changed(view) {
  if (view.isKept) write(view);
  else show(view);
}

function keep(view) {
  try {
    view.shelf.agree();
    view.isKept = true;
    write(view);
  } catch (error) {
    view.isKept = false;
    show(view, told(error));
  }
}

function write(view) {
  try {
    view.shelf.write(view.name, { done: done(view) });
    show(view);
  } catch (error) {
    view.isKept = false;
    show(view, told(error));
  }
}

function forget(view) {
  view.shelf.remove(view.name);
  view.isKept = false;
  show(view, "Your marks are no longer kept.");
  view.part("keep").focus();
}

function done(view) {
  return view.boxes.filter((box) => box.checked).map((box) => Number(box.dataset.step));
}

function told(error) {
  if (!(error instanceof StorageError)) throw error;
  return error.message;
}

function show(view, more = "") {
  const number = done(view).length;
  const kept = view.isKept ? " This device keeps your marks." : "";
  const all = number === view.steps ? " That is the whole path." : "";
  view.part("words").textContent = `${number} of ${view.steps} steps done.${all}${kept}${more ? ` ${more}` : ""}`;
  view.part("keep").hidden = view.isKept;
  view.part("offer").hidden = view.isKept;
  view.part("forget").hidden = !view.isKept;
}
