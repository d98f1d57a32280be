// The middle column: a conversation's header, its messages, and the app's Home.

import { post } from "./api.js";
import { Composer } from "./composer.js";
import { alike, arrange, h, icon } from "./dom.js";
import { Home } from "./home.js";
import { MessageList, pointOut } from "./messages.js";

const NEAR = 80;

export class Conversation {
  constructor(node, app) {
    Object.assign(this, { node, app, channel: null, tab: "messages", lists: new Map(), tops: new Map(), tabs: new Map(), home: new Home() });
    this.head = h("header", { class: "head" });
    this.scroll = h("div", { class: "messages", role: "log", "aria-label": "Messages", "data-qa": "messages", tabindex: "0" });
    this.foot = h("div", { class: "foot" });
    this.composer = new Composer({ id: "composer", label: "Message", send: (text) => this.send(text), context: () => app.context(), changed: app.typed });
    node.append(this.head, this.scroll, this.home.node, this.foot);
    // A scroll that comes of a changed height says nothing of where its reader wants to be.
    this.scroll.addEventListener("scroll", () => this.scroll.clientHeight === this.height && (this.low = this.below() < NEAR));
    new ResizeObserver(() => this.settle()).observe(this.scroll);
  }

  async send(text) {
    const done = await post("command", { user: this.app.reader.me, channel: this.channel.id, text });
    this.pin = true;
    if (done.status === "impossible") this.app.tell(done.error);
    if (done.error === "demo_unreachable") this.app.tell("The demo server does not answer. Your message is kept.");
    await this.app.refresh();
    return done.status !== "impossible" && done.error !== "demo_unreachable";
  }

  render(state, reader, channel) {
    const switched = this.channel?.id !== channel.id || this.me !== reader.me;
    if (this.me !== reader.me) this.lists.clear();
    Object.assign(this, { channel, me: reader.me });
    if (switched && channel.kind === "im") this.enter(this.landing(state, channel));
    this.renderHead(state, channel);
    this.scroll.hidden = this.atHome;
    this.home.node.hidden = !this.atHome;
    if (this.atHome) this.home.render(state.home, reader, state.app);
    else this.renderMessages(reader, switched);
    this.renderFoot(state);
  }

  get atHome() {
    return this.channel?.kind === "im" && this.tab === "home";
  }

  renderHead(state, channel) {
    const sign = channel.kind === "im" ? h("span", { class: "avatar avatar-app avatar-small", "aria-hidden": "true" }) : channel.kind === "private" ? icon("lock", "Private channel") : h("span", { class: "hash", "aria-hidden": "true" }, "#");
    const badge = channel.kind === "im" ? h("span", { class: "app-badge" }, "APP") : channel.is_ext_shared ? h("span", { class: "shared-badge" }, icon("shared"), "Shared with another company") : null;
    const count = channel.kind === "im" ? null : h("span", { class: "member-count", title: `${channel.num_members} members`, "aria-label": `${channel.num_members} members`, "data-qa": "member-count" }, icon("people"), channel.num_members.toLocaleString("en-US"));
    const title = h("div", { class: "head-title" }, sign, h("h1", { "data-qa": "channel-name" }, channel.name), badge, h("span", { class: "topic" }, channel.topic), count);
    const next = [title, channel.kind === "im" && state.home_tab ? this.tabList(channel) : null].filter(Boolean);
    const key = [channel.id, channel.num_members, this.tab, state.home_tab, this.atHome && channel.unread];
    if (alike(key, this.headKey)) return;
    this.headKey = structuredClone(key);
    this.head.replaceChildren(...next);
  }

  tabList(channel) {
    const count = this.atHome && channel.unread ? h("span", { class: "badge", "aria-label": `${channel.unread} unread` }, String(channel.unread)) : null;
    const tab = (name, label, more) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(this.tab === name), "data-qa": `tab-${name}`, onclick: () => this.turn(name) }, label, more);
    return h("div", { class: "tabs", role: "tablist" }, tab("home", "Home"), tab("messages", "Messages", count));
  }

  turn(tab) {
    this.enter(tab);
    this.app.render();
  }

  // Where one lands in the app: at what is unread, else at the tab that one left it with.
  enter(tab) {
    this.tab = tab;
    this.tabs.set(this.me, tab);
    post("home", { user: this.me, tab });
  }

  landing(state, channel) {
    return state.home_tab && !channel.unread ? this.tabs.get(this.me) ?? "home" : "messages";
  }

  renderMessages(reader, switched) {
    if (!this.lists.has(this.channel.id)) this.lists.set(this.channel.id, new MessageList({ openThread: this.app.openThread, shortcuts: this.app.shortcuts }));
    const shown = this.channel.messages.filter((each) => !each.is_reply || each.broadcast);
    const low = switched || this.pin || this.below() < NEAR;
    arrange(this.scroll, [this.intro(), ...this.lists.get(this.channel.id).rows(shown, this.channel, reader)]);
    if (low) this.sink();
    this.pin = false;
  }

  below() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
  }

  settle() {
    this.height = this.scroll.clientHeight;
    if (this.low) this.sink();
  }

  sink() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.low = true;
  }

  intro() {
    const { id, name, kind, purpose } = this.channel;
    if (!this.tops.has(id)) this.tops.set(id, h("div", { class: "intro" },
      h("h2", {}, kind === "im" ? name : `${kind === "private" ? "" : "#"}${name}`),
      h("p", {}, kind === "im" ? "This is where the app writes to you. Nobody else sees these messages." : `This is the very beginning of the channel. ${purpose}`)));
    return this.tops.get(id);
  }

  renderFoot(state) {
    const { channel } = this;
    this.composer.offerShortcuts(state);
    if (this.atHome) return this.foot.replaceChildren();
    if (channel.is_archived) return this.foot.replaceChildren(h("p", { class: "closed" }, icon("archive"), "This channel is archived. You can read it, and nothing new can be written."));
    if (channel.is_restricted && !this.app.reader.users.get(this.me).is_admin) return this.foot.replaceChildren(h("p", { class: "closed" }, icon("lock"), "Only admins may post in this channel."));
    this.composer.relabel(`Message ${channel.kind === "im" ? channel.name : `#${channel.name}`}`);
    if (this.composer.node.parentNode !== this.foot) this.foot.replaceChildren(this.composer.node);
    return undefined;
  }

  point(ts) {
    if (this.atHome) this.turn("messages");
    pointOut(this.scroll, ts);
  }
}
