"use strict";

let V = null; // what the server says this group sees
const signed = (x) => (x > 0 ? "+" : x < 0 ? "−" : "±") + Math.abs(x).toFixed(1);
const yearOf = (round) => V.county.years[6 + round];
const shortName = (name) => name.replace(/（虚构）$/, "");

// ---- coming in

async function welcome() {
  const { word } = await ask("/api/words");
  const field = (id, label, hint, more) => h("p", { class: "field" }, h("label", { for: id }, label), h("input", { id, autocomplete: "off", ...more, "aria-describedby": `${id}-hint` }), h("small", { id: `${id}-hint` }, hint));
  const enter = async (asked) => {
    try {
      await ask("/api/join", { word: $("word")?.value ?? "", ...asked });
      await load();
    } catch (refusal) {
      refuse("join-problems", refusal);
    }
  };
  show("head", h("div", { class: "top" }, h("h1", {}, say("title")), h("p", { class: "mark" }, say("mode_all"))));
  show("main", h("section", { class: "card narrow" },
    h("h2", {}, say("join")), h("div", { id: "join-problems" }),
    word && field("word", say("word"), say("word_hint"), { maxlength: 60 }),
    field("team", say("team"), say("team_hint"), { maxlength: 16 }),
    button(say("join"), () => enter({ name: $("team").value }), { class: "main" }),
    h("details", {}, h("summary", {}, say("back")), field("code", say("code"), "", { maxlength: 12 }), button(say("come_back"), () => enter({ code: $("code").value })))));
}

// ---- pieces

function head() {
  const rounds = V.county.limits.rounds, made = V.step === "decide" ? V.round - 1 : ["wait", "ask"].includes(V.step) ? V.round - 1 : V.round;
  const place = (r) => (r === V.round && ["decide", "believe"].includes(V.step) ? "now" : r <= made ? "made" : "later");
  show("head",
    h("div", { class: "top" }, h("h1", {}, V.county.name), h("p", { class: "mark" }, V.county.watermark)),
    h("div", { class: "who" },
      h("strong", { id: "group-name" }, V.group),
      h("ol", { class: "steps", "aria-label": say("title") }, Array.from({ length: rounds }, (_, i) => h("li", { class: place(i + 1), "aria-current": place(i + 1) === "now" ? "step" : null }, String(yearOf(i + 1))))),
      h("details", { class: "code" }, h("summary", {}, say("code")), h("p", {}, h("b", {}, V.code), " ", say("code_note")), h("p", {}, say("leave_note")), button(say("leave"), async () => { await ask("/api/leave", {}); localStorage.clear(); await welcome(); }))));
}

function spark(unit, rounds) {
  const values = [...unit.history, ...rounds.map((r) => r.reported)];
  const x = (i) => 4 + (i * 112) / (V.county.years.length - 1), y = (v) => 37 - ((Math.min(Math.max(v, 40), 100) - 40) * 34) / 60;
  const found = rounds.filter((r) => r.verified != null);
  return h("svg", { viewBox: "0 0 120 40", class: "spark", "aria-hidden": "true" },
    h("line", { x1: x(6), x2: x(6), y1: 2, y2: 38, class: "now" }),
    h("polyline", { points: values.map((v, i) => `${x(i)},${y(v)}`).join(" ") }),
    h("circle", { cx: x(values.length - 1), cy: y(values.at(-1)), r: 3.2 }),
    found.map((r) => h("rect", { x: x(6 + r.round) - 3.5, y: y(r.verified) - 3.5, width: 7, height: 7, class: "verified" })));
}

function marks(last) {
  if (!last) return h("span", { class: "tag low" }, "▲ ", say("listed"));
  return [last.helped && h("span", { class: "tag" }, "● ", say("with_helper")), last.listed ? h("span", { class: "tag low" }, "▲ ", say("listed")) : last.case && h("span", { class: "tag" }, "△ ", say("in_case"))];
}

