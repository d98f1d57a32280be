// The ten select menus: static, external, users, channels, conversations, and their multi siblings.

import { Combobox } from "./combobox.js";
import { h, icon } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { emojiText } from "./emoji.js";

const PAUSE = 250;
const MIN_QUERY = 3;
const PLACEHOLDERS = { static: "Select an option", external: "Select an option", users: "Select a user", channels: "Select a channel", conversations: "Select a conversation" };

export function select(block, element, surface) {
  const several = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "").replace("_select", "");
  const source = SOURCES[kind](block, element, surface);
  const value = surface.get(block, element);
  const combobox = new Combobox({
    several,
    most: element.max_selected_items,
    clearable: Boolean(block.optional),
    placeholder: element.placeholder?.text ?? PLACEHOLDERS[kind],
    chosen: [value ?? []].flat().map(source.item).filter(Boolean),
    find: source.find,
    change: async (items) => {
      const wanted = several ? items.map(source.value) : items.length ? source.value(items[0]) : null;
      const stands = await surface.choose(block, element, wanted);
      return stands === wanted ? null : [stands ?? []].flat().map(source.item).filter(Boolean);
    },
  });
  return combobox.node;
}

const words = (text) => text.replace(/:([a-z0-9_+\-]+):/g, (_, name) => emojiText(name));

function optionItem(option) {
  return { value: option.value, label: words(option.text.text), content: plain(option.text.text), description: option.description?.text, option };
}

const holds = (text, part) => text.toLowerCase().includes(part.toLowerCase().trim());

function narrowed(groups, text) {
  const kept = groups.map((group) => ({ ...group, items: group.items.filter((item) => holds(item.label, text)) }));
  return { groups: kept.filter((group) => group.items.length) };
}

function grouped(answer) {
  const groups = (answer.option_groups ?? []).map((each) => ({ label: each.label.text, items: each.options.map(optionItem) }));
  return answer.options?.length ? [{ items: answer.options.map(optionItem) }, ...groups] : groups;
}

const SOURCES = {
  static: (block, element) => ({
    item: optionItem,
    value: (item) => item.option,
    find: async (text) => narrowed(grouped(element), text),
  }),
  external: (block, element, surface) => ({ item: optionItem, value: (item) => item.option, find: asking(block, element, surface) }),
  users: (block, element, { reader }) => places([...reader.users.values()].filter((each) => !each.is_bot).map(userItem), reader),
  channels: (block, element, { reader }) => places(channelItems(reader, ["public"]), reader),
  conversations: (block, element, { reader }) => {
    const include = element.filter?.include ?? ["im", "mpim", "private", "public"];
    const shared = element.filter?.exclude_external_shared_channels;
    return places(channelItems(reader, include).filter((each) => !(shared && each.channel.is_ext_shared)), reader);
  },
};

// Ask the app after a pause in typing; too short a query asks nothing.
function asking(block, element, surface) {
  let latest = 0;
  const least = element.min_query_length ?? MIN_QUERY;
  return async (text) => {
    const ticket = (latest += 1);
    if (text.length < least) return { groups: [], note: `Type at least ${least} character${least === 1 ? "" : "s"} to search` };
    if (text) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (ticket !== latest) return { groups: [] };
    const answer = await surface.suggest(block, element, text);
    return answer.status === "ok" ? { groups: grouped(answer) } : { groups: [], note: "Options could not be loaded. Try again." };
  };
}

function places(items) {
  return {
    item: (id) => items.find((each) => each.value === id) ?? (id ? { value: id, label: id } : null),
    value: (item) => item.value,
    find: async (text) => narrowed([{ items }], text),
  };
}

function userItem(user) {
  return { value: user.id, label: user.real_name, description: `@${user.name}` };
}

function channelItems(reader, include) {
  const listed = [...reader.channels.values()].filter((each) => include.includes(each.kind) && !each.is_archived);
  return listed.map((channel) => ({ value: channel.id, label: channelLabel(channel), channel, content: [sign(channel), h("span", {}, channel.name), channel.is_ext_shared ? icon("shared", "Shared with another company") : null] }));
}

function sign({ kind }) {
  if (kind === "public") return h("span", { class: "hash", "aria-hidden": "true" }, "#");
  return kind === "private" ? icon("lock", "Private") : h("span", { class: "avatar avatar-app avatar-tiny", "aria-hidden": "true" });
}

const channelLabel = (channel) => (channel.kind === "public" ? `# ${channel.name}` : channel.name);
