// The desk: shows an answer, takes decisions, moves on at once, and keeps sending what the store has not answered for.

const REFILL_AHEAD = 40; // ask for more while this many answers are still at hand
const REFILL_BEHIND = 3;
const REFILL_AFTER = 20; // messages answered without a window; then the store's own word is asked for again
const RAPID_MS = 100; // keys closer than this are sent together, for each answer of the server holds the page up a little
const RAPID_SPACING_MS = 250;
const SEND_AT_MOST = 500; // decisions in one message; the rest follow its answer
const RETRY_MS = [2000, 4000, 5000]; // silence after which everything is sent again
const RETRY_MS_PER_ENTRY = 15; // each decision is a transaction of its own that reaches the disk
const ANNOUNCE_AFTER_MS = 1500; // screen readers hear the saved state when it has settled
const AT_ONCE_MS = 100; // a field that lost the focus within this went away with the desk
const AWAY_MS = 5000; // a desk taken off the page for less still takes keys
const desks = new Map(); // whose desk it is -> Desk, for the life of the page: leaving the desk loses nothing
const hosts = new WeakMap(); // the page's element -> the Desk in it
let reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
let posts = 0;

function someoneWaits() {
  return Array.from(desks.values()).some(({ outbox }) => outbox.pending.length > 0);
}

class Desk {
  constructor(place) {
    this.outbox = new Outbox(place);
    this.history = new History();
    this.parts = buildParts(this);
    this.memo = new MemoPanel(this, this.parts.memo);
    this.find = new FindPanel(this, this.parts.find);
    this.go = new GoPanel(this, this.parts.number);
    fillHelp(this.parts.help);
    this.items = new Map(); // response id -> { item, state as saved }
    this.numbers = new Map(); // number in the order -> response id
    this.shown = {}; // part -> what it shows, so that nothing is drawn twice
    this.ending = false;
    this.awaited = null; // a place that is asked for and not here yet
    this.described = null;
    this.sending = null;
    this.tries = 0;
    this.stale = false; // what is shown may not be what the store holds
    this.isAlone = false; // no server answers
    this.sinceRefill = 0;
    this.sentAt = this.pressedAt = -Infinity;
    this.pace = Infinity; // milliseconds between the last two keys
    this.fieldLeftAt = -Infinity;
    this.parts.desk.addEventListener("focusout", ({ target }) => {
      if (isTyping(target)) this.fieldLeftAt = performance.now();
    });
  }

  // Streamlit may take the desk off the page and put it on again, as after a lost connection; nothing is begun anew.
  attach(host) {
    host.replaceChildren(this.parts.desk);
    this.path = window.location.pathname;
    this.leftAt = null;
    this.wantsFocus = true;
    this.adopt();
  }

  leave() {
    this.rest();
    this.memo.keep();
    this.leftAt = performance.now();
    this.wasWriting = this.memo.isOpen() || this.leftAt - this.fieldLeftAt < AT_ONCE_MS;
  }

  // Keys typed while the desk is off the page for a moment are still decisions; on another page, or out of a memo that
  // went with the page, they are not.
  listens() {
    if (this.leftAt === null) return true;
    const isAway = window.location.pathname !== this.path || performance.now() - this.leftAt > AWAY_MS;
    return !isAway && !this.wasWriting;
  }

  // Everything the server says arrives here; called again with the same data when only the theme changed.
  receive(component) {
    this.component = component;
    const news = component.data;
    if (news === this.news) return;
    this.news = news;
    this.outbox.place = news.place;
    this.settle(news);
    if (news.items) this.refill(news);
    if (this.data === undefined) this.stale = true; // an answer to a message from before: ask for a window
    else this.paint();
    this.paintOthers();
    if (this.wantsFocus && this.memo.isOpen()) this.memo.field.focus();
    else if (this.wantsFocus) this.focus();
    this.wantsFocus = false;
    this.sendSoon();
  }

