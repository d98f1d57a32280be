// Building the page: elements from names, attributes and children. Text is always text.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.flat(3).filter((child) => child != null && child !== false));
  return node;
}

function set(node, name, value) {
  if (value == null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

const PATHS = {
  close: "M5 5l10 10M15 5L5 15",
  check: "M4 10.5l4 4 8-9",
  down: "M5 8l5 5 5-5",
  left: "M12 4l-6 6 6 6",
  right: "M8 4l6 6-6 6",
  more: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  send: "M3 10l14-6-5 13-3-5.5zM9 11.5L17 4",
  lock: "M5.5 9h9v7h-9zM7 9V6.5a3 3 0 0 1 6 0V9",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  warning: "M10 3l8 14H2zM10 8v4M10 14.5v.01",
  link: "M8.5 11.5l3-3M7.5 9.5l-2 2a2.5 2.5 0 0 0 3.5 3.5l2-2M12.5 10.5l2-2A2.5 2.5 0 0 0 11 5L9 7",
  bolt: "M11 2.5L4.5 11.5H9.5L9 17.5L15.5 8.5H10.5z",
  reply: "M4 5h12v8H9l-4 3v-3H4z",
  archive: "M3.5 5h13v3h-13zM5 8v8h10V8M8.5 11h3",
  shared: "M3.5 3.5h9v9h-9zM7.5 7.5h9v9h-9z",
  calendar: "M3.5 5h13v11h-13zM3.5 8.5h13M7 3v3M13 3v3",
  file: "M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11.5 2.5v3.5h3.5M8 10h4.5M8 13h4.5",
  download: "M10 3v9.5M6 9l4 4 4-4M4 16.5h12",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l3 2",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9v5M10 6.5v.01",
  people: "M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c0-3 2-4.5 5-4.5s5 1.5 5 4.5M13 9.5a2.2 2.2 0 1 0-1-4.2M14 11.7c2.2.3 3.5 1.8 3.5 4.3",
};

export function icon(name, label = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

// Bring the children of `parent` to `wanted` in order, touching only what differs: a node that
// stays keeps its focus, caret and scroll position.
export function arrange(parent, wanted) {
  const kept = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!kept.has(child)) child.remove();
  wanted.forEach((node, place) => {
    if (parent.childNodes[place] !== node) parent.insertBefore(node, parent.childNodes[place] ?? null);
  });
}

export function alike(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

let serial = 0;
export const freshId = (prefix) => `${prefix}-${(serial += 1)}`;
