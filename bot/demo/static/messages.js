// Messages as rows: who, when, what, and the thread below.

import { clock, dayLabel, isoDay } from "./dates.js";
import { alike, h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { messageDeeds } from "./message_menu.js";
import { attachmentNode, blocksNode, fileNode } from "./message_parts.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar, outsider, person } from "./people.js";
import { Surface } from "./surface.js";

const TOGETHER = 300;

export class MessageList {
  // `shortcuts(place)` lists what the app offers for a message; see shortcuts.js.
  constructor({ openThread = null, shortcuts }) {
    Object.assign(this, { openThread, shortcuts });
    this.known = new Map();
  }

  // The rows of these messages, oldest first; a row stays the same node while its message does.
  rows(messages, channel, reader) {
    const nodes = [];
    let last = null;
    for (const message of messages) {
      const day = isoDay(Number(message.ts), reader.zone);
      if (this.openThread && (!last || isoDay(Number(last.ts), reader.zone) !== day)) nodes.push(this.day(day, Number(message.ts), reader));
      nodes.push(this.row(message, channel, reader, follows(last, message, reader)));
      last = message;
    }
    return nodes;
  }

  day(day, seconds, reader) {
    return this.once(`day ${day}`, dayLabel(seconds, reader), () => h("div", { class: "day-line" }, h("span", { class: "day-pill" }, dayLabel(seconds, reader))));
  }

  row(message, channel, reader, compact) {
    return this.once(message.ts, { message, compact, me: reader.me, today: reader.today }, () => this.build(message, channel, reader, compact));
  }

  once(key, content, build) {
    const known = this.known.get(key);
    if (known && alike(known.content, content)) return known.node;
    const node = build();
    this.known.set(key, { content: structuredClone(content), node });
    return node;
  }

  build(message, channel, reader, compact) {
    const author = person(reader, message.user);
    const seconds = Number(message.ts);
    const left = compact ? h("time", { class: "side-time" }, clock(seconds, reader).replace(/\s?[AP]M$/i, "")) : avatar(author);
    const head = compact ? null : this.head(author, seconds, reader);
    const body = message.deleted ? h("div", { class: "tombstone" }, message.text) : content(message, channel, reader);
    const own = message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null;
    return h("article", { class: `message${compact ? " message-compact" : ""}${message.ephemeral ? " message-ephemeral" : ""}`, "data-qa": "message", "data-ts": message.ts, "data-user": message.user, "data-ephemeral": message.ephemeral ? "true" : null, "aria-label": `${author.real_name}, ${clock(seconds, reader)}`, tabindex: "-1" },
      own, h("div", { class: "message-row" }, h("div", { class: "message-left" }, left), h("div", { class: "message-body" }, head, broadcast(message), body, this.thread(message, channel, reader))), this.tools(message, channel, reader));
  }

  head(author, seconds, reader) {
    const kind = author.id === "USLACKBOT" ? "" : author.is_bot ? "APP" : outsider(author, reader).toUpperCase();
    const badge = kind ? h("span", { class: "app-badge" }, kind) : null;
    return h("div", { class: "message-head" }, h("span", { class: "author", "data-qa": "author" }, author.real_name), badge,
      h("time", { class: "time", title: `${dayLabel(seconds, reader)} at ${clock(seconds, reader, true)}` }, this.when(seconds, reader)));
  }

  // Threads have no lines between days, so each time names its day.
  when(seconds, reader) {
    return this.openThread ? clock(seconds, reader) : `${dayLabel(seconds, reader)} at ${clock(seconds, reader)}`;
  }

  thread(message, channel, reader) {
    if (!this.openThread || !message.replies.length) return null;
    const count = message.replies.length;
    const last = Number(message.replies.at(-1).ts);
    const faces = [...new Set(message.replies.map((each) => each.user))].slice(0, 3).map((id) => avatar(person(reader, id), "tiny"));
    return h("button", { type: "button", class: "replies", "data-qa": "open-thread", onclick: () => this.openThread(channel.id, message.ts) },
      faces, h("span", { class: "replies-count" }, `${count} ${count === 1 ? "reply" : "replies"}`), h("span", { class: "replies-last" }, `${dayLabel(last, reader)} at ${clock(last, reader)}`));
  }

  tools(message, channel, reader) {
    if (message.ephemeral || message.deleted || channel.is_archived) return null;
    const root = message.thread_ts ?? message.ts;
    const reply = this.openThread && h("button", { type: "button", class: "icon-button", "aria-label": "Reply in thread", title: "Reply in thread", "data-qa": "reply", onclick: () => this.openThread(channel.id, root) }, icon("reply"));
    const tools = [reply, this.more(message, channel, reader)].filter(Boolean);
    return tools.length ? h("div", { class: "tools" }, tools) : null;
  }

  more(message, channel, reader) {
    const items = [...this.shortcuts({ channel: channel.id, ts: message.ts }), ...messageDeeds(message, channel, reader)];
    const open = () => openMenu(button, items, (item) => item.use());
    const button = h("button", { type: "button", class: "icon-button", "aria-haspopup": "menu", "aria-label": "More actions", title: "More actions", "data-qa": "more-actions", onclick: open }, icon("more"));
    return items.length ? button : null;
  }
}

function follows(last, message, reader) {
  if (!last || last.user !== message.user || last.ephemeral || message.ephemeral || last.deleted || message.broadcast) return false;
  if (isoDay(Number(last.ts), reader.zone) !== isoDay(Number(message.ts), reader.zone)) return false;
  return Number(message.ts) - Number(last.ts) < TOGETHER && !last.replies?.length;
}

function broadcast(message) {
  return message.is_reply && message.broadcast ? h("div", { class: "broadcast" }, "replied to a thread") : null;
}

function content(message, channel, reader) {
  const place = { channel: channel.id, ts: message.ts };
  const files = message.files.map(fileNode);
  const below = message.attachments.map((each) => attachmentNode(each, place, reader));
  return [words(message, new Surface("message", place, reader), reader), files.length ? h("div", { class: "files" }, files) : null, below];
}

function words(message, surface, reader) {
  const edited = message.edited && !message.blocks.length ? h("span", { class: "edited" }, " (edited)") : null;
  if (!message.blocks.length && !message.text) return edited;
  if (!message.blocks.length) return h("div", { class: "mrkdwn message-text", "data-qa": "message-text" }, mrkdwn(message.text, reader), edited);
  return blocksNode(message.blocks, surface);
}

// Bring a message into view and mark it.
export function pointOut(list, ts) {
  const row = [...list.querySelectorAll("[data-ts]")].find((each) => each.dataset.ts === ts);
  row?.scrollIntoView({ block: "center" });
  row?.classList.add("message-pointed");
  row?.focus();
}
