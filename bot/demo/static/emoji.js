// The emoji that work messages use most, by Slack's names.

import { h } from "./dom.js";
import { ART } from "./emoji_art.js";

const SVG = "http://www.w3.org/2000/svg";

const TABLE = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫",
  calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️", alarm_clock: "⏰", clock3: "🕒", stopwatch: "⏱️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢",
  red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", large_blue_circle: "🔵", white_circle: "⚪",
  tv: "📺", movie_camera: "🎥", clapper: "🎬", studio_microphone: "🎙️", microphone: "🎤", headphones: "🎧",
  satellite_antenna: "📡", telephone: "☎️", telephone_receiver: "📞", computer: "💻", camera: "📷", video_camera: "📹",
  link: "🔗", paperclip: "📎", pushpin: "📌", round_pushpin: "📍", memo: "📝", pencil2: "✏️", page_facing_up: "📄",
  file_folder: "📁", open_file_folder: "📂", card_index_dividers: "🗂️", package: "📦", inbox_tray: "📥",
  lock: "🔒", unlock: "🔓", key: "🔑", eyes: "👀", eye: "👁️", bulb: "💡", mag: "🔍", gear: "⚙️", wrench: "🔧",
  information_source: "ℹ️", question: "❓", grey_question: "❔", exclamation: "❗", sos: "🆘", new: "🆕",
  tada: "🎉", sparkles: "✨", rocket: "🚀", fire: "🔥", star: "⭐", trophy: "🏆", chart_with_upwards_trend: "📈",
  bar_chart: "📊", briefcase: "💼", speech_balloon: "💬", wave: "👋", raised_hands: "🙌", clap: "👏", "+1": "👍",
  thumbsup: "👍", "-1": "👎", ok_hand: "👌", pray: "🙏", point_right: "👉", point_up: "☝️", smile: "😄", slightly_smiling_face: "🙂",
  heart: "❤️", wastebasket: "🗑️", arrow_right: "➡️", arrows_counterclockwise: "🔄", repeat: "🔁", zzz: "💤",
  busts_in_silhouette: "👥", bust_in_silhouette: "👤", globe_with_meridians: "🌐", earth_americas: "🌎", flag_de: "🇩🇪",
  heavy_plus_sign: "➕", small_blue_diamond: "🔹", black_small_square: "▪️", dart: "🎯", vertical_traffic_light: "🚦",
};

export function emojiNode(name) {
  if (!Object.hasOwn(TABLE, name)) return null;
  const spoken = name.replaceAll("_", " ");
  if (Object.hasOwn(ART, name)) return drawn(ART[name], spoken);
  return h("span", { class: "emoji", role: "img", "aria-label": spoken, title: `:${name}:` }, TABLE[name]);
}

function drawn(shapes, spoken) {
  const svg = document.createElementNS(SVG, "svg");
  const about = { viewBox: "0 0 24 24", class: "emoji-art", role: "img", "aria-label": spoken };
  for (const [name, value] of Object.entries(about)) svg.setAttribute(name, value);
  svg.append(...shapes.map(shape));
  return svg;
}

function shape([d, fill, stroke = "none"]) {
  const path = document.createElementNS(SVG, "path");
  const look = { d, fill, stroke, "stroke-width": fill === "none" ? 2.4 : 1, "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [name, value] of Object.entries(look)) path.setAttribute(name, value);
  return path;
}

export const emojiText = (name) => (Object.hasOwn(TABLE, name) ? TABLE[name] : `:${name}:`);
