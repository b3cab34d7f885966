// Identical answers: after a decision a quiet line offers, once, to code them alike. Nothing is copied unasked.

const DECIDES = ["apply", "in_vivo", "remove", "no_code", "done"];

const alike = {
  // Called with every decision: the offer belongs to the answer decided last, and is gone when another one is decided.
  noteAlike({ kind, response }) {
    if (kind !== "alike" && !DECIDES.includes(kind)) return;
    this.alikeSeen ??= new Set();
    if (this.alikeOf && (kind === "alike" || this.alikeOf !== response)) {
      this.alikeSeen.add(this.alikeOf);
      this.alikeOf = null;
    }
    if (kind !== "alike" && !this.alikeSeen.has(response)) this.alikeOf = response;
  },

  // The answer whose coding may be copied, with how many are like it; null where nothing is offered.
  alikeNow() {
    const held = this.items.get(this.alikeOf);
    if (!held || !held.item.alike || !isDecided(this.stateNow(this.alikeOf))) return null;
    return held.item;
  },

  codeAlike() {
    const item = this.alikeNow();
    if (item) this.decide({ kind: "alike", response: item.response_id });
  },

  // Whether an entry changes answers beside its own, so that what is shown of them has to be asked for again.
  touchesOthers({ kind, target }) {
    const turned = this.history.past.get(target);
    return kind === "alike" || Boolean(turned && turned.kind === "alike");
  },

  paintAlike() {
    const item = this.alikeNow();
    const isHere = item !== null && item.response_id === this.current;
    this.once("alike", item && [item.response_id, item.alike, isHere], () => {
      this.parts.alike.replaceChildren(...(item ? this.alikeWords(item, isHere) : []));
    });
  },

  alikeWords(item, isHere) {
    const who = item.alike === 1 ? "1 more person" : `${item.alike} more people`;
    const what = isHere ? "gave this same answer" : `gave the same answer as number ${item.number}`;
    const label = item.alike === 1 ? "code it alike" : "code them alike";
    return [
      `${who} ${what}`,
      button("vbd-link", { "aria-keyshortcuts": "=" }, () => this.codeAlike(), keyCap("="), el("span", "", { text: label })),
    ];
  },
};

Object.assign(Desk.prototype, alike);
