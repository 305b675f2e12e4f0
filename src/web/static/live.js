// Forms that answer while they are written: a pause in typing asks the server for what stands beside the form and below
// its fields. Nothing is stored there. Without this file the button does the same.
(function () {
  "use strict";
  var form = document.querySelector("[data-live]"), panel = document.querySelector("[data-preview]");
  if (!form || !panel || !window.fetch) { return; }
  var timer = 0, asked = 0;
  function wait() { clearTimeout(timer); timer = setTimeout(ask, 200); }
  function ask() {
    var mine = ++asked, body = new URLSearchParams(new FormData(form));
    panel.setAttribute("aria-busy", "true");
    fetch(form.dataset.live, { method: "POST", credentials: "same-origin", body: body }).then(function (reply) {
      if (!reply.ok) { throw new Error("refused"); }
      return reply.text();
    }).then(function (html) {
      // An answer that came after a later question is out of date.
      if (mine !== asked) { return; }
      panel.innerHTML = html;
      panel.querySelectorAll("[data-put]").forEach(function (part) {
        var place = document.getElementById(part.dataset.put);
        if (place) { place.innerHTML = part.innerHTML; }
      });
    }).catch(function () { /* nothing is lost, and the next pause asks again */ }).then(function () {
      if (mine === asked) { panel.removeAttribute("aria-busy"); }
    });
  }
  // Half-written pinyin is no text yet.
  form.addEventListener("input", function (event) { if (!event.isComposing) { wait(); } });
  form.addEventListener("compositionstart", function () { clearTimeout(timer); });
  form.addEventListener("compositionend", wait);
}());
