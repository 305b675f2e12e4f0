// Pickers: shows what may be meant while a name, a code or pinyin is typed. Without this file the button does it.
(function () {
  "use strict";
  document.querySelectorAll("[data-picker]").forEach(function (picker) {
    var input = picker.querySelector("input:not([type=hidden])");
    var choices = picker.querySelector("[data-choices]");
    var timer = 0;
    var asked = 0;
    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    // Down from the field into the list.
    input.addEventListener("keydown", function (event) {
      var first = choices.querySelector("a, input");
      if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
    });
    function ask() {
      var text = input.value.trim();
      var mine = ++asked;
      if (!text) { choices.textContent = ""; return; }
      var params = new URLSearchParams({ kind: picker.dataset.picker, q: text });
      if (picker.dataset.list) { params.set("list", picker.dataset.list); }
      fetch("/suggest?" + params, { credentials: "same-origin" }).then(function (reply) {
        return reply.ok ? reply.text() : "";
      }).then(function (html) {
        // An answer that came after a later question is out of date.
        if (mine === asked) { choices.innerHTML = html; }
      }).catch(function () { /* offline: the button still works */ });
    }
  });
})();
