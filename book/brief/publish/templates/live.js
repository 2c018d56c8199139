// Reloads a page when it differs, and shows the fault of the last change over it: in `brief serve` alone.
"use strict";

(() => {
  const { page, digest } = document.currentScript.dataset;
  const events = new EventSource(`/-/events?${new URLSearchParams({ page, digest })}`);
  addEventListener("pagehide", () => events.close());

  const shown = document.createElement("pre");
  shown.id = "brief-fault";
  shown.setAttribute("role", "alert");
  shown.style.cssText =
    "position: fixed; inset: auto 0 0 0; z-index: 99999; max-height: 50vh; overflow: auto;" +
    "margin: 0; padding: 1rem; white-space: pre-wrap; font: 14px monospace; color: #fff; background: #9f1d1d;";

  events.onmessage = ({ data }) => {
    const { fault, reload } = JSON.parse(data);
    if (reload) {
      location.reload();
    } else if (fault) {
      shown.textContent = fault;
      document.body.append(shown);
    } else {
      shown.remove();
    }
  };
})();
