// What is typed into a table, as text for paper: a printed field shows only what fits into it.

/** Before each print, gives every cell below `root` that holds a field its value, which grants.css prints instead of the field. */
export function printTyped(root) {
  window.addEventListener("beforeprint", () => {
    for (const field of root.querySelectorAll("td > :is(input, select)")) {
      field.parentElement.dataset.typed = field.selectedOptions ? field.selectedOptions[0]?.textContent ?? "" : field.value;
    }
  });
}
