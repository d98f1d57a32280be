// Drawings of the emoji that status lines use most, so that they look the same on every machine
// and do not depend on an emoji font. Each is a list of [path, fill, stroke] on a 24 by 24 grid.

const WHITE = "#fff";
const disc = (fill) => [["M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19z", fill]];
const sheet = ["M3.5 5.5h17v15h-17z", "#f4f4f6", "#9aa3ad"];
const line = (path, stroke = "#3c4650") => [path, "none", stroke];

const calendar = [sheet, ["M3.5 5h17v5h-17z", "#d8394c"], line("M8 3v4M16 3v4", "#7a2731"), line("M7.5 14h2M11 14h2M14.5 14h2M7.5 17.5h2M11 17.5h2", "#7b858f")];
const clock = [...disc("#e9edf1"), line("M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19z", "#5d6b78"), line("M12 6.5V12l4 2.5")];
const hourglass = [["M7 3.5h10c0 5-4 6-4 8.5s4 3.5 4 8.5H7c0-5 4-6 4-8.5S7 8.5 7 3.5z", "#cfe4f3", "#6d8799"], ["M9 19.5c0-2 1.5-3 3-4 1.5 1 3 2 3 4z", "#d9a441"], line("M6 3.5h12M6 20.5h12", "#8a5a2b")];
const bell = [["M12 3a6 6 0 0 0-6 6c0 5-2 6-2 8h16c0-2-2-3-2-8a6 6 0 0 0-6-6z", "#e8b13c"], ["M9.5 18.5a2.5 2.5 0 0 0 5 0z", "#a8741a"]];
const camera = [["M2.5 7h13v11h-13z", "#4a5560"], ["M16 11l5.5-3v9L16 14z", "#4a5560"], ["M5 9.5h3v2H5z", "#9fd0ef"]];
const key = [["M8 8a4.5 4.5 0 1 0 4.2 6H15v3h3v-3h3v-3h-8.800A4.5 4.5 0 0 0 8 8zM7 12.5a1 1 0 1 1 2 0 1 1 0 0 1-2 0z", "#d9a441"]];
const lock = [["M5.5 10.5h13v10h-13z", "#d9a441"], line("M8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3", "#6f6f78")];
const memo = [["M5 2.5h11l3 3v16H5z", "#f4f4f6", "#9aa3ad"], line("M8 8.5h8M8 12h8M8 15.5h5", "#7b858f")];
const link = [line("M10 14l4-4M9 11l-3 3a3 3 0 0 0 4.2 4.200l3-3M15 13l3-3A3 3 0 0 0 13.8 5.800l-3 3", "#5d7f9e")];

