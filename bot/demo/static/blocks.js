// Block Kit blocks as page nodes. A surface (see surface.js) says where they stand.

import { mention, channelLink, groupMention, dateNode, decode, link, mrkdwn, plain, textNodes } from "./mrkdwn.js";
import { h, icon } from "./dom.js";
import { elementNode } from "./elements.js";
import { emojiNode } from "./emoji.js";
import { inputNode } from "./inputs.js";

const BLOCKS = { section, header, context, divider, actions, image, input: inputNode, rich_text, markdown, alert, table, video, context_actions: actions };

export function blockNode(block, surface) {
  const make = BLOCKS[block.type];
  const inner = make ? make(block, surface) : h("div", { class: "unknown" }, `This demo does not show ${block.type} blocks.`);
  return h("div", { class: `block block-${block.type}`, "data-block-id": block.block_id, "data-qa": `block-${block.type}` }, inner);
}

function text(object, surface) {
  return h("div", { class: object.type === "mrkdwn" ? "mrkdwn" : "plain" }, textNodes(object, surface.reader));
}

function section(block, surface) {
  const fields = block.fields && h("div", { class: "fields" }, block.fields.map((each) => text(each, surface)));
  const words = h("div", { class: "section-words" }, block.text && text(block.text, surface), fields);
  if (!block.accessory) return words;
  const beside = block.accessory.type === "image" ? picture(block.accessory, "accessory-image") : elementNode(block, block.accessory, surface);
  const wide = ["checkboxes", "radio_buttons"].includes(block.accessory.type) ? " section-wide" : "";
  return h("div", { class: `section${wide}` }, words, h("div", { class: "accessory" }, beside));
}

function header(block) {
  return h("h3", { class: "header-text" }, plain(block.text.text));
}

function context(block, surface) {
  const nodes = block.elements.map((each) => (each.type === "image" ? picture(each, "context-image") : text(each, surface)));
  return h("div", { class: "context" }, nodes);
}

function divider() {
  return h("hr", { class: "divider" });
}

function actions(block, surface) {
  return h("div", { class: "actions" }, block.elements.map((each) => elementNode(block, each, surface)));
}

function picture(image, kind) {
  return h("img", { class: kind, src: image.image_url, alt: image.alt_text, loading: "lazy" });
}

function image(block) {
  const title = block.title && h("figcaption", {}, plain(block.title.text));
  return h("figure", { class: "figure" }, title, picture(block, "block-image"));
}

function video(block) {
  return h("figure", { class: "figure" }, h("figcaption", {}, link(block.title_url ?? block.video_url, plain(block.title.text))),
    h("img", { class: "block-image", src: block.thumbnail_url, alt: block.alt_text, loading: "lazy" }));
}

function alert(block, surface) {
  const level = block.level ?? "default";
  const sign = ["warning", "error"].includes(level) ? "warning" : "info";
  return h("div", { class: `alert alert-${level}`, role: "note" }, icon(sign, level), text(block.text, surface));
}

// Standard Markdown, as far as a message needs it: headings, lists, emphasis, links, code.
function markdown(block, surface) {
  const escaped = block.text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const slack = escaped
    .replace(/^&gt; ?/gm, "&gt; ")
    .replace(/^#{1,6}\s+(.+)$/gm, "*$1*")
    .replace(/^[-*]\s+/gm, "• ")
    .replace(/\*\*(.+?)\*\*/g, "*$1*")
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
  return h("div", { class: "mrkdwn" }, mrkdwn(slack, surface.reader));
}

function table(block, surface) {
  const aligned = (place) => `cell align-${block.column_settings?.[place]?.align ?? "left"}`;
  const shown = (each) => (each.type === "rich_text" ? rich_text(each, surface) : each.text ?? String(each.value));
  const row = (cells, tag) => h("tr", {}, cells.map((each, place) => h(tag, { class: aligned(place) }, shown(each))));
  const [head, ...rest] = block.rows;
  return h("table", { class: "table" }, h("thead", {}, row(head, "th")), h("tbody", {}, rest.map((cells) => row(cells, "td"))));
}

function rich_text(block, surface) {
  return h("div", { class: "mrkdwn" }, block.elements.map((each) => richPart(each, surface)));
}

function richPart(part, surface) {
  const inside = () => part.elements.map((each) => richInline(each, surface));
  if (part.type === "rich_text_list") {
    const items = part.elements.map((each) => h("li", {}, each.elements.map((one) => richInline(one, surface))));
    return h(part.style === "ordered" ? "ol" : "ul", { class: `bullets indent-${part.indent ?? 0}` }, items);
  }
  if (part.type === "rich_text_quote") return h("blockquote", { class: "quote" }, inside());
  if (part.type === "rich_text_preformatted") return h("pre", { class: "pre" }, inside());
  return h("div", {}, inside());
}

const INLINE = {
  text: (each) => each.text.split(/(\n)/).map((line) => (line === "\n" ? h("br") : line)),
  link: (each) => link(each.url, each.text ? [each.text] : null),
  emoji: (each) => emojiNode(each.name) ?? `:${each.name}:`,
  user: (each, { reader }) => mention(reader, each.user_id),
  channel: (each, { reader }) => channelLink(reader, each.channel_id),
  broadcast: (each) => h("span", { class: "mention mention-all" }, `@${each.range}`),
  usergroup: (each, { reader }) => groupMention(reader, each.usergroup_id),
  team: () => h("span", { class: "mention" }, "@team"),
  color: (each) => h("code", { class: "code" }, each.value),
  date: (each, { reader }) => dateNode(["!date", each.timestamp, each.format, each.url ?? ""].join("^"), each.fallback ?? "", reader),
};

function richInline(each, surface) {
  const make = INLINE[each.type];
  let node = make ? make(each, surface) : decode(each.text ?? "");
  for (const [style, tag] of [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]]) {
    if (each.style?.[style]) node = h(tag, tag === "code" ? { class: "code" } : {}, node);
  }
  return node;
}
