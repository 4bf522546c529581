// A conversation as bubbles, seen from one side.

import { el, icon, isWebAddress, linked, outside } from "./dom.js";
import { store } from "./store.js";
import { clock, day, t } from "./words.js";

export const STICKERS = { 24817: "👍", 24818: "❤️", 24819: "😊", 24820: "🙏", 24821: "😢", 24822: "🎉" };
const ICONS = { "/-strong": "👍", "/-heart": "❤️", ":>": "😄", "--b": "😢", ":-((": "😭", ":-h": "😡", ":o": "😮" };

/** Keeps a scrolling list of bubbles in step with the store. `side` is "citizen" or "page". */
export class Thread {
  constructor(citizenId, side, { tap = null, empty }) {
    Object.assign(this, { citizenId, side, tap, empty });
    this.list = el("div", { class: "bubbles", role: "log", "aria-live": "polite", tabindex: "0", "aria-label": this.label() });
    this.nodes = new Map();
    this.atEnd = true;
    this.list.addEventListener("scroll", () => {
      this.atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
    });
    new ResizeObserver(() => { if (this.atEnd) this.toEnd(); }).observe(this.list);
    this.renew();
  }

  label() {
    return t("thread", { name: this.side === "citizen" ? store.oa.name : store.citizens.get(this.citizenId)?.name ?? "" });
  }

  renew() {
    this.nodes.clear();
    this.list.replaceChildren();
    this.list.setAttribute("aria-label", this.label());
    const thread = (store.threads.get(this.citizenId) ?? []).filter((message) => this.shows(message));
    if (!thread.length) this.list.append(this.empty());
    thread.forEach((message) => this.append(message));
    this.toEnd();
  }

  shows(message) {
    return !message.hidden || this.side === "page";
  }

  put(message) {
    if (!this.shows(message)) return;
    const known = this.nodes.get(message.message_id);
    if (known) {
      const fresh = this.row(message);
      fresh.classList.add("still");
      known.replaceWith(fresh);
      this.nodes.set(message.message_id, fresh);
      return;
    }
    const follow = this.atEnd || this.mine(message);
    this.append(message);
    if (follow) this.toEnd();
  }

  append(message) {
    this.list.querySelector(".empty")?.remove();
    const today = day(message.at_ms);
    if (today !== this.list.dataset.day || !this.nodes.size) this.list.append(el("p", { class: "day" }, today));
    this.list.dataset.day = today;
    const row = this.row(message);
    this.nodes.set(message.message_id, row);
    this.list.append(row);
  }

  toEnd() {
    this.atEnd = true;
    requestAnimationFrame(() => { this.list.scrollTop = this.list.scrollHeight; });
  }

  mine(message) {
    return message.from_oa === (this.side === "page");
  }

  row(message) {
    const mine = this.mine(message);
    const who = !message.from_oa ? t("you") : message.admin_id ? t("byOfficer") : t("bot");
    const state = el("span", { class: `state ${message.state}` }, t(message.state));
    const meta = el("p", { class: "meta" },
      message.admin_id ? el("span", { class: "by" }, t("byOfficer")) : "",
      el("time", { datetime: new Date(message.at_ms).toISOString() }, clock(message.at_ms)), state,
      message.quota === "charged" ? el("span", { class: "by" }, t("charged")) : "");
    const bubble = el("div", { class: "bubble", "data-id": message.message_id },
      el("span", { class: "hear" }, `${who}: `), ...this.content(message), this.buttons(message));
    if (message.reaction) bubble.append(el("span", { class: "reaction" }, ICONS[message.reaction] ?? message.reaction));
    const kind = ["sticker"].includes(message.kind) ? " bare" : "";
    return el("div", { class: `row ${mine ? "mine" : "theirs"}${kind}${message.admin_id ? " officer" : ""}` },
      mine ? "" : this.face(message), el("div", { class: "column" }, bubble, meta));
  }

  face(message) {
    if (message.from_oa) return el("span", { class: "face oa", "aria-hidden": "true" }, icon("hall"));
    const name = store.citizens.get(message.citizen_id)?.name ?? "?";
    return el("span", { class: "face", "aria-hidden": "true" }, name.trim().split(/\s+/).at(-1)[0]);
  }

  content(message) {
    const payload = message.attachments[0]?.payload ?? {};
    const text = message.text ? [el("p", { class: "text", dir: "auto" }, ...linked(message.text))] : [];
    if (message.hidden) text.unshift(el("p", { class: "note" }, t("tapped")));
    const shown = {
      image: () => [picture(payload), ...text],
      gif: () => [picture(payload), ...text],
      sticker: () => [el("span", { class: "sticker", role: "img", "aria-label": t("sticker") }, STICKERS[payload.id] ?? "🙂")],
      location: () => [card("location", message.text || t("location"), `${payload.coordinates?.latitude}, ${payload.coordinates?.longitude}`)],
      voice: () => [el("p", { class: "voice" }, icon("voice"), el("span", { class: "wave", "aria-hidden": "true" }), t("voiceNote"))],
      file: () => [card("file", payload.name ?? t("file"), size(payload.size)), ...text],
      link: () => [card("link", payload.description || t("link"), payload.url ?? ""), ...text],
      video: () => [card("image", t("video"), payload.url ?? ""), ...text],
      form: () => [card("file", payload.title ?? t("form"), payload.description ?? ""), ...text],
    }[message.kind];
    return shown ? shown() : text;
  }

  buttons(message) {
    if (!message.buttons.length) return "";
    return el("div", { class: "buttons" }, ...message.buttons.map((button, index) => this.button(message, button, index)));
  }

  button(message, button, index) {
    const title = el("span", {}, button.title);
    if (button.type === "oa.open.url" && isWebAddress(button.payload?.url)) {
      const link = outside(button.payload.url, icon("link"), title);
      link.className = "button";
      return link;
    }
    const sign = button.type === "oa.open.phone" || button.type === "oa.open.sms" ? icon("phone") : "";
    return el("button", { type: "button", class: "button", disabled: !this.tap, onclick: () => this.tap(message, button, index) }, sign, title);
  }
}

function picture(payload) {
  const ours = payload.url && new URL(payload.url, location.href);
  if (ours && ours.pathname.startsWith("/media/")) return el("img", { class: "picture", src: ours.pathname, alt: t("image") });
  return card("image", t("image"), payload.url ?? "");
}

function card(sign, title, detail) {
  return el("div", { class: "card" }, icon(sign), el("div", {}, el("p", { class: "text", dir: "auto" }, title), el("p", { class: "note" }, detail)));
}

function size(bytes) {
  const number = Number(bytes);
  return !number ? "" : number < 1_000_000 ? `${Math.max(1, Math.round(number / 1000))} KB` : `${(number / 1_000_000).toFixed(1)} MB`;
}
