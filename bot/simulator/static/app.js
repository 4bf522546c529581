// Joins the parts: tabs, phones, panels and the stream that feeds them.

import { el, tabs } from "./dom.js";
import { FaultPanel } from "./faults.js";
import { Officer } from "./officer.js";
import { Phone } from "./phone.js";
import { Raw } from "./raw.js";
import { act, connect, onChange, store } from "./store.js";
import { language, switchLanguage, t } from "./words.js";

const MOST_PHONES = 8;
const byId = (id) => document.getElementById(id);
const phones = new Map();
const officer = new Officer(byId("officer"));
const faults = new FaultPanel(byId("faults"));
const raw = new Raw(byId("raw"));
let view = "phones";
let side = "officer";
let person = "";

function showView(key) {
  view = key;
  if (key !== "phones") side = key;
  document.body.dataset.view = view;
  document.body.dataset.side = side;
  showTabs();
  for (const shown of phones.values()) shown.thread.toEnd();
  officer.thread?.toEnd();
}

/** Name the parts; faults that are on are counted, lest someone forget them. */
function showTabs() {
  const on = Object.entries(store.faults).filter(([name, value]) => value && name !== "send_error").length;
  const part = (name) => ({ key: name, label: name === "faults" && on ? `${t(name)} (${on})` : t(name), controls: name });
  tabs(byId("views"), ["phones", "officer", "faults", "raw"].map((name) => ({ ...part(name), selected: name === view })), showView);
  tabs(byId("sides"), ["officer", "faults", "raw"].map((name) => ({ ...part(name), selected: name === side })), showView);
}

function shortName(name) {
  return name.replace(/^Công dân mẫu\s*/, "").replace(/^(\d+): */, "$1 · ");
}

function showPerson(id) {
  person = id;
  for (const [key, phone] of phones) {
    phone.node.classList.toggle("active", key === id);
    phone.node.id = `phone-${key}`;
  }
  const items = [...phones.keys()].map((key) => ({
    key, label: shortName(store.citizens.get(key).name), controls: `phone-${key}`, selected: key === id,
  }));
  tabs(byId("people"), items, showPerson);
  const phone = phones.get(id);
  if (phone) {
    byId("strip").scrollTo({ left: phone.node.offsetLeft - byId("strip").offsetLeft });
    phone.thread.toEnd();
  }
}

function addPhone(citizen) {
  if (phones.has(citizen.citizen_id) || phones.size >= MOST_PHONES) return false;
  const phone = new Phone(citizen);
  phones.set(citizen.citizen_id, phone);
  byId("strip").append(phone.node);
  return true;
}

/** Say what stands between the citizen and the bot, if anything does. */
function showAlarm() {
  const alarm = byId("alarm");
  const failing = [...store.exchanges.values()].filter((each) => each.state === "waiting" && each.tries.length).at(-1);
  const reason = failing?.tries.at(-1).replace(/^\d+$/, "HTTP $&");
  const words = !store.webhook.url ? t("noWebhook") : !store.webhook.enabled ? t("disabled")
    : failing ? t("botAway", { url: store.webhook.url, reason }) : "";
  if (alarm.dataset.words === words) return;
  alarm.dataset.words = words;
  alarm.hidden = !words;
  alarm.replaceChildren(el("p", {}, words));
  if (words === t("disabled")) alarm.append(el("button", { type: "button", onclick: () => act("enable").catch(() => {}) }, t("enable")));
}

function showLink() {
  const link = byId("link");
  link.textContent = store.live ? t("live") : t("dead");
  link.classList.toggle("lost", !store.live);
}

const changes = {
  snapshot() {
    for (const citizen of store.citizens.values()) addPhone(citizen);
    for (const phone of phones.values()) phone.renew();
    showPerson(phones.has(person) ? person : phones.keys().next().value);
    officer.renew();
    faults.people();
    changes.faults();
    raw.renew();
    showAlarm();
  },
  citizen(citizen) {
    const known = officer.choice.querySelector(`option[value="${CSS.escape(citizen.citizen_id)}"]`);
    if (addPhone(citizen)) showPerson(person);
    if (known) return;
    officer.renew();
    faults.people();
  },
  message(message) {
    phones.get(message.citizen_id)?.put(message);
    officer.put(message);
  },
  exchange(exchange) {
    raw.put(exchange);
    showAlarm();
  },
  faults() {
    faults.renew();
    showTabs();
  },
  webhook() {
    faults.renew();
    showAlarm();
  },
  live: showLink,
};

document.documentElement.lang = language;
document.title = t("title");
for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
const switcher = byId("language");
switcher.textContent = t("switch");
switcher.setAttribute("aria-label", t("switchLabel"));
switcher.addEventListener("click", switchLanguage);
showView("phones");
onChange((kind, data) => changes[kind]?.(data));
connect();
