// What stands in a message besides its words: blocks, files, previews of links.

import { blockNode } from "./blocks.js";
import { h, icon } from "./dom.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { Surface } from "./surface.js";

export function blocksNode(blocks, surface) {
  const nodes = new Map(blocks.map((block) => [block.block_id, blockNode(block, surface)]));
  surface.ontrouble = (block, bad) => warn(nodes.get(block.block_id), bad);
  return h("div", { class: "blocks", "data-qa": "message-blocks" }, [...nodes.values()]);
}

// Say at a block that its click was not heard, or take that back.
export function warn(node, bad) {
  node?.querySelector(".block-trouble")?.remove();
  if (bad) node?.append(h("div", { class: "block-trouble", role: "alert", "data-qa": "block-trouble" }, icon("warning"), "The app did not answer. Try again."));
}

// A link that keeps the file; its path alone, so that it works however this page was reached.
export function fileNode(file) {
  const path = new URL(file.url_private_download, location.href).pathname;
  const sign = h("span", { class: "file-sign" }, icon(file.filetype === "ics" ? "calendar" : "file"));
  const name = file.title === file.name ? "" : ` · ${file.name}`;
  const words = h("span", { class: "file-words" }, h("span", { class: "file-title" }, file.title), h("span", { class: "file-about" }, `${file.pretty_type} · ${weight(file.size)}${name}`));
  return h("a", { class: "file", href: path, download: file.name, "data-qa": "file", "data-file": file.id, "aria-label": `Download ${file.title}, ${file.pretty_type}, ${weight(file.size)}` }, sign, words, icon("download"));
}

function weight(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${unit}`;
}

export function attachmentNode(attachment, place, reader) {
  const surface = new Surface("message", { ...place, attachment_id: attachment.id }, reader);
  const inner = attachment.blocks ? blocksNode(attachment.blocks, surface) : plainParts(attachment, reader);
  const source = attachment.is_app_unfurl ? h("div", { class: "attachment-source" }, h("span", { class: "avatar avatar-app avatar-tiny", "aria-hidden": "true" }), `Added by ${reader.app.name}`) : null;
  return h("div", { class: "attachment", "data-qa": attachment.is_app_unfurl ? "unfurl" : "attachment", "data-url": attachment.app_unfurl_url }, inner, source);
}

function plainParts(attachment, reader) {
  const words = (text) => text && h("div", { class: "mrkdwn" }, mrkdwn(text, reader));
  const title = attachment.title && h("div", { class: "attachment-title" }, attachment.title_link ? link(attachment.title_link, [attachment.title]) : attachment.title);
  const fields = attachment.fields?.map((each) => h("div", {}, h("strong", {}, each.title), words(each.value)));
  return [words(attachment.pretext), title, words(attachment.text), fields && h("div", { class: "fields" }, fields), attachment.footer && h("div", { class: "attachment-source" }, attachment.footer)];
}
