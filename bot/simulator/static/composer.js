// Where one types: nothing typed is ever lost.

import { el, icon } from "./dom.js";
import { act, upload } from "./store.js";
import { STICKERS } from "./thread.js";
import { t } from "./words.js";

const LARGEST = 5_000_000;

/** A text box that keeps its draft through reloads and failures. `send(text)` may throw. */
export class Composer {
  constructor(key, label, send) {
    this.key = `draft:${key}`;
    this.send = send;
    this.box = el("textarea", { rows: "1", "aria-label": label, placeholder: label, enterkeyhint: "send", autocomplete: "off" });
    this.box.value = localStorage.getItem(this.key) ?? "";
    this.button = el("button", { type: "submit", class: "send", "aria-label": t("send") }, icon("send"));
    this.trouble = el("p", { class: "trouble", role: "alert", hidden: true });
    this.form = el("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.box, this.button);
    this.box.addEventListener("input", () => this.keep());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    });
    requestAnimationFrame(() => this.grow());
  }

  keep() {
    localStorage.setItem(this.key, this.box.value);
    this.grow();
  }

  grow() {
    this.box.style.height = "auto";
    if (this.box.scrollHeight) this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 140)}px`;
    this.button.disabled = !this.box.value.trim();
  }

  async submit(event) {
    event.preventDefault();
    const text = this.box.value;
    if (!text.trim() || this.busy) return;
    this.busy = true;
    await this.attempt(async () => {
      await this.send(text);
      // Whatever was typed while this one was on its way stays.
      this.box.value = this.box.value.startsWith(text) ? this.box.value.slice(text.length) : this.box.value;
      this.keep();
    });
    this.busy = false;
    this.box.focus();
  }

  async attempt(work) {
    this.trouble.hidden = true;
    try {
      await work();
    } catch (error) {
      this.trouble.textContent = t("notSent", { reason: error.message });
      this.trouble.hidden = false;
    }
  }

  say(words) {
    this.trouble.textContent = words;
    this.trouble.hidden = false;
  }
}

/** The drawer with everything that is not text. */
export function tray(citizenId, composer) {
  const send = (kind, payload, text = "") => composer.attempt(() => act("send", { citizen_id: citizenId, kind, payload, text }));
  const picked = (kind) => async ({ target }) => {
    const file = target.files[0];
    target.value = "";
    if (!file) return;
    if (file.size > LARGEST) return composer.say(t("tooBig"));
    await composer.attempt(async () => {
      const kept = await upload(file);
      const payload = kind === "image" ? { thumbnail: kept.thumbnail, url: kept.url } : { size: kept.size, name: kept.name, checksum: kept.checksum, type: kept.type, url: kept.url };
      await act("send", { citizen_id: citizenId, kind, payload });
    });
  };
  const chooser = (kind, accept) => el("label", { class: "tool" }, icon(kind), t(kind),
    el("input", { type: "file", accept, class: "hear", onchange: picked(kind) }));
  const stickers = el("div", { class: "drawer stickers", hidden: true, role: "group", "aria-label": t("chooseSticker") },
    ...Object.entries(STICKERS).map(([id, sign]) => el("button", { type: "button", "aria-label": `${t("sticker")} ${sign}`, onclick: () => {
      stickers.hidden = true;
      send("sticker", { id, url: `https://zalo-api.zadn.vn/mau-gia-lap/sticker?eid=${id}&size=130` });
    } }, sign)));
  const place = placeForm(send);
  const opener = (kind, drawer) => el("button", { type: "button", class: "tool", onclick: () => {
    for (const other of [stickers, place]) other.hidden = other !== drawer || !drawer.hidden;
  } }, icon(kind), t(kind));
  return el("div", { class: "tray", hidden: true },
    el("div", { class: "tools" }, chooser("image", "image/png,image/jpeg,image/gif,image/webp"), opener("location", place), opener("sticker", stickers),
      el("button", { type: "button", class: "tool", onclick: () => send("voice", null) }, icon("voice"), t("voice")), chooser("file", "")),
    stickers, place);
}

function placeForm(send) {
  const name = el("input", { value: t("placeSample"), maxlength: "200" });
  const latitude = el("input", { value: "12.6667", inputmode: "decimal", required: true, pattern: "-?[0-9.]+" });
  const longitude = el("input", { value: "108.0500", inputmode: "decimal", required: true, pattern: "-?[0-9.]+" });
  const form = el("form", { class: "drawer place", hidden: true, onsubmit: (event) => {
    event.preventDefault();
    form.hidden = true;
    send("location", { coordinates: { latitude: latitude.value, longitude: longitude.value } }, name.value);
  } }, el("label", { class: "wide" }, t("place"), name), el("label", {}, t("latitude"), latitude), el("label", {}, t("longitude"), longitude),
    el("button", { type: "submit", class: "strong wide" }, t("sendPlace")));
  return form;
}
