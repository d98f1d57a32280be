// The app's Home: a view that the app may draw anew at any moment, under the reader's hands.

import { blockNode } from "./blocks.js";
import { alike, arrange, h } from "./dom.js";
import { remembered, restored } from "./focus.js";
import { warn } from "./message_parts.js";
import { merged, Surface } from "./surface.js";

export class Home {
  constructor() {
    this.list = h("div", { class: "home-blocks" });
    this.node = h("div", { class: "home", "data-qa": "home", role: "tabpanel", "aria-label": "Home", tabindex: "-1", hidden: true }, this.list);
    Object.assign(this, { drawn: new Map(), key: null, surface: null });
  }

  render(view, reader, app) {
    if (!view) return this.await(app);
    const key = [view.id, view.hash, reader.today];
    if (alike(this.key, key)) return undefined;
    if (this.key?.[0] !== view.id || this.key?.[2] !== reader.today) this.drawn.clear();
    if (this.surface?.place.view_id !== view.id) this.surface = this.begin(view);
    this.key = key;
    Object.assign(this.surface, { reader, hash: view.hash, values: merged(view.state.values, this.surface.values) });
    return this.draw(view);
  }

  begin(view) {
    const surface = new Surface("home", { view_id: view.id }, null);
    surface.ontrouble = (block, bad) => warn(this.drawn.get(block.block_id)?.node, bad);
    return surface;
  }

  await(app) {
    Object.assign(this, { key: null, surface: null, drawn: new Map() });
    this.list.replaceChildren(h("div", { class: "empty" }, h("span", { class: "avatar avatar-app", "aria-hidden": "true" }), h("p", {}, `${app.name} is preparing its Home…`)));
  }

  draw(view) {
    const focus = remembered(this.node);
    this.drawn = new Map(view.blocks.map((block) => [block.block_id, this.block(block)]));
    arrange(this.list, [...this.drawn.values()].map(({ node }) => node));
    restored(this.node, focus);
  }

  block(block) {
    const known = this.drawn.get(block.block_id);
    return known && alike(known.block, block) ? known : { block, node: blockNode(block, this.surface) };
  }
}
