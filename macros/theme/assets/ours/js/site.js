// What every page has: the menu, the color button, tables that scroll, section links that copy.

const root = document.documentElement;

// --- the menu on narrow screens ---

function startMenu() {
  const button = document.querySelector("[data-menu-button]");
  const panel = document.getElementById("site-nav");
  if (!button || !panel) return;

  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  const set = (open) => {
    button.setAttribute("aria-expanded", String(open));
    panel.classList.toggle("is-open", open);
  };
  const closeAndReturn = () => {
    set(false);
    button.focus();
  };

  button.addEventListener("click", () => {
    set(!isOpen());
    if (isOpen()) panel.querySelector("a").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) closeAndReturn();
  });
  // Walking out of the panel with Tab closes it, so that focus is never behind it.
  panel.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (isOpen() && next && !panel.contains(next) && next !== button) set(false);
  });
  // Back to an earlier page must not show the panel that led away from it.
  window.addEventListener("pageshow", () => set(false));
}

// --- "More": a click elsewhere or Escape closes it ---

function startMore() {
  const more = document.querySelector(".site-nav__more details");
  if (!more) return;
  document.addEventListener("click", (event) => {
    if (!more.contains(event.target)) more.open = false;
  });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    event.stopPropagation();
    more.open = false;
    more.querySelector("summary").focus();
  });
  more.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !more.contains(event.relatedTarget)) more.open = false;
  });
}

// --- on paper ---

// A site that was built without its address learns it from the browser.
function startPrintHead() {
  const address = document.querySelector("[data-page-address]");
  if (address && !address.textContent) address.textContent = location.origin + location.pathname;
}

// --- light and dark ---

const SCHEME_KEY = "industry-partnerships-scheme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : systemDark.matches);

// A choice that equals the system's own is no choice: nothing is kept then.
function choose(dark) {
  const own = dark === systemDark.matches;
  if (own) delete root.dataset.scheme;
  else root.dataset.scheme = dark ? "dark" : "light";
  try {
    if (own) localStorage.removeItem(SCHEME_KEY);
    else localStorage.setItem(SCHEME_KEY, root.dataset.scheme);
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
}

function startScheme() {
  const button = document.querySelector("[data-scheme-button]");
  if (!button) return;
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    choose(!isDark());
    show();
  });
  systemDark.addEventListener("change", show);
}

// --- tables wider than the screen: a region that takes focus, so that the keyboard can scroll it ---

function nameOf(table) {
  const caption = table.caption?.textContent.trim();
  if (caption) return caption;
  let before = table;
  while ((before = before.previousElementSibling)) {
    if (/^H[1-6]$/.test(before.tagName)) return before.firstChild.textContent.trim();
  }
  return "Table";
}

function wrapTable(table) {
  const name = `${nameOf(table)} (scrolls sideways)`;
  const region = document.createElement("div");
  region.className = "table-scroll";
  table.replaceWith(region);
  region.append(table);
  const watch = () => {
    const wide = region.scrollWidth > region.clientWidth;
    const attributes = { tabindex: "0", role: "region", "aria-label": name };
    for (const [key, value] of Object.entries(attributes)) {
      if (wide) region.setAttribute(key, value);
      else region.removeAttribute(key);
    }
  };
  new ResizeObserver(watch).observe(region);
}

function startTables() {
  document.querySelectorAll(".md-typeset table:not([class])").forEach(wrapTable);
}

// --- the sign beside a heading copies the section's address ---

function startSectionLinks() {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.getElementById("main").append(status);
  for (const link of document.querySelectorAll("a.headerlink")) {
    link.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
        link.dataset.copied = "Copied";
        status.textContent = "The section's address was copied.";
        setTimeout(() => delete link.dataset.copied, 2000);
      } catch {
        // No clipboard: the address bar shows the section's address.
      }
    });
  }
}

startMenu();
startMore();
startPrintHead();
startScheme();
startTables();
startSectionLinks();
