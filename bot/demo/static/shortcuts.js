// The app's shortcuts: beside the composer, and in the menu of a message.

import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";

const sign = () => h("span", { class: "avatar avatar-app avatar-small", "aria-hidden": "true" });

function items(shortcuts, app, type) {
  return shortcuts.filter((each) => each.type === type).map((each) => ({
    id: each.callback_id, qa: `shortcut-${each.callback_id}`,
    content: [sign(), h("span", { class: "menu-words" }, h("span", {}, each.name), h("span", { class: "menu-about" }, each.description || app.name))],
  }));
}

// `context()` gives {state, reader, tell}; `place` is {} or the message's {channel, ts}.
async function use({ id }, place, { state, reader, tell }) {
  const done = await post("shortcut", { user: reader.me, callback_id: id, ...place });
  if (done.error) tell(`${state.app.name} did not answer. Try again.`);
}

export function shortcutButton(context, qa) {
  const open = () => {
    const { state } = context();
    openMenu(button, items(state.shortcuts, state.app, "global"), (item) => use(item, {}, context()), "Shortcuts");
  };
  const button = h("button", { type: "button", class: "icon-button composer-tool", "aria-haspopup": "menu", "aria-label": "Shortcuts", title: "Shortcuts", "data-qa": qa, onclick: open }, icon("bolt"));
  return button;
}

export const hasShortcuts = (state, type) => state.shortcuts.some((each) => each.type === type);

export function messageShortcuts(context, place) {
  const { state } = context();
  return items(state.shortcuts, state.app, "message").map((item) => ({ ...item, use: () => use(item, place, context()) }));
}
