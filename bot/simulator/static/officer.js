// The officer's side: Zalo's own chat tool, in which a person answers instead of the bot.

import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { act, store } from "./store.js";
import { Thread } from "./thread.js";
import { t } from "./words.js";

export class Officer {
  constructor(node) {
    this.node = node;
    this.choice = el("select", { onchange: () => this.show(this.choice.value) });
    this.place = el("div", { class: "desk" });
    node.append(el("h2", {}, t("officerTitle")), el("p", { class: "note" }, t("officerHint")),
      el("label", { class: "field" }, t("chooseCitizen"), this.choice), this.place);
  }

  renew() {
    const people = [...store.citizens.values()];
    this.choice.replaceChildren(...people.map((citizen) => el("option", { value: citizen.citizen_id }, citizen.name)));
    const still = people.some((citizen) => citizen.citizen_id === this.id);
    if (still) this.choice.value = this.id;
    if (people.length) this.show(this.choice.value);
  }

  show(id) {
    if (id !== this.id) {
      this.id = id;
      this.choice.value = id;
      this.thread = new Thread(id, "page", { empty: () => el("p", { class: "empty note" }, t("officerEmpty")) });
      const composer = new Composer(`officer:${id}`, t("officerWrite"), (text) => act("officer", { citizen_id: id, text }));
      this.place.replaceChildren(this.thread.list, composer.trouble, composer.form);
    }
    this.thread.renew();
  }

  put(message) {
    if (message.citizen_id === this.id) this.thread.put(message);
  }
}
