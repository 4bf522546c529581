// Every request both ways, word for word.

import { el } from "./dom.js";
import { store } from "./store.js";
import { clockSeconds, t } from "./words.js";

const STATES = { waiting: "stateWaiting", delivered: "stateDelivered", lost: "stateLost" };

export class Raw {
  constructor(node) {
    this.list = el("div", { class: "exchanges" });
    this.nodes = new Map();
    node.append(el("h2", {}, t("rawTitle")), el("p", { class: "note" }, t("rawHint")), this.list);
  }

  renew() {
    this.nodes.clear();
    this.list.replaceChildren(el("p", { class: "empty note" }, t("rawEmpty")));
    for (const exchange of store.exchanges.values()) this.put(exchange);
  }

  put(exchange) {
    this.list.querySelector(".empty")?.remove();
    const known = this.nodes.get(exchange.key);
    const node = el("details", { class: `exchange ${exchange.way}` }, this.summary(exchange));
    if (known?.open) node.open = true;
    node.append(...this.parts(exchange));
    if (known) known.replaceWith(node);
    else this.list.prepend(node);
    this.nodes.set(exchange.key, node);
    while (this.list.children.length > 200) this.list.lastChild.remove();
  }

  summary(exchange) {
    const out = exchange.way === "out";
    const code = exchange.answer?.http ? `HTTP ${exchange.answer.http}` : `error ${exchange.answer?.error}`;
    const result = out ? t(STATES[exchange.state]) : exchange.cut ? `${code}, ${t("cut")}` : code;
    const bad = out ? exchange.state === "lost" || (exchange.state === "waiting" && exchange.tries.length) : exchange.answer?.error !== 0 || exchange.cut;
    return el("summary", {}, el("time", { class: "note" }, clockSeconds(exchange.at_ms)), el("span", { class: "way" }, out ? t("toBot") : t("toZalo")),
      el("code", {}, out ? exchange.event_name : exchange.path), el("span", { class: bad ? "badge bad" : "badge" }, result));
  }

  parts(exchange) {
    const shown = [el("p", { class: "note" }, t("body")), el("pre", { tabindex: "0" }, pretty(exchange.body))];
    if (exchange.tries) {
      const next = exchange.next_at_ms ? ` → ${clockSeconds(exchange.next_at_ms)}` : "";
      shown.push(el("p", { class: "note" }, `${t("tries")}: ${exchange.tries.join(" · ") || "…"}${next}`));
    }
    if (exchange.answer) shown.push(el("p", { class: "note" }, t("answer")), el("pre", { tabindex: "0" }, pretty(JSON.stringify(exchange.answer))));
    return shown;
  }
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
