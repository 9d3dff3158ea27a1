// Funds: what may be said of each on the reader's own day, and the filters of the list.

const today = new Date().toLocaleDateString("en-CA", { timeZone: "America/New_York" });
const FRESH_DAYS = 60; // as macros/funding.py has it

/** The day that comes `days` after another; both are ISO 8601 text. */
function after(day, days) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** What may be said of a fund on a day: an id and a word. The same rule decides when the site is built. */
export function stateOn(day, { isOpen, checked, rounds, said, ask, over }) {
  const whole = (text) => text.length === 10;
  if (!checked || checked > day || after(checked, FRESH_DAYS) < day) return ask;
  const mayBeOpen = ([, closes]) => !whole(closes) || closes >= day;
  if (isOpen && rounds.length && !rounds.some(mayBeOpen)) return over;
  if (!isOpen && rounds.some(([opens]) => whole(opens) && opens <= day)) return ask;
  return said;
}

/** Sets every mark below `root` by the reader's day. */
export function markStates(root = document, day = today) {
  for (const mark of root.querySelectorAll("[data-state]")) {
    const { isOpen, checked, rounds, said, ask, over } = mark.dataset;
    const pair = (text) => text.split("|");
    const [id, name] = stateOn(day, {
      isOpen: isOpen === "true", checked, said: pair(said), ask: pair(ask), over: pair(over),
      rounds: rounds.trim().split(/\s+/).filter(Boolean).map((each) => each.split("/")),
    });
    mark.className = `fund-state fund-state--${id}`;
    mark.querySelector(".fund-state__word").textContent = name;
    const item = mark.closest("[data-has]");
    if (item) item.dataset.has = item.dataset.has.replace(/status=\S+/, `status=${id}`);
    const about = mark.parentElement.querySelector("[data-status-description]");
    if (about && id !== pair(said)[0]) about.hidden = true;
  }
}

class List {
  constructor(root) {
    this.root = root;
    this.form = root.querySelector("form");
    this.list = root.querySelector("[data-list]");
    this.items = [...this.list.children].map((node) => ({
      ...node.dataset, node, has: new Set(node.dataset.has.split(" ")), text: node.textContent.toLowerCase(),
    }));
  }

  start() {
    this.form.hidden = false;
    const sort = this.root.querySelector("#funding-sort");
    sort.parentElement.hidden = false;
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => this.changed()));
    sort.addEventListener("change", () => this.changed());
    if (window.innerWidth < 960) this.form.querySelector("details").open = false;
    this.read();
    this.show();
  }

  get sort() {
    return this.root.querySelector("#funding-sort");
  }

  /** The address decides; without one, only open funds are shown where there are any. */
  read() {
    const asked = new URLSearchParams(location.search);
    for (const box of this.form.querySelectorAll("[type=checkbox]")) box.checked = asked.getAll(box.name).includes(box.value);
    for (const box of this.form.querySelectorAll("[type=radio]")) box.checked = (asked.get("days") ?? "") === box.value;
    this.form.elements.q.value = asked.get("q") ?? "";
    if (asked.has("sort")) this.sort.value = asked.get("sort");
    if (location.search) return;
    for (const box of this.form.querySelectorAll('[name="status"]')) {
      box.checked = ["open", "rolling"].includes(box.value) && this.items.some((each) => each.has.has(`status=${box.value}`));
    }
  }

  chosen() {
    const data = new FormData(this.form);
    const facets = {};
    for (const [name, value] of data) {
      if (name !== "q" && name !== "days" && value) (facets[name] ??= []).push(value);
    }
    return { facets, words: data.get("q").toLowerCase().split(/\s+/).filter(Boolean), days: Number(data.get("days")) };
  }

  fits(item, { facets, words, days }, without = "") {
    if (!words.every((word) => item.text.includes(word))) return false;
    if (days && without !== "days" && !closesWithin(item.closes, days)) return false;
    return Object.entries(facets).every(([name, values]) => name === without || values.some((value) => item.has.has(`${name}=${value}`)));
  }

  changed() {
    const asked = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => value));
    if (this.sort.value !== "deadline") asked.set("sort", this.sort.value);
    history.replaceState(null, "", `${location.pathname}?${asked.size ? asked : "all"}`);
    this.show();
  }

  show() {
    const chosen = this.chosen();
    const orders = {
      deadline: (a, b) => (a.closes || "9999").localeCompare(b.closes || "9999"),
      name: (a, b) => a.name.localeCompare(b.name),
      checked: (a, b) => b.checked.localeCompare(a.checked),
    };
    let number = 0;
    for (const item of this.items.toSorted(orders[this.sort.value])) {
      item.node.hidden = !this.fits(item, chosen);
      number += item.node.hidden ? 0 : 1;
      this.list.append(item.node);
    }
    this.root.querySelector("[data-number]").textContent = number;
    this.root.querySelector("[data-words]").textContent = number === 1 ? "fund" : "funds";
    this.root.querySelector("[data-empty]").hidden = number > 0;
    this.root.querySelector("[data-open-note]").hidden = this.items.some((each) => each.has.has("status=open") || each.has.has("status=rolling"));
    this.count(chosen);
  }

  count(chosen) {
    for (const mark of this.root.querySelectorAll("[data-count]")) {
      const [name, value] = mark.dataset.count.split("=");
      const has = (item) => (name === "days" ? closesWithin(item.closes, Number(value)) : item.has.has(`${name}=${value}`));
      mark.textContent = this.items.filter((item) => has(item) && this.fits(item, chosen, name)).length;
    }
    for (const mark of this.root.querySelectorAll("[data-chosen]")) {
      const number = chosen.facets[mark.dataset.chosen]?.length;
      mark.textContent = number ? `${number} chosen` : "";
    }
  }
}

function closesWithin(day, days) {
  return day !== undefined && day !== "" && day >= today && day <= after(today, days);
}

markStates();
const root = document.querySelector("[data-funding]");
if (root) new List(root).start();
