// What of a session depends on the moment: coming up or past, a deadline that is near, the visitor's own time.
// The page says all of it for the day on which it was built; this says it again, to the minute.

import { today } from "./days.js";

const DAY = 86_400_000;
const CLOSING_DAYS = 7;
const DATE = { weekday: "long", month: "long", day: "numeric" };
const TIME = { hour: "numeric", minute: "2-digit" };

const now = Date.now();
for (const session of document.querySelectorAll("[data-session]")) bringUpToDate(session);
for (const list of document.querySelectorAll("[data-coming-list]")) sayWhenEmpty(list);

function bringUpToDate(session) {
  const { start, end, deadline } = session.dataset;
  if (isPast(session.dataset)) makePast(session);
  if (start) showOwnTime(session.querySelectorAll("[data-own-time]"), start, end);
  if (deadline) {
    showOwnTime(session.querySelectorAll("[data-own-deadline]"), deadline);
    showDeadline(session, Date.parse(deadline), start ? Date.parse(start) : Infinity);
  }
}

function isPast({ end, month, over }) {
  if (over !== undefined) return true;
  if (end) return Date.parse(end) <= now;
  return Boolean(month) && month < today(now).slice(0, 7);
}

// --- past ---------------------------------------------------------------------

function makePast(session) {
  for (const flag of session.querySelectorAll("[data-flag]")) {
    flag.textContent = flag.dataset.flag;
    flag.classList.remove("flag--coming");
  }
  for (const hidden of session.querySelectorAll("[data-closing], [data-sign-up], [data-coming]")) hidden.hidden = true;
  if (session.dataset.has) session.dataset.has = session.dataset.has.replace("when=coming", "when=past");
  const group = session.closest("[data-time]");
  if (group?.dataset.time === "coming") move(session, group);
  else if (session.closest("[data-coming-items]")) session.remove();
}

/** What has ended since the page was built stands first among what is past. */
function move(session, group) {
  const past = group.parentElement.querySelector("[data-time=past]");
  past.querySelector("[data-items]").prepend(session);
  past.hidden = false;
  group.hidden = !group.querySelector("[data-session]");
}

function sayWhenEmpty(list) {
  const items = list.querySelector("[data-coming-items]");
  list.querySelector("[data-coming-none]").hidden = Boolean(items?.children.length);
}

// --- a deadline -------------------------------------------------------------------

function showDeadline(session, deadline, start) {
  const isOver = deadline < now || start <= now;
  for (const flag of session.querySelectorAll("[data-closing]")) {
    flag.hidden = isOver || daysUntil(session.dataset.deadline) > CLOSING_DAYS;
  }
  for (const words of session.querySelectorAll("[data-closed]")) words.hidden = !isOver;
  if (isOver) for (const button of session.querySelectorAll("[data-sign-up]")) button.hidden = true;
}

/** Days on the calendar of the place, as the build counts them. */
function daysUntil(moment) {
  return Math.round((Date.parse(moment.slice(0, 10)) - Date.parse(today(now))) / DAY);
}

// --- the visitor's own time -------------------------------------------------------

function showOwnTime(places, start, end) {
  const first = new Date(start);
  if (offsetOf(start) === -first.getTimezoneOffset()) return;
  const words = end ? span(first, new Date(end)) : moment(first);
  for (const place of places) {
    place.textContent = ` In your time zone: ${words}`;
    place.hidden = false;
  }
}

/** The minutes that a time of ISO 8601 is ahead of UTC. */
function offsetOf(text) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? ["", "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function span(first, last) {
  if (last - first > DAY) return `${moment(first)}, to ${moment(last)}`;
  if (first.toDateString() !== last.toDateString()) return `${moment(first)}, to ${moment(last)}`;
  return `${first.toLocaleDateString("en-US", DATE)}, ${clock(first)} to ${clock(last, true)}`;
}

function moment(date) {
  return `${date.toLocaleDateString("en-US", DATE)}, ${clock(date, true)}`;
}

function clock(date, withZone) {
  const text = date.toLocaleTimeString("en-US", withZone ? { ...TIME, timeZoneName: "short" } : TIME);
  return text.replace(/\u202f/g, " ").replace("AM", "a.m.").replace("PM", "p.m.");
}
