// The demo's window: fetches what the person sees after every change, and draws it.

import { getState, listen, post } from "./api.js";
import { Bar } from "./bar.js";
import { Coach } from "./coach.js";
import { Conversation } from "./conversation.js";
import { announce } from "./dom.js";
import { Modals } from "./modal.js";
import { makeReader } from "./people.js";
import { messageShortcuts } from "./shortcuts.js";
import { renderSidebar } from "./sidebar.js";
import { Thread } from "./thread.js";

const FIRST = "U0COMMSLEAD";
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    this.user = localStorage.getItem("demo.user") ?? FIRST;
    this.here = localStorage.getItem("demo.channel");
    this.draft = "";
    this.openThread = (channel, ts) => this.thread.open(channel, ts);
    this.typed = (text) => {
      this.draft = text;
      if (this.state) this.coach.render(this.state, text);
    };
    this.shortcuts = (place) => messageShortcuts(() => this.context(), place);
    this.bar = new Bar(byId("bar"), this);
    this.modals = new Modals(() => this.refresh());
    this.conversation = new Conversation(byId("conversation"), this);
    this.thread = new Thread(byId("thread"), this);
    this.coach = new Coach(byId("coach"), this);
  }

  async start() {
    const linked = permalink();
    if (linked) this.here = linked.channel;
    const known = await post("reload", { user: this.user });
    if (known.status === "impossible") this.user = FIRST;
    await this.refresh();
    document.addEventListener("go", (event) => this.go(event.detail.channel));
    listen({ changed: () => this.refresh(), lost: () => this.offline(true), found: () => this.offline(false) });
    if (linked?.thread) this.openThread(linked.channel, linked.thread);
    if (linked) this.conversation.point(linked.thread ?? linked.ts);
    else this.conversation.composer.field.focus();
  }

  // One fetch at a time; changes that arrive meanwhile are fetched once more afterwards.
  refresh() {
    this.again = Boolean(this.fetching);
    this.fetching ??= this.fetch().finally(() => (this.fetching = null));
    return this.fetching;
  }

  async fetch() {
    do {
      this.again = false;
      try {
        const state = await getState(this.user);
        if (state.me === this.user) this.take(state);
      } catch {
        this.offline(true);
        return;
      }
    } while (this.again);
  }

  take(state) {
    this.state = state;
    this.reader = makeReader(state);
    if (!this.reader.channels.has(this.here)) this.here = this.elsewhere(state);
    this.render();
  }

  // Who switches person while in the app stays in the app.
  elsewhere(state) {
    const own = state.channels.find((each) => each.kind === "im");
    return this.inApp && own ? own.id : state.channels[0].id;
  }

  render() {
    const { state, reader } = this;
    const channel = reader.channels.get(this.here);
    this.inApp = channel.kind === "im";
    this.bar.render(reader);
    this.conversation.render(state, reader, channel);
    const reading = !this.conversation.atHome;
    renderSidebar(byId("sidebar"), { state, reader, here: this.here, reading, go: (id) => this.go(id), become: (id) => this.become(id) });
    this.thread.render(reader);
    byId("window").classList.toggle("with-thread", !byId("thread").hidden);
    this.modals.render(state.views, reader);
    this.coach.render(state, this.draft);
    document.title = `${channel.kind === "im" ? "" : "#"}${channel.name} | ${state.team.name}`;
    if (channel.unread && reading && document.visibilityState === "visible") post("read", { user: this.user, channel: channel.id });
  }

  go(channel) {
    this.here = channel;
    localStorage.setItem("demo.channel", channel);
    this.render();
    this.conversation.composer.field.focus();
  }

  async become(user) {
    this.user = user;
    localStorage.setItem("demo.user", user);
    this.thread.root = null;
    await this.refresh();
    await this.refresh();
    announce(`You are now ${this.reader.users.get(user).real_name}.`);
  }

  context() {
    return { commands: this.state.commands, reader: this.reader, state: this.state, tell: (sentence) => this.tell(sentence) };
  }

  tell(sentence) {
    const strip = byId("offline");
    strip.textContent = sentence;
    strip.hidden = false;
    setTimeout(() => (strip.hidden = true), 6000);
  }

  offline(gone) {
    const strip = byId("offline");
    if (gone) strip.textContent = "The demo server does not answer. This window comes back by itself once it runs again.";
    strip.hidden = !gone;
  }
}

function permalink() {
  const found = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(location.pathname);
  if (!found) return null;
  const thread = new URLSearchParams(location.search).get("thread_ts");
  history.replaceState(null, "", "/");
  return { channel: found[1], ts: `${found[2]}.${found[3]}`, thread };
}

new App().start();
