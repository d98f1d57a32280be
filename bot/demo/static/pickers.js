// Date, time and date-time pickers.

import { Combobox } from "./combobox.js";
import { clockOfDay, isoDay, momentIn, timeIn } from "./dates.js";
import { h, icon } from "./dom.js";
import { float } from "./menu.js";

const DAY = 86_400_000;
const asDate = (day) => new Date(`${day}T00:00:00Z`);
const asDay = (date) => date.toISOString().slice(0, 10);
const shown = (day, options, locale) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(asDate(day));

export function datePicker(block, element, surface) {
  return dateField({
    day: surface.get(block, element) ?? null, reader: surface.reader, placeholder: element.placeholder?.text ?? "Select a date",
    clearable: Boolean(block.optional),
    change: (day) => surface.choose(block, element, day),
  });
}

// A button that opens a calendar; `change(day)` answers with the day that stands.
function dateField({ day, reader, placeholder, change, clearable = false, style = "long" }) {
  let held = day;
  const label = h("span", { class: "date-label" });
  const show = () => {
    label.textContent = held ? shown(held, { dateStyle: style }, reader.locale) : placeholder;
    label.classList.toggle("date-empty", !held);
    clear.hidden = !(clearable && held);
  };
  const pick = async (next) => {
    held = next;
    show();
    button.focus();
    held = await change(next);
    show();
  };
  const button = h("button", { type: "button", class: "picker", "data-input": true, "aria-haspopup": "dialog", onclick: () => calendar(button, held, reader, pick) }, icon("calendar"), label, icon("down"));
  const clear = h("button", { type: "button", class: "combo-clear picker-clear", "aria-label": "Clear", onclick: () => pick(null) }, icon("close"));
  show();
  return h("div", { class: "picker-frame" }, button, clear);
}

function calendar(anchor, held, reader, pick) {
  const today = isoDay(reader.now, reader.zone);
  const state = { day: held ?? today, held, today };
  const panel = h("div", { class: "calendar", role: "dialog", "aria-label": "Choose a date", "data-qa": "calendar" });
  const shut = float(anchor, panel, () => anchor.removeAttribute("aria-expanded"));
  const choose = (day) => (shut(), pick(day));
  const draw = () => panel.replaceChildren(...month(state, reader, choose, turn));
  const turn = (day) => {
    state.day = day;
    draw();
    panel.querySelector("[tabindex='0']")?.focus();
  };
  panel.addEventListener("keydown", (event) => steer(event, state, turn, () => (shut(), anchor.focus())));
  anchor.setAttribute("aria-expanded", "true");
  turn(state.day);
}

function month(state, reader, choose, turn) {
  const first = asDate(`${state.day.slice(0, 8)}01`);
  const start = first.getTime() - ((first.getUTCDay() + 6) % 7) * DAY;
  const days = Array.from({ length: 42 }, (_, place) => asDay(new Date(start + place * DAY)));
  const weekdays = days.slice(0, 7).map((day) => h("span", { class: "weekday", "aria-hidden": "true" }, shown(day, { weekday: "short" }, reader.locale).slice(0, 2)));
  return [monthBar(state, reader, turn), h("div", { class: "days" }, weekdays, days.map((day) => dayButton(day, state, reader, choose)))];
}

function monthBar(state, reader, turn) {
  const move = (by) => () => turn(otherMonth(state.day, by));
  return h("div", { class: "month" },
    h("button", { type: "button", class: "icon-button", "aria-label": "Previous month", onclick: move(-1) }, icon("left")),
    h("strong", { "aria-live": "polite" }, shown(state.day, { month: "long", year: "numeric" }, reader.locale)),
    h("button", { type: "button", class: "icon-button", "aria-label": "Next month", onclick: move(1) }, icon("right")));
}

function otherMonth(day, by) {
  const date = asDate(day);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by + 1, 0)).getUTCDate();
  return asDay(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, Math.min(date.getUTCDate(), last))));
}

function dayButton(day, state, reader, choose) {
  const marks = [day.slice(0, 7) !== state.day.slice(0, 7) && "day-other", day === state.held && "day-held", day === state.today && "day-today"];
  return h("button", {
    type: "button", class: ["day", ...marks.filter(Boolean)].join(" "), tabindex: day === state.day ? "0" : "-1", "data-day": day,
    "aria-label": shown(day, { dateStyle: "full" }, reader.locale), "aria-pressed": String(day === state.held), onclick: () => choose(day),
  }, String(Number(day.slice(8))));
}

function steer(event, state, turn, leave) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    leave();
  } else if (event.key in steps || event.key.startsWith("Page")) {
    event.preventDefault();
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    turn(months ? otherMonth(state.day, months) : asDay(new Date(asDate(state.day).getTime() + steps[event.key] * DAY)));
  }
}

export function timePicker(block, element, surface) {
  return timeField({
    time: surface.get(block, element) ?? null, locale: surface.reader.locale, placeholder: element.placeholder?.text ?? "Select a time",
    clearable: Boolean(block.optional), zone: element.timezone, change: (time) => surface.choose(block, element, time),
  });
}

function timeField({ time, locale, placeholder, clearable, zone, change }) {
  const item = (value) => ({ value, label: clockOfDay(value, locale) });
  const times = Array.from({ length: 48 }, (_, half) => item(`${String(half >> 1).padStart(2, "0")}:${half % 2 ? "30" : "00"}`));
  const combobox = new Combobox({
    placeholder, clearable, chosen: time ? [item(time)] : [],
    find: async (text) => ({ groups: [{ items: text ? times.filter((each) => fits(each, text)) : times }], note: "Press Enter to use this time" }),
    free: (text) => (readTime(text) ? item(readTime(text)) : null),
    change: async (items) => {
      const stands = await change(items[0]?.value ?? null);
      return stands ? [item(stands)] : [];
    },
  });
  combobox.box.prepend(h("span", { class: "combo-icon" }, icon("clock")));
  if (zone) combobox.node.append(h("div", { class: "zone-note" }, zone.replaceAll("_", " ")));
  return combobox.node;
}

const fits = (item, text) => item.label.toLowerCase().startsWith(text.toLowerCase()) || item.value.startsWith(text);

// "3", "3pm", "3:15 PM", "15:15" as "15:15".
function readTime(text) {
  const found = /^\s*(\d{1,2})(?::?(\d{2}))?\s*([ap])?\.?m?\.?\s*$/i.exec(text);
  if (!found) return null;
  const half = found[3]?.toLowerCase();
  const hour = half ? (Number(found[1]) % 12) + (half === "p" ? 12 : 0) : Number(found[1]);
  const minute = Number(found[2] ?? 0);
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` : null;
}

export function dateTimePicker(block, element, surface) {
  const { reader } = surface;
  const held = surface.get(block, element) ?? null;
  const at = { day: held && isoDay(held, reader.zone), time: held && timeIn(reader.zone, held) };
  const change = async (part) => {
    Object.assign(at, part);
    if (at.day && at.time) await surface.choose(block, element, momentIn(reader.zone, at.day, at.time));
    else if (surface.get(block, element)) surface.put(block, element, null);
    return part.day ?? part.time ?? null;
  };
  return h("div", { class: "date-time", role: "group" },
    dateField({ day: at.day, reader, placeholder: "Select a date", clearable: Boolean(block.optional), style: "medium", change: (day) => change({ day }) }),
    timeField({ time: at.time, locale: reader.locale, placeholder: "Select a time", clearable: Boolean(block.optional), change: (time) => change({ time }) }));
}
