// For other sites: gives each frame of ours its height, and makes <mip-embed> elements into frames.
// A site loads it once: <script src=".../assets/ours/js/embed.js" async></script>
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/assets/ours/js/embed.js"]');
  if (!script || window.customElements.get("mip-embed")) return;

  const embeds = new URL("../../../embed/v1/", script.src);
  const TALLEST = 20000; // px
  const made = new Set(); // frames of <mip-embed>, which a search of the page doesn't find

  /** An address of one of our embedded pages, or null for any other. */
  function ours(address) {
    const url = new URL(address, embeds);
    return url.origin === embeds.origin && url.pathname.startsWith(embeds.pathname) ? url : null;
  }

  function frames() {
    return [...made, ...document.querySelectorAll("iframe[src]")].filter((frame) => ours(frame.src));
  }

  // --- heights ---

  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== embeds.origin || data?.type !== "mip-embed" || data.version !== 1) return;
    if (!Number.isFinite(data.height) || data.height < 1 || data.height > TALLEST) return;
    const frame = frames().find((each) => each.contentWindow === source);
    if (frame) frame.style.height = `${Math.ceil(data.height) + borders(frame)}px`;
  });

  /** What a frame's height must hold besides its page. */
  function borders(frame) {
    const isWhole = getComputedStyle(frame).boxSizing === "border-box";
    return isWhole ? frame.offsetHeight - frame.clientHeight : 0;
  }

  function ask() {
    for (const frame of frames()) {
      frame.contentWindow?.postMessage({ type: "mip-embed", version: 1, ask: "height" }, embeds.origin);
    }
  }

  // --- <mip-embed kind="partnership" id="..."> or <mip-embed src="..."> ---

  class MipEmbed extends HTMLElement {
    static observedAttributes = ["src", "kind", "id", "scheme", "label"];

    connectedCallback() {
      this.show();
    }

    disconnectedCallback() {
      made.delete(this.frame);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.show();
    }

    /** The address that the attributes name, or null where they name none of ours. */
    address() {
      const parts = [this.getAttribute("kind"), this.getAttribute("id")].filter(Boolean);
      const given = this.getAttribute("src") ?? (parts.length ? `${parts.join("/")}/` : null);
      const url = given === null ? null : ours(given);
      const scheme = this.getAttribute("scheme");
      if (url && scheme) url.searchParams.set("scheme", scheme);
      return url;
    }

    /** Puts the frame in place of the link that stands in the element, which stays where there is no frame to show. */
    show() {
      const address = this.address();
      if (!address) return;
      this.frame ??= this.makeFrame();
      made.add(this.frame);
      this.frame.title = this.getAttribute("label") || this.textContent.trim() || "Embedded page";
      if (this.frame.src !== address.href) this.frame.src = address.href;
    }

    makeFrame() {
      const frame = document.createElement("iframe");
      frame.loading = "lazy";
      // By script and not by attribute: a site's policy may forbid style attributes.
      Object.assign(frame.style, { display: "block", width: "100%", height: "420px", border: "0" });
      this.attachShadow({ mode: "open" }).append(frame);
      return frame;
    }
  }

  window.customElements.define("mip-embed", MipEmbed);
  ask();
  document.addEventListener("DOMContentLoaded", ask);
  window.addEventListener("resize", ask);
})();
