// The strip at the top that takes a newcomer by the hand.

import { h, icon } from "./dom.js";

const DISMISSED = "demo.coach";
const SET_UP = "demo.setup";
const STROKE = 14;

export class Coach {
  constructor(node, app) {
    Object.assign(this, { node, app, step: null });
  }

  render(state, typed) {
    const step = this.next(state, typed);
    if (step === this.step) return;
    this.step = step;
    this.node.hidden = step === "away";
    if (step !== "away") this.node.replaceChildren(h("div", { class: "coach-words" }, this[step](state)), this.dismiss());
  }

  next(state, typed) {
    if (localStorage.getItem(DISMISSED)) return "away";
    if (state.invitation) return "install";
    if (state.setup && !localStorage.getItem(SET_UP)) return "setup";
    const cards = state.channels.filter((each) => each.kind !== "im").flatMap((each) => each.messages);
    if (cards.some((each) => each.user === state.app.bot_user && !each.ephemeral)) return "look";
    return !this.typing && typed.startsWith("/") && typed.trim().length > 12 ? "send" : "start";
  }

  install(state) {
    return [
      h("span", {}, h("strong", {}, `${state.app.name} is not in this workspace yet.`), " Install it as an admin does. Nothing leaves this machine."),
      h("a", { class: "button button-coach", href: state.invitation.url, "data-qa": "coach-install" }, `Install ${state.app.name}`),
    ];
  }

  setup({ app, setup }) {
    const done = () => {
      localStorage.setItem(SET_UP, "yes");
      this.render(this.app.state, "");
    };
    return [
      h("span", {}, h("strong", {}, `${app.name} is installed.`), " Next: "),
      h("code", { class: "coach-code" }, setup.command),
      h("button", { type: "button", class: "button button-coach", "data-qa": "coach-type", onclick: () => this.type(setup.command) }, "Type it for me"),
      h("span", {}, setup.then),
      h("button", { type: "button", class: "button button-coach", "data-qa": "coach-done", onclick: done }, "Done"),
    ];
  }

  start(state) {
    return [
      h("span", {}, h("strong", {}, "This is a demo workspace: nothing leaves this machine."), " Try: "),
      h("code", { class: "coach-code" }, state.example),
      h("button", { type: "button", class: "button button-coach", "data-qa": "coach-type", onclick: () => this.type(state.example) }, "Type it for me"),
    ];
  }

  send() {
    return h("span", {}, h("strong", {}, "Now press Enter."), " The app answers with a form that is already filled in. Look it over, then send it.");
  }

  look() {
    return h("span", {}, h("strong", {}, "Your webcast is announced."), " Open Webcasts on the left for your Home, move the clock above until it reminds people, or switch person below to read it in another zone.");
  }

  dismiss() {
    const away = () => {
      localStorage.setItem(DISMISSED, "yes");
      this.node.hidden = true;
      this.step = "away";
    };
    return h("button", { type: "button", class: "icon-button coach-x", "aria-label": "Dismiss", "data-qa": "coach-dismiss", onclick: away }, icon("close"));
  }

  async type(text) {
    if (this.typing) return;
    const { composer } = this.app.conversation;
    if (this.app.conversation.atHome) this.app.conversation.turn("messages");
    composer.field.focus();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.typing = true;
    for (let end = still ? text.length : 1; end <= text.length; end += 1) {
      composer.fill(text.slice(0, end));
      if (!still) await new Promise((resolve) => setTimeout(resolve, STROKE));
      if (composer.field.value !== text.slice(0, end)) break; // the person took over
    }
    this.typing = false;
    this.app.typed(composer.field.value);
    composer.offer([]);
  }
}
