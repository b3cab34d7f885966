// Drawing: each part only when what it shows has changed, so that moving on costs a fraction of a millisecond.

const ANNOUNCE_AFTER_MS = 1500; // screen readers hear the saved state when it has settled

const painting = {
  paint() {
    if (this.data === undefined) return; // no window of answers has come yet
    const held = this.items.get(this.current);
    this.paintAnswer(held);
    this.selection.shows(this.awaited === null && held ? held.item : null);
    this.paintPalette();
    this.paintState(held && this.stateNow(this.current), held);
    this.paintSuggested();
    this.paintAlike();
    this.paintEnding();
    this.paintStanding();
  },

  // Run `draw` when the values differ from those drawn last.
  once(part, values, draw) {
    const now = JSON.stringify(values);
    if (this.shown[part] === now) return;
    this.shown[part] = now;
    draw();
  },

  paintAnswer(held) {
    const { parts } = this;
    const waits = this.awaited !== null || !held;
    const item = held && held.item;
    const shown = item && [item.response_id, item.number, item.question, item.about, item.disposition, item.text.length];
    // What was decided meanwhile does not matter here: this is drawn when the answer comes on the desk.
    this.once("answer", [waits ? this.awaited : shown, this.data.total], () => {
      parts.reading.classList.toggle("vbd-waits", waits);
      if (waits) {
        const which = this.awaited && this.awaited.number ? `answer ${this.awaited.number}` : "the answer";
        parts.text.textContent = `Fetching ${which} …`;
        return;
      }
      const { text } = item;
      this.shown.passages = undefined;
      parts.text.setAttribute("aria-live", "polite"); // silent since passages were drawn in the last one
      if (parts.text.textContent !== text || !text) parts.text.textContent = text || "This answer is blank.";
      parts.text.classList.toggle("vbd-blank", !text);
      parts.question.textContent = item.question;
      parts.number.textContent = `answer ${item.number} of ${this.data.total}`;
      const kind = item.disposition === "substantive" ? "" : item.disposition.replaceAll("_", " ");
      parts.about.textContent = [item.about, kind].filter(Boolean).join(" · ");
      parts.onward.hidden = !isDecided(this.stateNow(item.response_id)); // on looking back, not while deciding
      this.toTop();
    });
  },

  // After a long answer the next one starts at its top. Whether that is out of sight is watched, not measured, so that
  // the key is not held up.
  toTop() {
    if (this.topIsHidden) this.parts.desk.scrollIntoView({ block: "start" });
  },

  paintState(state, held) {
    if (!state || this.awaited) return;
    const { parts } = this;
    const hasDraft = this.outbox.drafts.has(held.item.response_id) && !this.memoWaits(held.item.response_id);
    const found = this.passagesOf(state);
    this.paintPassages(state, found);
    this.paintSelected(state);
    this.once("state", [this.current, state, hasDraft, this.selection.span(state)], () => {
      this.paintPressed(state);
      const pressed = { no_code: state.noCode, unsure: state.unsure, discuss: state.discuss, quote: state.quote };
      for (const node of parts.marks.children) {
        const on = pressed[node.dataset.command];
        if (on !== undefined) node.setAttribute("aria-pressed", String(on));
      }
      parts.marked.replaceChildren(...this.markedWords(state, found));
      this.memo.paint(state.memo, hasDraft);
    });
  },

  // Only the codes that change: with many codes, saying it of each would take longer than all the rest.
  paintPressed(state) {
    for (const [id, row] of this.codeRows) {
      const pressed = String(this.isOn(id, state));
      if (this.pressed.get(id) === pressed) continue;
      this.pressed.set(id, pressed);
      row.setAttribute("aria-pressed", pressed);
    }
  },

  memoWaits(response) {
    return this.outbox.entriesOf(response).some(({ kind }) => kind === "memo");
  },

  markedWords(state, found) {
    const whole = state.codings.filter((coding) => isWhole(state, coding) && this.codes.has(coding.code));
    const chips = whole.map((coding) => markedChip(this, this.codes.get(coding.code), coding));
    chips.push(...found.map((passage) => this.passageChip(state, passage)));
    const said = [
      state.noCode && "no code applies",
      state.done && state.byHand.length === 0 && "no other code applies",
      state.unsure && "unsure",
      state.discuss && "to discuss",
      state.quote && "worth quoting",
      state.codings.length > 0 && this.items.get(this.current).item.copied && "copied to identical answers",
    ].filter(Boolean);
    const words = said.map((text) => el("span", "vbd-said", { text }));
    if (isInPart(state)) words.push(el("span", "vbd-hint", { text: IN_PART }));
    const all = [...chips, ...words];
    return all.length ? [el("span", "vbd-label", { text: "Marked" }), ...all] : [];
  },

  codedNow() {
    let coded = this.data.coded;
    const touched = new Set(this.outbox.pending.map(({ entry }) => entry.response));
    for (const response of touched) {
      const held = this.items.get(response);
      if (held) coded += Number(isDecided(this.stateNow(response))) - Number(isDecided(held.state));
    }
    return coded;
  },

  paintEnding() {
    const { parts, ending } = this;
    const coded = this.codedNow();
    const { total } = this.data;
    this.once("progress", [coded, total, this.data.round], () => {
      this.paintRound(coded, total);
      parts.bar.style.width = `${total ? (100 * coded) / total : 0}%`;
      parts.progress.setAttribute("aria-valuemax", String(total));
      parts.progress.setAttribute("aria-valuenow", String(coded));
      parts.progress.setAttribute("aria-valuetext", `${coded} of ${total} answers coded`);
      parts.progress.title = `${coded} of ${total} answers coded`;
    });
    this.once("ending", [ending, ending && [coded, total]], () => {
      parts.ending.hidden = !ending;
      parts.work.hidden = ending;
      parts.desk.classList.toggle("vbd-ended", ending);
      parts.ending.replaceChildren(...(ending ? this.endingWords(coded, total) : []));
    });
  },

  // In a round: which, how much of one's own part is done, and who sees it.
  paintRound(coded, total) {
    const { round } = this.data;
    this.parts.round.hidden = !round;
    if (!round) return;
    this.parts.round.textContent = `Round ${round.number}, ${round.kind}: your answers ${coded} of ${total}. ${round.secret}`;
  },

  endingWords(coded, total) {
    const back = () => this.goTo(1);
    const label = (text) => el("span", "", { text });
    if (coded >= total) {
      return [
        el("p", "vbd-ending-title", { text: `All ${total} answers are coded` }),
        ...(this.data.round ? this.handInWords(label) : this.findingsWords(label)),
        button("vbd-command", {}, back, label("Read them again from the first")),
      ];
    }
    const left = total - coded;
    const waiting = left === 1 ? "1 is not coded yet" : `${left} are not coded yet`;
    return [
      el("p", "vbd-ending-title", { text: "This was the last answer" }),
      el("p", "vbd-hint", { text: `${coded} of ${total} are coded; ${waiting}.` }),
      button("vbd-command vbd-main-action", {}, () => this.resume(), label("Go to the first of them")),
      button("vbd-command", {}, () => this.move(-1), label("Back to the last answer")),
    ];
  },

  findingsWords(label) {
    return [
      el("p", "vbd-hint", { text: "Each can still be changed; the tables follow." }),
      button("vbd-command vbd-main-action", {}, () => this.goWhenSaved("findings"), label("See the findings")),
    ];
  },

  handInWords(label) {
    return [
      el("p", "vbd-hint", { text: "Each can still be changed, until you hand in your part of the round." }),
      button("vbd-command vbd-main-action", {}, () => this.goWhenSaved("hand_in"), label("Hand in …")),
    ];
  },

  // How the queue stands: one quiet word, and a sentence only when something needs to be known.
  paintStanding() {
    const waiting = this.waitingNow();
    const word = waiting === 0 ? "saved" : `${waiting} waiting`;
    this.once("saved", word, () => {
      this.parts.saved.textContent = word;
      clearTimeout(this.announcing);
      this.announcing = setTimeout(() => this.say(this.parts.saved.textContent), ANNOUNCE_AFTER_MS);
    });
    if (waiting === 0 && this.going) this.goWhenSaved(this.going);
    const silent = this.isAlone || (waiting > 0 && this.tries > 1);
    this.once("notices", [this.outbox.refused, this.outbox.keeps, silent], () => {
      const notices = this.outbox.refused.map((record) => this.refusedNotice(record));
      if (silent) notices.unshift(el("p", "vbd-notice", { role: "status", text: this.silenceWords() }));
      if (!this.outbox.keeps) notices.unshift(el("p", "vbd-notice", { role: "status", text: NOT_KEPT }));
      this.parts.notices.replaceChildren(...notices);
    });
  },

  silenceWords() {
    const where = this.outbox.keeps ? "in this browser" : "on this page, so keep it open,";
    return `Verbatim does not answer at the moment. You can go on: what you decide is kept ${where} and sent when it answers.`;
  },

  refusedNotice({ id, response, reason, what }) {
    const look = button("vbd-link", {}, () => this.show(response), el("span", "", { text: "Go to the answer" }));
    const dismiss = () => {
      this.outbox.dismiss(id);
      this.paintStanding();
    };
    return el(
      "div",
      "vbd-notice vbd-refused",
      { role: "alert" },
      el("span", "", { text: `Not saved: ${what}. ${reason}` }),
      ...(response ? [look] : []),
      button("vbd-link", { "aria-label": `Dismiss: ${what}` }, dismiss, el("span", "", { text: "Dismiss" })),
    );
  },

  paintOthers() {
    const words = Array.from(this.outbox.others(), ([who, n]) =>
      n === 1 ? `1 decision of ${who} waits in this browser` : `${n} decisions of ${who} wait in this browser`,
    );
    this.parts.others.textContent = words.length
      ? `${words.join("; ")}; sent when that coder opens the desk here.`
      : "";
  },

  describe(id) {
    const code = id && this.codes.get(id);
    if (this.described === id && this.parts.definition.childNodes.length > 0) return;
    this.described = id;
    const line = (label, text) => (text ? [el("span", "vbd-line", {}, el("span", "vbd-label", { text: label }), ` ${text}`)] : []);
    this.parts.definition.replaceChildren(
      ...(code
        ? [
            el("strong", "", { text: code.name }),
            ` ${code.definition || "No definition yet."}`,
            ...line("Include", code.include),
            ...line("Exclude", code.exclude),
          ]
        : ["A code's definition stands here when its key is pressed or the mouse is over it."]),
    );
  },
};

const IN_PART = "Confirmed on a passage. ‘next’ says that no other code applies.";
const NOT_KEPT =
  "This browser keeps no copy of your decisions: its storage is full or switched off. Leave this page open until it says saved.";

Object.assign(Desk.prototype, painting);