  // A new window of answers: what the store says holds, and waiting decisions are laid over it.
  refill(data) {
    const reordered = this.data === undefined || data.order !== this.data.order;
    const isRenumbered = data.items.some((item) => {
      const held = this.items.get(item.response_id);
      return held !== undefined && held.item.number !== item.number;
    });
    this.data = data;
    this.stale = false;
    this.sinceRefill = 0;
    this.codes = new Map(data.codes.map((code) => [code.code_id, code]));
    this.paletteDigest = JSON.stringify([data.codes, data.palettes]);
    if (reordered || isRenumbered) {
      this.items.clear();
      this.numbers.clear();
    }
    for (const item of data.items) {
      this.items.set(item.response_id, { item, state: stateOf(item) });
      this.numbers.set(item.number, item.response_id);
    }
    this.place(data, reordered);
  }

  adopt() {
    this.outbox.adopt((entries) => {
      for (const entry of entries) this.recall(entry);
      this.paint();
      this.paintOthers();
      this.sendSoon();
    });
  }

  // A decision made before this page was loaded can still be undone from it.
  recall(entry) {
    if (entry.kind === "undo" || entry.kind === "redo") {
      const [from, to] = entry.kind === "undo" ? ["done", "undone"] : ["undone", "done"];
      this.history[from] = this.history[from].filter((id) => id !== entry.target);
      if (this.history.past.has(entry.target)) this.history[to].push(entry.target);
      return;
    }
    const held = this.items.get(entry.response);
    const step = { response: entry.response, what: this.inWords(entry) };
    if (held) {
      const entries = this.outbox.entriesOf(entry.response);
      const upTo = entries.findIndex(({ id }) => id === entry.id);
      step.before = overlaid(held.state, entries.slice(0, upTo), this.history.past);
      step.after = changed(step.before, entry);
    }
    this.history.decided(entry.id, step);
  }

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
      const held = this.items.get(entry.response);
      if (!answer.ok) {
        const isMoot = entry.kind === "undo" && !this.history.past.has(entry.target); // what it undid was refused too
        this.history.forget(entry);
        if (!isMoot) this.outbox.refuse(entry, answer.reason, this.inWords(entry));
      }
      if (answer.ok && held) {
        const before = isDecided(held.state);
        held.state = overlaid(held.state, [entry], this.history.past);
        if (this.data) this.data.coded += Number(isDecided(held.state)) - Number(before);
      } else {
        this.stale = true; // only the store knows how things stand now
      }
      if (answer.ok && !entry.response && answer.response) this.awaited = { at: answer.response };
    }
  }

  rest() {
    if (this.sending) clearTimeout(this.sending.timer);
    this.sending = null;
  }

  // Where the desk stands after new data: where the coder is, unless the answers are others now or a place was asked for.
  place(data, reordered) {
    const answers = this.awaited && data.answered && data.answered.tab === TAB ? data.answered.post : -1;
    if (reordered) {
      this.current = data.current;
      this.ending = data.finished;
      this.awaited = null;
      this.goBackTo(this.placeBefore());
    } else if (this.awaited && this.awaited.at && this.items.has(this.awaited.at)) {
      this.current = this.awaited.at;
      this.awaited = null;
    } else if (this.awaited && this.awaited.post && answers >= this.awaited.post) {
      this.current = data.current;
      this.awaited = null;
    } else if (this.awaited === null && !this.items.has(this.current)) {
      this.awaited = { at: this.current };
    }
  }

  rememberPlace() {
    this.memo.keep();
    try {
      sessionStorage.setItem(`${this.outbox.prefix}at`, (!this.ending && this.current) || "");
    } catch {
      // Without storage a reload opens at the first answer that waits for a code.
    }
  }

  // Where the coder was before the page was reloaded, '' otherwise.
  placeBefore() {
    if (!reloaded) return "";
    reloaded = false;
    try {
      return sessionStorage.getItem(`${this.outbox.prefix}at`) || "";
    } catch {
      return "";
    }
  }

  goBackTo(response) {
    if (this.items.has(response)) this.current = response;
    else if (response) this.awaited = { at: response };
    if (response) this.ending = false;
  }

  // Sending: one message at a time, everything unanswered in it, again after a silence.
  sendSoon() {
    if (this.soon) return;
    const rest = this.pace < RAPID_MS ? this.sentAt + RAPID_SPACING_MS - performance.now() : 0;
    this.soon = setTimeout(() => {
      this.soon = null;
      this.send();
    }, Math.max(rest, 0));
  }

  send() {
    if (this.sending || this.hasLeft || this.outbox.adopting) return;
    const wants = this.awaited !== null || this.stale || this.needsMore();
    if (this.outbox.pending.length === 0 && !wants) return;
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
    });
  }

  sendAgain() {
    this.tries += 1;
    this.sending = null;
    this.askedAt = null;
    this.paintStanding();
    this.send();
  }

  // The page knows that the server is gone: ask again until it answers, whether or not something waits.
  loseConnection() {
    this.isAlone = true;
    this.stale = true;
    this.paintStanding();
    this.sendSoon();
  }

  needsMore() {
    const held = this.items.get(this.current);
    if (!held || this.askedAt === this.current) return false;
    const ahead = Math.min(held.item.number + REFILL_AHEAD, this.data.total);
    const behind = Math.max(held.item.number - REFILL_BEHIND, 1);
    return !this.numbers.has(ahead) || !this.numbers.has(behind);
  }

  // Decisions.
  stateNow(response) {
    const held = this.items.get(response);
    if (!held) return null;
    return overlaid(held.state, this.outbox.entriesOf(response), this.history.past);
  }

  decide(fields) {
    const response = fields.response || this.current;
    const before = this.stateNow(response);
    const entry = this.outbox.add({ ...fields, response });
    const what = this.inWords(entry);
    this.history.decided(entry.id, { response, before, after: before && changed(before, entry), what });
    this.say(what);
    this.paint();
    this.sendSoon();
  }

  toggleCode(code) {
    const state = this.readable();
    if (state === null) return;
    this.describe(code);
    this.decide({ kind: state.codes.includes(code) ? "remove" : "apply", code });
  }

  isOn(code) {
    const state = this.readable();
    return state !== null && state.codes.includes(code);
  }

  toggleMark(kind, on) {
    if (this.readable() !== null) this.decide({ kind, on });
  }

  // The state of the answer on screen; null while none is, for then there is nothing to decide about.
  readable() {
    return this.ending || this.awaited ? null : this.stateNow(this.current);
  }

  step(kind) {
    const target = kind === "undo" ? this.history.undo() : this.history.redo();
    if (target === null && kind === "redo") return;
    this.outbox.add({ kind, target: target && target.id, response: target && target.response });
    if (target) {
      this.say(`${kind === "undo" ? "Undone" : "Done again"}: ${target.what}`);
      this.show(target.response);
    }
    this.paint();
    this.sendSoon();
  }

  inWords(entry) {
    const held = this.items.get(entry.response);
    const code = this.codes && this.codes.get(entry.code);
    const name = code ? code.name : "a code";
    const words = {
      apply: `${name} put on`,
      remove: `${name} taken off`,
      no_code: entry.on ? "no code applies" : "‘no code applies’ taken off",
      unsure: entry.on ? "unsure" : "‘unsure’ taken off",
      quote: entry.on ? "worth quoting" : "‘worth quoting’ taken off",
      memo: "memo",
      undo: "undo",
      redo: "redo",
    };
    return held ? `${words[entry.kind]}, answer ${held.item.number}` : words[entry.kind];
  }

  // Moving.
  show(response) {
    this.memo.close();
    this.ending = false;
    this.awaited = this.items.has(response) ? null : { at: response };
    if (this.awaited === null) this.current = response;
    this.paint();
    this.sendSoon();
  }

  goTo(number) {
    const wanted = Math.max(1, Math.min(number, this.data.total));
    const response = this.numbers.get(wanted);
    if (response !== undefined) {
      this.show(response);
      return;
    }
    this.memo.close();
    this.ending = false;
    this.awaited = { number: wanted };
    this.paint();
    this.sendSoon();
  }

  move(step) {
    const held = this.items.get(this.current);
    if (!held || this.awaited) return;
    if (this.ending) {
      this.ending = step > 0;
      this.paint();
    } else if (held.item.number + step > this.data.total) {
      this.memo.close();
      this.ending = true;
      this.paint();
    } else if (held.item.number + step >= 1) {
      this.goTo(held.item.number + step);
    }
  }

  resume() {
    this.ending = false;
    this.awaited = { resume: true };
    this.paint();
    this.sendSoon();
  }

  // Another page counts what the store holds, so the last decisions go there first.
  goWhenSaved(page) {
    this.going = this.outbox.pending.length > 0 ? page : null;
    if (this.going === null) this.component.setTriggerValue("go", page);
  }

  // Keys and commands. True where the press was the desk's.
  press(key, isRepeat) {
    this.pace = performance.now() - this.pressedAt;
    this.pressedAt = performance.now();
    if (this.parts.help.open) {
      if (key === "H" || key === "?") this.parts.help.close();
      return key === "H" || key === "?";
    }
    const command = COMMAND_OF_KEY.get(key);
    const code = this.codeOfKey ? this.codeOfKey.get(key) : undefined;
    if (!command && code === undefined) return false;
    if (isRepeat && !(command && command.repeats)) return true;
    if (command) this.run(command);
    else this.toggleCode(code);
    return true;
  }

  run({ name }) {
    const state = this.readable();
    if (this.leftAt !== null && OPENING.includes(name)) return; // nowhere to open
    if (name === "next") this.move(1);
    else if (name === "back") this.move(-1);
    else if (name === "undo" || name === "redo") this.step(name);
    else if (name === "help") this.parts.help.showModal();
    else if (name === "go") this.openGo();
    else if (state === null) return;
    else if (name === "no_code") this.toggleMark("no_code", !state.noCode);
    else if (name === "unsure") this.toggleMark("unsure", !state.unsure);
    else if (name === "quote") this.toggleMark("quote", !state.quote);
    else if (name === "memo") this.openMemo();
    else if (name === "find") this.find.open();
  }

  openMemo() {
    const state = this.readable();
    if (state === null) return;
    const draft = this.outbox.drafts.has(this.current) ? this.outbox.draft(this.current) : "";
    this.memo.open(this.current, state.memo, draft);
  }

  openGo() {
    const held = this.items.get(this.current);
    this.go.open(held ? held.item.number : 1);
  }

  focus() {
    const elsewhere = isTyping(document.activeElement) && !this.parts.desk.contains(document.activeElement);
    if (!elsewhere) this.parts.desk.focus({ preventScroll: true });
  }

  say(words) {
    this.parts.live.textContent = words;
  }

  codesInOrder() {
    return (this.data.palettes[this.questionNow()] || []).map(([id]) => this.codes.get(id)).filter(Boolean);
  }

  questionNow() {
    const held = this.items.get(this.current);
    return held ? held.item.question_id : "";
  }
}

function isTyping(node) {
  return node instanceof Element && node.closest("input,textarea,select") !== null;
}

export default function (component) {
  const place = component.data && component.data.place;
  const host = component.parentElement.querySelector(".vbd-host");
  if (!place || !host) return undefined;
  const whose = Outbox.prefix(place);
  if (!desks.has(whose)) desks.set(whose, new Desk(place));
  active = desks.get(whose);
  if (hosts.get(host) !== active || active.leftAt !== null) {
    if (hosts.has(host) && hosts.get(host) !== active) hosts.get(host).leave(); // another coder or project now
    hosts.set(host, active);
    active.attach(host);
  }
  active.receive(component);
  const desk = active;
  return () => {
    if (host.contains(desk.parts.desk)) desk.leave(); // else it has moved on to another element already
  };
}
