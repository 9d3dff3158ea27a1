// The embed builder: what is chosen goes into the address, the preview and the code boxes.

const MOST = 200; // options in a list; the words narrow a longer one
const MANY = 40; // from here on words help to find one

let choices = []; // of the kind that is chosen: id and name
let turns = 0;

const root = document.querySelector("[data-embed-builder]");
if (root) start(root);

async function start(root) {
  const form = root.querySelector("[data-form]");
  root.querySelector("[data-without-script]").hidden = true;
  form.hidden = false;
  const state = new URLSearchParams(window.location.search);
  select(form.elements.what, state.get("what"));
  select(form.elements.scheme, state.get("scheme"));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.what.addEventListener("change", () => changeKind(root));
  form.elements.which.addEventListener("change", () => show(root));
  form.elements.scheme.addEventListener("change", () => show(root));
  form.elements.narrow.addEventListener("input", () => fillChoices(root));
  for (const name of ["focus", "blur", "focusin"]) window.addEventListener(name, () => setTimeout(markFocus, 0, root));
  for (const button of root.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(root, button));
  await changeKind(root, state.get("which"));
}

function select(list, value) {
  if ([...list.options].some((option) => option.value === value)) list.value = value;
}

// --- what there is to choose ---

async function changeKind(root, wanted = null) {
  const turn = (turns += 1);
  const { which, narrow } = root.querySelector("[data-form]").elements;
  const kind = chosenKind(root);
  const found = kind.dataset.which ? await fetchChoices(root, kind.value) : [["", kind.dataset.only]];
  if (turn !== turns) return; // another kind was chosen meanwhile
  choices = found ?? [];
  narrow.value = "";
  root.querySelector("[data-which-label]").textContent = kind.dataset.which;
  root.querySelector("[data-which]").hidden = !kind.dataset.which;
  root.querySelector("[data-narrow]").hidden = choices.length < MANY;
  fillChoices(root, wanted);
  if (!found) say(root, "The list could not be loaded. Check your connection and choose again.");
  else if (wanted && which.value !== wanted) say(root, "What the address asks for is not here. Choose another one.");
  else say(root, "");
}

async function fetchChoices(root, kind) {
  try {
    const answer = await fetch(`${root.dataset.base}${root.dataset.folder}/${kind}/index.json`);
    return answer.ok ? (await answer.json()).choices : null;
  } catch {
    return null;
  }
}

function fillChoices(root, wanted = null) {
  const { which, narrow } = root.querySelector("[data-form]").elements;
  const words = narrow.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = choices.filter(([, name]) => words.every((word) => name.toLowerCase().includes(word)));
  // The one that is wanted is in the list even when the list is cut.
  const shown = fits.filter(([id], at) => at < MOST || id === wanted);
  which.replaceChildren(...shown.map(([id, name]) => new Option(name, id)));
  select(which, wanted);
  root.querySelector("[data-narrowed]").textContent =
    shown.length < fits.length ? `The first ${shown.length} of ${fits.length} are in the list.` : `${fits.length} in the list.`;
  show(root);
}

// --- what follows from the choice ---

function chosenKind(root) {
  return root.querySelector("[data-form]").elements.what.selectedOptions[0];
}

function show(root) {
  const { which, scheme } = root.querySelector("[data-form]").elements;
  const kind = chosenKind(root);
  const choice = choices.find(([id]) => id === which.value);
  root.querySelector("[data-result]").hidden = !choice;
  if (!choice) return;
  const [id, name] = choice;
  const title = `${kind.dataset.lead}${name}`;
  const path = id ? `${kind.value}/${id}` : kind.value;
  const query = scheme.value ? `?scheme=${scheme.value}` : "";
  keepState({ what: kind.value, which: id, scheme: scheme.value });
  const page = `${root.dataset.folder}/${path}/`;
  showPreview(root, `${root.dataset.base}${page}${query}`, title);
  const site = root.dataset.site || new URL(root.dataset.base, window.location.href).href;
  fillCode(root, {
    site,
    src: `${site}${page}${query}`,
    fragment: `${site}${page}fragment.html`,
    oembed: `${site}${root.dataset.oembed}/${path}.json`,
    title,
    height: kind.dataset.height,
  });
}

function keepState(state) {
  const kept = Object.entries(state).filter(([, value]) => value);
  window.history.replaceState(null, "", `?${new URLSearchParams(kept)}${window.location.hash}`);
}

/** A frame whose page has the focus matches neither :focus nor :focus-within in Chromium, so an attribute says it. */
function markFocus(root) {
  const frame = root.querySelector("[data-preview]");
  frame.toggleAttribute("data-focused", document.activeElement === frame);
}

function showPreview(root, address, title) {
  const frame = root.querySelector("[data-preview]");
  frame.title = `Preview: ${title}`;
  // Replaced, not followed: the back button must lead out of this page.
  if (frame.dataset.shown !== address) {
    const next = frame.cloneNode();
    for (const name of ["style", "data-focused"]) next.removeAttribute(name);
    next.dataset.shown = address;
    next.src = address;
    frame.replaceWith(next);
  }
}

/** Fills the patterns; what goes in is escaped, except where the box holds nothing but an address. */
function fillCode(root, values) {
  for (const box of root.querySelectorAll("[data-code]")) {
    const isMarkup = box.dataset.pattern.includes("<");
    box.value = box.dataset.pattern.replace(/\{(\w+)\}/g, (_, name) => (isMarkup ? escaped(values[name]) : values[name]));
  }
}

function escaped(text) {
  const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (sign) => signs[sign]);
}

// --- copying ---

async function copy(root, button) {
  const box = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(box.value);
    say(root, `Copied: ${button.dataset.said}.`);
  } catch {
    box.focus();
    box.select();
    say(root, "Your browser did not allow the copy. The text is marked: press Ctrl+C.");
  }
}

function say(root, words) {
  root.querySelector("[data-status]").textContent = words;
}
