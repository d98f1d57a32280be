// Input blocks: label, field, hint, and the place of a field error.

import { elementNode } from "./elements.js";
import { alike, freshId, h, icon } from "./dom.js";
import { plain } from "./mrkdwn.js";

const GROUPS = ["checkboxes", "radio_buttons", "datetimepicker"];

export function inputNode(block, surface) {
  const [labelId, hintId, errorId] = ["label", "hint", "error"].map(freshId);
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  const element = elementNode(block, block.element, surface);
  const target = GROUPS.includes(block.element.type) ? element : element.querySelector("[data-input]") ?? element;
  const words = [plain(block.label.text), optional];
  const label = GROUPS.includes(block.element.type)
    ? h("div", { class: "label", id: labelId }, words)
    : h("label", { class: "label", id: labelId, for: (target.id ||= freshId("field")) }, words);
  target.setAttribute("aria-labelledby", labelId);
  target.setAttribute("aria-describedby", `${errorId} ${hintId}`);
  if (!block.optional) target.setAttribute("aria-required", "true");
  const error = h("div", { class: "field-error", id: errorId, "data-qa": "field-error", role: "alert", hidden: true });
  const hint = h("div", { class: "hint", id: hintId, hidden: !block.hint }, hintWords(block));
  return h("div", { class: "input" }, label, element, error, hint);
}

const hintWords = (block) => (block.hint ? plain(block.hint.text) : []);

// Change only the hint of a field that is otherwise the same, so that nobody is disturbed who is
// typing into it; false if more than the hint differs.
export function reworded(node, before, after) {
  if (after.type !== "input" || !alike({ ...before, hint: null }, { ...after, hint: null })) return false;
  const hint = node.querySelector(".hint");
  hint.hidden = !after.hint;
  hint.replaceChildren(...hintWords(after));
  return true;
}

export function showError(node, sentence) {
  const place = node.querySelector(".field-error");
  if (!place) return;
  const target = node.querySelector("[aria-describedby]");
  place.hidden = !sentence;
  place.replaceChildren(...(sentence ? [icon("warning"), sentence] : []));
  node.firstElementChild.classList.toggle("input-wrong", Boolean(sentence));
  if (sentence) target?.setAttribute("aria-invalid", "true");
  else target?.removeAttribute("aria-invalid");
}
