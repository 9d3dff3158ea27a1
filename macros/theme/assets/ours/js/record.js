// A record's page: freshness, things that need this script, links that copy themselves.

import { startCopying } from "./copy-button.js";
import { markFreshness } from "./freshness.js";

markFreshness();
startCopying();

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
