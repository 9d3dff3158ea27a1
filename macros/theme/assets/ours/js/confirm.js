// A question that must be answered before something is lost.

/**
 * Asks in a dialog that the browser keeps the focus in.
 * @param {string} question a whole sentence
 * @param {string} yes what the button that goes on says
 * @returns {Promise<boolean>}
 */
export function confirmed(question, yes, no = "Cancel") {
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  dialog.setAttribute("aria-labelledby", "ask-question");
  const text = document.createElement("p");
  text.id = "ask-question";
  text.textContent = question;
  const buttons = document.createElement("div");
  buttons.className = "cluster";
  for (const [label, answer, quiet] of [[yes, "yes", false], [no, "no", true]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = quiet ? "button button--quiet" : "button";
    button.textContent = label;
    button.addEventListener("click", () => dialog.close(answer));
    buttons.append(button);
  }
  dialog.append(text, buttons);
  document.body.append(dialog);
  const before = document.activeElement;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
