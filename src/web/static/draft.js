// The form of a need: adds and drops rows, saves the draft by itself, and keeps what is not saved yet in this browser, so
// that neither a closed tab nor a dropped network loses a word. Without this file the buttons do it.
(function () {
  "use strict";
  function kept(key, value) { // asks, keeps, or with null forgets
    try {
      if (value === undefined) { return JSON.parse(localStorage.getItem(key)); }
      if (value) { localStorage.setItem(key, JSON.stringify(value)); } else { localStorage.removeItem(key); }
    } catch (_) { return null; /* full or barred */ }
  }
  document.querySelectorAll("[data-draft-gone]").forEach(function (gone) {
    [gone.dataset.draftGone, gone.dataset.draftGone.split(":")[0] + ":new"].forEach(function (of) { kept("draft:" + of, null); });
  });
  var form = document.querySelector("form[data-draft]"), told = document.querySelector("[data-saved]"), timer = 0;
  if (!form || !window.fetch) { return; }
  var fields = form.elements, saved = typed(), saving = false, stopped = false, leaving = false;
  function words() { return new URLSearchParams(new FormData(form)); }
  function typed() { var all = words(); ["version", "once", "draft"].forEach(function (name) { all.delete(name); }); return all.toString(); }
  function key() { return "draft:" + form.dataset.who + ":" + (form.dataset.draft || "new"); }
  function keep() { kept(key(), typed() === saved ? null : { version: fields.version.value, body: typed(), sent: leaving }); }
  function tell(text, bad) { told.textContent = text; told.classList.toggle("st-warn", Boolean(bad)); told.classList.toggle("st-ok", !bad); }
  function later(wait) { clearTimeout(timer); timer = setTimeout(save, wait); }
  function save() {
    var text = typed(), body = words();
    if (saving || stopped || leaving || text === saved) { return; }
    saving = true;
    body.append("do", "quiet");
    fetch(form.action, { method: "POST", credentials: "same-origin", body: body }).then(function (reply) {
      if (reply.status === 409) { stopped = true; return tell("别处也改了这份草稿。按“保存草稿”，两份都会列出来给您选", true); }
      if (reply.status === 422) { return tell("选好企业后自动保存。文字先留在这台电脑上", true); }
      if (reply.status === 401 || reply.redirected) { return tell("登录已过期。文字留在这台电脑上，请在另一个标签页登录后再保存", true); }
      if (!reply.ok) { throw new Error("refused"); }
      return reply.json().then(function (now) {
        kept(key(), null);
        form.dataset.draft = fields.draft.value = now.id;
        form.action = "/needs/drafts/" + now.id;
        fields.version.value = now.version;
        if (/\/needs\/new/.test(location.pathname)) { history.replaceState(null, "", form.action); }
        saved = text;
        keep();
        tell("已自动保存 " + now.at);
      });
    }).catch(function () { tell("网络不通，文字留在这台电脑上，接通后自动保存", true); }).then(function () {
      saving = false;
      if (typed() !== saved) { later(5000); }
    });
  }
  function rows() { return form.querySelectorAll("[data-row]"); }
  // Empties a row and puts it last. A tick says the place of its row, for one that is not set is not sent.
  function blank(row) {
    row.querySelectorAll("input").forEach(function (cell) { if (cell.type === "checkbox") { cell.checked = false; } else { cell.value = ""; } });
    rows()[0].parentNode.appendChild(row);
    form.querySelectorAll("[name=ind_must]").forEach(function (tick, at) { tick.value = at; });
    return row.querySelector("input");
  }
  function add() { return blank(rows()[0].cloneNode(true)); }
  function changed() { form.dispatchEvent(new Event("input")); }
  function restore() {
    var old = kept(key()), at = {};
    // What a button sent and what arrived made another version; what did not arrive is put back.
    if (!old || old.body === saved || old.sent && old.version !== fields.version.value) { return kept(key(), null); }
    var pairs = new URLSearchParams(old.body);
    while (rows().length < pairs.getAll("ind_name").length) { add(); }
    fields.version.value = old.version;
    Array.from(fields).forEach(function (field) {
      var all = pairs.getAll(field.name), place = at[field.name] = (at[field.name] || 0) + 1;
      if (/^(checkbox|radio)$/.test(field.type)) { field.checked = all.indexOf(field.value) >= 0; }
      else if (!/^(hidden|submit)$/.test(field.type)) { field.value = all[place - 1] || ""; }
    });
    tell("已放回上次没来得及保存的文字", true);
    changed();
  }
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[name=do]"), row = button && button.closest("[data-row]");
    if (!row && !(button && button.value === "more")) { return; }
    event.preventDefault();
    if (row) { blank(row); button = form.querySelector("[data-more]"); } else { button = add(); }
    button.focus();
    changed();
  });
  form.addEventListener("input", function () { keep(); later(2500); });
  form.addEventListener("submit", function () { leaving = true; keep(); setTimeout(function () { leaving = false; later(0); }, 5000); });
  window.addEventListener("online", save);
  window.addEventListener("pagehide", function () { if (typed() !== saved) { keep(); } });
  restore();
}());
