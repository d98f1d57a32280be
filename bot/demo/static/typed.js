// Fields that one types into.

import { h } from "./dom.js";

const PAUSE = 400;
const MODES = { number_input: "numeric", email_text_input: "email", url_text_input: "url" };

export function typed(block, element, surface) {
  const tall = element.multiline || element.type === "rich_text_input";
  const field = h(tall ? "textarea" : "input", {
    class: "field", rows: tall ? 4 : null, type: tall ? null : "text", autocomplete: "off", "data-input": true,
    inputmode: element.is_decimal_allowed ? "decimal" : MODES[element.type], placeholder: element.placeholder?.text,
    autofocus: Boolean(element.focus_on_load), spellcheck: element.type === "plain_text_input" ? null : "false",
  });
  field.value = asText(surface.get(block, element));
  const counter = element.max_length && h("span", { class: "counter", "aria-hidden": "true" });
  const count = () => counter && countDown(counter, field, element.max_length);
  const dispatch = dispatcher(block, element, surface);
  field.addEventListener("input", () => {
    surface.put(block, element, fromText(element, field.value));
    count();
    dispatch("on_character_entered");
  });
  field.addEventListener("keydown", (event) => entered(event, { tall, dispatch, block, surface }));
  count();
  return h("div", { class: tall ? "typed typed-tall" : "typed" }, field, counter);
}

const asText = (value) => (value && typeof value === "object" ? richAsText(value) : value ?? "");
const richAsText = (value) => value.elements.flatMap((part) => part.elements.map((each) => each.text ?? "")).join("");

function fromText(element, text) {
  if (text === "") return null;
  if (element.type !== "rich_text_input") return text;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function countDown(counter, field, most) {
  const left = most - [...field.value].length;
  counter.textContent = String(left);
  counter.hidden = left > Math.max(50, most / 5);
  counter.classList.toggle("counter-over", left < 0);
}

// Tells the app of keys, as far as the block asks for it; characters are told after a pause.
function dispatcher(block, element, surface) {
  let timer = 0;
  const wanted = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return (key) => {
    if (!surface.dispatches(block) || !wanted.includes(key)) return false;
    clearTimeout(timer);
    if (key === "on_enter_pressed") surface.act(block, element, { key });
    else timer = setTimeout(() => surface.act(block, element, { key }), PAUSE);
    return true;
  };
}

function entered(event, { tall, dispatch, surface }) {
  if (event.key !== "Enter" || event.isComposing || (tall && !event.metaKey && !event.ctrlKey)) return;
  event.preventDefault();
  if (!dispatch("on_enter_pressed")) surface.onsubmit?.();
}
