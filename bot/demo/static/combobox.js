// A field with a list below it: type to narrow, arrows and Enter to choose, pills for several.

import { freshId, h, icon } from "./dom.js";
import { float } from "./menu.js";

// `find(text)` gives {groups: [{label, items: [{value, label, description, content}]}], note};
// `chosen` lists items; `change(items)` hears of every choice and may answer with what stands.
export class Combobox {
  constructor({ find, chosen, change, several = false, most = Infinity, placeholder = "", clearable = false, free = null }) {
    Object.assign(this, { find, chosen, change, several, most, clearable, free, items: [], active: -1, shut: null, asked: 0 });
    this.listId = freshId("list");
    this.field = h("input", {
      class: "combo-field", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "data-input": true,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.listId, placeholder,
      oninput: () => this.open(), onkeydown: (event) => this.key(event), onblur: () => this.left(), onclick: () => this.shut || this.open(),
    });
    this.placeholder = placeholder;
    this.pills = h("span", { class: "pills" });
    this.box = h("div", { class: several ? "combo combo-several" : "combo", onmousedown: (event) => this.pressed(event) },
      this.pills, this.field, this.clearButton(), h("span", { class: "combo-arrow" }, icon("down")));
    this.list = h("div", { class: "list", role: "listbox", id: this.listId, "data-qa": "options", "data-wide": "yes", onmousedown: (event) => event.preventDefault() });
    this.node = h("div", { class: "combo-frame" }, this.box);
    this.show();
  }

  clearButton() {
    const clear = () => this.take([]);
    this.clear = h("button", { type: "button", class: "combo-clear", "aria-label": "Clear", tabindex: "-1", onclick: clear, hidden: true }, icon("close"));
    return this.clear;
  }

  pressed(event) {
    if (event.target === this.field || event.target.closest("button")) return;
    event.preventDefault();
    this.field.focus();
    if (this.shut) this.shut();
    else this.open();
  }

  show() {
    const one = this.several ? null : this.chosen[0];
    this.field.value = one ? one.label : "";
    this.field.placeholder = this.several && this.chosen.length ? "" : this.placeholder;
    this.clear.hidden = this.several || !this.clearable || !one;
    this.pills.replaceChildren(...(this.several ? this.chosen.map((each) => this.pill(each)) : []));
  }

  pill(item) {
    const drop = () => this.take(this.chosen.filter((each) => each.value !== item.value));
    return h("span", { class: "pill", "data-qa": "pill", "data-value": item.value }, item.label,
      h("button", { type: "button", class: "pill-drop", "aria-label": `Remove ${item.label}`, onclick: drop }, icon("close")));
  }

  // What was typed to narrow the list; the shown choice does not count.
  typed() {
    const text = this.field.value;
    return !this.several && this.chosen[0]?.label === text ? "" : text;
  }

  async open() {
    const ticket = (this.asked += 1);
    const narrowed = this.typed();
    if (!this.shut) this.list.replaceChildren();
    if (!this.shut && !narrowed) this.field.select();
    const soon = setTimeout(() => ticket === this.asked && this.fill({ groups: [], note: "Loading…" }), 150);
    const found = await this.find(narrowed);
    clearTimeout(soon);
    if (ticket === this.asked && document.activeElement === this.field) this.fill(found);
  }

  fill({ groups, note }) {
    this.items = [];
    const nodes = groups.flatMap((group) => [
      group.label ? h("div", { class: "list-label", role: "presentation" }, group.label) : null,
      ...group.items.filter((item) => this.offers(item)).map((item) => this.option(item)),
    ]);
    if (!this.items.length) nodes.push(h("div", { class: "list-note" }, note ?? "No results"));
    this.list.replaceChildren(...nodes.filter(Boolean));
    if (!this.shut) this.shut = float(this.box, this.list, () => this.closed());
    this.field.setAttribute("aria-expanded", "true");
    const at = this.items.findIndex(({ item }) => this.chosen.some((each) => each.value === item.value));
    this.mark(this.several || at < 0 ? 0 : at);
  }

  offers(item) {
    return !this.several || !this.chosen.some((each) => each.value === item.value);
  }

  option(item) {
    const selected = this.chosen.some((each) => each.value === item.value);
    const words = [h("span", { class: "option-label" }, item.content ?? item.label), item.description && h("span", { class: "option-description" }, item.description)];
    const node = h("div", { class: "option", role: "option", id: freshId("option"), "aria-selected": String(selected), "data-qa": "option", "data-value": item.value,
      onclick: () => this.pick(item), onmousemove: () => this.mark(this.items.findIndex((each) => each.node === node)) }, words);
    this.items.push({ item, node });
    return node;
  }

  mark(place) {
    this.items[this.active]?.node.classList.remove("option-active");
    this.active = this.items.length ? (place + this.items.length) % this.items.length : -1;
    const here = this.items[this.active]?.node;
    here?.classList.add("option-active");
    here?.scrollIntoView({ block: "nearest" });
    if (here) this.field.setAttribute("aria-activedescendant", here.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  pick(item) {
    if (!this.several) return this.take([item], true);
    if (this.chosen.length < this.most) this.take([...this.chosen, item]);
    return undefined;
  }

  async take(items, leave = !this.several) {
    this.chosen = items;
    this.show();
    if (leave) this.shut?.();
    else if (this.shut) this.open();
    this.field.focus();
    const stands = await this.change(items);
    if (stands) {
      this.chosen = stands;
      this.show();
    }
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.shut) this.mark(this.active + step);
      else this.open();
    } else if (event.key === "Enter") this.enter(event);
    else if (event.key === "Escape" && this.shut) {
      event.preventDefault();
      event.stopPropagation();
      this.shut();
      this.show();
    } else if (event.key === "Backspace" && this.several && !this.field.value && this.chosen.length) {
      this.take(this.chosen.slice(0, -1));
    } else if (event.key === "Tab") this.left();
  }

  enter(event) {
    event.preventDefault();
    event.stopPropagation();
    const free = this.free?.(this.typed());
    if (free) this.take([free], true);
    else if (this.shut && this.items[this.active]) this.pick(this.items[this.active].item);
    else this.open();
  }

  left() {
    const free = this.free?.(this.typed());
    if (free) this.take([free], true);
    this.asked += 1;
    this.shut?.();
    if (!this.several && this.clearable && this.field.value === "" && this.chosen.length) this.take([]);
    else this.show();
  }

  closed() {
    this.shut = null;
    this.active = -1;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    if (!this.several) this.show();
    else this.field.value = "";
  }
}
