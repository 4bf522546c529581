// One citizen's phone.

import { Composer, tray } from "./composer.js";
import { el, icon } from "./dom.js";
import { act, store } from "./store.js";
import { Thread } from "./thread.js";
import { t } from "./words.js";

export class Phone {
  constructor(citizen) {
    this.id = citizen.citizen_id;
    this.guest = Boolean(citizen.guest_of);
    this.composer = new Composer(this.id, t("write"), (text) => this.say(text));
    this.thread = new Thread(this.id, "citizen", { tap: (...tapped) => this.tap(...tapped), empty: () => this.welcome() });
    this.drawer = tray(this.id, this.composer);
    this.more = el("button", { type: "button", class: "more", "aria-label": t("attach"), "aria-expanded": "false", onclick: () => this.unfold() }, icon("plus"));
    if (!this.guest) this.composer.form.prepend(this.more);
    this.notice = el("p", { class: "notice", role: "status", hidden: true });
    this.chips = el("div", { class: "chips", role: "group", "aria-label": t("suggestions") }, ...this.asks());
    this.node = el("article", { class: "phone", "data-citizen": this.id, "aria-label": t("ofCitizen", { name: citizen.name }) },
      el("h2", { class: "owner" }, citizen.name), this.screen());
    this.observe();
  }

  screen() {
    this.title = el("p", { class: "name" }, store.oa.name);
    return el("div", { class: "screen" },
      el("header", { class: "bar" }, el("span", { class: "face oa", "aria-hidden": "true" }, icon("hall")),
        el("div", {}, this.title, el("p", { class: "note" }, t("official")))),
      this.thread.list, this.notice, this.composer.trouble, this.chips, this.drawer, this.composer.form);
  }

  renew() {
    this.title.textContent = store.oa.name;
    this.thread.renew();
    this.read();
  }

  put(message) {
    this.thread.put(message);
    if (message.from_oa && message.state !== "seen") this.read();
  }

  say(text) {
    const citizen = store.citizens.get(this.id);
    return citizen?.guest_of ? act("guest", { guest_id: this.id, text }) : act("say", { citizen_id: this.id, text });
  }

  async tap(message, button, index) {
    this.notice.hidden = true;
    if (button.type === "oa.open.phone") return this.tell(t("calling", { phone: button.payload.phone_code }));
    if (button.type === "oa.open.sms") return this.tell(t("texting", { phone: button.payload.phone_code, content: button.payload.content }));
    await this.composer.attempt(() => act("tap", { citizen_id: this.id, message_id: message.message_id, button: index }));
  }

  tell(words) {
    this.notice.textContent = words;
    this.notice.hidden = false;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { this.notice.hidden = true; }, 6000);
  }

  unfold() {
    this.drawer.hidden = !this.drawer.hidden;
    this.more.setAttribute("aria-expanded", String(!this.drawer.hidden));
    this.thread.toEnd();
  }

  asks() {
    return t("asks").map((text) => el("button", { type: "button", class: "chip", onclick: () => this.composer.attempt(() => this.say(text)) }, text));
  }

  welcome() {
    return el("div", { class: "empty" }, el("span", { class: "face oa large", "aria-hidden": "true" }, icon("hall")),
      el("p", { class: "strong-text" }, store.oa.name), el("p", {}, t("empty")), el("p", { class: "note" }, t("emptyHint")),
      el("div", { class: "offers", role: "group", "aria-label": t("suggestions") }, ...this.asks()));
  }

  observe() {
    this.visible = false;
    new IntersectionObserver(([entry]) => { this.visible = entry.isIntersecting; this.read(); }, { threshold: 0.3 }).observe(this.node);
    document.addEventListener("visibilitychange", () => this.read());
  }

  /** Tell the page that its messages were read, a moment after they came into sight. */
  read() {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => {
      const unread = (store.threads.get(this.id) ?? []).some((message) => message.from_oa && message.state !== "seen");
      if (unread && this.visible && !document.hidden && !this.guest) act("see", { citizen_id: this.id }).catch(() => {});
    }, 700);
  }
}
