// Where blocks stand: a message or a view. Holds what was typed, and sends what is clicked.

import { post } from "./api.js";
import { confirmed } from "./confirm.js";

const KEYS = {
  plain_text_input: "value", email_text_input: "value", url_text_input: "value", number_input: "value",
  rich_text_input: "rich_text_value", static_select: "selected_option", external_select: "selected_option",
  radio_buttons: "selected_option", users_select: "selected_user", channels_select: "selected_channel",
  conversations_select: "selected_conversation", datepicker: "selected_date", timepicker: "selected_time",
  datetimepicker: "selected_date_time", checkboxes: "selected_options", multi_static_select: "selected_options",
  multi_external_select: "selected_options", multi_users_select: "selected_users",
  multi_channels_select: "selected_channels", multi_conversations_select: "selected_conversations", file_input: "files",
};
const INITIAL = { selected_option: "initial_option", selected_options: "initial_options", selected_user: "initial_user",
  selected_users: "initial_users", selected_channel: "initial_channel", selected_channels: "initial_channels",
  selected_conversation: "initial_conversation", selected_conversations: "initial_conversations", selected_date: "initial_date",
  selected_time: "initial_time", selected_date_time: "initial_date_time", value: "initial_value", rich_text_value: "initial_value" };

export class Surface {
  // `place` names it for the driving API: {view_id} or {channel, ts}; `values` is what it holds.
  constructor(kind, place, reader, values = {}) {
    Object.assign(this, { kind, place, reader, values, hash: null, onsubmit: null, ontrouble: null });
  }

  get(block, element) {
    const key = KEYS[element.type];
    const entry = this.values[block.block_id]?.[element.action_id];
    return entry ? entry[key] : element[INITIAL[key]];
  }

  put(block, element, value) {
    const entry = { type: element.type, [KEYS[element.type]]: value };
    if (element.timezone) entry.timezone = element.timezone;
    (this.values[block.block_id] ??= {})[element.action_id] = entry;
  }

  // Keep a choice and tell the app, if Slack would; a refused confirmation takes it back.
  async choose(block, element, value) {
    const before = this.get(block, element);
    if (element.confirm && !(await confirmed(element.confirm, this.reader))) return before;
    this.put(block, element, value);
    if (this.dispatches(block)) await this.act(block, element, {});
    return value;
  }

  dispatches(block) {
    return block.type !== "input" || Boolean(block.dispatch_action);
  }

  async act(block, element, { value, key } = {}) {
    const done = await post("action", {
      user: this.reader.me, ...this.place, block_id: block.block_id, action_id: element.action_id,
      values: this.values, ...(this.hash && { hash: this.hash }), ...(value !== undefined && { value }), ...(key && { key }),
    });
    this.ontrouble?.(block, done.status === "failed" || done.status === "impossible");
    return done;
  }

  suggest(block, element, text) {
    return post("suggest", { user: this.reader.me, ...this.place, block_id: block.block_id, action_id: element.action_id, text });
  }
}

// The values after an update: what was typed stays where both ids and the type stay the same.
export function merged(sent, held) {
  return Object.fromEntries(Object.entries(sent).map(([block, entries]) => [block, Object.fromEntries(
    Object.entries(entries).map(([action, entry]) => {
      const kept = held[block]?.[action];
      return [action, kept?.type === entry.type ? kept : entry];
    }))]));
}
