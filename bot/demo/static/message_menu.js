// What a person may do to a message beside answering it.

import { post } from "./api.js";
import { confirmed } from "./confirm.js";

const QUESTION = {
  title: { type: "plain_text", text: "Delete message" },
  text: { type: "plain_text", text: "Are you sure you want to delete this message? This cannot be undone." },
  confirm: { type: "plain_text", text: "Delete" },
  deny: { type: "plain_text", text: "Cancel" },
  style: "danger",
};

// The entries of a message's menu for this reader: {qa, label, use}.
export function messageDeeds(message, channel, reader) {
  const mine = message.user === reader.me || reader.users.get(reader.me).is_admin;
  return mine ? [{ qa: "delete-message", label: "Delete message", use: () => remove(message, channel, reader) }] : [];
}

async function remove(message, channel, reader) {
  if (await confirmed(QUESTION, reader)) await post("delete", { user: reader.me, channel: channel.id, ts: message.ts });
}
