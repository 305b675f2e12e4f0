// Keys for the hand that stays on the keyboard. Every page works without this file: drawers open by
// their address (:target), lists are links. It keeps no state and sends nothing.
(function () {
  "use strict";

  const typing = function (el) {
    return Boolean(el) && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  };
  const shown = function (el) { return Boolean(el) && el.getClientRects().length > 0; };
  let opener = null; // what had the focus when a drawer opened, so that closing gives it back

  // An address without an element closes the drawer and leaves the page where it stands.
  function close() {
    const open = document.querySelector(".drawer:target");
    if (!open) { return false; }
    location.hash = "-";
    return true;
  }

  // The list is read anew at each key, so rows that came or went do no harm.
  function step(by) {
    const rows = Array.from(document.querySelectorAll(".hit, .cand")).filter(shown);
    if (!rows.length) { return; }
    const at = rows.findIndex(function (row) { return row.contains(document.activeElement); });
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
      if (close()) { event.preventDefault(); } else if (typing(on)) { on.blur(); }
      return;
    }
    if (typing(on)) { return; }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const field = document.querySelector("[role=search] input[type=search], .search input");
    const link = on && on.matches(".hit, .cand") ? on.querySelector("a[href]") : null;
    if (key === "/" && shown(field)) { field.focus(); field.select(); }
    else if (key === "?" && document.getElementById("keys")) { location.hash = "keys"; }
    else if (key === "j") { step(1); }
    else if (key === "k") { step(-1); }
    else if (key === "Enter" && link) { link.click(); }
    else { return; }
    event.preventDefault();
  });

  window.addEventListener("hashchange", function () {
    const open = document.querySelector(".drawer:target");
    if (open) { opener = document.activeElement; open.setAttribute("tabindex", "-1"); open.focus({ preventScroll: true }); }
    else if (opener) { opener.focus({ preventScroll: true }); opener = null; }
  });
}());
