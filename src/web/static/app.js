// Keys for the hand that stays on the keyboard. Every page works without this file: drawers open by
// their address (:target), lists are links. It keeps no state and sends nothing.
(function () {
  "use strict";

  const typing = function (el) {
    return Boolean(el) && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  };
  const shown = function (el) { return Boolean(el) && el.getClientRects().length > 0; };
  let last = null; // what had the focus outside any drawer: closing a drawer gives it back

  // The list is read anew at each key, so rows that came or went do no harm.
  function step(by) {
    const rows = Array.from(document.querySelectorAll(".hit, .cand, .walk > tr")).filter(shown);
    if (!rows.length) { return; }
    const on = rows.findIndex(function (row) { return row.contains(document.activeElement); });
    const at = on < 0 ? rows.indexOf(document.querySelector(".is-at")) : on;
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
    document.querySelectorAll(".is-at").forEach(function (row) { row.classList.remove("is-at"); });
    next.classList.add("is-at");
    next.setAttribute("tabindex", "-1");
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const on = document.activeElement;
    if (event.key === "Escape") {
      // An address without an element closes the drawer and leaves the page where it stands.
      if (document.querySelector(".drawer:target")) { location.hash = "-"; } else if (typing(on)) { on.blur(); }
      return;
    }
    if (typing(on)) { return; }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const field = document.querySelector("[role=search] input") || document.querySelector("input[type=search]");
    const link = on && on.matches(".hit, .cand, .walk > tr") ? on.querySelector("a[href]") : null;
    if (key === "/" && shown(field)) { field.focus(); field.select(); }
    else if (key === "?" && document.getElementById("keys")) { location.hash = "keys"; }
    else if (key === "j") { step(1); }
    else if (key === "k") { step(-1); }
    else if (key === "Enter" && link) { link.click(); }
    else { return; }
    event.preventDefault();
  });

  // What a browser keeps of a need that is being written (draft.js) goes with whoever leaves.
  document.addEventListener("submit", function (event) {
    if (!/^\/(sign-out|account\/sign-out-everywhere)$/.test(event.target.getAttribute("action") || "")) { return; }
    try { Object.keys(localStorage).forEach(function (key) { if (/^draft:/.test(key)) { localStorage.removeItem(key); } }); } catch (_) { /* none is kept */ }
  });

  document.addEventListener("focusin", function (event) {
    if (!event.target.closest(".drawer, .veil")) { last = event.target; }
  });
  window.addEventListener("hashchange", function (event) {
    const open = document.querySelector(".drawer:target");
    const was = document.getElementById(new URL(event.oldURL).hash.slice(1));
    if (open) { open.setAttribute("tabindex", "-1"); open.focus({ preventScroll: true }); }
    else if (last && was && was.matches(".drawer")) { last.focus({ preventScroll: true }); }
  });
}());
