// The form of a need: asks for help at each pause in typing, saves the draft by itself, and keeps what is not saved yet
// in this browser, so that neither a closed tab nor a dropped network loses a word. Without this file the buttons do it.
(function () {
  "use strict";
  var store = { get: function (key) { try { return JSON.parse(localStorage.getItem(key)); } catch (_) { return null; } },
    put: function (key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch (_) { /* full or barred */ } },
    drop: function (key) { try { localStorage.removeItem(key); } catch (_) { /* barred */ } } };
  document.querySelectorAll("[data-draft-gone]").forEach(function (gone) {
    store.drop("draft:" + gone.dataset.draftGone); store.drop("draft:" + gone.dataset.draftGone.split(":")[0] + ":new");
  });
  var form = document.querySelector("form[data-draft]");
  var coach = document.querySelector("[data-coach]");
  if (!form || !window.fetch) { return; }
  var told = document.querySelector("[data-saved]");
  var saved = words(), helped = saved, asked = 0, saving = false, stopped = false, leaving = false, timers = {};

  function key() { return "draft:" + form.dataset.who + ":" + (form.dataset.draft || "new"); }
  function words() { return new URLSearchParams(new FormData(form)).toString(); }
  function typed(body) { return body.replace(/(^|&)(version|once|draft)=[^&]*/g, ""); }
  function tell(text, bad) { told.textContent = text; told.classList.toggle("st-warn", Boolean(bad)); told.classList.toggle("st-ok", !bad); }
  function post(url, body) {
    return fetch(url, { method: "POST", credentials: "same-origin", body: body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  }
  function later(name, wait, run) { clearTimeout(timers[name]); timers[name] = setTimeout(run, wait); }

  function help() {
    var body = words(), mine = ++asked;
    if (typed(body) === typed(helped)) { return; }
    post(form.dataset.help, body).then(function (reply) { if (!reply.ok) { throw new Error("refused"); } return reply.text(); }).then(function (html) {
      if (mine !== asked) { return; }
      helped = body;
      coach.innerHTML = html;
      coach.querySelectorAll("[data-line]").forEach(function (line) {
        var place = document.getElementById(line.dataset.line + "-q");
        if (place) { place.innerHTML = line.innerHTML; }
      });
      var score = coach.querySelector("[data-score]"), bar = document.querySelector("[data-score-bar]");
      if (score && bar) { bar.textContent = score.textContent; }
    }).catch(function () { /* the next pause asks again */ });
  }
  function save() {
    var body = words(), text = typed(body);
    if (saving || stopped || leaving || text === typed(saved)) { return; }
    saving = true;
    post(form.action, body + "&do=quiet").then(function (reply) {
      if (reply.status === 409) { stopped = true; return tell("别处也改了这份草稿。按“保存草稿”，两份都会列出来给您选", true); }
      if (reply.status === 422) { return tell("选好企业后自动保存。文字先留在这台电脑上", true); }
      if (reply.status === 401 || reply.redirected) { return tell("登录已过期。文字留在这台电脑上，请在另一个标签页登录后再保存", true); }
      if (!reply.ok) { throw new Error("refused"); }
      return reply.json().then(function (now) {
        store.drop(key());
        form.dataset.draft = now.id;
        form.setAttribute("action", "/needs/drafts/" + now.id);
        form.elements.version.value = now.version;
        form.elements.draft.value = now.id;
        if (/\/needs\/new/.test(location.pathname)) { history.replaceState(null, "", form.action); }
        saved = body;
        if (typed(words()) !== text) { keep(); }
        tell("已自动保存 " + now.at);
      });
    }).catch(function () {
      tell("网络不通，文字留在这台电脑上，接通后自动保存", true);
      later("save", 5000, save);
    }).then(function () { saving = false; if (!stopped && typed(words()) !== typed(saved)) { later("save", 5000, save); } });
  }
  function keep(sent) { store.put(key(), { version: form.elements.version.value, body: typed(words()), sent: sent === true }); }
  function changed() {
    if (typed(words()) !== typed(saved)) { keep(); }
    later("help", 200, help); later("save", 2500, save);
  }
  function empty(row) {
    row.querySelectorAll("input").forEach(function (cell) { if (cell.type === "checkbox") { cell.checked = false; } else { cell.value = ""; } });
    return row;
  }
  // A tick says the place of its row, for a box that is not ticked is not sent.
  function count() { form.querySelectorAll("[name=ind_must]").forEach(function (tick, at) { tick.value = at; }); }
  function row() {
    var rows = form.querySelectorAll("[data-row]"), next = empty(rows[rows.length - 1].cloneNode(true));
    rows[0].parentNode.appendChild(next);
    count();
    return next;
  }
  function restore() {
    var kept = store.get(key());
    // What was sent by a button and reached us made another version; what did not is put back.
    var arrived = kept && kept.sent && kept.version !== form.elements.version.value;
    if (!kept || arrived || kept.body === typed(saved)) { return store.drop(key()); }
    var pairs = new URLSearchParams(kept.body), at = {};
    while (form.querySelectorAll("[data-row]").length < pairs.getAll("ind_name").length) { row(); }
    form.elements.version.value = kept.version;
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || /^(hidden|submit)$/.test(field.type)) { return; }
      var all = pairs.getAll(field.name), place = at[field.name] = (at[field.name] || 0) + 1;
      if (/^(checkbox|radio)$/.test(field.type)) { field.checked = all.indexOf(field.value) >= 0; } else { field.value = all[place - 1] || ""; }
    });
    tell("已放回上次没来得及保存的文字", true);
    changed();
  }
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[name=do]"), rows = form.querySelectorAll("[data-row]");
    if (!button || !/^(more|drop\.)/.test(button.value)) { return; }
    event.preventDefault();
    if (button.value === "more") { row().querySelector("input").focus(); }
    else {
      var gone = button.closest("[data-row]");
      if (rows.length > 1) { gone.parentNode.removeChild(gone); count(); } else { empty(gone); }
      form.querySelector("[data-more]").focus();
    }
    changed();
  });
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("compositionstart", function () { clearTimeout(timers.help); });
  form.addEventListener("submit", function () { leaving = true; keep(true); setTimeout(function () { leaving = false; }, 5000); });
  window.addEventListener("online", save);
  window.addEventListener("pagehide", function () { if (typed(words()) !== typed(saved)) { keep(); } });
  restore();
}());
