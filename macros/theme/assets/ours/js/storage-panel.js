// The panel with which a person keeps things on this device, opens them again, and takes them along as files. What is
// typed stays in the tab without asking, until the tab is closed.

import { confirmed } from "./confirm.js";
import { StorageError, LARGEST_FILE, Tab, clearAll, howMany, opened, toFile } from "./storage.js";
import { download } from "./download.js";

const PAUSE = 400; // milliseconds without typing, then it is kept

/**
 * Wakes the panel of a page (templates/_storage.html).
 * @param {HTMLElement} root the element with data-storage
 * @param {import("./storage.js").Shelf} shelf
 * @param {object} page
 * @param {() => any} page.get the content that the page shows now
 * @param {(content: any) => void} page.set shows a content
 * @param {() => any} page.empty a new content
 * @param {string} [page.name] the first name that is offered
 * @param {(where: string) => void} [page.kept] told where what was typed is kept, in words; "" when nothing was typed
 * @returns {{changed: () => void, say: (text: string) => void, fail: (text: string) => void, name: () => string, open: (name: string, content: any) => Promise<boolean>}} `open` says whether it did
 */
export function storagePanel(root, shelf, page) {
  const panel = new Panel(root, shelf, page);
  panel.start();
  return {
    changed: () => panel.changed(),
    say: (text) => panel.say(text),
    fail: (text) => panel.fail(text),
    name: () => panel.name.value.trim(),
    open: (name, content) => panel.attempt(() => panel.take(name, content)),
  };
}

class Panel {
  constructor(root, shelf, page) {
    Object.assign(this, { root, shelf, page, kept: "", timer: 0, isDirty: false, isInTab: false, isInFile: false });
    this.tab = new Tab(shelf, location.search);
    this.part = (name) => root.querySelector(`[data-storage-${name}]`);
    this.name = this.part("name");
  }

  start() {
    for (const note of document.querySelectorAll("[data-storage-without]")) note.hidden = true;
    this.root.hidden = false;
    for (const button of this.root.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.attempt(() => this[button.dataset.do]()));
    this.part("file").addEventListener("change", (event) => this.attempt(() => this.importFile(event.target)));
    this.name.addEventListener("change", () => this.attempt(() => this.rename()));
    window.addEventListener("beforeunload", (event) => this.warn(event));
    window.addEventListener("pagehide", () => this.keepNow());
    window.addEventListener("storage", (event) => this.changedElsewhere(event));
    this.name.value = this.page.name ?? "";
    this.attempt(() => this.resume());
    this.draw();
  }

  /** Shows what this tab had open, or else the first thing that is kept. */
  resume() {
    const held = this.tab.read();
    const names = this.shelf.agreed() ? this.shelf.names() : [];
    if (held && !held.isKept) this.restore(held);
    else if (names.length) this.show(names.includes(held?.name) ? held.name : names[0]);
  }

  restore({ name, content }) {
    this.name.value = name;
    this.page.set(content);
    this.isDirty = this.isInTab = true;
    this.keepNow();
    this.say(`What you typed is here again, ${this.place()}.`);
  }

  // --- what the buttons do ---

  agree() {
    this.shelf.agree();
    this.draw();
    this.isDirty = true;
    this.keepNow();
    this.name.focus();
  }

  async open() {
    await this.finish();
    this.show(this.part("open").value);
    this.say(`Opened “${this.kept}”.`);
  }

  async new() {
    await this.finish();
    this.kept = "";
    this.name.value = this.shelf.freeName(this.page.name ?? this.shelf.noun);
    this.page.set(this.page.empty());
    this.isDirty = false;
    this.tab.clear();
    this.draw();
    this.say(`A new ${this.shelf.noun}. It is kept as soon as you write in it.`);
    this.name.focus();
  }

  async wipe() {
    if (!(await confirmed("Clear everything that you typed on this page? It can't be brought back.", "Clear it"))) return;
    clearTimeout(this.timer);
    this.startAfresh();
    this.say("Cleared. Nothing of it is left in this tab.");
  }

  async delete() {
    const name = this.kept || this.name.value.trim();
    if (!(await confirmed(`Delete “${name}” from this device? It can't be brought back.`, "Delete it"))) return;
    clearTimeout(this.timer);
    this.shelf.remove(name);
    this.startAfresh();
    this.say(`“${name}” is deleted.`);
  }

  async clear() {
    const number = howMany();
    const what = number === 1 ? "the one thing" : `all ${number} things`;
    if (!(await confirmed(`Delete ${what} that this library keeps on this device? They can't be brought back.`, "Delete everything"))) return;
    clearTimeout(this.timer);
    clearAll();
    this.startAfresh();
    this.say("Everything is deleted. This device keeps nothing until you agree again.");
  }

  export() {
    const file = toFile(this.shelf, this.name.value.trim(), this.page.get());
    download(file.name, file.text, "application/json");
    this.isInFile = true;
    this.say(`Saved as ${file.name}. Open it here again, or on another device.`);
  }

  import() {
    this.part("file").click();
  }

  // --- files ---

