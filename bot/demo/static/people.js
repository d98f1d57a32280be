// Who reads, and how people look.

import { isoDay } from "./dates.js";
import { h } from "./dom.js";

const SLACKBOT = { id: "USLACKBOT", real_name: "Slackbot", name: "slackbot", is_bot: true };

// This window speaks English; who reads another language still gets a clock of 24 hours.
const ELSEWHERE = "en-GB";

// Everything that rendering needs to know of the person at the screen.
export function makeReader(state) {
  const users = new Map(state.users.map((user) => [user.id, user]));
  const me = users.get(state.me);
  const ahead = state.now - Date.now() / 1000;
  const locale = me.locale.startsWith("en") ? me.locale : ELSEWHERE;
  return {
    me: state.me, app: state.app, team: state.team.id, users, groups: new Map(state.usergroups.map((group) => [group.id, group])), channels: new Map(state.channels.map((channel) => [channel.id, channel])), zone: me.tz, locale,
    today: `${isoDay(state.now, me.tz)} ${state.clock.ahead}`, // changes with all words that stand for a time, like "today"
    get now() {
      return Date.now() / 1000 + ahead;
    },
  };
}

export function person(reader, id) {
  if (id === SLACKBOT.id) return SLACKBOT;
  return reader.users.get(id) ?? { id, real_name: "Unknown", name: "unknown" };
}

export function avatar(user, size = "") {
  const kind = user.id === SLACKBOT.id ? "slackbot" : user.is_bot ? "app" : user.name.replaceAll(".", "-");
  const words = user.real_name.split(" ");
  const short = /^[A-Z]{2,3}$/.test(words[0]) || words.length < 2;
  const initials = short ? words[0].slice(0, 2) : words[0][0] + words[1][0];
  const text = user.is_bot ? "" : initials.toUpperCase();
  return h("span", { class: `avatar avatar-${kind} ${size && `avatar-${size}`}`, "aria-hidden": "true" }, text);
}

// What sets somebody apart who does not belong to the company, if anything does.
export function outsider(user, reader) {
  if (user.team_id && user.team_id !== reader.team) return "external";
  return user.is_ultra_restricted ? "guest" : "";
}

export const city = (zone) => zone.split("/").at(-1).replaceAll("_", " ");
