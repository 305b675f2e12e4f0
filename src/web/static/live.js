// The live need form: shows who could solve the problem while it is being written. A pause in typing asks the server
// for the changing part; nothing is stored there. Without this file the button does the same.
(function () {
  "use strict";
  var form = document.querySelector("[data-live]");
  var panel = document.querySelector("[data-preview]");
  if (!form || !panel || !window.fetch) { return; }
  var timer = 0;
  var asked = 0;
  var shown = "";

  function words() {
    return new URLSearchParams(new FormData(form)).toString();
  }

  function ask() {
    var body = words();
    if (body === shown) { return; }
    var mine = ++asked;
    panel.setAttribute("aria-busy", "true");
    fetch(form.dataset.live, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: body
    }).then(function (reply) {
      if (!reply.ok) { throw new Error("refused"); }
      return reply.text();
    }).then(function (html) {
      // An answer that came after a later question is out of date.
      if (mine !== asked) { return; }
      shown = body;
      panel.innerHTML = html;
      panel.removeAttribute("aria-busy");
    }).catch(function () {
      // Nothing is lost: the text is in the form, and the next pause asks again.
      if (mine === asked) { panel.removeAttribute("aria-busy"); }
    });
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // Half-written pinyin is no text yet; its end is an input of its own.
  form.addEventListener("compositionstart", function () { clearTimeout(timer); });
})();
