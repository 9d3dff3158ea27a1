// Draws what is in view at once, and the rest after that is on the screen, so that an answer is soon seen on a slow phone.

/** Runs a function when what has changed is on the screen. */
export function afterPaint(run) {
  requestAnimationFrame(() => setTimeout(run));
}

/**
 * Draws the parts of a page in turns.
 * @param {Iterable<Element>} parts
 * @returns {{soon: (part: Element, draw: () => void) => void, now: (part: Element, draw: () => void) => void}}
 *   soon() draws a part at once where it is in view, or else in a task of its own after what is in view is painted;
 *   now() draws it at once in any case. What waited to draw the same part is out of date, and never runs.
 */
export function turns(parts) {
  const outOfView = new Set();
  const waiting = new Map();
  let isGoingOn = false;
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) outOfView[isIntersecting ? "delete" : "add"](target);
  });
  for (const part of parts) observer.observe(part);
  const next = () => {
    const [first] = waiting;
    isGoingOn = Boolean(first);
    if (!first) return;
    waiting.delete(first[0]);
    setTimeout(next);
    first[1]();
  };
  const now = (part, draw) => {
    waiting.delete(part);
    draw();
  };
  const soon = (part, draw) => {
    if (!outOfView.has(part)) return now(part, draw);
    waiting.delete(part); // and to the end of the line
    waiting.set(part, draw);
    if (!isGoingOn) afterPaint(next);
    isGoingOn = true;
  };
  return { soon, now };
}
