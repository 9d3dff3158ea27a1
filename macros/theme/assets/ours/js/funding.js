// Funds: what may be said about each on the reader's own day. The filters of the list are those of filtering.js, which starts after this.

import { after, plainDay, today } from "./days.js";

const isWhole = (day) => day.length === 10; // not a month or a year alone

/** What may be said about a fund on a day. The same rule decides when the site is built (macros/funding.py). */
export function stateOn(day, { isOpen, checked, freshUntil, rounds, said, ask, over }) {
  if (!checked || checked > day || freshUntil < day) return ask;
  const mayBeOpen = ([, closes]) => !isWhole(closes) || closes >= day;
  if (isOpen && rounds.length && !rounds.some(mayBeOpen)) return over;
  if (!isOpen && rounds.some(([opens]) => isWhole(opens) && opens <= day)) return ask;
  return said;
}

/** The next confirmed last day of a round, from a day on; "" where there is none. */
function nextDeadline(day, rounds) {
  return rounds.map(([, closes]) => closes).filter((closes) => isWhole(closes) && closes >= day).sort()[0] ?? "";
}

/** Sets every mark and every fund of a list below `root` by the reader's day. */
function markFunds(root = document, day = today()) {
  for (const mark of root.querySelectorAll("[data-state]")) markState(mark, day);
  for (const fund of root.querySelectorAll("[data-fund]")) markDeadline(fund, day);
  for (const note of root.querySelectorAll("[data-open-note]")) {
    note.hidden = Boolean(note.parentElement.querySelector(note.dataset.openNote));
  }
}

function markState(mark, day) {
  const { isOpen, checked, freshUntil, rounds, said, ask, over } = mark.dataset;
  const pair = (text) => text.split("|");
  const [id, name] = stateOn(day, {
    isOpen: isOpen === "true", checked, freshUntil, rounds: roundsOf(rounds), said: pair(said), ask: pair(ask), over: pair(over),
  });
  mark.className = `fund-state fund-state--${id}`;
  mark.querySelector(".fund-state__word").textContent = name;
  setFound(mark.closest("[data-fund]"), "status", [id]);
  const about = mark.parentElement.querySelector("[data-status-description]");
  if (about && id !== pair(said)[0]) about.hidden = true;
}

function markDeadline(fund, day) {
  const next = nextDeadline(day, roundsOf(fund.dataset.rounds));
  const soon = [...document.querySelectorAll('input[name="closes"]')].map(({ value }) => value);
  setFound(fund, "closes", soon.filter((days) => next && next <= after(day, Number(days))));
  const shown = fund.querySelector(".fund__deadline");
  if (shown) {
    shown.hidden = !next;
    shown.querySelector("time").dateTime = next;
    shown.querySelector("time").textContent = next && plainDay(next);
  }
}

function roundsOf(text) {
  return text.trim().split(/\s+/).filter(Boolean).map((each) => each.split("/"));
}

/** Changes what an item is found under in one facet. */
function setFound(item, facet, values) {
  if (!item) return;
  const others = item.dataset.has.split(" ").filter((each) => !each.startsWith(`${facet}=`));
  item.dataset.has = [...others, ...values.map((value) => `${facet}=${value}`)].join(" ");
}

markFunds();
