// The bar at the top: the workspace's clock, and the ways to move it on.

import { post } from "./api.js";
import { clock, fullDay } from "./dates.js";
import { announce, h, icon } from "./dom.js";
import { city } from "./people.js";
import { dateTimePicker } from "./pickers.js";

const STEPS = [["+15 min", "15 minutes", 900], ["+1 hour", "1 hour", 3600], ["+1 day", "1 day", 86400]];
const TICK = 1000;
const NEXT = 3600;

export class Bar {
  constructor(node, app) {
    Object.assign(this, { app, reader: null });
    this.day = h("span", { class: "bar-day" });
    this.time = h("time", { class: "bar-time", "data-qa": "clock-time" });
    this.zone = h("span", { class: "bar-zone" });
    const step = ([label, spoken, seconds]) => h("button", { type: "button", class: "bar-step", "aria-label": `Move the clock on by ${spoken}`, "data-qa": `clock-${seconds}`, onclick: () => this.move({ advance: seconds }) }, label);
    const set = h("button", { type: "button", class: "bar-step", "aria-haspopup": "dialog", "aria-label": "Move the clock to a moment", "data-qa": "clock-set", onclick: () => this.ask() }, "Go to…");
    node.append(h("div", { class: "bar-clock", "data-qa": "clock" }, icon("clock"), this.day, this.time, this.zone),
      h("div", { class: "bar-steps", role: "group", "aria-label": "Move the clock on", title: "Move the clock on, for everybody at once" }, STEPS.map(step), set));
    setInterval(() => this.reader && this.show(), TICK);
  }

  render(reader) {
    this.reader = reader;
    this.show();
  }

  show() {
    const { now, zone } = this.reader;
    put(this.day, fullDay(now, this.reader));
    put(this.time, clock(now, this.reader));
    put(this.zone, city(zone));
  }

  // Answers with what is wrong, if anything is.
  async move(by) {
    const done = await post("clock", by);
    if (done.error) return done.error === "demo_unreachable" ? "The demo server does not answer." : done.error;
    await this.app.refresh();
    announce(`It is now ${fullDay(this.reader.now, this.reader)}, ${clock(this.reader.now, this.reader)}.`);
    return "";
  }

  // The dialog that takes a day and a time on the reader's own clock.
  ask() {
    const { reader } = this;
    let moment = Math.ceil((reader.now + 60) / NEXT) * NEXT;
    const surface = { reader, get: () => moment, put: () => {}, choose: async (_block, _element, value) => (moment = value) };
    const wrong = h("div", { class: "field-error", role: "alert", "data-qa": "clock-error", hidden: true });
    const go = async () => {
      const past = moment < this.reader.now && "The clock only moves forward.";
      const error = past || (await this.move({ to: new Date(moment * 1000).toISOString() }));
      if (!error) return dialog.close();
      wrong.hidden = false;
      return wrong.replaceChildren(icon("warning"), error);
    };
    const dialog = h("dialog", { class: "confirm", "aria-labelledby": "clock-title", "data-qa": "clock-dialog", onclose: () => dialog.remove() },
      h("h2", { id: "clock-title", class: "confirm-title" }, "Move the clock on"),
      h("p", { class: "confirm-text" }, `For everybody at once: this workspace, the app and the webcast platform. The time is that of ${city(reader.zone)}.`),
      dateTimePicker({}, {}, surface), wrong,
      h("div", { class: "confirm-buttons" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel"),
        h("button", { type: "button", class: "button button-submit", "data-qa": "clock-go", onclick: go }, "Move the clock")));
    document.body.append(dialog);
    dialog.showModal();
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
