// Things that float beside a control: a placed panel, and a menu to choose from.

import { freshId, h } from "./dom.js";

let close = null;

// Show `panel` beside `anchor` until something else is clicked, Esc is pressed or it is closed.
export function float(anchor, panel, onclosed) {
  close?.();
  const home = anchor.closest("dialog") ?? document.body;
  home.append(panel);
  place(anchor, panel);
  const away = (event) => !panel.contains(event.target) && !anchor.contains(event.target) && shut();
  const moved = (event) => !panel.contains(event.target) && place(anchor, panel);
  const shut = () => {
    if (close !== shut) return;
    close = null;
    panel.remove();
    document.removeEventListener("pointerdown", away, true);
    document.removeEventListener("scroll", moved, true);
    onclosed?.();
  };
  document.addEventListener("pointerdown", away, true);
  document.addEventListener("scroll", moved, true);
  close = shut;
  return shut;
}

export const closeFloat = () => close?.();

function place(anchor, panel) {
  const at = anchor.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - 12;
  const up = below < Math.min(size.height, 220) && at.top > below;
  panel.style.maxHeight = `${Math.max(120, Math.min(320, up ? at.top - 12 : below))}px`;
  if (panel.dataset.wide) panel.style.width = `${at.width}px`;
  const width = panel.getBoundingClientRect().width;
  const left = at.left + width + 8 > window.innerWidth ? at.right - width : at.left;
  panel.style.left = `${Math.max(8, left)}px`;
  panel.style.top = up ? "auto" : `${at.bottom + 4}px`;
  panel.style.bottom = up ? `${window.innerHeight - at.top + 4}px` : "auto";
}

// A menu of {label, ...} items, maybe under a title; `chosen` gets the item.
export function openMenu(anchor, items, chosen, title = "") {
  const list = h("div", { class: "menu", role: "menu", id: freshId("menu"), "aria-label": title || null, "data-qa": "menu" }, title && h("div", { class: "menu-title", "aria-hidden": "true" }, title));
  const done = (item) => () => {
    shut();
    anchor.focus();
    chosen(item);
  };
  list.append(...items.map((item) => menuItem(item, done(item))));
  list.addEventListener("keydown", (event) => steer(event, list, () => (shut(), anchor.focus())));
  anchor.setAttribute("aria-expanded", "true");
  const shut = float(anchor, list, () => anchor.removeAttribute("aria-expanded"));
  list.querySelector("[role=menuitem]")?.focus();
}

function menuItem(item, onclick) {
  return h("button", { type: "button", role: "menuitem", class: "menu-item", tabindex: "-1", "data-qa": item.qa ?? "option", "data-value": item.value, onclick }, item.content ?? item.label);
}

function steer(event, list, leave) {
  const items = [...list.querySelectorAll("[role=menuitem]")];
  const here = items.indexOf(document.activeElement);
  const step = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    leave();
  } else if (step !== undefined) {
    event.preventDefault();
    items[(step + items.length) % items.length].focus();
  }
}
