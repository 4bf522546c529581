// Everything that may go wrong on purpose, and what citizens do besides writing.

import { el } from "./dom.js";
import { act, setFaults, store } from "./store.js";
import { t } from "./words.js";

const SWITCHES = ["duplicate", "reorder", "drop_reply", "http_500", "unsigned", "odd_oauth"];
const ERRORS = [0, -32, -200, -201, -213, -216, -220, -227, -230, -232, -240, -320];
const SHARED = { name: "Công dân mẫu", phone: "84900000001", user_dob: "01/01/1990", gender: "Nữ",
  full_address: { user_city: "Tỉnh mẫu", user_ward: "Xã mẫu", user_address: "Thôn mẫu" } };

export class FaultPanel {
  constructor(node) {
    this.heard = el("p", { class: "heard", role: "status" });
    this.boxes = new Map(SWITCHES.map((name) => [name, el("input", { type: "checkbox", onchange: ({ target }) => this.set({ [name]: target.checked }) })]));
    this.slow = el("input", { type: "number", min: "0", max: "120", step: "0.5", onchange: () => this.set({ slow: Number(this.slow.value) }) });
    this.error = el("select", { onchange: () => this.set({ error: Number(this.error.value) }) });
    this.url = el("input", { type: "url", required: true, spellcheck: "false" });
    this.state = el("span", { class: "badge" });
    this.enable = el("button", { type: "button", onclick: () => this.run("enable", "enable") }, t("enable"));
    this.who = el("select", {});
    node.append(el("h2", {}, t("faultsTitle")), el("p", { class: "note" }, t("faultsHint")), this.heard, ...this.faults(), ...this.webhook(), ...this.scenes());
  }

  faults() {
    return [
      el("div", { class: "switches" }, ...SWITCHES.map((name) => el("label", { class: "switch" }, this.boxes.get(name), el("span", {}, t(name))))),
      el("div", { class: "pair" }, el("label", { class: "field" }, t("slow"), this.slow), el("label", { class: "field" }, t("error"), this.error)),
      el("div", { class: "actions" },
        el("button", { type: "button", onclick: () => this.set({ expire_token: true }, t("expired")) }, t("expire_token")),
        el("button", { type: "button", onclick: () => this.run("clear", "clear_faults") }, t("clear"))),
    ];
  }

  webhook() {
    const form = el("form", { class: "line", onsubmit: (event) => { event.preventDefault(); this.run("apply", "webhook", { url: this.url.value }); } },
      el("label", { class: "field" }, t("webhookUrl"), this.url), el("button", { type: "submit" }, t("apply")));
    return [el("h2", {}, t("webhookTitle"), " ", this.state), form, el("div", { class: "actions" }, this.enable)];
  }

  scenes() {
    const scene = (name, doing, values = {}) => el("button", { type: "button", onclick: () => this.run(name, doing, { citizen_id: this.who.value, ...values }) }, t(name));
    return [
      el("h2", {}, t("sceneTitle")), el("label", { class: "field" }, t("chooseCitizen"), this.who),
      el("div", { class: "actions" }, scene("follow", "follow", { follows: true }), scene("unfollow", "follow", { follows: false }), scene("chatnow", "chatnow"),
        scene("share", "share", { info: SHARED }), scene("withdraw", "withdraw"), scene("silence49", "silence", { hours: 49 }), scene("silence170", "silence", { hours: 192 }),
        scene("lock", "state", { state: "locked" }), scene("unlock", "state", { state: "" }),
        el("button", { type: "button", onclick: () => this.run("guest", "guest", { guest_id: "1c0000000000000000aa", text: t("guestText") }) }, t("guest"))),
    ];
  }

  async set(values, words = "") {
    await this.show(() => setFaults(values), words);
  }

  async run(name, doing, values = {}) {
    await this.show(() => act(doing, values), t("done", { what: t(name) }));
  }

  async show(work, words) {
    try {
      await work();
      this.heard.textContent = words;
    } catch (error) {
      this.heard.textContent = error.message;
      this.renew();
    }
  }

  renew() {
    for (const [name, box] of this.boxes) box.checked = Boolean(store.faults[name]);
    if (document.activeElement !== this.slow) this.slow.value = store.faults.slow ?? 0;
    const code = store.faults.error ?? 0;
    const codes = ERRORS.includes(code) ? ERRORS : [...ERRORS, code];
    this.error.replaceChildren(...codes.map((each) => el("option", { value: String(each) }, each ? String(each) : t("noError"))));
    this.error.value = String(code);
    if (document.activeElement !== this.url) this.url.value = store.webhook.url ?? "";
    this.state.textContent = store.webhook.enabled ? t("on") : t("off");
    this.state.classList.toggle("bad", !store.webhook.enabled);
    this.enable.hidden = Boolean(store.webhook.enabled);
  }

  people() {
    const chosen = this.who.value;
    const people = [...store.citizens.values()].filter((citizen) => !citizen.guest_of);
    this.who.replaceChildren(...people.map((citizen) => el("option", { value: citizen.citizen_id }, citizen.name)));
    if (people.some((citizen) => citizen.citizen_id === chosen)) this.who.value = chosen;
  }
}
