// The left column: channels, the app, and who one is.

import { clock } from "./dates.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { avatar, city, outsider, person } from "./people.js";

export function renderSidebar(node, { state, reader, here, reading, go, become }) {
  const focus = document.activeElement?.dataset?.qa;
  const channels = state.channels.filter((each) => each.kind !== "im" && !each.is_archived);
  const old = state.channels.filter((each) => each.is_archived);
  const apps = state.channels.filter((each) => each.kind === "im");
  const row = (each) => channelRow(each, { here, reading, go });
  node.replaceChildren(
    h("header", { class: "team" }, h("span", { class: "team-name" }, state.team.name)),
    h("div", { class: "places" },
      section("Channels", [...channels, ...old].map(row)),
      section("Apps", [...apps.map(row), state.invitation && invitation(state)].filter(Boolean))),
    switcher(state, reader, become),
  );
  if (focus) [...node.querySelectorAll("[data-qa]")].find((each) => each.dataset.qa === focus)?.focus();
}

function section(title, rows) {
  return h("section", { class: "place-group" }, h("h2", { class: "place-title" }, title), h("ul", { class: "place-list" }, rows.map((each) => h("li", {}, each))));
}

function invitation(state) {
  return h("a", { class: "place", href: state.invitation.url, "data-qa": "install" }, h("span", { class: "avatar avatar-app avatar-tiny", "aria-hidden": "true" }), h("span", { class: "place-name" }, `Install ${state.app.name}`));
}

function sign(channel) {
  if (channel.kind === "im") return h("span", { class: "avatar avatar-app avatar-tiny", "aria-hidden": "true" });
  if (channel.is_archived) return icon("archive", "Archived");
  return channel.kind === "private" ? icon("lock", "Private") : h("span", { class: "hash", "aria-hidden": "true" }, "#");
}

function channelRow(channel, { here, reading, go }) {
  const unread = channel.unread > 0 && !(channel.id === here && reading);
  const name = channel.kind === "im" ? "dm-webcasts" : `channel-${channel.name}`;
  const count = unread && channel.kind === "im" ? h("span", { class: "badge" }, String(channel.unread)) : null;
  const shared = channel.is_ext_shared ? icon("shared", "Shared with another company") : null;
  const spoken = unread ? h("span", { class: "unseen" }, `, ${channel.unread} unread`) : null;
  const marks = [unread && "place-unread", channel.is_archived && "place-archived"].filter(Boolean);
  return h("button", { type: "button", class: ["place", ...marks].join(" "), "aria-current": channel.id === here ? "page" : null, "data-qa": name, "data-unread": String(channel.unread), onclick: () => go(channel.id) },
    sign(channel), h("span", { class: "place-name" }, channel.name), shared, spoken, count);
}

function local(user, reader) {
  const apart = outsider(user, reader);
  return `${city(user.tz)}, ${clock(reader.now, { zone: user.tz, locale: reader.locale })}${apart && ` · ${apart}`}`;
}

function switcher(state, reader, become) {
  const me = person(reader, state.me);
  const staff = state.users.filter((user) => !user.is_bot && !user.deleted);
  const card = (user) => [avatar(user, "small"), h("span", { class: "who" }, h("span", { class: "who-name" }, user.real_name), h("span", { class: "who-zone" }, local(user, reader)))];
  const items = () => staff.map((user) => ({ id: user.id, qa: `user-${user.id}`, content: [...card(user), user.id === state.me ? icon("check", "You") : null] }));
  const button = h("button", { type: "button", class: "switcher", "aria-haspopup": "menu", "data-qa": "user-switcher", onclick: () => openMenu(button, items(), ({ id }) => become(id)) },
    card(me), h("span", { class: "unseen" }, "Switch person"), icon("down"));
  return h("footer", { class: "you" }, h("span", { class: "you-label" }, "You are"), button);
}
