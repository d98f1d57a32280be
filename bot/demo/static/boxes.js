// Checkboxes and radio buttons.

import { freshId, h } from "./dom.js";
import { textNodes } from "./mrkdwn.js";

export function boxes(block, element, surface) {
  const many = element.type === "checkboxes";
  const name = freshId("boxes");
  const chosen = () => [surface.get(block, element) ?? []].flat().map((each) => each.value);
  const show = () => inputs.forEach((input) => (input.checked = chosen().includes(input.value)));
  const change = async () => {
    const picked = element.options.filter((_, place) => inputs[place].checked);
    await surface.choose(block, element, many ? picked : picked[0]);
    show();
  };
  const inputs = element.options.map((option) => h("input", { type: many ? "checkbox" : "radio", name, value: option.value, id: freshId("box"), onchange: change }));
  const rows = element.options.map((option, place) => row(option, inputs[place], surface));
  show();
  return h("div", { class: "boxes", role: many ? "group" : "radiogroup" }, rows);
}

function row(option, input, surface) {
  const words = [h("span", {}, textNodes(option.text, surface.reader))];
  if (option.description) words.push(h("span", { class: "box-description" }, textNodes(option.description, surface.reader)));
  return h("label", { class: "box", "data-qa": "box", "data-value": option.value }, input, h("span", { class: "box-words" }, words));
}