function unitCells(unit, rounds) {
  const last = rounds.at(-1), start = unit.history.at(-1), value = last ? last.reported : start;
  const found = rounds.filter((r) => r.verified != null);
  return [
    h("th", { scope: "row", class: "unit" }, h("b", {}, unit.code), " ", shortName(unit.name), h("small", {}, unit.place), marks(last)),
    h("td", { class: "score", "data-label": say("reported") }, spark(unit, rounds), h("span", {}, h("b", {}, value.toFixed(1)), last && h("small", {}, say("since", signed(value - start))))),
    h("td", { class: "verified", "data-label": say("verified") }, found.length ? found.map((r) => h("div", {}, `${yearOf(r.round)}${colon()}`, h("b", {}, r.verified.toFixed(1)))) : h("small", {}, say("verified_none"))),
  ];
}

function unitTable(caption, heads, cells) {
  const seen = Object.fromEntries(V.units.map((u) => [u.code, u.rounds]));
  return h("table", { class: "units" }, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, [say("unit"), say("reported"), say("verified"), ...heads].map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", {}, V.county.units.map((u) => h("tr", {}, unitCells(u, seen[u.code]), cells(u, seen[u.code])))));
}

const rules = (open) => h("details", { class: "rules", open }, h("summary", {}, say("rules")), h("ol", {}, V.county.rules.map((r) => h("li", {}, r))));

function adoption() {
  const opened = V.decisions.flatMap((d) => d.sites), last = V.adopted.at(-1);
  const checked = V.adopted.filter((a) => a.practising != null).at(-1);
  return h("p", { class: "adopted" }, h("b", {}, `${say("adopted")}${colon()}`), opened.length ? say("count_units", last.ever) : say("no_sites"),
    checked && opened.length > 0 && `　${say("practising")} ${yearOf(checked.round)}${colon()}${say("count_units", checked.practising)}`);
}

// ---- deciding

// the first screen says one thing: what the play is about
function first() {
  const begun = () => { localStorage.setItem(`begun${V.code}`, "1"); paint(); $("stage").focus(); };
  show("main", h("section", { class: "first" }, h("h2", { id: "stage", tabindex: "-1" }, say("first")), h("p", {}, say("first_note", V.county.limits.money, V.county.limits.visits)), button(say("first_go"), begun, { class: "main", id: "begin" })));
}

function decide() {
  if (V.round === 1 && !localStorage.getItem(`begun${V.code}`)) return first();
  const before = V.decisions.at(-1), limits = V.county.limits, opened = {};
  V.decisions.forEach((d, i) => d.sites.forEach((s) => (opened[s] = i + 1)));
  const draft = JSON.parse(localStorage.getItem(`draft${V.code}${V.round}`) ?? "null") ?? { pairs: before?.pairs ?? [], sites: [], visits: [], check: false };
  const kept = Object.fromEntries(draft.pairs);
  const helperOf = (u) => {
    const options = V.county.helpers.filter((x) => u.fits[x.code] !== "—").map((x) => h("option", { value: x.code, selected: kept[u.code] === x.code }, ""));
    return h("td", { class: "act", "data-label": say("helper") }, h("select", { "data-unit": u.code, "aria-label": say("helper_for", u.code) }, h("option", { value: "" }, say("no_helper")), options));
  };
  const visitOf = (u) => h("td", { class: "act tick", "data-label": say("visit") }, h("label", {}, h("input", { type: "checkbox", "data-visit": u.code, checked: draft.visits.includes(u.code), "aria-label": say("visit_for", u.code) }), h("span", { "aria-hidden": "true" }, say("visit"))));
  const needs = (u) => h("td", { class: "needs", "data-label": say("needs") }, u.needs.map((n) => h("span", { class: "tag" }, n)));
  const siteOf = (s) => h("li", {}, opened[s.code] ? h("span", { class: "done" }, `✓ ${s.code} ${shortName(s.name)}`, h("small", {}, say("site_open", opened[s.code]))) : h("label", {}, h("input", { type: "checkbox", "data-site": s.code, checked: draft.sites.includes(s.code) }), h("span", {}, h("b", {}, s.code), " ", shortName(s.name), h("small", {}, `${s.place}　${say("reported")} ${s.reported.toFixed(1)}　${say("reach", s.reach, s.alike)}`, h("em", { "data-overlap": s.code }, "")))));
  show("main", h("h2", { id: "stage", tabindex: "-1" }, say("step_decide", V.round, yearOf(V.round))), rules(false),
    h("details", { class: "rules" }, h("summary", {}, say("helpers")), h("ul", { class: "helpers" }, V.county.helpers.map((x) => h("li", {}, h("b", {}, x.code), " ", shortName(x.name), h("small", {}, `${x.channel}　${say("capacity", x.capacity)}　${say("offers")}${colon()}${x.offers.join(colon() === "：" ? "、" : ", ")}`))))),
    h("form", { id: "decide", oninput: () => count(), onsubmit: (e) => e.preventDefault() },
      unitTable(say("history"), [say("needs"), say("helper"), say("visit")], (u) => [needs(u), helperOf(u), visitOf(u)]),
      h("fieldset", {}, h("legend", {}, say("sites", limits.site_cost)), adoption(), h("ul", { class: "sites" }, V.county.sites.map(siteOf)),
        h("label", { class: "check" }, h("input", { type: "checkbox", id: "check", checked: draft.check }), h("span", {}, say("check")))),
      h("div", { id: "problems" }),
      h("div", { class: "bar" }, h("div", { id: "count", "aria-live": "polite" }), h("div", {}, button(say("submit_decide", V.round), decided, { class: "main", id: "submit" })))));
  count();
}

function entered() {
  const ticked = (name) => [...document.querySelectorAll(`[data-${name}]`)].filter((e) => e.checked).map((e) => e.dataset[name]);
  const pairs = [...document.querySelectorAll("select[data-unit]")].filter((e) => e.value).map((e) => [e.dataset.unit, e.value]);
  return { pairs, sites: ticked("site"), visits: ticked("visit"), check: $("check").checked };
}

// what is handed in stays: what is left unspent is said once more before
function decided() {
  const d = entered(), limits = V.county.limits;
  const empty = !d.pairs.length && !d.sites.length && !d.visits.length && !d.check;
  const money = limits.money - d.pairs.length * limits.pair_cost - d.sites.length * limits.site_cost, visits = limits.visits - d.visits.length - d.check;
  if (money < 0 || visits < 0) return hand("decide", d); // the server says what is over
  const left = money || visits ? say("unspent", money, visits) : say("all_spent");
  const box = h("div", { class: "sure", role: "alertdialog", "aria-labelledby": "sure", tabindex: "-1" },
    h("p", { id: "sure" }, empty && h("strong", {}, say("empty_decide")), h("strong", {}, left), " ", say("sure_decide", V.round)),
    button(say("sure_yes"), () => hand("decide", d), { class: "main", id: "sure-yes" }), " ", button(say("cancel"), () => show("problems"), { id: "sure-no" }));
  show("problems", box);
  box.focus();
}

function count() {
  const now = entered(), limits = V.county.limits, used = {};
  now.pairs.forEach(([, x]) => (used[x] = (used[x] ?? 0) + 1));
  const spent = now.pairs.length * limits.pair_cost + now.sites.length * limits.site_cost, visits = now.visits.length + now.check;
  const meter = (name, n, most) => h("span", { class: n > most ? "over" : "" }, say(name), " ", h("b", {}, say("of", n, most)));
  show("count", meter("money", spent, limits.money), meter("visits", visits, limits.visits), meter("pairs_count", now.pairs.length, V.county.helpers.reduce((a, x) => a + x.capacity, 0)));
  for (const select of document.querySelectorAll("select[data-unit]")) {
    const unit = V.county.units.find((u) => u.code === select.dataset.unit);
    for (const option of [...select.options].slice(1)) {
      const x = V.county.helpers.find((y) => y.code === option.value), left = x.capacity - (used[x.code] ?? 0);
      option.textContent = `${x.code} ${say("fit", unit.fits[x.code])}　${say("left", Math.max(left, 0))}　${shortName(x.name)}`;
      option.disabled = left <= 0 && select.value !== x.code;
    }
  }
  const chosen = [...V.decisions.flatMap((d) => d.sites), ...now.sites];
  for (const place of document.querySelectorAll("[data-overlap]")) {
    const site = V.county.sites.find((s) => s.code === place.dataset.overlap);
    const shared = chosen.filter((s) => s !== site.code).reduce((a, s) => a + site.shared[s], 0);
    place.textContent = shared ? `　${say("overlap", shared)}` : "";
  }
  localStorage.setItem(`draft${V.code}${V.round}`, JSON.stringify(now));
}

async function hand(step, body) {
  try {
    const county = V.county;
    V = { ...(await ask(`/api/${step}`, { round: V.round, ...body })), county };
    if (step === "decide") localStorage.removeItem(`draft${V.code}${V.round}`);
    paint();
    notice(say("saved"));
    $("stage")?.focus();
    window.scrollTo(0, 0);
  } catch (refusal) {
    refuse("problems", refusal);
  }
}

// ---- beliefs and waiting

function believe() {
  const said = Object.values(V.beliefs).at(-1) ?? { turned: [], effect: null };
  const tick = (u) => h("td", { class: "act tick", "data-label": say("turned") }, h("label", {}, h("input", { type: "checkbox", "data-turned": u.code, checked: said.turned.includes(u.code), "aria-label": say("turned_for", u.code) }), h("span", { "aria-hidden": "true" }, say("turned"))));
  const taken = () => ({ turned: [...document.querySelectorAll("[data-turned]")].filter((e) => e.checked).map((e) => e.dataset.turned), effect: $("effect").value === "" ? null : Number($("effect").value), note: $("note").value });
  show("main", h("h2", { id: "stage", tabindex: "-1" }, say("step_believe", V.round, yearOf(V.round))), adoption(), h("p", { class: "hint" }, say("turned_hint", V.county.limits.turned, yearOf(0))),
    h("form", { id: "believe", onsubmit: (e) => e.preventDefault() },
      unitTable(say("history"), [say("turned")], (u) => [tick(u)]),
      h("p", { class: "field" }, h("label", { for: "effect" }, say("effect")), h("input", { id: "effect", type: "number", step: "0.1", inputmode: "decimal", value: said.effect, "aria-describedby": "effect-hint" }), h("small", { id: "effect-hint" }, say("effect_hint"))),
      h("p", { class: "field" }, h("label", { for: "note" }, say("note")), h("textarea", { id: "note", rows: 2, maxlength: 200 })),
      h("div", { id: "problems" }),
      h("div", { class: "bar" }, h("div", {}), button(say("submit_believe"), () => hand("believe", taken()), { class: "main", id: "submit" }))));
}

function wait() {
  show("main", h("h2", { id: "stage", tabindex: "-1", class: "waiting" }, say(`step_${V.step}`, V.round)), V.step === "ask" && h("p", { class: "hint" }, say("ask_note")), V.round === 1 && rules(true), adoption(), unitTable(say("history"), [say("turned")], (u) => [h("td", { class: "said", "data-label": say("turned") }, Object.values(V.beliefs).at(-1)?.turned.includes(u.code) ? "✓" : "")]));
}

// ---- the debrief

function chart(units) {
  const wide = Math.min($("main").clientWidth - 24, 900), left = wide < 500 ? 44 : 250, right = wide < 500 ? 26 : 76, step = 30;
  const all = units.flatMap((u) => [u.reported_end, u.verified_start, u.verified_end, u.verified_alone]);
  const low = Math.floor(Math.min(...all) / 10) * 10, high = Math.ceil(Math.max(...all) / 10) * 10;
  const x = (v) => left + ((v - low) * (wide - left - right)) / (high - low), ticks = [];
  for (let v = low; v <= high; v += 10) ticks.push(v);
  const row = (u, i) => {
    const y = 42 + i * step, right_ = u.believed_turned === u.verified_turned;
    return h("g", {}, i % 2 === 0 && h("rect", { x: 0, y: y - step / 2, width: wide, height: step, class: "band" }),
      h("text", { x: 4, y: y + 5 }, wide < 500 ? u.unit_code : `${u.unit_code} ${shortName(u.name)}`.slice(0, 17)),
      h("line", { x1: x(u.verified_end), x2: x(u.reported_end), y1: y, y2: y, class: "ahead" }),
      h("line", { x1: x(u.verified_alone), x2: x(u.verified_end), y1: y, y2: y, class: "helped" }),
      h("line", { x1: x(u.verified_start), x2: x(u.verified_start), y1: y - 8, y2: y + 8, class: "start" }),
      h("circle", { cx: x(u.reported_end), cy: y, r: 6, class: "reported" }),
      h("polygon", { points: [[0, -6], [6, 0], [0, 6], [-6, 0]].map(([a, b]) => `${x(u.verified_alone) + a},${y + b}`).join(" "), class: "alone" }),
      h("circle", { cx: x(u.verified_end), cy: y, r: 4.5, class: "end" }),
      h("text", { x: wide - 4, y: y + 5, "text-anchor": "end", class: right_ ? "right" : "wrong" }, (right_ ? "✓" : "✗") + (wide < 500 ? "" : ` ${say(right_ ? "said_true" : "said_false")}`)));
  };
  return h("svg", { viewBox: `0 0 ${wide} ${50 + units.length * step}`, width: wide, height: 50 + units.length * step, class: "chart", role: "img", "aria-label": say("chart_alt") },
    wide >= 500 && h("text", { x: wide - 4, y: 16, "text-anchor": "end" }, say("verdict")),
    ticks.map((v) => h("g", {}, h("line", { x1: x(v), x2: x(v), y1: 24, y2: 34 + units.length * step, class: "grid" }), h("text", { x: x(v), y: 16, "text-anchor": "middle" }, String(v)))), units.map(row));
}

function debrief() {
  const d = V.debrief;
  const legend = ["start", "alone", "end", "reported"].map((k) => h("span", { class: `key ${k}` }, { start: "▏", alone: "◆", end: "●", reported: "○" }[k], " ", say(`mark_${k}`)));
  legend.push(h("span", { class: "key" }, "✓✗ ", say("verdict")));
  show("main", h("h2", { id: "stage", tabindex: "-1" }, say("step_debrief")), h("ul", { class: "lines" }, d.lines.map((t) => h("li", {}, t))),
    h("section", {}, h("h3", {}, say("chart")), h("p", { class: "legend" }, legend), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("chart") }, chart(d.chart))),
    h("section", {}, h("h3", {}, say("estimates")), h("p", { class: "hint" }, say("estimates_note")), tableOf(d.estimates, say("estimates")), h("ul", {}, d.evidence.map((t) => h("li", {}, t)))),
    d.sites.rows.length > 0 && h("section", {}, h("h3", {}, say("by_site")), h("p", { class: "hint" }, say("by_site_note")), tableOf(d.sites, say("by_site"))),
    h("section", {}, h("h3", {}, say("by_round")), tableOf(d.rounds, say("by_round"))),
    h("section", {}, h("h3", {}, say("by_unit")), tableOf(d.units, say("by_unit"))),
    h("section", {}, h("h3", {}, say("limits")), h("ol", {}, d.limits.map((t) => h("li", {}, t)))),
    h("p", {}, h("a", { class: "main", href: "/api/results.xlsx", download: "sandbox.xlsx" }, say("download"))));
}

// ---- keeping up

function paint() {
  head();
  (({ decide, believe, debrief })[V.step] ?? wait)();
}

function notice(text) {
  $("notice").textContent = text;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => ($("notice").textContent = ""), 4000);
}

async function load() {
  V = await ask("/api/view");
  paint();
}

async function pulse() {
  try {
    if (V) {
      const [step, round] = await ask("/api/pulse");
      if ($("notice").dataset.off) { delete $("notice").dataset.off; notice(""); }
      if (step !== V.step || round !== V.round) await load();
    }
  } catch (refusal) {
    if (refusal.status === 0) { clearTimeout(notice.timer); $("notice").textContent = say("offline"); $("notice").dataset.off = "1"; }
    if (refusal.status === 401) { V = null; await welcome(); }
  }
  setTimeout(pulse, 3000);
}

async function start() {
  const { words, joined } = await ask("/api/words");
  W = words;
  await (joined ? load() : welcome());
  setTimeout(pulse, 3000);
}

start();
