"use strict";
// what both pages share: words, elements whose text stays text, and asking the server

let W = {};
// between a word and what it says, as the language writes it
const colon = () => (document.documentElement.lang.startsWith("zh") ? "：" : ": ");
const $ = (id) => document.getElementById(id);

function say(key, ...values) {
  return values.reduce((text, v, i) => text.replaceAll(`{${i}}`, v), W[key] ?? key);
}

const show = (place, ...children) => $(place).replaceChildren(...children.flat(3).filter((c) => c != null && c !== false));

class Refusal extends Error {
  constructor(status, problems) {
    super(problems.join("\n"));
    this.status = status;
    this.problems = problems;
  }
}

async function ask(path, body, raw) {
  const options = { cache: "no-store", credentials: "same-origin" };
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { "X-Sandbox": "1", "Content-Type": raw ? "application/octet-stream" : "application/json" };
    options.body = raw ? body : JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal(0, [say("offline")]);
  }
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, found.problems ?? [say("offline")]);
  return found;
}

function refuse(place, refusal) {
  const problems = refusal.problems ?? [String(refusal)];
  const box = h("div", { class: "problems", role: "alert", tabindex: "-1" }, h("strong", {}, say("problems")), h("ul", {}, problems.map((p) => h("li", {}, p))));
  show(place, box);
  box.focus();
}

// a button that works once at a time
function button(text, act, attributes) {
  const out = h("button", { type: "button", ...attributes }, text);
  out.addEventListener("click", async () => {
    if (out.disabled) return;
    out.disabled = true;
    try {
      await act();
    } finally {
      out.disabled = false;
    }
  });
  return out;
}

function tableOf(data, caption) {
  const side = (i, t) => (data.numeric[i] ? "number" : t.length <= 22 ? "short" : null);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { class: "plain" },
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, data.heads.map((t, i) => h("th", { scope: "col", class: side(i, t) }, t)))),
      h("tbody", {}, data.rows.map((row) => h("tr", {}, row.map((t, i) => h("td", { class: side(i, t) }, t)))))));
}
