// Runs before the first paint: says that scripts run, and that the address asks for something; sets the color scheme
// that the reader chose with the button, if any.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  if (window.location.search) root.classList.add("is-asked");
  try {
    const scheme = localStorage.getItem("industry-partnerships-scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  } catch {
    // Storage is switched off: the system's scheme stays.
  }
})();
