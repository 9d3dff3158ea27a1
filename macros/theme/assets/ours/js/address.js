// The address that a page keeps its state in. A step in the history takes a slow phone longer than to find an answer, so
// it is made when the answer is on the screen. Nothing gets ahead of it: neither the next step nor whatever leaves the page.

import { afterPaint } from "./turns.js";

let waiting = null;

// What may be the beginning of leaving.
for (const event of ["pointerdown", "keydown", "click", "pagehide", "visibilitychange"]) window.addEventListener(event, settle, true);

/**
 * Makes an address the page's own, soon.
 * @param {URL} address
 * @param {boolean} replace whether it takes the place of the last step in the history
 * @param {() => void} [then] runs when it is the page's own, or was before
 */
export function goOn(address, replace, then = () => {}) {
  settle();
  waiting = () => {
    if (address.href !== window.location.href) history[replace ? "replaceState" : "pushState"](null, "", address);
    then();
  };
  afterPaint(settle);
}

/** Lets what still waits be: somebody went back or forward meanwhile. */
export function forget() {
  waiting = null;
}

function settle() {
  const write = waiting;
  waiting = null;
  write?.();
}
