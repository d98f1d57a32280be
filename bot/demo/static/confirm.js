// The "Are you sure?" dialog of a confirm object.

import { h } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";

export function confirmed(confirm, reader) {
  return new Promise((resolve) => {
    const dialog = build(confirm, reader);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function build(confirm, reader) {
  const close = (answer) => () => dialog.close(answer);
  const words = (object, otherwise) => (object ? plain(object.text) : otherwise);
  const style = confirm.style === "danger" ? "button-danger" : "button-submit";
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text", "data-qa": "confirm" },
    h("h2", { id: "confirm-title", class: "confirm-title" }, words(confirm.title, "Are you sure?")),
    h("div", { id: "confirm-text", class: "confirm-text" }, textNodes(confirm.text, reader)),
    h("div", { class: "confirm-buttons" },
      h("button", { type: "button", class: "button", "data-qa": "confirm-deny", onclick: close("no") }, words(confirm.deny, "Cancel")),
      h("button", { type: "button", class: `button ${style}`, autofocus: true, "data-qa": "confirm-yes", onclick: close("yes") }, words(confirm.confirm, "Yes"))));
  return dialog;
}
