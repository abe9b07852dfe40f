// The pairing board on the screen: draws what Python says (`view`) and sends back what people do.

function render({ model, el }) {
  const send = (message, buffers) => model.send(message, undefined, buffers);
  const act = (message) => () => send(message);
  let timer, going;

  const button = (word, message, more = {}) => h("button", { type: "button", onclick: act(message), ...more }, word);
  const mark = (x, filled) => h("span", { class: "tkb-mark", style: `color:${x.color}`, "aria-hidden": "true" }, filled ? x.mark : x.empty);

  function toolbar(v) {
    const w = v.words;
    const file = h("input", { type: "file", accept: ".xlsx", class: "tkw-file", tabindex: "-1", "aria-label": w.import, onchange: read });
    const tools = [
      button("↶ " + w.undo, { do: "undo" }, { disabled: !v.can.undo, "data-key": "undo" }),
      button("↷ " + w.redo, { do: "redo" }, { disabled: !v.can.redo, "data-key": "redo" }),
    ];
    if (v.tab === "board") tools.push(button(w.running, { do: "running" }, { "data-key": "running" }), button(w.clear, { do: "clear" }, { "data-key": "clear" }));
    tools.push(h("button", { type: "button", "data-key": "import", onclick: () => root.querySelector(".tkw-file").click() }, w.import), file);
    tools.push(button(w.export, { do: "export" }, { "data-key": "export" }));
    const other = v.tab === "board" ? "plan" : "board";
    tools.push(button(w["to_" + other], { do: "show", tab: other }, { class: "tkw-main", "data-key": "tab" }));
    const title = h("h2", {}, v.title, v.group ? h("span", { class: "tkb-group" }, " · " + v.group) : null);
    return h("header", { "data-key": "head" }, h("div", { class: "tkb-title" }, title, h("p", {}, v.nature)), h("div", { class: "tkw-tools" }, tools));
  }

  async function read(event) {
    const file = event.target.files[0];
    if (!file) return;
    const small = file.size <= 8_000_000;
    send({ do: "read", name: file.name, size: file.size }, [small ? new DataView(await file.arrayBuffer()) : new DataView(new ArrayBuffer(0))]);
    event.target.value = "";
  }

  function totals(v) {
    const cells = v.totals.map((t) => h("span", { title: t.better }, t.label + " ", h("b", { "data-goal": t.goal }, t.ours)));
    return h("div", { class: "tkb-totals", role: "group", "aria-label": v.words.totals, "data-key": "totals" }, cells);
  }

  function township(v) {
    if (!v.townships.length) return null;
    const options = v.townships.map((t) => h("option", { value: t.value, selected: t.value === v.township, "data-key": t.value || "*" }, t.label));
    return h("label", {}, v.words.township + " ", h("select", { onchange: (e) => send({ do: "show", township: e.target.value }) }, options));
  }

  function lane(x) {
    return button([mark(x, true), " " + x.label], { do: "show", channel: x.channel }, { "aria-pressed": String(x.on), "data-key": "lane" + x.channel });
  }

  // code and township, and how well it fits what is chosen: on one line, so that nothing moves when something is chosen
  function about(x) {
    const tip = x.tip ? h("span", { class: "tkb-tip" }, (x.dim ? "✗ " : "") + x.tip) : null;
    return h("span", { class: "tkb-about" }, h("span", { class: "tkb-where" }, x.where), tip);
  }

  function helper(x, v) {
    const sign = v.lanes.find((lane) => lane.on);
    const marks = x.places <= 6 ? sign.mark.repeat(Math.min(x.used, 6)) + sign.empty.repeat(Math.max(x.places - x.used, 0)) : "";
    const full = x.used >= x.places;
    const state = h("span", { class: "tkb-places" }, h("span", { style: `color:${sign.color}`, "aria-hidden": "true" }, marks), ` ${v.words.places} ${x.used}/${x.places}`, full ? h("b", {}, " " + v.words.full) : null);
    const attrs = { type: "button", class: "tkb-card", "data-go": "", "aria-pressed": String(x.chosen), "data-full": full, "data-dim": !!x.dim, disabled: !!x.off, "data-key": "h" + x.id };
    const lines = [h("span", { class: "tkb-name" }, x.name), about(x), state];
    return h("li", { "data-key": x.id }, h("button", { ...attrs, onclick: act({ do: "helper", helper: x.id, channel: x.channel }) }, lines));
  }

  function unit(x, v) {
    const attrs = { type: "button", class: "tkb-card", "data-go": "", "aria-pressed": String(x.chosen), "data-dim": !!x.dim, disabled: !!x.off, "data-key": "u" + x.id };
    const lines = [h("span", { class: "tkb-name" }, x.name), about(x)];
    const card = h("button", { ...attrs, onclick: act({ do: "unit", unit: x.id }) }, lines);
    return h("li", { "data-key": x.id }, card, h("div", { class: "tkb-slots" }, x.slots.map((s, i) => slot(s, i, x, v))));
  }

  function slot(s, i, x, v) {
    const attrs = { type: "button", class: "tkb-slot", "data-go": "", "data-key": `s${x.id}|${s.channel}|${i}` };
    if (!s.helper) {
      const spoken = `${s.label}：${v.words.empty}（${x.name}）`;
      return h("button", { ...attrs, "aria-label": spoken, disabled: !!s.off, onclick: act({ do: "slot", unit: x.id, channel: s.channel }) }, mark(s, false), h("span", {}, s.label));
    }
    const spoken = `${v.words.take_off} ${s.name}：${s.label}（${x.name}）`;
    const off = act({ do: "unpair", helper: s.helper, unit: x.id, channel: s.channel });
    return h("button", { ...attrs, "data-made": true, "aria-label": spoken, title: spoken, onclick: off }, mark(s, true), h("span", {}, s.name), h("span", { "aria-hidden": "true" }, " ×"));
  }

  function pane(name, head, list, more) {
    return h("section", { class: "tkb-pane tkb-" + name, "aria-labelledby": "tkb-" + name, "data-key": name }, h("div", { class: "tkb-head" }, head),
      h("div", { class: "tkb-scroll", "data-pane": name }, h("ul", {}, list), more ? h("p", { class: "tkb-more" }, more) : null));
  }

  function boardTab(v) {
    const w = v.words;
    const search = h("input", { type: "search", value: v.search, placeholder: w.search, "aria-label": w.search, "data-key": "search", oninput: (e) => {
      clearTimeout(timer);
      timer = setTimeout(() => send({ do: "show", search: e.target.value }), 250);
    } });
    const lanes = h("div", { class: "tkb-lanes", role: "group", "aria-label": w.channels, "data-key": "lanes" }, v.lanes.map(lane));
    const helpers = pane("helpers", [h("h3", { id: "tkb-helpers" }, w.helpers), lanes, search], v.helpers.map((x) => helper(x, v)), v.more_helpers);
    const units = pane("units", [h("h3", { id: "tkb-units" }, w.units), h("b", { class: "tkb-done" }, v.done), township(v)], v.units.map((x) => unit(x, v)), v.more_units);
    return [totals(v), h("div", { class: "tkb-panes", "data-key": "panes" }, helpers, units)];
  }

  function difference(d, v) {
    const w = v.words;
    const pair = { helper: d.helper, unit: d.unit, channel: d.channel };
    const parts = [h("p", { class: "tkb-side" }, mark(d, true), ` ${d.label} · ${w["side_" + d.side]}`), h("h4", {}, d.title)];
    if (d.moves.length) parts.push(h("p", {}, w["then_" + d.side]), h("ul", { class: "tkb-moves" }, d.moves.map((m) => h("li", {}, m))));
    parts.push(h("p", { class: "tkb-price" }, w.price, h("b", {}, d.price)));
    if (d.reasoning) {
      const save = (e) => {
        e.preventDefault();
        send({ do: "keep", ...pair, reason: e.target.elements[0].value });
      };
      const box = h("textarea", { rows: "2", maxlength: "500", required: true, "aria-label": w.reason, placeholder: w.reason, "data-key": "reason" });
      parts.push(h("form", { onsubmit: save, novalidate: true, "data-key": "form" }, box, h("button", { class: "tkw-main" }, w.keep), button(w.cancel, { do: "escape" })));
    } else if (d.reason) parts.push(h("p", { class: "tkb-reason" }, h("b", {}, "★ " + w.because), d.reason), button(w.forget, { do: "forget", ...pair }, { "data-go": "" }));
    else parts.push(button(w.keep_mine, { do: "reason", ...pair }, { "data-go": "", "aria-label": `${w.keep_mine}：${d.title}` }));
    return h("li", { "data-key": d.key, "data-kept": !!d.reason }, parts);
  }

  function planTab(v) {
    const w = v.words;
    const columns = v.has_choices ? ["ours", "plan", "chosen"] : ["ours", "plan"];
    const head = h("tr", {}, h("th", { scope: "col" }, w.goal), columns.map((c) => h("th", { scope: "col" }, w[c])));
    const rows = v.totals.map((t) => h("tr", { "data-goal": t.goal }, h("th", { scope: "row" }, t.label, h("small", {}, t.better)), columns.map((c) => h("td", {}, t[c]))));
    const side = [h("h3", { id: "tkb-sums" }, w.totals), h("table", {}, h("thead", {}, head), h("tbody", {}, rows)), h("p", {}, v.proof)];
    if (v.shortages.length) side.push(h("h3", {}, w.shortages), h("ul", { class: "tkb-moves" }, v.shortages.map((s) => h("li", {}, s))));
    side.push(button(v.has_choices ? w.adopt_chosen : w.adopt, { do: "adopt" }));
    const list = v.differences.length ? v.differences.map((d) => difference(d, v)) : [h("li", {}, w.none)];
    if (v.rest) list.push(h("li", { "data-key": "rest" }, button(w.rest.replace("{0}", v.rest), { do: "show", every: "1" }, { "data-go": "", "data-key": "more" })));
    const sums = h("section", { class: "tkb-pane tkb-sums", "aria-labelledby": "tkb-sums", "data-key": "sums" }, h("div", { class: "tkb-scroll", tabindex: "0", role: "group", "aria-labelledby": "tkb-sums" }, side));
    const diffs = pane("diffs", [h("h3", { id: "tkb-diffs" }, w.differences), h("b", {}, v.counts), township(v)], list, "");
    return [h("div", { class: "tkb-panes", "data-key": "plan" }, sums, diffs)];
  }

  // One stop of the Tab key for each pane; arrows go on from there.
  function rove() {
    for (const pane of root.querySelectorAll("[data-pane]")) {
      const all = [...pane.querySelectorAll("[data-go]:enabled")];
      const here = all.find((x) => x === document.activeElement) || all.find((x) => x.dataset.key === pane.dataset.last) || all[0];
      for (const x of all) x.tabIndex = x === here ? 0 : -1;
    }
  }

  // The nearest card in a direction, as the eye would go; up and down stay in their pane.
  function towards(from, dx, dy) {
    const a = from.getBoundingClientRect();
    const within = dy ? from.closest("[data-pane]") : root;
    let best = null, least = Infinity;
    for (const x of within.querySelectorAll("[data-go]:enabled")) {
      const b = x.getBoundingClientRect();
      const ahead = dx ? dx * (b.left + b.width / 2 - a.left - a.width / 2) : dy * (b.top + b.height / 2 - a.top - a.height / 2);
      const aside = dx ? Math.abs(b.top + b.height / 2 - a.top - a.height / 2) : Math.max(0, b.left - a.right, a.left - b.right);
      if (x !== from && ahead > 4 && ahead + 3 * aside < least) [best, least] = [x, ahead + 3 * aside];
    }
    return best;
  }

  const { root, again } = frame({ model, el }, "tkb", (v) => [toolbar(v), ...(v.tab === "board" ? boardTab(v) : planTab(v)), said(v, v.words.keys)]);

  root.addEventListener("keydown", (event) => {
    event.stopPropagation(); // JupyterLab has shortcuts of its own
    const typing = event.target.matches("input, textarea, select");
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const control = event.ctrlKey || event.metaKey;
    let message = null;
    if (event.key === "Escape") message = { do: "escape" };
    else if (typing) return;
    else if (control && event.key.toLowerCase() === "z") message = { do: event.shiftKey ? "redo" : "undo" };
    else if (control && event.key.toLowerCase() === "y") message = { do: "redo" };
    else if (event.key === "Delete" && event.target.matches("[data-made]")) return event.target.click();
    else if (!arrow || !event.target.matches("[data-go]")) return;
    event.preventDefault();
    if (message) return send(message);
    const next = towards(event.target, ...arrow);
    if (next) next.focus();
  });

  root.addEventListener("focusin", (event) => {
    const pane = event.target.closest("[data-pane]");
    if (pane && event.target.matches("[data-go]")) pane.dataset.last = event.target.dataset.key;
    rove();
  });

  // after a drawing: where the next choice is, and the keyboard's stops
  function settle() {
    const v = model.get("view");
    if (!v.words) return;
    const opened = root.querySelector("textarea") !== null;
    again();
    const chosen = v.tab === "board" && (v.helpers.some((x) => x.chosen) ? "units" : v.units.some((x) => x.chosen) && "helpers");
    // on a phone the columns stand below each other: go to the one where the next choice is
    if (chosen && chosen !== going && matchMedia("(max-width: 800px)").matches) root.querySelector(".tkb-" + chosen).scrollIntoView();
    if (chosen === "helpers" && chosen !== going) root.querySelector(".tkb-helpers .tkb-scroll").scrollTop = 0; // the best come first
    going = chosen;
    const form = root.querySelector("textarea");
    if (form && !opened) form.focus();
    rove();
  }
  model.on("change:view", settle);
  settle();
}

export default { render };
