// Inside an embedded page: takes the colors that the address asks for, and tells the page around it how tall it is.
// The message is a promise to other sites: { type: "mip-embed", version: 1, id, height }.
(() => {
  const root = document.documentElement;
  const scheme = new URLSearchParams(window.location.search).get("scheme");
  if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  // A session that has ended since the page was made is no longer one of the next.
  window.addEventListener("DOMContentLoaded", () => {
    const ended = [...document.querySelectorAll("[data-mip-end]")].filter((item) => Date.parse(item.dataset.mipEnd) <= Date.now());
    for (const item of ended) item.remove();
    if (ended.length && !document.querySelector(".mip-item")) document.querySelector(".mip-none").hidden = false;
  });
  if (window.parent === window) return;

  let told = 0;
  const tell = (isAsked) => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    // In a hidden tab nothing has a height yet; the observer calls again when the tab is shown.
    if (height < 1 || (height === told && !isAsked)) return;
    told = height;
    // To any origin: any site may show this page, and its height is no secret.
    window.parent.postMessage({ type: "mip-embed", version: 1, id: root.dataset.embed, height }, "*");
  };

  new ResizeObserver(() => tell(false)).observe(root);
  // Browsers let the observer rest while the frame is off the screen; it should be ready before it comes into sight.
  window.addEventListener("load", () => tell(false));
  // The script of the page around may be ready later than this one: it asks then.
  window.addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.type === "mip-embed" && data.ask === "height") tell(true);
  });
})();
