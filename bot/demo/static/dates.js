// Dates as Slack shows them: in the reader's zone, with its words for near days.

const SIX_MONTHS = 182 * 86400;

function parts(seconds, zone, options, locale = "en-US") {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  return Object.fromEntries(format.formatToParts(seconds * 1000).map((each) => [each.type, each.value]));
}

function ordinal(day) {
  const number = Number(day);
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? "th" : { 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th";
  return `${number}${ending}`;
}

export function isoDay(seconds, zone) {
  const { year, month, day } = parts(seconds, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${year}-${month}-${day}`;
}

export function clock(seconds, reader, withSeconds = false) {
  const shown = { hour: "numeric", minute: "2-digit", ...(withSeconds && { second: "2-digit" }) };
  return new Intl.DateTimeFormat(reader.locale, { timeZone: reader.zone, ...shown }).format(seconds * 1000);
}

export function clockOfDay(time, locale) {
  const [hour, minute] = time.split(":").map(Number);
  return clock(Date.UTC(2026, 0, 5, hour, minute) / 1000, { zone: "UTC", locale });
}

function nearDay(seconds, reader) {
  const day = isoDay(seconds, reader.zone);
  const near = { [-1]: "yesterday", 0: "today", 1: "tomorrow" };
  for (const [away, word] of Object.entries(near)) {
    if (isoDay(reader.now + Number(away) * 86400, reader.zone) === day) return word;
  }
  return null;
}

function written(seconds, reader, style) {
  const names = { short: ["short", "short"], long: ["long", "long"], plain: ["long", undefined] }[style];
  const { year, month, day, weekday } = parts(seconds, reader.zone, {
    year: "numeric", month: names[0], day: "numeric", weekday: names[1],
  });
  const near = Math.abs(seconds - reader.now) < SIX_MONTHS;
  const dated = style === "short" ? `${month} ${day}` : `${month} ${ordinal(day)}`;
  const whole = near ? dated : `${dated}, ${year}`;
  return style === "long" ? `${weekday}, ${whole}` : whole;
}

export function fullDay(seconds, reader) {
  const { weekday, month, day, year } = parts(seconds, reader.zone, { weekday: "short", month: "short", day: "numeric", year: "numeric" });
  return `${weekday}, ${month} ${day}, ${year}`;
}

function ago(seconds, reader) {
  const away = seconds - reader.now;
  const relative = new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" });
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, each]) => Math.abs(away) >= each) ?? ["second", 1];
  return relative.format(Math.round(away / size), unit);
}

const TOKENS = {
  date_num: (at, reader) => isoDay(at, reader.zone),
  date: (at, reader) => written(at, reader, "plain"),
  date_short: (at, reader) => written(at, reader, "short"),
  date_long: (at, reader) => written(at, reader, "long"),
  time: clock,
  time_secs: (at, reader) => clock(at, reader, true),
  ago,
};

// Fill a format such as "{date_short_pretty} at {time}"; null if a token is unknown.
export function fill(format, seconds, reader) {
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (_, token) => {
    const pretty = token.endsWith("_pretty");
    const write = TOKENS[token.replace(/_pretty$/, "")];
    if (!write || !Number.isFinite(seconds)) known = false;
    if (!known) return "";
    return (pretty && nearDay(seconds, reader)) || write(seconds, reader);
  });
  if (!known) return null;
  return format.startsWith("{") ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

export function dayLabel(seconds, reader) {
  const word = nearDay(seconds, reader);
  return word ? word.charAt(0).toUpperCase() + word.slice(1) : written(seconds, reader, "long");
}

export function zoneName(seconds, reader) {
  return parts(seconds, reader.zone, { timeZoneName: "long" }, reader.locale).timeZoneName;
}

// The moment at which the clocks of `zone` show this day and time.
export function momentIn(zone, day, time) {
  const wall = Date.parse(`${day}T${time}:00Z`) / 1000;
  let moment = wall;
  for (let pass = 0; pass < 2; pass += 1) moment = wall - offset(moment, zone);
  return moment;
}

function offset(seconds, zone) {
  const at = parts(seconds, zone, {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return Date.parse(`${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:00Z`) / 1000 - Math.floor(seconds / 60) * 60;
}

export function timeIn(zone, seconds) {
  const { hour, minute } = parts(seconds, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${hour}:${minute}`;
}