export const ART = {
  white_check_mark: [["M3 5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z", "#2f9e5b"], line("M7 12.5l3.5 3.5L17 8.5", WHITE)],
  heavy_check_mark: [line("M4 13l5 5L20 6", "#2f9e5b")],
  x: [line("M5 5l14 14M19 5L5 19", "#cf2f45")],
  warning: [["M12 2.5L22.5 21h-21z", "#f0b429"], line("M12 9v6M12 17.800v.1", "#3b2c00")],
  no_entry: [...disc("#cf2f45"), line("M7 12h10", WHITE)],
  no_entry_sign: [line("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.7 5.700l12.6 12.6", "#cf2f45")],
  information_source: [["M3 5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z", "#3b7dc4"], line("M12 11v6M12 7.5v.1", WHITE)],
  question: [line("M8.5 8.5a3.5 3.5 0 1 1 5 3.200c-1 .6-1.5 1.3-1.5 2.800M12 19v.1", "#cf2f45")],
  exclamation: [line("M12 4v10M12 19v.1", "#cf2f45")],
  calendar, date: calendar, spiral_calendar_pad: calendar,
  alarm_clock: clock, clock3: clock, stopwatch: clock,
  hourglass, hourglass_flowing_sand: hourglass,
  bell, no_bell: [...bell, line("M4 3l16 18", "#cf2f45")],
  mega: [["M4 10l11-6v15L4 14z", "#e0594b"], ["M15 4l4-1v17l-4-1z", "#c9ced4"], ["M6 14.5h3l1.5 5h-3z", "#8f97a0"]],
  loudspeaker: [["M4 9.5h4L15 4v16l-7-5.5H4z", "#e0594b"], line("M18 9a4 4 0 0 1 0 6", "#8f97a0")],
  red_circle: disc("#d8394c"), large_green_circle: disc("#2f9e5b"), large_yellow_circle: disc("#f0b429"),
  large_blue_circle: disc("#3b7dc4"), white_circle: [["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "#f4f4f6", "#9aa3ad"]],
  tv: [["M2.5 5.5h19v12h-19z", "#4a5560"], ["M4.5 7.5h15v8h-15z", "#9fd0ef"], line("M8 20.5h8", "#4a5560")],
  movie_camera: camera, video_camera: camera, computer: [["M4 5h16v10.5H4z", "#4a5560"], ["M5.5 6.5h13v7.5h-13z", "#9fd0ef"], ["M2 17h20v2.5H2z", "#9aa3ad"]],
  studio_microphone: [["M9 3h6v10a3 3 0 0 1-6 0z", "#7b858f"], line("M6 11.5a6 6 0 0 0 12 0M12 17.5v3.5M8.5 21h7", "#4a5560")],
  link, paperclip: link, key, lock, unlock: lock, memo, page_facing_up: memo, pencil2: memo,
  file_folder: [["M2.5 6h7l2 2.5h10V19h-19z", "#e8b13c"]], open_file_folder: [["M2.5 6h7l2 2.5h10V19h-19z", "#e8b13c"]],
  package: [["M3.5 8h17v12h-17z", "#b9834a"], ["M3.5 8L6 4h12l2.5 4z", "#d3a36d"], ["M10 8h4v5h-4z", "#f0dcc0"]],
  bulb: [["M12 2.5a6.5 6.5 0 0 0-3.5 12c.7.5 1 1.5 1 2.5h5c0-1 .3-2 1-2.5a6.5 6.5 0 0 0-3.5-12z", "#f0b429"], ["M9.5 18h5v3h-5z", "#8f97a0"]],
  mag: [["M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "#d9edf9", "#5d6b78"], line("M15 15l5.5 5.5", "#5d6b78")],
  sparkles: [["M12 3l2 6.5L20.5 12 14 14.5 12 21l-2-6.5L3.5 12 10 9.5z", "#f0b429"]],
  star: [["M12 2.5l3 6.3 6.8.9-5 4.8 1.2 6.9-6-3.3-6 3.3 1.2-6.9-5-4.8 6.8-.9z", "#f0b429"]],
  tada: [["M3 21L8 8.5 15.5 16z", "#e8b13c"], line("M13 9c1-3 3-4 5-4M15.5 12c2-1 4-1 5.5 0M11 6V3", "#d8394c")],
  rocket: [["M14 3c4-1 6 0 7 0 0 1 1 3 0 7l-7 7-7-7z", "#c9ced4"], ["M7 10l-4 1 4 4zM14 17l-1 4-4-4z", "#d8394c"], ["M15 7.5a1.8 1.8 0 1 0 .1 0z", "#3b7dc4"]],
  eyes: [["M8 6a4 6 0 1 0 .1 0zM16 6a4 6 0 1 0 .1 0z", "#f4f4f6", "#7b858f"], ["M9 10a2 2.5 0 1 0 .1 0zM17 10a2 2.5 0 1 0 .1 0z", "#3c4650"]],
  wastebasket: [["M5 7h14l-1.5 14h-11z", "#9aa3ad"], line("M4 7h16M9.5 4h5", "#5d6b78")],
  arrows_counterclockwise: [["M3 5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z", "#3b7dc4"], line("M7 12a5 5 0 0 1 9-3v-2.5M17 12a5 5 0 0 1-9 3v2.5", WHITE)],
  arrow_right: [["M3 5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z", "#3b7dc4"], line("M7 12h9M12.5 8l4 4-4 4", WHITE)],
  gear: [["M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 4a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z", "#7b858f"], line("M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.300l2 2M16.7 16.700l2 2M18.7 5.300l-2 2M7.3 16.700l-2 2", "#7b858f")],
  bar_chart: [sheet, ["M7 12h2.5v6H7zM11 8.5h2.5V18H11zM15 14h2.5v4H15z", "#3b7dc4"]],
  chart_with_upwards_trend: [sheet, line("M6 17l4-4 3 2 5-6", "#d8394c")],
  speech_balloon: [["M3 4h18v12h-9l-5 4.5V16H3z", "#f4f4f6", "#9aa3ad"], line("M8 10v.1M12 10v.1M16 10v.1", "#5d6b78")],
  busts_in_silhouette: [["M9 4a3.5 3.5 0 1 0 .1 0zM2.5 19c0-4 2.5-6 6.5-6s6.5 2 6.5 6z", "#5d7f9e"], ["M16.5 6a3 3 0 1 0 .1 0zM17 13c3 0 5 2 5 5h-5z", "#86a3bd"]],
  bust_in_silhouette: [["M12 3.5a4 4 0 1 0 .1 0zM4.5 20c0-4.5 3-6.5 7.5-6.5s7.5 2 7.5 6.5z", "#5d7f9e"]],
  globe_with_meridians: [...disc("#3b7dc4"), line("M3 12h18M12 3c-6 6-6 12 0 18M12 3c6 6 6 12 0 18", WHITE)],
  satellite_antenna: [["M4 10a9 9 0 0 0 10 10z", "#c9ced4", "#7b858f"], line("M10 14l5-5M15 5a4 4 0 0 1 4 4M15 2a7 7 0 0 1 7 7", "#5d6b78")],
  telephone_receiver: [["M5 3.5l4-.5 1.5 5L8 10c1 2.5 3 4.5 5.5 6l2.5-2.5 5 1.5-.5 4c-8 3-18.5-7.5-15.5-15.5z", "#5d6b78"]],
};
