// A record's page: freshness, things that need this script, links that copy themselves.

import { startCopying } from "./copy-button.js";
import { today } from "./days.js";
import { markFreshness } from "./freshness.js";

markFreshness();
startCopying();

// What is of no use any more once its day is over; a note says so in its place.
for (const part of document.querySelectorAll("[data-until]")) {
  if (part.dataset.until >= today()) continue;
  part.remove();
  for (const note of document.querySelectorAll("[data-once-over]")) note.hidden = false;
}

for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;

for (const anchor of document.querySelectorAll("a.anchor")) {
  anchor.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(anchor.href);
    } catch {
      return; // the address bar has the link all the same
    }
    anchor.classList.add("is-copied");
    const words = anchor.querySelector(".visually-hidden");
    if (words) words.textContent = "Link copied";
  });
}
