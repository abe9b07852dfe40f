// The coding desk on the screen: draws what Python says (`view`) and sends back what people do.

const points = (text) => Array.from(text).length;
const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter("zh", { granularity: "word" }) : null;

// where words begin in a text, in code points, with its end
function stops(text) {
  const words = segmenter ? [...segmenter.segment(text)].map((x) => x.segment) : Array.from(text);
  const out = [0];
  for (const word of words) out.push(out.at(-1) + points(word));
  return out;
}

// what is selected in the browser: the sentence in which the selection began, its words in code points, and whether
// more was selected than that sentence; null for nothing
function selectedIn(root) {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const began = chosen.anchorNode.nodeType === 1 ? chosen.anchorNode : chosen.anchorNode.parentElement;
  const said = root.contains(began) && began.closest(".tkd-words")?.querySelector(".tkd-said");
  if (!said) return null;
  const range = chosen.getRangeAt(0).cloneRange(), before = document.createRange();
  const more = range.toString().trim();
  if (!said.contains(range.startContainer)) range.setStart(said, 0);
  if (!said.contains(range.endContainer)) range.setEnd(said, said.childNodes.length);
  before.selectNodeContents(said);
  before.setEnd(range.startContainer, range.startOffset);
  const from = points(before.toString()), to = from + points(range.toString());
  if (!range.toString().trim()) return null;
  const n = Number(said.closest("[data-key]").dataset.key.slice(1));
  return { n, from, to, whole: from === 0 && to === points(said.textContent), cut: more !== range.toString().trim() };
}

function selectIn(paragraph, from, to) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let at = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
    const letters = Array.from(node.data), end = at + letters.length;
    const place = (x) => letters.slice(0, x - at).join("").length;
    if (from >= at && from <= end) range.setStart(node, place(from));
    if (to >= at && to <= end) range.setEnd(node, place(to));
    at = end;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

