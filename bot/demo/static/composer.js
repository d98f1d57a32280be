// The field at the bottom: messages, commands with their hints, people and channels by name.

import { freshId, h, icon } from "./dom.js";
import { hasShortcuts, shortcutButton } from "./shortcuts.js";

const history = [];

export class Composer {
  // `send(text)` may answer false to keep the text; `context()` gives {commands, reader, state, tell}.
  constructor({ id, label, send, context, changed = () => {} }) {
    Object.assign(this, { send, context, changed, recalled: history.length, active: 0, offers: [] });
    this.list = h("div", { class: "suggestions", role: "listbox", id: freshId("suggestions"), "aria-label": "Suggestions", "data-qa": "suggestions", hidden: true, onmousedown: (event) => event.preventDefault() });
    this.field = h("textarea", {
      id, class: "composer-field", rows: 1, "data-qa": id, "aria-label": label, placeholder: label, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": this.list.id, oninput: () => this.edited(), onkeydown: (event) => this.key(event), onblur: () => this.offer([]),
    });
    this.shortcuts = shortcutButton(context, `${id}-shortcuts`);
    this.button = h("button", { type: "button", class: "send", "aria-label": "Send", "data-qa": "send", disabled: true, onclick: () => this.submit() }, icon("send"));
    this.node = h("div", { class: "composer" }, this.list, h("div", { class: "composer-box" }, this.shortcuts, this.field, this.button));
  }

  offerShortcuts(state) {
    this.shortcuts.hidden = !hasShortcuts(state, "global");
  }

  relabel(label) {
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
  }

  fill(text) {
    this.field.value = text;
    this.edited();
  }

  edited() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 180)}px`;
    this.button.disabled = !this.field.value.trim();
    this.offer(this.suggest());
    this.changed(this.field.value);
  }

  suggest() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const { commands, reader } = this.context();
    if (/^\/\S*$/.test(before)) return commandOffers(commands, before);
    const hinted = /^(\/\S+) /.exec(before);
    if (hinted && !before.slice(hinted[0].length).trim()) return commandOffers(commands, hinted[1]).filter((each) => each.insert === `${hinted[1]} `);
    const named = /(?:^|[\s("])([@#])([\w.\-]*)$/.exec(before);
    return named ? nameOffers(reader, named[1], named[2]) : [];
  }

  offer(offers) {
    this.offers = offers;
    this.active = 0;
    this.list.hidden = !offers.length;
    this.field.setAttribute("aria-expanded", String(Boolean(offers.length)));
    this.list.replaceChildren(...offers.map((each, place) => this.option(each, place)));
    this.mark(0);
  }

  option(offer, place) {
    return h("div", { class: "suggestion", role: "option", id: `${this.list.id}-${place}`, "data-qa": "suggestion", onclick: () => this.complete(offer) },
      offer.sign, h("span", { class: "suggestion-words" }, h("span", {}, h("strong", {}, offer.name), offer.hint ? h("span", { class: "suggestion-hint" }, ` ${offer.hint}`) : null), offer.about ? h("span", { class: "suggestion-about" }, offer.about) : null));
  }

  mark(place) {
    const options = [...this.list.children];
    if (!options.length) return this.field.removeAttribute("aria-activedescendant");
    this.active = (place + options.length) % options.length;
    options.forEach((each, at) => each.setAttribute("aria-selected", String(at === this.active)));
    this.field.setAttribute("aria-activedescendant", options[this.active].id);
    return options[this.active].scrollIntoView({ block: "nearest" });
  }

  complete(offer) {
    const end = this.field.selectionStart;
    const before = this.field.value.slice(0, end).replace(/\S*\s?$/, (last) => (last.endsWith(" ") && offer.insert.startsWith("/") ? "" : last.startsWith("(") || last.startsWith('"') ? last[0] : ""));
    const start = offer.insert.startsWith("/") ? "" : before;
    this.field.value = start + offer.insert + this.field.value.slice(end).trimStart();
    this.field.setSelectionRange(start.length + offer.insert.length, start.length + offer.insert.length);
    this.field.focus();
    this.edited();
  }

  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.offers.length && step) {
      event.preventDefault();
      this.mark(this.active + step);
    } else if (this.offers.length && event.key === "Escape") this.offer([]);
    else if (this.offers.length && (event.key === "Tab" || (event.key === "Enter" && this.completes()))) {
      event.preventDefault();
      this.complete(this.offers[this.active]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (step === -1 && (!this.field.value || this.field.value === history[this.recalled])) this.recall(event, -1);
    else if (step === 1 && this.field.value === history[this.recalled]) this.recall(event, 1);
  }

  // Enter completes a half-written name; a command that is already written out is sent.
  completes() {
    const { insert } = this.offers[this.active];
    return this.field.value.trim() !== insert.trim();
  }

  recall(event, step) {
    const place = this.recalled + step;
    if (place < 0 || place > history.length) return;
    event.preventDefault();
    this.recalled = place;
    this.fill(history[place] ?? "");
    this.offer([]);
  }

  async submit() {
    const text = this.field.value;
    if (!text.trim()) return;
    if (history.at(-1) !== text) history.push(text);
    this.recalled = history.length;
    this.fill("");
    this.field.focus();
    if ((await this.send(text)) === false && !this.field.value) this.fill(text);
  }
}

function commandOffers(commands, typed) {
  const own = [
    { name: "/invite", usage_hint: "@someone", description: "Add a person or an app to this channel" },
    { name: "/remove", usage_hint: "@someone", description: "Take a person or an app out of this channel" },
  ];
  const offer = (sign) => (each) => ({ name: each.name, hint: each.usage_hint, about: each.description, insert: `${each.name} `, sign: h("span", { class: `avatar avatar-small avatar-${sign}` }) });
  const all = [...commands.map(offer("app")), ...own.map(offer("slackbot"))];
  return all.filter((each) => each.name.startsWith(typed.toLowerCase()));
}

function nameOffers(reader, sign, typed) {
  const fits = (...names) => names.some((name) => name.toLowerCase().includes(typed.toLowerCase()));
  if (sign === "@") {
    const people = [...reader.users.values()].filter((user) => !user.deleted && fits(user.name, user.real_name));
    const groups = [...reader.groups.values()].filter((group) => fits(group.handle, group.name));
    const offer = (shown, name) => ({ name: shown, hint: `@${name}`, insert: `@${name} ` });
    return [...people.map((user) => offer(user.real_name, user.name)), ...groups.map((group) => offer(group.name, group.handle))];
  }
  const channels = [...reader.channels.values()].filter((channel) => channel.kind !== "im" && fits(channel.name));
  return channels.map((channel) => ({ name: `#${channel.name}`, insert: `#${channel.name} ` }));
}