  async importFile(input) {
    const [file] = input.files;
    if (!file) return;
    const text = file.size > LARGEST_FILE * 4 ? " ".repeat(LARGEST_FILE + 1) : await file.text();
    input.value = ""; // so that the same file can be chosen again
    const { name, content } = opened(this.shelf, text);
    await this.take(name || file.name.replace(/\..*$/, ""), content);
    this.say(`Opened ${file.name}${this.kept ? ` as “${this.kept}”` : ""}.`);
  }

  /** Shows a content under a new name; what was there before is kept, or the person is asked. */
  async take(name, content) {
    if (this.shelf.agreed()) {
      await this.finish();
    } else if (this.isDirty && !this.isInFile && !(await confirmed("Replace what is on this page? Save it as a file first if you need it.", "Replace it"))) {
      throw new StorageError("name", "Nothing was opened.");
    }
    this.kept = "";
    this.name.value = this.shelf.agreed() ? this.shelf.freeName(name) : name;
    this.page.set(content);
    this.isDirty = true;
    this.keepNow();
  }

  // --- storing ---

  /** To be called after each change by the person. */
  changed() {
    this.isDirty = true;
    this.isInFile = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), PAUSE);
  }

  keepNow() {
    clearTimeout(this.timer);
    if (this.isDirty) this.attempt(() => (this.shelf.agreed() ? this.keep() : this.hold()), "keeping");
  }

  /** Holds what was typed in this tab: the person has not agreed to more. */
  hold() {
    this.isInTab = false;
    this.tab.write(this.name.value.trim(), this.page.get());
    this.isInTab = true;
    this.draw();
    this.sayKept("Kept in this tab until you close it.");
  }

  keep() {
    const name = this.name.value.trim() || this.shelf.freeName(this.page.name ?? this.shelf.noun);
    const wanted = name === this.kept ? name : this.shelf.freeName(name);
    this.shelf.write(wanted, this.page.get());
    if (this.kept && this.kept !== wanted) this.shelf.remove(this.kept); // renamed, and the new one is safe
    this.kept = wanted;
    this.name.value = wanted;
    this.isDirty = false;
    this.tab.point(wanted);
    this.draw();
    this.sayKept("Kept on this device.");
  }

  /** Keeps what is still waiting, before another one takes its place. Throws StorageError when that fails. */
  async finish() {
    clearTimeout(this.timer);
    if (this.isDirty && this.shelf.agreed()) this.keep();
  }

  rename() {
    if (!this.kept && !this.isDirty) return;
    this.isDirty = true;
    this.keepNow();
  }

  show(name) {
    const content = this.shelf.read(name);
    if (content === null) throw new StorageError("name", `“${name}” is not kept here any more.`);
    this.page.set(content);
    this.kept = name;
    this.name.value = name;
    this.isDirty = false;
    this.tab.point(name);
    this.draw();
  }

  startAfresh() {
    this.kept = "";
    this.isDirty = false;
    this.name.value = this.page.name ?? "";
    this.page.set(this.page.empty());
    this.tab.clear();
    this.draw();
  }

  /** Another window changed the same thing: say so before this one writes over it. */
  changedElsewhere(event) {
    if (event.key === null || event.key === this.shelf.prefix + this.kept) {
      this.fail("This was changed in another window. Reload the page to see that; what you write here would replace it.");
    }
    this.draw();
  }

  /** Where neither the device nor the tab has what was typed, the browser asks whether to leave. */
  warn(event) {
    this.keepNow();
    if (this.isDirty && !this.isInTab) event.preventDefault();
  }

  /** Where what was typed is kept, in words. */
  place() {
    if (this.kept) return "kept on this device";
    if (!this.isDirty) return "";
    return this.isInTab ? "kept in this tab" : "not kept: save it as a file";
  }

  // --- the panel itself ---

  draw() {
    const agreed = this.shelf.agreed();
    for (const each of this.root.querySelectorAll("[data-when]")) each.hidden = (each.dataset.when === "agreed") !== agreed;
    const others = agreed ? this.shelf.names().filter((name) => name !== this.kept) : [];
    const list = this.part("open");
    list.replaceChildren(...others.map((name) => new Option(name, name)));
    this.root.querySelector('[data-do="wipe"]').disabled = !this.isDirty;
    this.page.kept?.(this.place());
    this.part("others").hidden = this.root.querySelector('[data-do="open"]').hidden = !others.length;
  }

  /**
   * Runs what a button does; what goes wrong is told in words, nothing else happens, and the answer is false.
   * Keeping, which comes by itself a moment later, takes no other message away than its own.
   */
  async attempt(action, by = "person") {
    if (by === "person" || by === this.failedBy) this.fail("");
    try {
      await action();
      return true;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.say("");
      this.fail(error.message, by);
      return false;
    }
  }

  /** A page that tells by itself where what is typed is kept tells it alone: nobody wants to hear it twice. */
  sayKept(text) {
    this.say(this.page.kept ? "" : text);
  }

  say(text) {
    this.part("status").textContent = text;
  }

  fail(text, by = "person") {
    this.part("problem").textContent = text;
    this.failedBy = by;
  }
}
