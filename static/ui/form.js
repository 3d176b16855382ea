/* What script adds to single fields and to the planning page: a small calendar, finding people, moving rows,
   saving as one goes. Each field works as plain HTML without it. */
(function () {
  "use strict";

  const WEEK = ["一", "二", "三", "四", "五", "六", "日"];

  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text) element.textContent = text;
    return element;
  }

  function told(element) {
    element.dispatchEvent(new Event("input", { bubbles: true }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* --- days: <input data-day> --------------------------------------------------------------------------- */

  const years = {}; // year → promise of {off: {"2026-10-01": "国庆节"}, work: {"2026-10-10": ""}, known: "2026-12-24"}

  function yearOf(number) {
    const base = document.body.dataset.days;
    if (!base) return Promise.resolve(null);
    if (!years[number]) {
      years[number] = fetch(base.replace("2000", number), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .catch(function () { delete years[number]; return null; });
    }
    return years[number];
  }

  // Days are reckoned at noon, so that no change of clocks moves them.
  function dayOf(year, month, day) { return new Date(year, month, day, 12); }

  function iso(day) {
    return day.getFullYear() + "-" + ("0" + (day.getMonth() + 1)).slice(-2) + "-" + ("0" + day.getDate()).slice(-2);
  }

  function words(day) {
    return day.getFullYear() + "年" + (day.getMonth() + 1) + "月" + day.getDate() + "日 星期" + WEEK[(day.getDay() + 6) % 7];
  }

  function read(text) {
    const found = /^\s*(\d{4})\D(\d{1,2})\D(\d{1,2})\D?\s*$/.exec(text);
    if (!found) return null;
    const day = dayOf(+found[1], found[2] - 1, +found[3]);
    return day.getMonth() === found[2] - 1 ? day : null;
  }

  // What is known of a day beside its name: a holiday, a worked weekend, or that nobody knows yet.
  function remark(day, known) {
    if (!known) return "";
    const name = iso(day);
    if (known.off[name] !== undefined) return known.off[name] ? known.off[name] + "放假" : "放假";
    if (known.work[name] !== undefined) return "调休上班";
    if (name > known.until) return "放假安排还没有公布";
    return day.getDay() % 6 === 0 ? "周末" : "";
  }

  function Calendar(input) {
    const self = this;
    this.input = input;
    this.button = make("button", { type: "button", class: "day__open", "aria-expanded": "false", "aria-haspopup": "dialog", "aria-label": "打开日历" });
    this.button.appendChild(picture());
    this.note = make("p", { class: "day__note", role: "status" });
    const row = make("div", { class: "day" });
    input.parentNode.insertBefore(row, input);
    row.appendChild(input);
    row.appendChild(this.button);
    row.insertAdjacentElement("afterend", this.note);
    this.row = row;
    this.button.addEventListener("click", function () { self.panel ? self.close(true) : self.open(); });
    input.addEventListener("change", function () { self.say(); });
    input.addEventListener("keydown", function (e) { if (e.key === "ArrowDown" && e.altKey) { e.preventDefault(); self.open(); } });
    this.say();
  }

  function picture() {
    const space = "http://www.w3.org/2000/svg", drawn = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
    drawn.setAttribute("class", "icon");
    drawn.setAttribute("viewBox", "0 0 16 16");
    drawn.setAttribute("aria-hidden", "true");
    path.setAttribute("fill", "currentColor");
    path.setAttribute("d", "M4 0h1v2h6V0h1v2h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1h2zM2 6v9h12V6zm2 2h2v2H4zm3 0h2v2H7zm3 0h2v2h-2zm-6 3h2v2H4zm3 0h2v2H7z");
    drawn.appendChild(path);
    return drawn;
  }

  function nameOf(input) {
    const label = input.labels && input.labels[0];
    return label ? label.textContent.replace("（必填）", "").trim() : "日期";
  }

  Calendar.prototype.say = function () {
    const day = read(this.input.value), note = this.note;
    note.textContent = day ? words(day) : "";
    if (day) yearOf(day.getFullYear()).then(function (known) { const more = remark(day, known); if (more) note.textContent = words(day) + "，" + more; });
  };

  Calendar.prototype.open = function () {
    if (this.panel) return;
    document.querySelectorAll(".day__panel").forEach(function (other) { other.calendar.close(false); });
    const self = this;
    this.panel = make("div", { class: "day__panel", role: "dialog", "aria-label": "选" + nameOf(this.input) });
    this.panel.calendar = this;
    this.panel.addEventListener("keydown", function (e) { self.key(e); });
    this.row.appendChild(this.panel);
    this.button.setAttribute("aria-expanded", "true");
    this.show(read(this.input.value) || new Date(), true);
  };

  Calendar.prototype.close = function (back) {
    if (!this.panel) return;
    this.panel.remove();
    this.panel = null;
    this.button.setAttribute("aria-expanded", "false");
    if (back) this.button.focus();
  };

  Calendar.prototype.show = function (day, focus) {
    const self = this;
    this.day = day;
    const head = make("div", { class: "day__head" });
    [["前一月", "‹", -1], ["后一月", "›", 1]].forEach(function (turn) {
      const b = make("button", { type: "button", class: "day__turn", "aria-label": turn[0] }, turn[1]);
      b.addEventListener("click", function () { self.show(monthAway(self.day, turn[2]), false); self.panel.querySelector('[aria-label="' + turn[0] + '"]').focus(); });
      head.appendChild(b);
    });
    head.insertBefore(make("p", { class: "day__month", "aria-live": "polite" }, day.getFullYear() + "年" + (day.getMonth() + 1) + "月"), head.lastChild);
    const table = make("table", { class: "day__grid", role: "grid" });
    const heads = make("tr");
    WEEK.forEach(function (name) { heads.appendChild(make("th", { scope: "col", abbr: "星期" + name }, name)); });
    table.appendChild(make("thead")).appendChild(heads);
    table.appendChild(this.weeks(day));
    this.panel.textContent = "";
    this.panel.appendChild(head);
    this.panel.appendChild(table);
    this.panel.appendChild(make("p", { class: "day__legend" }, "休：放假　班：调休上班"));
    if (focus) this.focusDay();
    this.markYears(day);
  };

  Calendar.prototype.weeks = function (shown) {
    const self = this, body = make("tbody"), first = dayOf(shown.getFullYear(), shown.getMonth(), 1);
    const chosen = this.input.value && read(this.input.value), now = iso(new Date());
    let day = dayOf(first.getFullYear(), first.getMonth(), 1 - ((first.getDay() + 6) % 7));
    do {
      const week = body.appendChild(make("tr"));
      for (let n = 0; n < 7; n += 1) {
        const here = day, name = iso(day), cell = week.appendChild(make("td", { role: "gridcell" }));
        const b = make("button", { type: "button", class: "day__day", "data-iso": name, tabindex: name === iso(shown) ? "0" : "-1", "aria-label": words(day) }, String(day.getDate()));
        if (day.getMonth() !== shown.getMonth()) b.classList.add("day__day--other");
        if (name === now) b.setAttribute("aria-current", "date");
        if (chosen && name === iso(chosen)) cell.setAttribute("aria-selected", "true");
        b.addEventListener("click", function () { self.choose(here); });
        cell.appendChild(b);
        day = dayOf(day.getFullYear(), day.getMonth(), day.getDate() + 1);
      }
    } while (day.getMonth() === shown.getMonth());
    return body;
  };

  Calendar.prototype.markYears = function (shown) {
    const panel = this.panel, wanted = {};
    panel.querySelectorAll("[data-iso]").forEach(function (b) { wanted[b.dataset.iso.slice(0, 4)] = true; });
    Object.keys(wanted).forEach(function (year) {
      yearOf(+year).then(function (known) {
        if (!known) return;
        panel.querySelectorAll('[data-iso^="' + year + '"]').forEach(function (b) {
          const off = known.off[b.dataset.iso] !== undefined, work = known.work[b.dataset.iso] !== undefined;
          if (!off && !work || b.querySelector(".day__tag")) return;
          b.classList.add(off ? "day__day--off" : "day__day--work");
          b.appendChild(make("span", { class: "day__tag", "aria-hidden": "true" }, off ? "休" : "班"));
          b.setAttribute("aria-label", words(read(b.dataset.iso)) + "，" + remark(read(b.dataset.iso), known));
        });
      });
    });
  };

  Calendar.prototype.focusDay = function () {
    const b = this.panel.querySelector('[data-iso="' + iso(this.day) + '"]');
    if (b) b.focus();
  };

  Calendar.prototype.choose = function (day) {
    this.input.value = iso(day);
    this.close(true);
    told(this.input);
  };

  function monthAway(day, months) {
    const last = dayOf(day.getFullYear(), day.getMonth() + months + 1, 0).getDate();
    return dayOf(day.getFullYear(), day.getMonth() + months, Math.min(day.getDate(), last));
  }

  function moved(day, event) {
    const away = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const weekday = (day.getDay() + 6) % 7;
    if (away) return dayOf(day.getFullYear(), day.getMonth(), day.getDate() + away);
    if (event.key === "Home") return dayOf(day.getFullYear(), day.getMonth(), day.getDate() - weekday);
    if (event.key === "End") return dayOf(day.getFullYear(), day.getMonth(), day.getDate() + 6 - weekday);
    if (event.key === "PageUp") return monthAway(day, event.shiftKey ? -12 : -1);
    if (event.key === "PageDown") return monthAway(day, event.shiftKey ? 12 : 1);
    return null;
  }

  Calendar.prototype.key = function (event) {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.close(true); return; }
    if (!event.target.dataset.iso) return;
    const to = moved(read(event.target.dataset.iso), event);
    if (!to) return;
    event.preventDefault();
    this.show(to, true);
  };

  function closeOutside(target) {
    document.querySelectorAll(".day__panel").forEach(function (panel) { if (!panel.parentNode.contains(target)) panel.calendar.close(false); });
  }

  /* --- people: <select data-people>, found by name or by the initials of the pinyin --------------------- */

  const MOST_SHOWN = 50;

  function People(select) {
    const self = this, id = select.id;
    this.select = select;
    this.input = make("input", { type: "text", class: "form-control", id: id, role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": id + "-list", placeholder: "姓名或拼音首字母" });
    ["aria-describedby", "aria-invalid"].forEach(function (name) { if (select.hasAttribute(name)) self.input.setAttribute(name, select.getAttribute(name)); });
    this.list = make("ul", { class: "people__list", id: id + "-list", role: "listbox", "aria-label": "可选的人" });
    this.list.hidden = true;
    select.id = id + "-value";
    select.hidden = true;
    select.tabIndex = -1;
    const box = make("div", { class: "people" });
    select.parentNode.insertBefore(box, select);
    box.appendChild(this.input);
    box.appendChild(this.list);
    box.appendChild(select);
    this.show();
    this.input.addEventListener("focus", function () { self.input.select(); });
    this.input.addEventListener("input", function (e) { e.stopPropagation(); self.open(); });
    this.input.addEventListener("change", function (e) { e.stopPropagation(); });
    this.input.addEventListener("click", function () { self.open(true); });
    this.input.addEventListener("blur", function () { self.leave(); });
    this.input.addEventListener("keydown", function (e) { self.key(e); });
    this.list.addEventListener("mousedown", function (e) { e.preventDefault(); const one = e.target.closest("[data-value]"); if (one) self.choose(one.dataset.value); });
  }

  People.prototype.show = function () {
    const chosen = this.select.options[this.select.selectedIndex];
    this.input.value = chosen && chosen.value ? chosen.textContent : "";
    this.input.placeholder = chosen && !chosen.value ? chosen.textContent + "，可输姓名或拼音首字母" : "姓名或拼音首字母";
  };

  People.prototype.found = function (all) {
    const asked = all ? "" : this.input.value.trim().toLowerCase();
    return Array.prototype.filter.call(this.select.options, function (option) {
      if (!asked) return true;
      const text = option.textContent.toLowerCase(), initials = /（([^）]*)）$/.exec(text);
      if (!option.value) return text.indexOf(asked) === 0; // “支部班子” is an answer as well
      return text.indexOf(asked) >= 0 || (initials && initials[1].indexOf(asked) === 0);
    }).slice(0, MOST_SHOWN);
  };

  People.prototype.open = function (all) {
    const self = this, found = this.found(all);
    this.list.textContent = "";
    found.forEach(function (option, n) {
      const line = make("li", { role: "option", id: self.list.id + "-" + n, "data-value": option.value, "aria-selected": "false" }, option.textContent);
      self.list.appendChild(line);
    });
    if (!found.length) this.list.appendChild(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "people__none" }, "名册上没有找到这个人"));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.at = -1;
    if (!all && found.length) this.point(0);
  };

  People.prototype.point = function (n) {
    const lines = this.list.querySelectorAll("[data-value]");
    if (!lines.length) return;
    this.at = (n + lines.length) % lines.length;
    Array.prototype.forEach.call(lines, function (line, i) { line.setAttribute("aria-selected", "false"); if (i === this.at) line.setAttribute("aria-selected", "true"); }, this);
    this.input.setAttribute("aria-activedescendant", lines[this.at].id);
    lines[this.at].scrollIntoView({ block: "nearest" });
  };

  People.prototype.close = function () {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  };

  People.prototype.choose = function (value) {
    const changed = this.select.value !== value;
    this.select.value = value;
    this.close();
    this.show();
    if (changed) told(this.select);
  };

  // Leaving with nothing typed means nobody; what matches exactly one person is that person.
  People.prototype.leave = function () {
    if (this.list.hidden) { this.show(); return; }
    const found = this.found(false);
    if (!this.input.value.trim()) this.choose("");
    else if (found.length === 1) this.choose(found[0].value);
    else { this.close(); this.show(); }
  };

  People.prototype.key = function (event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.open(true);
      this.point(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      const line = this.list.querySelectorAll("[data-value]")[this.at];
      if (line) this.choose(line.dataset.value);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.close();
      this.show();
    }
  };

  /* --- rows that change places: <ol data-rows> ----------------------------------------------------------- */

  function rowsOf(list) { return Array.prototype.slice.call(list.children); }

  // Names carry the row's place (agenda-3-title); after a move they are counted anew.
  function renumber(list) {
    const pattern = new RegExp("(" + list.dataset.rows + "-(?:up-|down-|drop-)?)\\d+");
    rowsOf(list).forEach(function (row, n) {
      row.querySelectorAll("[name], [id], [for], [aria-describedby], [aria-controls]").forEach(function (element) {
        ["name", "id", "for", "aria-describedby", "aria-controls"].forEach(function (attribute) {
          const old = element.getAttribute(attribute);
          if (old) element.setAttribute(attribute, old.replace(pattern, "$1" + n));
        });
      });
      row.querySelectorAll("button[name=op]").forEach(function (b) { b.value = b.value.replace(/\d+$/, n); });
      row.querySelectorAll("[data-place]").forEach(function (place) { place.textContent = "第" + (n + 1) + "项"; });
    });
  }

  function settled(list, row) {
    renumber(list);
    const said = list.parentNode.querySelector("[data-said]");
    if (said) said.textContent = "已移到第" + (rowsOf(list).indexOf(row) + 1) + "项";
    told(list);
  }

  function step(press) {
    const row = press.closest("[data-row]"), list = row && row.closest("[data-rows]"), up = press.value.indexOf("up:") === 0;
    if (!list) return false;
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other || !other.hasAttribute("data-row")) return true;
    list.insertBefore(row, up ? other : other.nextElementSibling);
    settled(list, row);
    press.focus();
    return true;
  }

  function drag(handle, event) {
    const row = handle.closest("[data-row]"), list = row.closest("[data-rows]"), before = rowsOf(list).indexOf(row);
    event.preventDefault();
    row.classList.add("plan-row--moving");
    function over(e) {
      const under = document.elementFromPoint(e.clientX, e.clientY), other = under && under.closest("[data-row]");
      if (!other || other === row || other.parentNode !== list) return;
      const middle = other.getBoundingClientRect().top + other.offsetHeight / 2;
      list.insertBefore(row, e.clientY < middle ? other : other.nextElementSibling);
    }
    // On the document: moving the row takes its handle out of the page for a moment, and with it any capture.
    function end() {
      document.removeEventListener("pointermove", over);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      row.classList.remove("plan-row--moving");
      if (rowsOf(list).indexOf(row) !== before) settled(list, row);
    }
    document.addEventListener("pointermove", over);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  }

  /* --- saving as one goes: <form data-autosave> ---------------------------------------------------------- */

  const PAUSE = 900; // milliseconds after a change; typing on starts it anew
  const saving = new WeakMap(); // form → promise of the save under way

  function status(form, text, tone) {
    const line = form.querySelector("[data-save-status]");
    if (!line) return;
    line.textContent = text;
    line.className = { ok: "save-status save-status--ok", bad: "save-status save-status--bad" }[tone] || "save-status";
  }

  function later(form) {
    if (form.dataset.stopped) return;
    clearTimeout(form.saveTimer);
    form.saveTimer = setTimeout(function () { save(form); }, PAUSE);
  }

  function save(form) {
    if (form.dataset.sending || !document.body.contains(form)) return;
    if (saving.has(form)) { later(form); return; }
    const data = new FormData(form);
    data.append("autosave", "1");
    form.changedMeanwhile = false;
    status(form, "正在保存…");
    const under = fetch(form.action.split("#")[0], { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (answer.redirected) throw new Error("登录已经过期，刚才的修改还没有保存。请另开一个窗口登录，再回来按“保存”。");
        if (!/json/.test(answer.headers.get("Content-Type"))) throw new Error("刚才的修改还没有保存，请按“保存”再试一次。");
        return answer.json();
      })
      .then(function (answer) { taken(form, answer); })
      .catch(function (error) { status(form, error instanceof TypeError ? "没有连上，刚才的修改还没有保存。" : error.message, "bad"); })
      .then(function () { saving.delete(form); });
    saving.set(form, under);
  }

  function taken(form, answer) {
    status(form, answer.said, answer.ok ? "ok" : "bad");
    if (!answer.ok) { if (answer.stop) form.dataset.stopped = "1"; return; }
    Object.keys(answer.values || {}).forEach(function (id) { const e = document.getElementById(id); if (e) e.value = answer.values[id]; });
    Object.keys(answer.texts || {}).forEach(function (id) { const e = document.getElementById(id); if (e) e.textContent = answer.texts[id]; });
    const open = document.getElementById("open-values");
    if (open && answer.open !== undefined) open.innerHTML = answer.open; // the server's own template
    if (!form.changedMeanwhile) delete form.dataset.dirty;
    const beside = document.getElementById("beside");
    if (beside && beside.dataset.shown && window.htmx) window.htmx.ajax("GET", beside.dataset.shown, { target: "#beside", swap: "innerHTML" });
  }

  /* --- start --------------------------------------------------------------------------------------------- */

  function prepare(root) {
    function each(selector, visit) {
      if (root.matches && root.matches(selector)) visit(root);
      root.querySelectorAll(selector).forEach(visit);
    }
    each("input[data-day]", function (input) { if (!input.closest(".day")) new Calendar(input); });
    each("select[data-people]", function (select) { if (!select.closest(".people")) new People(select); });
    each("[data-handle]", function (handle) { handle.hidden = false; });
  }

  document.addEventListener("DOMContentLoaded", function () { prepare(document.body); });
  document.addEventListener("htmx:load", function (e) { if (e.detail.elt !== document.body) prepare(e.detail.elt); });
  document.addEventListener("mousedown", function (e) { closeOutside(e.target); });
  document.addEventListener("focusin", function (e) { closeOutside(e.target); });
  document.addEventListener("change", function (e) {
    const form = e.target.closest("form[data-autosave]");
    if (!form) return;
    form.changedMeanwhile = true;
    later(form);
  });
  document.addEventListener("input", function (e) {
    const form = e.target.closest && e.target.closest("form[data-autosave]");
    if (form) form.changedMeanwhile = true;
  });
  document.addEventListener("click", function (e) {
    const press = e.target.closest("[data-row] button[name=op]");
    if (press && /^(up|down):/.test(press.value) && step(press)) e.preventDefault();
  });
  document.addEventListener("pointerdown", function (e) {
    const handle = e.target.closest("[data-handle]");
    if (handle) drag(handle, e);
  });
  // A press of the button waits for the save under way, or it would meet its own change.
  document.addEventListener("htmx:confirm", function (e) {
    const form = e.target.closest && e.target.closest("form[data-autosave]");
    if (!form) return;
    clearTimeout(form.saveTimer);
    delete form.dataset.stopped;
    if (!saving.has(form)) return;
    e.preventDefault();
    saving.get(form).then(function () { e.detail.issueRequest(true); });
  });
  document.addEventListener("htmx:afterRequest", function (e) {
    const link = e.detail.elt;
    if (e.detail.successful && link.dataset && link.dataset.beside) document.getElementById("beside").dataset.shown = link.getAttribute("hx-get");
  });
})();
