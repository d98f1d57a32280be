// Modals: a stack of views in one dialog, the last one showing.

import { post } from "./api.js";
import { blockNode } from "./blocks.js";
import { alike, announce, arrange, h, icon } from "./dom.js";
import { remembered, restored } from "./focus.js";
import { reworded, showError } from "./inputs.js";
import { closeFloat } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { merged, Surface } from "./surface.js";

export class Modals {
  constructor(refresh) {
    this.refresh = refresh;
    this.panels = new Map();
    this.dialog = null;
  }

  render(views, reader) {
    for (const id of this.panels.keys()) if (!views.some((view) => view.id === id)) this.panels.delete(id);
    if (!views.length) return this.leave();
    views.forEach((view) => this.panel(view, reader).show(view));
    const top = this.panels.get(views.at(-1).id);
    this.open(top);
    return undefined;
  }

  panel(view, reader) {
    if (!this.panels.has(view.id)) this.panels.set(view.id, new Panel(view, reader, this.refresh));
    return this.panels.get(view.id);
  }

  open(panel) {
    if (!this.dialog) {
      this.opener = document.activeElement;
      this.dialog = h("dialog", { class: "modal", "data-qa": "modal", "aria-labelledby": "modal-title", oncancel: (event) => this.escape(event) });
      document.body.append(this.dialog);
    }
    if (this.dialog.firstElementChild === panel.node) return;
    closeFloat();
    this.dialog.replaceChildren(panel.node);
    if (!this.dialog.open) this.dialog.showModal();
    panel.settle();
  }

  escape(event) {
    if (event.target !== this.dialog) return;
    event.preventDefault();
    [...this.panels.values()].at(-1)?.close(true);
  }

  leave() {
    if (!this.dialog) return;
    closeFloat();
    this.dialog.close();
    this.dialog.remove();
    this.dialog = null;
    this.opener?.isConnected && this.opener.focus();
  }
}

class Panel {
  constructor(view, reader, refresh) {
    this.refresh = refresh;
    this.reader = reader;
    this.rendered = new Map();
    this.surface = new Surface("modal", { view_id: view.id }, reader);
    this.surface.onsubmit = () => this.submit();
    this.build();
  }

  build() {
    this.title = h("h2", { class: "modal-title", id: "modal-title", "data-qa": "modal-title" });
    this.back = h("button", { type: "button", class: "icon-button", "aria-label": "Back", "data-qa": "modal-back", onclick: () => this.close(false) }, icon("left"));
    this.body = h("div", { class: "modal-body", "data-qa": "modal-body", tabindex: "-1", oninput: (event) => this.edited(event) });
    this.trouble = h("div", { class: "trouble", role: "alert", "data-qa": "modal-trouble", hidden: true });
    this.cancel = h("button", { type: "button", class: "button", "data-qa": "modal-cancel", onclick: () => this.close(false) });
    this.send = h("button", { type: "button", class: "button button-submit", "data-qa": "modal-submit", onclick: () => this.submit() });
    this.footer = h("div", { class: "modal-footer" }, this.cancel, this.send);
    const shut = h("button", { type: "button", class: "icon-button modal-x", "aria-label": "Close", "data-qa": "modal-close", onclick: () => this.close(true) }, icon("close"));
    const head = h("header", { class: "modal-head" }, this.back, h("span", { class: "avatar avatar-app avatar-small", "aria-hidden": "true" }), this.title, shut);
    this.node = h("div", { class: "modal-panel" }, head, this.body, this.trouble, this.footer);
  }

  show(view) {
    if (this.view && alike(view, this.view)) return;
    const before = this.view;
    this.view = view;
    this.node.dataset.viewId = view.id;
    this.node.dataset.hash = view.hash;
    this.title.replaceChildren(...plain(view.title.text));
    this.back.hidden = !view.previous_view_id;
    this.cancel.replaceChildren(...plain(view.close?.text ?? (view.submit ? "Cancel" : "Close")));
    this.send.replaceChildren(...plain(view.submit?.text ?? "Submit"));
    this.send.hidden = !view.submit;
    if (before?.hash !== view.hash) this.fill(view);
    if (!alike(before?.errors, view.errors)) this.showErrors(view.errors);
    this.trouble.hidden = !view.trouble;
    this.trouble.replaceChildren(icon("warning"), view.trouble);
  }

  // Take over a new content: what was typed stays where both ids stay the same.
  fill(view) {
    const held = this.surface.values;
    this.surface.hash = view.hash;
    this.surface.values = merged(view.state.values, held);
    const focus = remembered(this.body);
    const nodes = view.blocks.map((block) => this.block(block));
    const ids = new Set(view.blocks.map((block) => block.block_id));
    for (const id of this.rendered.keys()) if (!ids.has(id)) this.rendered.delete(id);
    arrange(this.body, nodes);
    restored(this.body, focus);
  }

  block(block) {
    const known = this.rendered.get(block.block_id);
    if (known && alike(known.block, block)) return known.node;
    if (known && reworded(known.node.firstElementChild, known.block, block)) {
      known.block = block;
      return known.node;
    }
    const node = blockNode(block, this.surface);
    this.rendered.set(block.block_id, { block, node });
    return node;
  }

  showErrors(errors) {
    for (const { block, node } of this.rendered.values()) {
      if (block.type === "input") showError(node.firstElementChild, errors[block.block_id]);
    }
  }

  edited(event) {
    const input = event.target.closest(".block-input");
    if (input?.querySelector(".input-wrong")) showError(input.firstElementChild, "");
  }

  // Put the focus where one starts to type.
  settle() {
    const wanted = this.body.querySelector("[autofocus]") ?? this.body.querySelector("[data-input], input, textarea");
    const button = this.send.hidden ? this.cancel : this.send;
    (wanted ?? button).focus({ preventScroll: true });
    this.body.scrollTop = 0;
  }

  async submit() {
    if (this.send.hidden || this.send.getAttribute("aria-busy")) return;
    closeFloat();
    this.busy(true);
    const done = await post("submit", { user: this.reader.me, ...this.surface.place, values: this.surface.values, hash: this.surface.hash });
    await this.refresh();
    this.busy(false);
    if (["invalid", "errors"].includes(done.status)) this.pointOut();
  }

  busy(on) {
    if (on) this.send.setAttribute("aria-busy", "true");
    else this.send.removeAttribute("aria-busy");
    this.body.classList.toggle("modal-waiting", on);
  }

  pointOut() {
    this.showErrors(this.view.errors);
    const wrong = this.body.querySelector(".input-wrong, [aria-invalid]")?.closest(".block");
    wrong?.scrollIntoView({ block: "center" });
    wrong?.querySelector("[data-input], input, textarea, button")?.focus({ preventScroll: true });
    const count = Object.keys(this.view.errors).length;
    announce(count === 1 ? "One field needs your attention." : `${count} fields need your attention.`);
  }

  async close(everything) {
    await post("close", { user: this.reader.me, view_id: this.view.id, everything });
    await this.refresh();
  }
}
