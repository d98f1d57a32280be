// The right column: one message and its replies.

import { post } from "./api.js";
import { Composer } from "./composer.js";
import { arrange, h, icon } from "./dom.js";
import { MessageList } from "./messages.js";

const NEAR = 80;

export class Thread {
  constructor(node, app) {
    Object.assign(this, { node, app, root: null, low: true, list: this.fresh(app) });
    const close = h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", "data-qa": "close-thread", onclick: () => this.close() }, icon("close"));
    this.place = h("span", { class: "topic" });
    this.scroll = h("div", { class: "messages", role: "log", "aria-label": "Thread" });
    this.count = h("div", { class: "thread-count" });
    this.composer = new Composer({ id: "thread-composer", label: "Reply…", send: (text) => this.send(text), context: () => app.context() });
    this.foot = h("div", { class: "foot" }, this.composer.node);
    this.scroll.addEventListener("scroll", () => (this.low = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR));
    node.append(h("header", { class: "head" }, h("div", { class: "head-title" }, h("h2", { class: "thread-title" }, "Thread"), this.place, close)), this.scroll, this.foot);
    node.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  fresh(app) {
    return new MessageList({ shortcuts: app.shortcuts });
  }

  open(channel, ts) {
    Object.assign(this, { root: { channel, ts }, low: true });
    this.app.render();
    this.composer.field.focus();
  }

  close() {
    this.root = null;
    this.app.render();
  }

  async send(text) {
    await post("command", { user: this.app.reader.me, channel: this.root.channel, text, thread_ts: this.root.ts });
    this.low = true;
    await this.app.refresh();
    return true;
  }

  render(reader) {
    const channel = this.root && reader.channels.get(this.root.channel);
    const parent = channel?.messages.find((each) => each.ts === this.root.ts);
    this.node.hidden = !parent;
    if (!parent) return;
    if (this.me !== reader.me) this.list = this.fresh(this.app);
    this.me = reader.me;
    const replies = channel.messages.filter((each) => each.is_reply && each.thread_ts === parent.ts);
    const count = replies.filter((each) => !each.ephemeral).length;
    this.place.textContent = channel.kind === "im" ? channel.name : `#${channel.name}`;
    this.count.textContent = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "No replies yet";
    const [first, ...rest] = this.list.rows([parent, ...replies], channel, reader);
    arrange(this.scroll, [first, this.count, ...rest]);
    if (this.low) this.scroll.scrollTop = this.scroll.scrollHeight;
    this.composer.offerShortcuts(this.app.state);
    this.foot.hidden = channel.is_archived;
  }
}
