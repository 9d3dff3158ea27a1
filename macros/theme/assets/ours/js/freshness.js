// What depends on the day is decided when the site is built, and again here.

import { today } from "./days.js";

const day = today();

/** Marks every record below `root` that is due for review. Days are compared as ISO 8601 text. */
export function markFreshness(root = document) {
  for (const mark of root.querySelectorAll("[data-due]")) {
    const isDue = mark.dataset.due < day;
    mark.classList.toggle("is-due", isDue);
    const words = mark.querySelector(".freshness__due");
    if (words) words.hidden = !isDue;
  }
}
