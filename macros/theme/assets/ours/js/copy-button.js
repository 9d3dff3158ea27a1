// Buttons that copy the text they carry: <button data-copy-text="...">.

export function startCopying(root = document) {
  for (const button of root.querySelectorAll("[data-copy-text]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(button.dataset.copyText);
  } catch {
    said = "Your browser did not allow the copy";
  }
  let status = button.nextElementSibling;
  if (!status?.matches("[role=status]")) {
    status = document.createElement("span");
    status.setAttribute("role", "status");
    status.className = "hint";
    button.after(" ", status);
  }
  // A live region must be there before its words change, or nobody hears them.
  requestAnimationFrame(() => { status.textContent = said; });
}
