// A long form one part at a time on a phone: what part shows is in the address, so that Back leads to the one before.
// Wide screens and paper show all of it (forms.css), and so do pages without scripts.

/**
 * Wakes the parts of a form and the bar at its foot.
 * @param {HTMLElement[]} steps the parts in their order, and what comes behind the form
 * @param {HTMLElement} foot the element with data-form-foot
 */
export function startSteps(steps, foot) {
  const [back, next] = foot.querySelectorAll("[data-step]");
  let now = steps[0];

  function show(step) {
    now = step;
    for (const each of steps) each.toggleAttribute("data-now", each === now);
    const place = steps.indexOf(now);
    back.hidden = place === 0;
    next.hidden = place === steps.length - 1;
    next.textContent = place === steps.length - 2 ? "Finish" : "Next";
    foot.querySelector("[data-part-words]").textContent = next.hidden ? "" : `Part ${place + 1} of ${steps.length - 1}`;
  }

  /** Shows the part that the address names, and begins to read there. */
  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    const step = id ? steps.find((each) => each.dataset.part === id || each.querySelector(`#${CSS.escape(id)}`)) : steps[0];
    if (!step || step === now) return;
    show(step);
    const heading = [...step.querySelectorAll("h2")].find((each) => each.checkVisibility()) ?? step;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  }

  foot.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    location.hash = steps[steps.indexOf(now) + Number(button.dataset.step)].dataset.part;
    follow(); // now, since the event comes later and a second tap may come before it
  });
  window.addEventListener("hashchange", follow);
  for (const each of steps) each.parentElement.toggleAttribute("data-paged", true);
  foot.hidden = false;
  show(now);
  follow();
}
