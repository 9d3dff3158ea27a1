// Clicks the boxes of a directory's filters one after another, each in view, as scripts/bench/filtering.py asks. Gives
// the milliseconds from each click to the end of the frame that shows its answer, in their order.
async ([first, clicks]) => {
  const boxes = [...document.querySelectorAll("[data-facet] input[type=checkbox]")].filter((box) => box.checkVisibility());
  const rest = (time) => new Promise((done) => setTimeout(done, time));
  // A message comes right after the frame. A timer would come after those that the page has set meanwhile.
  const shown = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage("");
  }));
  const times = [];
  for (let turn = first; turn < first + clicks; turn += 1) {
    const box = boxes[(turn * 7) % boxes.length];
    box.scrollIntoView({ block: "center", behavior: "instant" });
    await rest(400); // what was out of view follows
    const end = shown();
    performance.mark("click");
    const started = performance.now();
    box.click();
    await end;
    times.push(performance.now() - started);
    performance.mark("shown");
    await rest(0); // and the task in which it was shown ends with it
  }
  await rest(400);
  return times;
}
