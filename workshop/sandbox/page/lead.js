"use strict";

let guide = null, painted = "", sure = false;

async function enter() {
  W = (await ask("/api/words")).words;
  const key = location.hash.slice(1);
  try {
    if (key) {
      await ask("/api/lead/enter", { key });
      history.replaceState(null, "", location.pathname); // the secret does not stay in the address
    }
    guide = await ask("/api/lead/guide");
    skeleton();
    await refresh();
  } catch (refusal) {
    show("main", h("section", { class: "card narrow" }, h("h1", {}, say("lead_title")), h("p", {}, say("lead_key")), h("div", { id: "problems" })));
    refuse("problems", refusal);
  }
}

function skeleton() {
  const list = (rows, heads) => ({ heads, rows: rows.map((r) => [r.when, r.what, r.how]), numeric: [false, false, false] });
  show("head", h("div", { class: "top" }, h("h1", {}, say("lead_title")), h("p", { class: "mark", id: "county" }, "")), h("p", { class: "warn" }, say("lead_warn")));
  show("main", h("div", { id: "problems" }), h("div", { id: "board" }),
    h("section", { class: "card" }, h("h2", {}, say("export")),
      h("p", {}, h("a", { class: "main", href: "/api/lead/results.xlsx", download: "sandbox.xlsx" }, say("export")), " ", h("small", {}, say("export_note"))),
      h("p", {}, h("a", { href: "/api/lead/sheet.xlsx", download: "sandbox_sheet.xlsx" }, say("sheet"))),
      h("p", { class: "field" }, h("label", { for: "file" }, say("import")), h("input", { id: "file", type: "file", accept: ".xlsx" }), button(say("import_go"), take)),
      h("div", { id: "taken", role: "status" }),
      h("p", { class: "field" }, h("label", { for: "slip-name" }, say("slip")), h("select", { id: "slip-name" }), button(say("slip_show"), slip), button(say("slip_print"), async () => window.print())),
      h("div", { id: "slip" })),
    h("section", { class: "card" }, h("h2", {}, say("steps")), tableOf(list(guide.steps, [say("when"), say("what"), say("how")]), say("steps"))),
    h("section", { class: "card" }, h("h2", {}, say("questions")), tableOf(list(guide.questions, [say("when"), say("question"), say("listen")]), say("questions"))),
    h("section", { class: "card" }, h("h2", {}, say("rules")), h("ol", {}, guide.rules.map((t) => h("li", {}, t)))),
    h("section", { class: "card" }, h("h2", {}, say("safety")), h("ol", {}, guide.safety.map((t) => h("li", {}, t)))),
    h("section", { class: "card" }, h("h2", {}, say("limits")), h("ol", {}, guide.limits.map((t) => h("li", {}, t)))));
}

function board(now) {
  const asking = now.teams.filter((t) => t.step === "ask");
  const door = asking.length > 0 && h("section", { class: "card asking", role: "alert" }, h("h2", {}, say("asking")), h("p", { class: "hint" }, say("asking_note")),
    asking.map((t) => h("p", {}, h("b", {}, t.name), " ", button(say("admit"), () => act("admit", { name: t.name }), { class: "main" }), " ", button(say("turn_away"), () => act("remove", { name: t.name })))));
  const teams = now.teams.filter((t) => t.step !== "ask");
  const rows = teams.map((t) => [t.name + (t.paper ? `（${say("on_paper")}）` : ""), say("round", t.round), say(`at_${t.step}`), t.paper ? "" : t.code]);
  const table = { heads: [say("team"), say("round_head"), say("state"), say("code")], rows, numeric: [false, false, false, false] };
  const next = now.open < now.rounds && !now.revealed && button(say("open_next", now.open + 1), () => act("open", { round: now.open + 1 }), { class: "main", id: "open-next" });
  const end = now.revealed ? [] : sure
    ? [h("p", { class: "warn" }, say("reveal_sure")), button(say("reveal_yes"), () => act("reveal", {}), { class: "danger", id: "reveal-yes" }), " ", button(say("cancel"), async () => { sure = false; painted = ""; await refresh(); })]
    : [button(say("reveal"), async () => { sure = true; painted = ""; await refresh(); }, { id: "reveal" })];
  const empty = teams.filter((t) => t.step === "decide" && t.round === 1);
  const out = empty.length > 0 && h("details", { class: "remove" }, h("summary", {}, say("remove")), h("p", { class: "hint" }, say("remove_note")),
    empty.map((t) => [button(t.name, () => act("remove", { name: t.name })), " "]));
  $("county").textContent = now.county;
  show("board", door, h("section", { class: "card" }, h("h2", {}, say("groups")), rows.length ? tableOf(table, say("groups")) : h("p", {}, say("no_groups")),
    h("p", { class: "lead-open" }, say("open_now", now.open), " ", next), end, out),
    now.revealed && !now.together && h("p", { class: "waiting", id: "opening" }, say("opening", teams.filter((t) => t.step === "opening").length)),
    now.together && h("section", { class: "card" }, h("h2", {}, say("together")), h("p", { class: "hint" }, now.settings, "　", say("together_note")), tableOf(now.together, say("together"))));
  const chosen = $("slip-name").value;
  show("slip-name", teams.map((t) => h("option", { selected: t.name === chosen }, t.name)));
}

async function act(what, body) {
  sure = false;
  painted = "";
  try {
    board(await ask(`/api/lead/${what}`, body));
  } catch (refusal) {
    refuse("problems", refusal);
  }
}

async function take() {
  const [file] = $("file").files;
  if (!file) return;
  if (file.size > 1_000_000) return refuse("taken", new Refusal(413, [say("import_big")])); // as SHEET_MOST: beyond it the server hangs up
  try {
    const { said } = await ask("/api/lead/import", await file.arrayBuffer(), true);
    show("taken", h("ul", {}, said.map((t) => h("li", {}, t))));
    painted = "";
    await refresh();
  } catch (refusal) {
    refuse("taken", refusal);
  }
}

async function slip() {
  try {
    const found = await ask(`/api/lead/slip?name=${encodeURIComponent($("slip-name").value)}`);
    const last = found.adopted.at(-1);
    show("slip", h("h3", {}, `${found.group}　${say("round", found.round)}`), last && h("p", {}, `${say("adopted")}${colon()}${say("count_units", last.ever)}`, last.practising != null && `　${say("practising")}${colon()}${say("count_units", last.practising)}`), tableOf(found.table, found.group));
  } catch (refusal) {
    refuse("slip", refusal);
  }
}

async function refresh() {
  const now = await ask("/api/lead/state"), text = JSON.stringify(now);
  // painted only when something changed, so that a button is not pulled away from under a finger
  if (text !== painted) board(now);
  painted = text;
}

setInterval(() => guide && refresh().catch(() => {}), 3000);
enter();
