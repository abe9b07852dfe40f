// What every page of the workshop shares: elements whose text stays text, and changing a page in place.

const SVG = ["svg", "g", "line", "circle", "rect", "path", "polyline", "text", "polygon"];

// children are elements or text; text never becomes markup
function h(tag, attributes, ...children) {
  const out = SVG.includes(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) out[name] = value;
    else if (value === true) out.setAttribute(name, "");
    else if (value !== false && value != null) out.setAttribute(name, value);
  }
  out.append(...children.flat(3).filter((child) => child != null && child !== false && child !== ""));
  return out;
}

const HANDLERS = ["onclick", "onchange", "oninput", "onsubmit"];
const key = (node) => (node.nodeType === 1 ? node.getAttribute("data-key") : null);

// what a field was drawn with, whatever people made of it since
const drawn = (node) => (node.nodeName === "SELECT" ? [...node.options].find((o) => o.defaultSelected)?.value : node.defaultValue);

// Change `old` into `fresh` in place, so that focus, scrolling and half-written text stay.
function morph(old, fresh) {
  if (fresh.nodeType === 1 && fresh.hasAttribute("data-keep")) return; // the same as before: not even looked at
  if (old.nodeName !== fresh.nodeName || key(old) !== key(fresh)) return void old.replaceWith(fresh);
  if (old.nodeType === 3) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  const field = ["INPUT", "SELECT", "TEXTAREA"].includes(old.nodeName) && old.type !== "file";
  const anew = field && drawn(old) !== drawn(fresh) && old !== document.activeElement ? fresh.value : null;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "tabindex") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const handler of HANDLERS) old[handler] = fresh[handler];
  const kept = new Map([...old.childNodes].filter(key).map((node) => [key(node), node]));
  let at = old.firstChild;
  for (const kid of [...fresh.childNodes]) {
    const match = key(kid) ? kept.get(key(kid)) : at && !key(at) ? at : null;
    if (!match) old.insertBefore(kid, at);
    else {
      if (match === at) at = at.nextSibling;
      else old.insertBefore(match, at);
      morph(match, kid);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
  // a field that people used once shows no new value by itself (after undo, say)
  if (anew !== null) old.value = anew;
}

// A widget's frame: style, root and font; `draw(view)` is called for each new view, focus stays where it was.
function frame({ model, el }, name, draw) {
  const style = h("style");
  const root = h("div", { class: `tkw ${name}`, "data-lm-suppress-shortcuts": "true" });
  el.append(style, root);
  const font = () => (style.textContent = model.get("font"));
  const again = () => {
    const v = model.get("view");
    if (!v.words) return;
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    root.classList.toggle("tkw-full", model.get("full"));
    const fresh = (whole) => h("div", { class: root.className, "data-lm-suppress-shortcuts": "true", "data-mark": v.mark, lang: v.lang }, draw(v, whole));
    morph(root, fresh(false));
    // what was to stay as it was and is gone is drawn after all
    if (root.querySelector("[data-keep]")) morph(root, fresh(true));
    if (focused && !root.contains(document.activeElement)) [...root.querySelectorAll("[data-key]")].find((x) => x.dataset.key === focused)?.focus();
  };
  model.on("change:font", font);
  model.on("msg:custom", (message, buffers) => {
    if (!message.file) return;
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: "application/octet-stream" }));
    h("a", { href: address, download: message.file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
  font();
  return { root, again };
}

// what the page says last: read out by screen readers, refusals at once
function said(v, keys) {
  const kind = v.said.kind, refused = kind === "refused";
  return h("footer", { class: "tkw-said", "data-kind": kind, "data-key": "said" }, h("span", { "aria-hidden": "true" }, { ok: "✓ ", refused: "✗ " }[kind] || "☞ "),
    h("span", { role: "status" }, refused ? "" : v.said.text), h("span", { role: "alert" }, refused ? v.said.text : ""), h("small", {}, keys));
}
