// Interactive elements that stand in sections, actions and inputs.

import { boxes } from "./boxes.js";
import { confirmed } from "./confirm.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { datePicker, dateTimePicker, timePicker } from "./pickers.js";
import { select } from "./selects.js";
import { typed } from "./typed.js";

const ELEMENTS = {
  button, overflow, checkboxes: boxes, radio_buttons: boxes, datepicker: datePicker, timepicker: timePicker,
  datetimepicker: dateTimePicker, plain_text_input: typed, email_text_input: typed, url_text_input: typed,
  number_input: typed, rich_text_input: typed, file_input: fileInput, feedback_buttons: feedback, icon_button: button,
};

export function elementNode(block, element, surface) {
  const make = ELEMENTS[element.type] ?? (element.type.endsWith("_select") ? select : unknown);
  const node = make(block, element, surface);
  node.setAttribute("data-action-id", element.action_id ?? "");
  node.setAttribute("data-qa", element.type);
  return node;
}

function unknown(_block, element) {
  return h("span", { class: "unknown" }, `This demo does not show ${element.type} elements.`);
}

function button(block, element, surface) {
  const style = element.style ? ` button-${element.style}` : "";
  const press = () => pressed(node, block, element, surface);
  const label = h("span", { class: "button-label" }, plain(element.text.text));
  const away = element.url ? h("span", { class: "unseen" }, " (opens a new tab)") : null;
  const node = h("button", { type: "button", class: `button${style}`, "aria-label": element.accessibility_label, onclick: press }, label, away);
  return node;
}

async function pressed(node, block, element, surface) {
  if (node.getAttribute("aria-busy")) return;
  if (element.confirm && !(await confirmed(element.confirm, surface.reader))) return;
  if (element.url) window.open(element.url, "_blank", "noopener");
  node.setAttribute("aria-busy", "true");
  await surface.act(block, element, {});
  node.removeAttribute("aria-busy");
}

function overflow(block, element, surface) {
  const open = () =>
    openMenu(node, element.options.map((each) => ({ value: each.value, label: each.text.text, option: each })), async ({ option }) => {
      if (element.confirm && !(await confirmed(element.confirm, surface.reader))) return;
      if (option.url) window.open(option.url, "_blank", "noopener");
      await surface.act(block, element, { value: option.value });
    });
  const node = h("button", { type: "button", class: "button button-overflow", "aria-haspopup": "menu", "aria-label": "More actions", onclick: open }, icon("more"));
  return node;
}

function feedback(block, element, surface) {
  const one = (each) =>
    h("button", { type: "button", class: "button", "aria-label": each.accessibility_label, onclick: () => surface.act(block, element, { value: each.value }) }, plain(each.text.text));
  return h("span", { class: "feedback" }, one(element.positive_button), one(element.negative_button));
}

function fileInput() {
  return h("div", { class: "unknown" }, "Files stay on your machine: this demo takes no uploads.");
}
