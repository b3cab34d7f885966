// Between the desk and the store: one message at a time, everything unanswered in it, again after a silence.

const REFILL_AHEAD = 40; // ask for more while this many answers are still at hand
const REFILL_BEHIND = 3;
const REFILL_AFTER = 20; // messages answered without a window; then the store's own word is asked for again
const RAPID_MS = 100; // keys closer than this are sent together, for each answer of the server holds the page up a little
const RAPID_SPACING_MS = 250;
const SEND_AT_MOST = 500; // decisions in one message; the rest follow its answer
const RETRY_MS = [2000, 4000, 5000]; // silence after which everything is sent again
const RETRY_MS_PER_ENTRY = 15; // each decision is a transaction of its own that reaches the disk
const GOING_MS = 3000; // after another page was asked for, nothing is sent that is no decision
let posts = 0; // messages of this page so far

function isTurn({ kind }) {
  return kind === "undo" || kind === "redo";
}

const sending = {
  adopt() {
    this.outbox.adopt((entries) => {
      for (const entry of entries) this.recall(entry);
      this.paint();
      this.paintOthers();
      this.sendSoon();
    });
  },

  // A decision made before this page was loaded can still be undone from it.
  recall(entry) {
    if (entry.kind === "met") return;
    if (entry.kind === "undo" || entry.kind === "redo") {
      const [from, to] = entry.kind === "undo" ? ["done", "undone"] : ["undone", "done"];
      this.history[from] = this.history[from].filter((id) => id !== entry.target);
      this.history[to].push(this.history.past.has(entry.target) ? entry.target : null);
      return;
    }
    const held = this.items.get(entry.response);
    const step = { response: entry.response, what: this.inWords(entry), kind: entry.kind };
    if (held) {
      const entries = this.outbox.entriesOf(entry.response);
      const upTo = entries.findIndex(({ id }) => id === entry.id);
      step.before = overlaid(held.state, entries.slice(0, upTo), this.history.past);
      step.after = changed(step.before, entry);
    }
    this.history.decided(entry.id, step);
  },

  // The store's answers: what was saved becomes the saved state, what was refused leaves and is said.
  settle({ answered, session }) {
    if (session !== this.session) {
      this.session = session; // the server was restarted, or this tab came back too late for its old session
      this.stale = true;
      this.isAlone = false;
      this.rest();
    }
    if (!answered || answered.tab !== TAB) return;
    if (this.sending && answered.post >= this.sending.post) {
      this.rest();
      this.tries = 0;
      this.isAlone = false;
    }
    for (const { entry, answer } of this.outbox.settle(answered.answers)) {
      if (entry.kind === "met" && !answer.ok) continue; // no decision of the coder's, and nothing on screen
      const held = this.items.get(entry.response);
      if (!answer.ok) {
        const isMoot = entry.kind === "undo" && entry.target && !this.history.past.has(entry.target); // refused too
        this.history.forget(entry);
        if (!isMoot) this.outbox.refuse(entry, answer.reason, this.inWords(entry));
      }
      if (answer.ok && isTurn(entry) && !entry.target) this.turned(entry, answer);
      if (answer.ok && held && entry.kind !== "in_vivo") {
        const before = isDecided(held.state);
        held.state = overlaid(held.state, [entry], this.history.past);
        if (this.data) this.data.coded += Number(isDecided(held.state)) - Number(before);
      } else {
        this.stale = true; // only the store knows how things stand now
      }
      if (this.touchesOthers(entry)) this.stale = true;
    }
  },

  // What was taken back is from before this page: the store says what it was, and the desk goes to it.
  turned(entry, answer) {
    if (answer.said) {
      this.tell(`${TURNED[entry.kind]}: you ${answer.said}`);
      if (answer.response) this.show(answer.response);
    } else {
      this.history.turnBack(entry, false);
      this.tell(entry.kind === "undo" ? "There is nothing left to undo." : "There is nothing to redo.");
    }
  },

  rest() {
    if (this.sending) clearTimeout(this.sending.timer);
    this.sending = null;
  },

  sendSoon() {
    if (this.soon) return;
    const rest = this.pace < RAPID_MS ? this.sentAt + RAPID_SPACING_MS - performance.now() : 0;
    this.soon = setTimeout(() => {
      this.soon = null;
      this.send();
    }, Math.max(rest, 0));
  },

  send() {
    if (this.sending || this.leftAt !== null || this.outbox.adopting) return;
    const wants = this.awaited !== null || this.stale || this.needsMore();
    if (this.outbox.pending.length === 0 && !wants && !this.wantsSuggestions()) return;
    if (this.waitingNow() === 0 && performance.now() - this.goingAt < GOING_MS) {
      setTimeout(() => this.sendSoon(), GOING_MS); // still here, for the other page did not come
      return;
    }
    this.sinceRefill += 1;
    this.askedAt = this.current;
    this.sentAt = performance.now();
    posts += 1;
    if (this.awaited) this.awaited.post = posts;
    const entries = this.outbox.pending.slice(0, SEND_AT_MOST).map(({ entry }) => entry);
    const silence = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] + entries.length * RETRY_MS_PER_ENTRY;
    this.sending = { post: posts, timer: setTimeout(() => this.sendAgain(), silence) };
    const { store, project, coder } = this.outbox.place;
    this.component.setStateValue("queue", {
      store,
      project,
      coder,
      tab: TAB,
      post: posts,
      entries,
      wants: wants || this.sinceRefill > REFILL_AFTER,
      order: this.data ? this.data.order : "",
      at: (this.awaited && this.awaited.at) || this.current,
      number: (this.awaited && this.awaited.number) || null,
      resume: Boolean(this.awaited && this.awaited.resume),
      ...this.suggestFields(),
    });
  },

  sendAgain() {
    this.tries += 1;
    this.sending = null;
    this.askedAt = null;
    this.paintStanding();
    this.send();
  },

  // The page knows that the server is gone: ask again until it answers, whether or not something waits.
  loseConnection() {
    this.isAlone = true;
    this.stale = true;
    this.paintStanding();
    this.sendSoon();
  },

  needsMore() {
    const held = this.items.get(this.current);
    if (!held || this.askedAt === this.current) return false;
    const ahead = Math.min(held.item.number + REFILL_AHEAD, this.data.total);
    const behind = Math.max(held.item.number - REFILL_BEHIND, 1);
    return !this.numbers.has(ahead) || !this.numbers.has(behind);
  },
};

Object.assign(Desk.prototype, sending);
