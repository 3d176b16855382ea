/* What script adds to pages that work without it. No framework, no inline code, Chromium 86 and later. */
(function () {
  "use strict";

  const DRAFT = "draft:";
  const SENT = "sent-drafts";
  const DRAFT_DAYS = 7;

  function each(root, selector, visit) {
    if (root.matches && root.matches(selector)) visit(root);
    root.querySelectorAll(selector).forEach(visit);
  }

  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text) element.textContent = text;
    return element;
  }

  function button(text, kind, act) {
    const made = make("button", { type: "button", class: "btn btn-sm btn-" + kind });
    made.appendChild(make("span", {}, text));
    made.addEventListener("click", act);
    return made;
  }

  /* --- double submit: the second press does nothing; the server stays the real guard ------------------ */

  function submitButtons(form) {
    return Array.prototype.filter.call(form.elements, function (e) { return e.type === "submit"; });
  }

  function rest(form) {
    delete form.dataset.sending;
    submitButtons(form).forEach(function (b) {
      b.disabled = false;
      b.removeAttribute("aria-busy");
      const label = b.querySelector("[data-label]");
      if (label && b.dataset.rest) label.textContent = b.dataset.rest;
    });
  }

  function busy(form, pressed) {
    form.dataset.sending = "1";
    submitButtons(form).forEach(function (b) { b.disabled = true; });
    const shown = pressed || submitButtons(form)[0];
    if (!shown) return;
    shown.setAttribute("aria-busy", "true");
    const label = shown.querySelector("[data-label]");
    if (label && shown.dataset.busy) {
      shown.dataset.rest = shown.dataset.rest || label.textContent;
      label.textContent = shown.dataset.busy;
    }
  }

  function onSubmit(event) {
    const form = event.target;
    if (form.dataset.sending) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (event.defaultPrevented) return;
    form.dataset.sending = "1";
    markSubmitted(form);
    // After this turn, so that the pressed button's own name and value are still sent.
    setTimeout(function () { busy(form, event.submitter); }, 0);
    // A download never leaves the page, so the buttons come back by themselves.
    setTimeout(function () { rest(form); }, form.hasAttribute("data-download") ? 3000 : 20000);
  }

  /* --- unsaved changes ------------------------------------------------------------------------------- */

  function watched(form) { return form && form.method === "post" && form.hasAttribute("data-warn-unsaved"); }

  function onInput(event) {
    const form = event.target.form;
    if (watched(form)) form.dataset.dirty = "1";
    if (event.target.matches("textarea[data-keep]")) keep(event.target);
  }

  function onBeforeUnload(event) {
    const dirty = Array.prototype.some.call(document.forms, function (f) { return f.dataset.dirty && !f.dataset.sending; });
    if (dirty) { event.preventDefault(); event.returnValue = ""; }
  }

  /* --- drafts of long texts, kept on this device until they are saved --------------------------------- */

  // data-keep="KEY" keeps across sessions; with data-keep-tab (confidential text) only until the tab closes.
  function shelf(area) { return area.hasAttribute("data-keep-tab") ? window.sessionStorage : window.localStorage; }

  function draftName(area) { return DRAFT + document.body.dataset.account + ":" + area.dataset.keep; }

  function read(store, name) {
    try { return JSON.parse(store.getItem(name)); } catch (e) { return null; }
  }

  function write(store, name, draft) {
    try { store.setItem(name, JSON.stringify(draft)); } catch (e) { /* full or forbidden: typing goes on */ }
  }

  function drop(store, name) { try { store.removeItem(name); } catch (e) { /* forbidden: nothing was kept */ } }

  function keep(area) { write(shelf(area), draftName(area), { text: area.value, at: Date.now() }); }

  // What this tab has just sent, and from which page: the next page tells whether it was saved.
  function markSubmitted(form) {
    const sent = {};
    each(form, "textarea[data-keep]", function (area) { sent[draftName(area)] = location.href.split("#")[0]; });
    if (Object.keys(sent).length) write(window.sessionStorage, SENT, sent);
  }

  function drafts(visit) {
    [window.localStorage, window.sessionStorage].forEach(function (store) {
      let names = [];
      try { names = Object.keys(store).filter(function (n) { return n.indexOf(DRAFT) === 0; }); } catch (e) { return; }
      names.forEach(function (name) { visit(store, name, read(store, name)); });
    });
  }

  // Saved is what was sent from the page that led here, when it did not come back with errors. Sign-in pages,
  // error pages and the way back prove nothing: then the text is offered again.
  function settleDrafts() {
    const sent = read(window.sessionStorage, SENT) || {};
    const moves = window.performance.getEntriesByType("navigation");
    const forward = moves.length > 0 && moves[0].type === "navigate" && document.body.dataset.page === "page";
    const returned = {};
    each(document.body, "form[data-has-errors] textarea[data-keep]", function (area) { returned[draftName(area)] = true; });
    drafts(function (store, name, draft) {
      const saved = forward && sent[name] && sent[name] === document.referrer.split("#")[0] && !returned[name];
      if (saved || !draft || Date.now() - draft.at > DRAFT_DAYS * 86400000) store.removeItem(name);
    });
    drop(window.sessionStorage, SENT);
  }

  function offerDraft(area) {
    const store = shelf(area), name = draftName(area), draft = read(store, name);
    if (!draft) return;
    if (!draft.text || draft.text.replace(/\r/g, "") === area.value.replace(/\r/g, "")) { store.removeItem(name); return; }
    const when = new Date(draft.at);
    const minutes = ("0" + when.getMinutes()).slice(-2);
    const note = make("div", { class: "notice notice--info kept", role: "status" });
    const body = make("div", { class: "notice__body" });
    body.appendChild(make("p", {}, "这台设备上留有您" + (when.getMonth() + 1) + "月" + when.getDate() + "日 " + when.getHours() + ":" + minutes + " 写下、还没有提交的内容，共 " + draft.text.length + " 字。"));
    const actions = make("div", { class: "kept__actions" });
    actions.appendChild(button("取回", "secondary", function () {
      area.value = draft.text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      note.remove();
      area.focus();
    }));
    actions.appendChild(button("不要了", "quiet", function () { store.removeItem(name); note.remove(); area.focus(); }));
    body.appendChild(actions);
    note.appendChild(body);
    area.parentNode.insertBefore(note, area);
  }

  function forgetDrafts() {
    const own = DRAFT + document.body.dataset.account + ":";
    drafts(function (store, name) { if (name.indexOf(own) === 0) store.removeItem(name); });
  }

  function tellWaitingDrafts(note) {
    drafts(function () { note.hidden = false; });
  }

  /* --- messages -------------------------------------------------------------------------------------- */

  function closable(notice) {
    if (notice.querySelector(".notice__close")) return;
    const close = make("button", { type: "button", class: "notice__close", "aria-label": "关闭这条提示" }, "×");
    close.addEventListener("click", function () { notice.remove(); document.getElementById("main").focus(); });
    notice.appendChild(close);
  }

  // A live region speaks only of what arrives later, so what came with the page is put in again.
  function announce(region) {
    if (!region) return; // the open forms have none
    const waiting = Array.prototype.slice.call(region.children);
    region.classList.add("messages--live");
    waiting.forEach(closable);
    if (!waiting.length) return;
    region.textContent = "";
    setTimeout(function () { waiting.forEach(function (n) { region.appendChild(n); }); }, 50);
  }

  function say(text) {
    const notice = make("div", { class: "notice notice--bad" });
    const body = make("div", { class: "notice__body" });
    body.appendChild(make("p", {}, text));
    notice.appendChild(body);
    document.getElementById("messages").appendChild(notice);
    tidyMessages();
  }

  // The same thing said again takes the place of what was said before.
  function tidyMessages() {
    const said = {};
    each(document.getElementById("messages"), ".notice", function (notice) {
      closable(notice);
      if (said[notice.textContent]) said[notice.textContent].remove();
      said[notice.textContent] = notice;
    });
  }

  /* --- HTMX: say that something is under way, and when it fails --------------------------------------- */

  let running = 0;
  let signedOut = false; // then looking again and again helps nobody

  function showBusy() { document.getElementById("busy").hidden = running === 0; }

  function onRequest(event) {
    if (signedOut && /^every /.test(event.detail.elt.getAttribute("hx-trigger"))) { event.preventDefault(); return; }
    if (event.detail.elt.closest(".job")) return; // polling is quiet
    if (event.detail.elt.matches("[data-autosave], [data-quiet]")) return; // typing goes on meanwhile
    const form = event.detail.elt.closest("form");
    if (form && form.method === "post") {
      if (form.dataset.sending) { event.preventDefault(); return; }
      busy(form, null);
    }
    running += 1;
    setTimeout(showBusy, 400);
  }

  function onAnswer(event) {
    signedOut = event.detail.xhr.status === 401;
    if (event.detail.elt.closest(".job")) return;
    if (event.detail.elt.hasAttribute("data-quiet")) return; // it only looked, nothing was saved
    const form = event.detail.elt.closest("form");
    if (!event.detail.elt.hasAttribute("data-autosave")) {
      running = Math.max(0, running - 1);
      showBusy();
      if (form && form.method === "post") rest(form);
    }
    if (!form || form.method !== "post") return;
    if (!event.detail.successful) return;
    delete form.dataset.dirty;
    each(form, "textarea[data-keep]", function (area) { drop(shelf(area), draftName(area)); });
  }

  /* --- small helps ----------------------------------------------------------------------------------- */

  function copyFrom(press) {
    const source = document.getElementById(press.dataset.copy);
    const label = press.querySelector("[data-label]");
    const before = label.textContent;
    source.focus();
    source.select();
    let done = false;
    // The clipboard API needs TLS; an intranet may have none.
    try { done = document.execCommand("copy"); } catch (e) { done = false; }
    label.textContent = done ? "已复制" : "请按 Ctrl+C 复制";
    setTimeout(function () { label.textContent = before; }, 3000);
    press.focus();
  }

  function sizeWords(bytes) {
    if (bytes < 1024) return bytes + " 字节";
    if (bytes < 1048576) return (bytes / 1024).toFixed(1) + " KB";
    return (bytes / 1048576).toFixed(1) + " MB";
  }

  function showChosen(box, input) {
    const line = box.querySelector("[data-upload-chosen]");
    const names = Array.prototype.map.call(input.files, function (f) { return f.name + "（" + sizeWords(f.size) + "）"; });
    line.hidden = names.length === 0;
    line.textContent = names.length ? "已选择：" + names.join("、") : "";
  }

  // <input data-filter="ID"> narrows the children of #ID as one types.
  function narrow(input) {
    const words = input.value.trim().toLowerCase();
    let left = 0;
    Array.prototype.forEach.call(document.getElementById(input.dataset.filter).children, function (row) {
      row.hidden = words !== "" && row.textContent.toLowerCase().indexOf(words) < 0;
      if (!row.hidden) left += 1;
    });
    const count = document.querySelector('[data-filter-count="' + input.dataset.filter + '"]');
    if (count) count.textContent = words ? "找到 " + left + " 条" : "";
  }

  // <input data-revealed-by="scope=tree kind"> shows only while the choice called scope has one of the values.
  function reveal(root) {
    each(root, "[data-revealed-by]", function (input) {
      const parts = input.dataset.revealedBy.split("="), form = input.form;
      const chosen = form && form.elements[parts[0]];
      const box = input.closest(".field");
      if (chosen && box) box.hidden = parts[1].split(" ").indexOf(chosen.value) < 0;
    });
  }

  // <button data-check-all="ID"> ticks every box in #ID; when all are ticked, none.
  function checkAll(press) {
    const boxes = document.getElementById(press.dataset.checkAll).querySelectorAll("input[type=checkbox]");
    const all = Array.prototype.every.call(boxes, function (b) { return b.checked; });
    Array.prototype.forEach.call(boxes, function (b) { b.checked = !all; });
  }

  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) { if (!menu.contains(except)) menu.open = false; });
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    const open = event.target.closest && event.target.closest("details[data-menu][open]");
    closeMenus(null);
    if (open) open.querySelector("summary").focus();
  }

  /* --- start ----------------------------------------------------------------------------------------- */

  // On a phone the tabs are wider than the page: bring the one that is open into sight.
  function showTab(tab) {
    const row = tab.closest(".tabs");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  function prepare(root) {
    each(root, ".tabs [aria-current]", showTab);
    each(root, "textarea[data-keep]", offerDraft);
    each(root, "[data-copy], [data-check-all], [data-print]", function (b) { b.hidden = false; });
    each(root, "[data-filter]", function (i) { (i.closest("[data-filter-box]") || i).hidden = false; });
    each(root, "[data-error-summary]", function (s) { s.focus(); });
    reveal(root);
  }

  document.addEventListener("DOMContentLoaded", function () {
    settleDrafts();
    announce(document.getElementById("messages"));
    prepare(document.body);
    each(document.body, "[data-drafts-waiting]", tellWaitingDrafts);
  });
  document.addEventListener("submit", onSubmit);
  document.addEventListener("submit", function (e) { if (e.target.hasAttribute("data-logout")) forgetDrafts(); });
  document.addEventListener("input", onInput);
  document.addEventListener("input", function (e) { if (e.target.dataset.filter) narrow(e.target); });
  document.addEventListener("change", function (e) {
    const box = e.target.closest("[data-upload]");
    if (box && e.target.type === "file") showChosen(box, e.target);
    if (e.target.type === "radio" && e.target.form) reveal(e.target.form);
  });
  document.addEventListener("click", function (e) {
    closeMenus(e.target);
    const press = e.target.closest("[data-copy]");
    if (press) copyFrom(press);
    const ticker = e.target.closest("[data-check-all]");
    if (ticker) checkAll(ticker);
    if (e.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeunload", onBeforeUnload);
  window.addEventListener("pageshow", function (e) { if (e.persisted) Array.prototype.forEach.call(document.forms, rest); });
  document.addEventListener("htmx:beforeRequest", onRequest);
  document.addEventListener("htmx:afterRequest", onAnswer);
  document.addEventListener("htmx:afterSettle", tidyMessages);
  document.addEventListener("htmx:load", function (e) { if (e.detail.elt !== document.body) prepare(e.detail.elt); });
  document.addEventListener("htmx:sendError", function () { say("没有连上服务器，刚才的操作没有完成。请检查网络后再试一次；已填写的内容还在页面上。"); });
})();
