// What the machine would add: a quiet row under the codes of the answer, and what is kept of it when the answer is left.
//
// Suggestions for an answer are made before its own decision is learned; from the moment they are on screen they stay
// as they are. What was on screen is recorded, and only that: `shown` is set where the row is drawn.

const MOST_SHOWN = 3;
const SUGGEST_AHEAD = 12; // answers from the current one on, for which every message asks
const SETTLE_MS = 1000; // shown with the answer, the row may still be renewed for so long, until a key is pressed
const SEEN_MS = 250; // sooner after the row came, a code's own key was on its way already: nobody reacts so quickly
const ASK_AGAIN_MS = 60; // while the model is renewed, or as long as that took before; then less and less often
const ASK_RARELY_MS = 4000;
const ASK_AT_MOST = 40; // times in a row
const MET_WAITS_MS = 1500; // what was met goes with the next decision, or alone after this silence

const suggesting = {
  beginSuggesting() {
    this.suggested = new Map(); // response id -> what is suggested for it
    this.suggestMode = "off";
    this.suggestAsks = 0;
    this.suggestAgain = false;
    this.why = null; // the code whose reasons are asked for or shown
    this.suggestWords = {}; // handed in while suggestions are on: elsewhere no word of them is on the page
    this.parts.suggest = el("div", "vbd-suggest", { role: "group" });
    this.parts.why = el("div", "vbd-why", { "aria-live": "polite", hidden: true });
  },

  placeSuggestions() {
    const { suggest, why, marked } = this.parts;
    if (this.suggestMode === "off") for (const part of [suggest, why]) part.remove();
    else if (!suggest.isConnected) marked.after(suggest, why);
    suggest.setAttribute("aria-label", this.suggestWords.row || "");
  },

  // What the server says of suggestions: the mode with a window of answers, the suggestions with any message.
  takeSuggestions({ suggest, suggest_words: words, suggestions, why }) {
    if (suggest !== undefined && suggest !== this.suggestMode) {
      this.suggestMode = suggest;
      this.suggestWords = words || {};
      this.placeSuggestions();
      fillHelp(this, this.parts.help);
    }
    if (suggestions) {
      for (const [response, found] of Object.entries(suggestions.answers)) this.renew(response, found);
      if (suggestions.fresh) this.suggestAsks = 0;
      else this.askAgainSoon(suggestions.again_s * 1000);
    }
    if (why && this.why && why.response === this.current && why.code === this.why.code) {
      this.why = { ...this.why, answers: why.answers };
    }
  },

  renew(response, { moment, codes, model }) {
    const known = this.suggested.get(response);
    if (known && known.isFixed) return;
    const fresh = codes.map(({ code, probability, worth_a_look: isLikely }) => ({
      code,
      p: probability,
      isLikely,
      shown: false,
      taken: false,
    }));
    this.suggested.set(response, { moment, model, codes: fresh, held: [], isFixed: false, sent: "", since: known?.since });
  },

  askAgainSoon(expectedMs) {
    if (this.suggestAsks >= ASK_AT_MOST) return; // the next decision asks again
    const wait = Math.min(Math.max(expectedMs, ASK_AGAIN_MS) * 1.5 ** this.suggestAsks, ASK_RARELY_MS);
    this.suggestAsks += 1;
    clearTimeout(this.suggestTimer);
    this.suggestTimer = setTimeout(() => {
      this.suggestAgain = true;
      this.sendSoon();
    }, wait);
  },

  // What every message says of suggestions.
  suggestFields() {
    const fields = { suggest: this.suggestMode === "off" ? [] : this.answersAhead(), why: "" };
    this.suggestAgain = false;
    clearTimeout(this.suggestTimer); // this message asks
    if (this.why && !this.why.answers && !this.why.isAsked) {
      this.why.isAsked = true;
      fields.why = this.why.code;
    }
    return fields;
  },

  wantsSuggestions() {
    if (this.suggestMode === "off") return false;
    if (this.suggestAgain || (this.why && !this.why.answers && !this.why.isAsked)) return true;
    const [current] = this.answersAhead();
    const isNew = current === this.current && !this.suggested.has(current) && this.suggestAskedFor !== current;
    if (isNew) this.suggestAskedFor = current;
    return isNew;
  },

  answersAhead() {
    const held = this.items.get(this.current);
    if (!held || !this.data) return [];
    const ahead = [];
    for (let n = held.item.number; n < held.item.number + SUGGEST_AHEAD; n += 1) {
      const response = this.numbers.get(n);
      const known = response && this.suggested.get(response);
      if (response && !(known && known.isFixed)) ahead.push(response);
    }
    return ahead;
  },

  // The codes on offer for the answer on screen: drawn, and not on it.
  offered() {
    const found = this.suggested.get(this.current);
    const state = this.readable();
    if (!found || !state) return [];
    return found.codes.filter(({ code, shown }) => shown && !state.codes.includes(code) && this.codes.has(code));
  },

  // Space takes the first suggestion, with Shift it says why. True where the press was meant for suggestions.
  pressSuggested(key, isRepeat) {
    const found = this.suggested.get(this.current);
    if (found && found.since !== undefined) found.since = -Infinity; // the coder has seen it: it stays as it is
    if (key !== " " && key !== "Shift+Space") return false;
    const [first] = this.offered();
    if (!first) return false;
    if (isRepeat) return true;
    if (key === " ") this.takeSuggested(first.code);
    else this.explain(first.code);
    return true;
  },

  // On selected words, or in a project of sentences, it is taken and at once moved to a passage.
  takeSuggested(code) {
    const state = this.readable();
    if (state === null || !this.offered().some((one) => one.code === code)) return;
    this.describe(code);
    const span = this.selection.span(state);
    this.suggested.get(this.current).shownAt = -Infinity; // taken from the row, it was seen
    this.putOn(code, isWhole(state, span) ? {} : span);
  },

  // A code on offer that is put on, by whichever key, is one that was taken from the row, if there was time to see it;
  // on a passage it is the coder's own all the same, for the machine spoke of the whole answer.
  asSuggested(fields) {
    const found = this.suggested.get(this.current);
    if (fields.kind !== "apply" || !found || performance.now() - found.shownAt < SEEN_MS) return fields;
    const taken = this.offered().find(({ code }) => code === fields.code);
    if (!taken) return fields;
    taken.taken = true;
    return Number.isInteger(fields.start) ? fields : { ...fields, suggested: true };
  },

  explain(code) {
    if (this.why && this.why.code === code) {
      this.why = null;
    } else {
      this.why = { code, answers: null, isAsked: false };
      this.describe(code);
      this.sendSoon();
    }
    this.paint();
  },

  paintSuggested() {
    this.noticeLeaving();
    if (this.suggestMode === "off") return;
    const found = this.suggested.get(this.current);
    const state = this.readable();
    if (found && state) this.bringOnScreen(found, state);
    this.parts.suggest.dataset.model = found ? found.model : ""; // which state of the model is on screen
    const offer = this.offered();
    const keys = new Map((this.data.palettes[this.questionNow()] || []).map(([id, [key]]) => [id, key]));
    this.once("suggest", [this.current, offer.map(({ code }) => code), this.paletteDigest], () => {
      const row = offer.map(({ code }, n) => this.suggestedButton(this.codes.get(code), keys.get(code), n === 0));
      const label = el("span", "vbd-label", { text: this.suggestWords.label });
      this.parts.suggest.replaceChildren(...(row.length ? [label, ...row] : []));
    });
    if (this.why && !offer.some(({ code }) => code === this.why.code)) this.why = null;
    this.paintWhy();
  },

  // Suggestions come on screen with the answer, or once the coder has decided something; then they stay. A decision that
  // goes on to the next answer in the same stroke brings nothing: it is over before anybody could see a row.
  bringOnScreen(found, state) {
    if (found.moment === "hidden" || found.isFixed || this.isGoingOn) return;
    if (found.moment === "after" && !isDecided(state)) return;
    if (found.since === undefined) found.since = performance.now();
    if (found.codes.every(({ shown }) => !shown)) {
      const held = new Set(state.codes);
      const likely = found.codes.filter(({ code, isLikely }) => isLikely && this.codes.has(code));
      for (const one of likely.filter(({ code }) => !held.has(code)).slice(0, MOST_SHOWN)) one.shown = true;
      found.shownAt = performance.now();
      found.held = [...held];
    }
    if (found.moment === "after" || performance.now() - found.since > SETTLE_MS) found.isFixed = true;
  },

  suggestedButton(code, key, isFirst) {
    const ask = button(
      "vbd-link vbd-ask-why",
      { "aria-label": `${this.suggestWords.ask} ${code.name}`, "aria-keyshortcuts": isFirst ? "Shift+Space" : null },
      () => this.explain(code.code_id),
      el("span", "", { text: this.suggestWords.ask }),
    );
    const take = button(
      "vbd-chip vbd-suggested",
      { "aria-keyshortcuts": isFirst ? `Space ${key || ""}`.trim() : key || null, "data-suggested": code.code_id },
      () => this.takeSuggested(code.code_id),
      ...(isFirst || key ? [keyCap(isFirst ? "Space" : key)] : []),
      swatch(code),
      el("span", "", { text: code.name }),
    );
    return el("span", "vbd-suggestion", {}, take, ask);
  },

  paintWhy() {
    const { why } = this;
    this.once("why", why, () => {
      this.parts.why.hidden = why === null;
      if (why === null) return;
      const name = this.codes.get(why.code).name;
      const lines = (why.answers || []).map((text) => el("li", "", { text, dir: "auto" }));
      const { looking, nearest, none } = this.suggestWords;
      const head = (!why.answers ? looking : lines.length ? nearest : none).replace("{code}", () => name);
      this.parts.why.replaceChildren(el("p", "vbd-label", { text: head }), el("ul", "", {}, ...lines));
    });
  },

  // When another answer comes on the desk, what was met on the one before is kept.
  noticeLeaving() {
    const now = this.ending ? "" : this.current;
    if (this.metAt === now) return;
    const left = this.metAt;
    this.metAt = now;
    if (left) this.keepMet(left);
    this.why = null;
  },

  keepMet(response) {
    const found = this.suggested.get(response);
    const state = this.stateNow(response);
    const wasShown = found && found.codes.some(({ shown }) => shown);
    if (!found || !state || found.codes.length === 0 || !(wasShown || isDecided(state))) return;
    found.isFixed = true;
    const { moment, model, held } = found;
    const codes = found.codes.map(({ code, p, shown, taken }) => ({ code, p, shown, taken }));
    const met = { moment, model, codes, held: wasShown ? held : [] };
    if (found.sent === JSON.stringify(met)) return;
    found.sent = JSON.stringify(met);
    this.outbox.add({ kind: "met", response, met });
    setTimeout(() => this.sendSoon(), MET_WAITS_MS);
  },

  // Decisions that wait; what was met waits silently with them.
  waitingNow() {
    return this.outbox.pending.filter(({ entry }) => entry.kind !== "met").length;
  },
};

Object.assign(Desk.prototype, suggesting);
