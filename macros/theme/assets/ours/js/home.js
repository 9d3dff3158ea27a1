// What has passed since the site was built leaves the list of what is coming, and the list when nothing is left.

import { today } from "./days.js";

const day = today();

for (const item of document.querySelectorAll("[data-until]")) {
  if (item.dataset.until < day) item.remove();
}
for (const list of document.querySelectorAll(".brief ul")) {
  if (!list.children.length) list.closest(".brief").remove();
}