function render({ model, el }) {
  const send = (message, buffers) => model.send(message, undefined, buffers);
  const act = (message) => () => send(message);
  const view = () => model.get("view");
  let now = 1; // the sentence that keys are about
  let part = null; // words of it: { from, to }, or the whole sentence
  let cut = false; // whether more than that sentence was selected
  let card = ""; // the row whose card was shown last
  let menu = false; // whether a phone shows what is seldom needed
  let stage = null; // the stage whose letters are open
  let towards = null; // what to focus after the next drawing
  let asked = 0; // the sentence that Python last said to open
  let timer, waiting = null; // what is being typed, until the keys rest or the field is left
  const keep = () => {
    clearTimeout(timer);
    if (waiting) send(waiting);
    waiting = null;
  };
  const later = (message, wait) => {
    if (waiting && waiting.key !== message.key) keep();
    clearTimeout(timer);
    waiting = message;
    timer = setTimeout(keep, wait);
  };
  const button = (word, message, more = {}) => h("button", { type: "button", onclick: act(message), ...more }, word);
  const fill = (text, value) => text.replace("{0}", value);
  const sentence = () => view().sentences?.[now - 1];
  const paragraph = (n) => root.querySelector(`[data-key="p${n}"]`);

  // ---- the head

  function head(v) {
    const w = v.words;
    const file = h("input", { type: "file", accept: ".qdpx,.xlsx", class: "tkw-file", tabindex: "-1", "aria-label": w.import, onchange: read });
    // not `disabled`: a button that people just used would lose the focus
    const tools = [
      button("↶ " + w.undo, { do: "undo" }, { "aria-disabled": String(!v.can.undo), "data-key": "undo" }),
      button("↷ " + w.redo, { do: "redo" }, { "aria-disabled": String(!v.can.redo), class: "tkd-more", "data-key": "redo" }),
      h("button", { type: "button", class: "tkd-more", "data-key": "import", onclick: () => root.querySelector(".tkw-file").click() }, w.import), file,
      button(w.xlsx, { do: "export", kind: "xlsx" }, { class: "tkd-more", "data-key": "xlsx" }),
      button(w.qdpx, { do: "export", kind: "qdpx" }, { class: "tkd-more", "data-key": "qdpx" }),
    ];
    const cases = h("label", { class: "tkd-case" }, h("span", {}, w.case + " "), h("select", { "data-key": "case", onchange: (e) => { leave(); now = 1; send({ do: "show", case: e.target.value }); } },
      v.cases.map((c) => h("option", { value: c.id, selected: c.id === v.case, "data-key": c.id }, c.title))));
    const turn = (e) => { e.preventDefault(); send({ do: "turn", coder: e.target.elements[0].value }); };
    const names = h("datalist", { id: "tkd-coders" }, v.coders.map((name) => h("option", { value: name, "data-key": name })));
    const coder = h("form", { class: "tkd-more", onsubmit: turn, "data-key": "coder" }, h("label", {}, w.coder + " ", h("input", { value: v.coder, maxlength: v.longest_name, list: "tkd-coders", autocomplete: "off", "data-key": "name" + v.coder })), names, h("button", {}, w.turn));
    const unfolds = h("button", { type: "button", class: "tkd-menu", "aria-expanded": String(menu), "data-key": "menu", onclick: () => { menu = !menu; again(); } }, w.more);
    const tabs = h("div", { class: "tkd-tabs", role: "group", "aria-label": v.title }, ["code", "differ", "write"].map((t) => button(w["tab_" + t], { do: "show", tab: t }, { "aria-pressed": String(v.tab === t), "data-key": "tab-" + t })));
    return h("header", { "data-key": "head", "data-menu": menu }, h("div", { class: "tkw-title" }, h("h2", {}, v.title, " · ", h("span", { class: "tkd-done" }, v.done)), h("p", {}, v.nature)),
      h("div", { class: "tkw-tools" }, tools), h("div", { class: "tkw-tools tkd-who" }, tabs, cases, unfolds, coder));
  }

  async function read(event) {
    const file = event.target.files[0];
    if (!file) return;
    const bytes = file.size <= 8_000_000 ? await file.arrayBuffer() : new ArrayBuffer(0);
    send({ do: "read", name: file.name, size: file.size }, [new DataView(bytes)]);
    event.target.value = "";
  }

  // ---- the text

  function codedText(s) {
    // words that are coded apart from their sentence are underlined
    const letters = Array.from(s.text), under = letters.map(() => false);
    for (const chip of s.chips) if (chip.words) for (let i = chip.key[2] - s.start; i < chip.key[3] - s.start; i++) under[i] = true;
    const out = [];
    for (let i = 0; i < letters.length; ) {
      let j = i;
      while (j < letters.length && under[j] === under[i]) j++;
      const text = letters.slice(i, j).join("");
      out.push(under[i] ? h("u", {}, text) : text);
      i = j;
    }
    return out;
  }

  function chip(c, w, n) {
    const key = c.key.join("|");
    const lines = [c.mine ? "" : c.coder + w.colon, c.label, c.words ? `「${c.words}」` : "", c.grade ? ` · ${c.grade}` : "", c.memo ? " ✎" : ""];
    return h("button", { type: "button", class: "tkd-chip", "aria-pressed": String(c.chosen), "data-mine": c.mine, tabindex: n === now ? "0" : "-1", "data-key": "c" + key, title: c.memo || null, onclick: () => { leave(); now = n; send({ do: "open", key }); } }, lines.join(""));
  }

  function suggestion(m, w, n) {
    const tabindex = n === now ? "0" : "-1"; // the tab key passes by what other sentences offer
    const sent = { code: m.code, start: m.start, end: m.end };
    const about = w.suggests + m.label + (m.trigger ? fill(w.because, m.trigger) : w.alike);
    return h("span", { class: "tkd-machine", "data-key": `m${m.code}${m.start}` }, about, " ",
      button("✓", { do: "take", ...sent }, { "aria-label": `${w.take} ${m.label}`, title: w.take, tabindex }), button("✗", { do: "decline", ...sent }, { "aria-label": `${w.decline} ${m.label}`, title: w.decline, tabindex }));
  }

  // a long report has thousands of sentences: only those that changed are drawn again
  const lines = new Map();

  function line(s, v) {
    const was = lines.get(s.n), here = s.n === now, told = was?.s === s ? was.told : JSON.stringify(s);
    lines.set(s.n, { s, told, here });
    if (was && was.told === told && was.here === here) return h("li", { "data-key": "s" + s.n, "data-keep": "" });
    const attrs = { class: "tkd-words", tabindex: s.n === now ? "0" : "-1", "data-key": "p" + s.n };
    return h("li", { "data-key": "s" + s.n, "data-level": s.level || null, "data-now": s.n === now },
      h("span", { class: "tkd-n", "aria-hidden": "true" }, String(s.n)), h("p", attrs, h("span", { class: "tkd-spoken" }, fill(v.words.sentence, s.n) + " "), h("span", { class: "tkd-said" }, codedText(s))),
      s.chips.length + s.machine.length ? h("div", { class: "tkd-chips" }, s.chips.map((c) => chip(c, v.words, s.n)), s.machine.map((m) => suggestion(m, v.words, s.n))) : null);
  }

  // no words are chosen any more, nor shown as if they were
  function leave() {
    stage = part = null;
    cut = false;
    getSelection().removeAllRanges();
  }

  function code(c) {
    const s = sentence(), from = part ? part.from : 0, to = part ? part.to : points(s.text);
    send({ do: "code", start: s.start + from, end: s.start + to, code: c });
    leave();
  }

  // a long card above the palette must not leave an open stage below the window's edge
  function unfold(key) {
    stage = key;
    again();
    root.querySelector(".tkd-stage[data-open]")?.scrollIntoView({ block: "nearest" });
    if (stage) paragraph(now)?.scrollIntoView({ block: "nearest" }); // the panel of a phone has grown
  }

  function palette(v) {
    const w = v.words;
    return v.palette.map((p) => h("section", { class: "tkd-stage", "data-open": stage === p.key, "data-key": "g" + p.key },
      h("h4", {}, h("button", { type: "button", "aria-expanded": String(stage === p.key), "data-key": "d" + p.key, onclick: () => unfold(stage === p.key ? null : p.key) }, h("kbd", {}, p.key), " " + p.stage)),
      h("ul", {}, p.codes.map((c) => h("li", { "data-key": c.code }, h("button", { type: "button", title: c.definition, onclick: () => code(c.code) }, c.key ? h("kbd", {}, c.key) : null, " " + c.label))))));
  }

  function opened(v) {
    const o = v.open, w = v.words, s = v.sentences[now - 1];
    // what is open belongs to the sentence that people are at
    if (!o || !s || o.key[2] < s.start || o.key[2] >= s.start + points(s.text)) return null;
    const key = o.key.join("|"), own = !o.mine;
    const grades = [h("option", { value: "", selected: !o.evidence, "data-key": "*" }, w.no_grade), ...v.grades.map((g) => h("option", { value: g.value, selected: g.value === o.evidence, "data-key": g.value }, g.label))];
    return h("section", { class: "tkd-open", "data-key": "open" + key },
      h("h3", {}, o.label), h("blockquote", {}, o.text), o.definition ? h("p", {}, h("b", {}, w.definition + w.colon), o.definition) : null,
      h("label", {}, w.grade, h("select", { class: "tkd-grade", disabled: own, "data-key": "grade", onchange: (e) => send({ do: "grade", key, evidence: e.target.value }) }, grades)),
      h("label", {}, w.memo, h("textarea", { class: "tkd-memo", rows: "3", maxlength: "2000", disabled: own, "data-key": "memo" + key, oninput: (e) => later({ do: "memo", key, memo: e.target.value }, 300), onchange: keep }, o.memo)),
      h("div", { class: "tkw-tools" }, button(w.remove, { do: "remove", key }, { disabled: own, "data-key": "remove" }), button(w.close, { do: "close" }, { "data-key": "close" })));
  }

  function codeTab(v) {
    const w = v.words, s = v.sentences[now - 1];
    const chosen = part && s ? Array.from(s.text).slice(part.from, part.to).join("") : fill(w.sentence, now);
    const jump = (n) => () => { leave(); now = n; again(); paragraph(n).focus(); };
    const outline = v.outline.length ? h("details", { class: "tkd-outline" }, h("summary", { "data-key": "outline" }, w.outline), h("ul", {}, v.outline.map((o) => h("li", { "data-key": "o" + o.n, style: `margin-left:${o.level - 1}em` }, h("button", { type: "button", onclick: jump(o.n) }, o.text))))) : null;
    const pass = v.finished ? h("p", { class: "tkd-hint" }, "✓ " + w.finished) : button(w.finish, { do: "finish" }, { "data-key": "finish" });
    const text = h("section", { class: "tkd-pane", "aria-label": w.text, "data-key": "text" }, v.hidden ? h("p", { class: "tkd-hint" }, w.hidden) : null, outline,
      v.notes.length ? h("details", { open: !v.sentences.length }, h("summary", {}, w.unread), h("ul", {}, v.notes.map((n) => h("li", {}, n)))) : null,
      h("ol", { class: "tkd-text", "data-key": "lines" }, v.sentences.map((s) => line(s, v))), pass);
    const side = h("aside", { class: "tkd-side", "aria-label": w.palette, "data-key": "side" }, opened(v), h("p", { class: "tkd-chosen", role: "status" }, w.selected, h("b", {}, chosen), cut ? h("small", {}, w.one_sentence) : null),
      h("div", { class: "tkd-palette" }, h("button", { type: "button", class: "tkd-none", onclick: () => code(""), "data-key": "none" }, h("kbd", {}, "0"), " " + w.nothing), palette(v)));
    return h("div", { class: "tkd-panes", "data-key": "panes" }, text, side);
  }

  // ---- two coders, and the summary

  function differTab(v) {
    const w = v.words;
    const rows = v.differences.map((d) => {
      const save = (e) => { e.preventDefault(); send({ do: "define", code: d.code, definition: e.target.elements[0].value }); };
      const definition = d.editing
        ? h("form", { onsubmit: save, "data-key": "f" + d.code }, h("textarea", { rows: "3", maxlength: "2000", "aria-label": w.definition, "data-key": "t" + d.code }, d.definition), h("button", { class: "tkw-main" }, w.keep), button(w.close, { do: "close" }))
        : h("p", {}, h("b", {}, w.definition + w.colon), d.definition, h("br"), button(w.edit, { do: "edit", code: d.code }, { "aria-label": w.edit + w.colon + d.label }));
      const see = () => { leave(); now = d.n; towards = "p" + d.n; send({ do: "show", tab: "code" }); };
      return h("li", { "data-key": `${d.n}${d.code}` },
        h("div", {}, h("h3", {}, `${fill(w.sentence, d.n)} · ${d.label}`), h("blockquote", {}, d.text), h("p", {}, w.yes, h("b", {}, d.yes), "　", w.no, h("b", {}, d.no)), h("button", { type: "button", onclick: see }, w.go)),
        h("div", {}, definition));
    });
    const table = v.agreement.length ? h("details", {}, h("summary", {}, w.agreement), h("p", {}, w.kappa), h("table", {}, h("thead", {}, h("tr", {}, [w.code, w.percent, "κ", "α"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", {}, v.agreement.map((a) => h("tr", { "data-key": a.label }, h("th", { scope: "row" }, a.label), h("td", {}, a.percent), h("td", {}, a.kappa), h("td", {}, a.alpha)))))) : null;
    return h("section", { class: "tkd-pane", "data-key": "differ", "aria-label": w.tab_differ }, v.why ? h("p", { class: "tkd-hint" }, v.why) : null, table, h("ul", { class: "tkd-differ" }, rows));
  }

  function writeTab(v) {
    const w = v.words;
    const box = h("textarea", { id: "tkd-summary", rows: "10", maxlength: "10000", "data-key": "summary", oninput: (e) => later({ do: "write", summary: e.target.value }, 500), onchange: keep }, v.summary);
    const row = (c) => h("tr", { "data-good": c.good }, h("td", {}, c.claim), h("td", {}, `${c.mark} ${c.verdict}`, c.reason ? h("small", {}, c.reason) : null), h("td", {}, c.source), h("td", {}, c.cited));
    const table = v.checked.length ? h("table", { class: "tkd-checked" }, h("thead", {}, h("tr", {}, [w.claim, w.verdict, w.source, w.cited].map((t) => h("th", { scope: "col" }, t)))), h("tbody", {}, v.checked.map(row))) : null;
    return h("section", { class: "tkd-pane", "data-key": "write", "aria-label": w.tab_write }, h("label", { for: "tkd-summary" }, w.summary), box, h("p", { class: "tkd-hint" }, fill(w.characters, v.characters)), table);
  }

  const tabs = { code: codeTab, differ: differTab, write: writeTab };
  let whose = ""; // the case whose lines stand on the page
  const { root, again } = frame({ model, el }, "tkd", (v, whole) => {
    if (whole || whose !== v.tab + v.case) lines.clear();
    whose = v.tab + v.case;
    return [head(v), tabs[v.tab](v), said(v, v.words.keys)];
  });

  // the panel of a phone ends where the last word begins, however long that is
  const measured = new ResizeObserver(() => el.style.setProperty("--said", root.querySelector(".tkw-said").offsetHeight + "px"));
  requestAnimationFrame(() => root.querySelector(".tkw-said") && measured.observe(root.querySelector(".tkw-said")));

  // ---- keys

  function step(by) {
    now = Math.min(Math.max(now + by, 1), view().sentences.length);
    leave();
    again();
    paragraph(now).focus();
    paragraph(now).scrollIntoView({ block: "nearest" });
  }

  // the next word, or with Shift one word more or less
  function words(by, grow) {
    const at = stops(sentence().text), last = at.length - 1;
    const first = part ? at.findLastIndex((x) => x <= part.from) : by > 0 ? -1 : last;
    const end = part ? at.findIndex((x) => x >= part.to) : first + 1;
    const [a, b] = grow && part ? [first, Math.max(first + 1, Math.min(end + by, last))] : [first + by, first + by + 1];
    if (a < 0 || a >= last) return;
    part = { from: at[a], to: at[Math.min(b, last)] };
    selectIn(paragraph(now).querySelector(".tkd-said"), part.from, part.to);
    again();
  }

  function about(what) {
    const mine = sentence().chips.filter((c) => c.mine);
    if (!mine.length) return;
    towards = what;
    if (mine.some((c) => c.chosen)) settle();
    else send({ do: "open", key: mine.at(-1).key.join("|") });
  }

  function letter(key) {
    const v = view();
    if (key === "0") return code("");
    if (/\d/.test(key)) return unfold(v.palette.some((p) => p.key === key) ? key : null);
    if (stage) {
      const found = v.palette.find((p) => p.key === stage).codes.find((c) => c.key === key);
      if (found) code(found.code);
      return;
    }
    const m = sentence().machine[0];
    if ("yn".includes(key) && m) send({ do: key === "y" ? "take" : "decline", code: m.code, start: m.start, end: m.end });
    if (key === "e") about("grade");
    if (key === "m") about("memo");
  }

  root.addEventListener("keydown", (event) => {
    event.stopPropagation(); // JupyterLab has shortcuts of its own
    const typing = event.target.matches("input, textarea, select"), control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") {
      leave();
      again();
      return paragraph(now)?.focus();
    }
    if (typing) return;
    if (control && event.key.toLowerCase() === "z") send({ do: event.shiftKey ? "redo" : "undo" });
    else if (control && event.key.toLowerCase() === "y") send({ do: "redo" });
    else if (control || event.altKey || !event.target.matches(".tkd-words")) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") words(event.key === "ArrowRight" ? 1 : -1, event.shiftKey);
    else {
      const key = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1].toLowerCase(); // whatever the input method makes of it
      if (!key) return;
      letter(key);
    }
    event.preventDefault();
  });

  // words that are selected by mouse, finger or keyboard; true when there are any
  function take() {
    const found = view().tab === "code" && selectedIn(root);
    if (!found) return false;
    const same = part && found.n === now && found.from === part.from && found.to === part.to;
    if (same || (!part && found.n === now && found.whole)) return true;
    [now, part, cut] = [found.n, found.whole ? null : { from: found.from, to: found.to }, found.cut];
    again();
    return true;
  }

  // a drag that begins on selected words selects anew instead of carrying them
  root.addEventListener("mousedown", (event) => {
    if (event.detail === 1 && !event.shiftKey && event.target.closest(".tkd-words")) getSelection().removeAllRanges();
  });
  root.addEventListener("mouseup", (event) => {
    const words = event.target.closest(".tkd-words");
    if (take()) {
      // what is shown as selected is what a code would take
      if (cut && part) selectIn(paragraph(now).querySelector(".tkd-said"), part.from, part.to);
      return;
    }
    if (!words) return;
    [now, part, cut] = [Number(words.dataset.key.slice(1)), null, false];
    words.focus();
    again();
    words.scrollIntoView({ block: "nearest" }); // from under the panel of a phone
  });
  // a finger that selects words lifts without a mouse
  let resting;
  const selected = () => {
    clearTimeout(resting);
    resting = setTimeout(take, 150);
  };
  document.addEventListener("selectionchange", selected);

  root.addEventListener("focusin", (event) => {
    const n = event.target.matches(".tkd-words") ? Number(event.target.dataset.key.slice(1)) : 0;
    if (n && n !== now) {
      [now, part, cut] = [n, null, false];
      again();
    }
  });

  function settle() {
    const { at } = view();
    if (at !== asked && at) {
      now = at;
      part = null;
      towards = "p" + at;
    }
    asked = at;
    const inside = root.contains(document.activeElement);
    again();
    // what was used is gone (a declined suggestion, a closed card): the keys are about the sentence
    if (inside && !root.contains(document.activeElement)) paragraph(now)?.focus({ preventScroll: true });
    const { open } = view(), side = root.querySelector(".tkd-side");
    if (open && side && card !== open.key.join("|")) side.scrollTop = 0; // a new card is seen whole
    card = open ? open.key.join("|") : "";
    go();
  }

  function go() {
    if (towards && !root.isConnected) requestAnimationFrame(go); // a first drawing may stand in no page yet
    else if (towards) {
      const found = [...root.querySelectorAll("[data-key]")].find((x) => x.dataset.key.startsWith(towards));
      towards = null;
      found?.focus();
      found?.scrollIntoView({ block: "nearest" });
    }
  }
  model.on("change:view", settle);
  settle();

  // a reading page leads here with #C05.12
  function follow() {
    const [, name, sentence] = /^#(.+)\.(\d+)$/.exec(location.hash) ?? [];
    if (sentence) send({ do: "at", case: decodeURIComponent(name), sentence });
  }
  if (model.get("full")) {
    addEventListener("hashchange", follow);
    follow();
  }
  return () => {
    document.removeEventListener("selectionchange", selected);
    removeEventListener("hashchange", follow);
    measured.disconnect();
  };
}

export default { render };
