// Slack's mrkdwn as page nodes. Everything becomes text nodes and known elements, nothing else.

import { fill, zoneName } from "./dates.js";
import { h } from "./dom.js";
import { emojiNode } from "./emoji.js";

const DECODED = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const decode = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => DECODED[entity]);

const INLINE = new RegExp(
  [
    "<([^<>\\n]+)>", // 1 token
    "`([^`\\n]+)`", // 2 code
    "(?<![\\w*])\\*(?=\\S)([^*\\n]*[^*\\s])\\*(?![\\w*])", // 3 bold
    "(?<![\\w_])_(?=\\S)([^_\\n]*[^_\\s])_(?![\\w_])", // 4 italic
    "(?<![\\w~])~(?=\\S)([^~\\n]*[^~\\s])~(?![\\w~])", // 5 strike
    ":([a-z0-9_+\\-]+):", // 6 emoji
    "(https?://[^\\s<>]+[^\\s<>.,;:!?)'\"])", // 7 bare link
    "(\\n)", // 8 new line
  ].join("|"),
  "g",
);

export function mrkdwn(text, reader, { verbatim = false } = {}) {
  return text.split(/```\n?([\s\S]*?)\n?```\n?/).flatMap((part, place) =>
    place % 2 ? h("pre", { class: "pre" }, decode(part)) : quoted(part, reader, verbatim),
  );
}

// Lines that begin with > (escaped or not) stand in a quote.
function quoted(text, reader, verbatim) {
  const nodes = [];
  let rest = text;
  for (let found; (found = /(?:^|\n)((?:(?:&gt;|>) ?[^\n]*(?:\n|$))+)/.exec(rest)); ) {
    nodes.push(...inline(rest.slice(0, found.index), reader, verbatim));
    const lines = found[1].replace(/\n$/, "").replace(/(^|\n)(?:&gt;|>) ?/g, "$1");
    nodes.push(h("blockquote", { class: "quote" }, inline(lines, reader, verbatim)));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...nodes, ...inline(rest, reader, verbatim)];
}

function inline(text, reader, verbatim) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(decode(text.slice(end, found.index)), piece(found, reader, verbatim));
    end = found.index + found[0].length;
  }
  nodes.push(decode(text.slice(end)));
  return nodes.filter((node) => node !== "");
}

function piece(found, reader, verbatim) {
  const [whole, token, code, bold, italic, strike, emoji, bare] = found;
  if (token) return tokenNode(token, reader);
  if (code) return h("code", { class: "code" }, code.includes("<") ? inline(code, reader, verbatim) : decode(code));
  if (bold) return h("strong", {}, inline(bold, reader, verbatim));
  if (italic) return h("em", {}, inline(italic, reader, verbatim));
  if (strike) return h("s", {}, inline(strike, reader, verbatim));
  if (emoji) return emojiNode(emoji) ?? whole;
  if (bare) return verbatim ? decode(bare) : link(decode(bare));
  return h("br");
}

function tokenNode(token, reader) {
  const [target, label] = split(token);
  if (target.startsWith("@")) return mention(reader, target.slice(1));
  if (target.startsWith("#")) return channelLink(reader, target.slice(1));
  if (target.startsWith("!date^")) return dateNode(target, label, reader);
  if (target.startsWith("!")) return special(target, label, reader);
  return link(decode(target), label && inline(label, reader, true));
}

function split(token) {
  const bar = token.indexOf("|");
  return bar < 0 ? [token, ""] : [token.slice(0, bar), token.slice(bar + 1)];
}

export function mention(reader, id) {
  const user = reader.users.get(id);
  const mine = id === reader.me ? " mention-me" : "";
  return h("span", { class: `mention${mine}` }, `@${user ? user.real_name : "unknown-user"}`);
}

export function channelLink(reader, id) {
  const channel = reader.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, "private channel");
  const go = () => document.dispatchEvent(new CustomEvent("go", { detail: { channel: id } }));
  const mark = channel.kind === "public" ? "#" : "";
  return h("button", { class: "mention mention-link", type: "button", onclick: go }, mark + channel.name);
}

export function dateNode(target, fallback, reader) {
  const [, seconds, format = "", address] = target.split("^");
  const filled = fill(format, Number(seconds), reader);
  const shown = filled ?? decode(fallback);
  const title = filled ? zoneName(Number(seconds), reader) : null;
  const text = address ? link(decode(address), [shown]) : shown;
  return h("span", { class: "date", title }, text);
}

export function groupMention(reader, id, label = "") {
  return h("span", { class: "mention" }, label || `@${reader.groups.get(id)?.handle ?? "group"}`);
}

function special(target, label, reader) {
  if (target.startsWith("!subteam^")) return groupMention(reader, target.slice(9), decode(label));
  const word = target.slice(1).split("^")[0];
  const shown = ["here", "channel", "everyone"].includes(word) ? `@${word}` : decode(label) || `@${word}`;
  return h("span", { class: "mention mention-all" }, shown);
}

// Only addresses that a browser may safely open become links.
export function link(address, label) {
  const shown = label?.length ? label : [address.replace(/^mailto:/, "")];
  if (!/^(https?:|mailto:)/i.test(address)) return h("span", {}, shown);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, shown);
}

export function plain(text) {
  return text.split(/(:[a-z0-9_+\-]+:|\n)/).map((part) => {
    if (part === "\n") return h("br");
    return (part.startsWith(":") && part.length > 2 && emojiNode(part.slice(1, -1))) || part;
  });
}

export function textNodes(object, reader) {
  if (object.type === "plain_text") return object.emoji === false ? [object.text] : plain(object.text);
  return mrkdwn(object.text, reader, object);
}
