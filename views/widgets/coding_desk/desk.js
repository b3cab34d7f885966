// The desk: what it holds, what the server says to it, and the decisions made at it. Moving, sending and painting are in
// files of their own.

const AT_ONCE_MS = 100; // a field that lost the focus within this went away with the desk
const TURNED = { undo: "Undone", redo: "Done again" };
const AWAY_MS = 5000; // a desk taken off the page for less still takes keys
const desks = new Map(); // whose desk it is -> Desk, for the life of the page: leaving the desk loses nothing
const hosts = new WeakMap(); // the page's element -> the Desk in it

function someoneWaits() {
  return Array.from(desks.values()).some(({ outbox }) => outbox.pending.some(({ entry }) => entry.kind !== "met"));
}

class Desk {
  constructor(place) {
    this.outbox = new Outbox(place);
    this.history = new History();
    this.parts = buildParts(this);
    this.memo = new MemoPanel(this, this.parts.memo);
    this.find = new FindPanel(this, this.parts.find);
    this.inVivo = new InVivoPanel(this, this.parts.inVivo);
    this.go = new GoPanel(this, this.parts.number);
    this.selection = new Selection(this);
    this.beginSuggesting();
    fillHelp(this, this.parts.help);
    this.items = new Map(); // response id -> { item, state as saved }
    this.numbers = new Map(); // number in the order -> response id
    this.chord = ""; // the first key of a chord that is half typed
    this.shown = {}; // part -> what it shows, so that nothing is drawn twice
    this.ending = false;
    this.isGoingOn = false; // Enter decides, and the next answer comes before this one is drawn again
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
    this.keepMet(this.current);
    this.rest();
    this.leaveChord();
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
    if (news.items) this.enter(news);
    this.takeSuggestions(news);
    if (this.data === undefined) this.stale = true; // an answer to a message from before: ask for a window
    else this.paint();
    this.paintOthers();
    if (this.wantsFocus && this.memo.isOpen()) this.memo.field.focus();
    else if (this.wantsFocus && this.inVivo.isOpen()) this.inVivo.field.focus();
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
    this.find.maker.hidden = Boolean(data.round); // the codebook waits
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
    if (reordered) this.parts.desk.focus({ preventScroll: true }); // chosen in a field of the page, meant for the desk
    this.addOwnCodes();
  }

  stateNow(response) {
    const held = this.items.get(response);
    if (!held) return null;
    return overlaid(held.state, this.outbox.entriesOf(response), this.history.past);
  }

  decide(wish) {
    const fields = this.asSuggested(wish);
    const response = fields.response || this.current;
    const before = this.stateNow(response);
    const entry = this.outbox.add({ ...fields, response });
    const what = this.inWords(entry);
    const after = before && changed(before, entry);
    this.history.decided(entry.id, { response, before, after, what, kind: entry.kind });
    if (entry.kind === "in_vivo") this.addOwnCodes();
    this.noteAlike(entry);
    this.tell("");
    this.say(what);
    this.paint();
    this.sendSoon();
  }

  toggleCode(code) {
    const state = this.readable();
    if (state === null) return;
    this.describe(code);
    const span = this.selection.span(state);
    const coding = codingAt(state, code, span);
    if (this.selection.refusal === NO_WORDS) this.say(NO_WORDS);
    else if (coding) this.takeOff(coding);
    else if (isWhole(state, span) && state.codes.includes(code) && this.selection.offer !== code) this.offer(code);
    else this.putOn(code, isWhole(state, span) ? {} : span);
  }

  putOn(code, span) {
    this.selection.offer = null;
    this.decide({ kind: "apply", code, ...span });
  }

  takeOff({ code, start, end }) {
    this.selection.offer = null;
    this.decide({ kind: "remove", code, start, end });
  }

  // The code is on passages, and nothing is selected: its key could mean either.
  offer(code) {
    this.selection.offer = code;
    this.say(this.offerWords(code));
    this.paint();
  }

  // Whether a code's key would take it off: 'mixed' where it is on passages and the whole answer is meant.
  isOn(code, state = this.readable()) {
    if (state === null) return false;
    const span = this.selection.span(state);
    if (codingAt(state, code, span)) return true;
    return isWhole(state, span) && state.codes.includes(code) ? "mixed" : false;
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
    this.outbox.add({ kind, target: target && target.id, response: target && target.response });
    if (target) {
      this.tell(`${TURNED[kind]}: ${target.what}`);
      this.show(target.response);
    }
    this.paint();
    this.sendSoon();
  }

  inWords(entry) {
    const held = this.items.get(entry.response);
    const code = this.codes && this.codes.get(entry.code);
    const name = code ? code.name : "a code";
    const where = held && entry.start !== null ? this.whereInWords(entry, held) : "";
    const words = {
      apply: `${name} put on${where}`,
      remove: `${name} taken off${where}`,
      in_vivo: `new code ${entry.text}${where}`,
      no_code: entry.on ? "no code applies" : "‘no code applies’ taken off",
      done: "no other code applies",
      unsure: entry.on ? "unsure" : "‘unsure’ taken off",
      discuss: entry.on ? "to discuss" : "‘to discuss’ taken off",
      quote: entry.on ? "worth quoting" : "‘worth quoting’ taken off",
      memo: "memo",
      met: this.suggestWords.met || "what was shown",
      alike: "copied to identical answers",
      undo: "undo",
      redo: "redo",
    };
    return held ? `${words[entry.kind]}, answer ${held.item.number}` : words[entry.kind];
  }

  whereInWords({ start, end }, { item }) {
    if (start === 0 && end === item.length) return "";
    const offsets = new Offsets(item.text);
    return ` ${wordNumbers(item.text, { start: offsets.units(start), end: offsets.units(end) })}`;
  }

  // Keys and commands. True where the press was the desk's.
  press(key, isRepeat) {
    this.pace = performance.now() - this.pressedAt;
    this.pressedAt = performance.now();
    if (this.parts.help.open) {
      if (key === "H" || key === "?") this.parts.help.close();
      return key === "H" || key === "?";
    }
    if (this.chord) return this.pressSecond(key, isRepeat);
    if (this.pressSuggested(key, isRepeat)) return true;
    const command = COMMAND_OF_KEY.get(key);
    const code = this.codeOfKey ? this.codeOfKey.get(key) : undefined;
    const begins = code === undefined && this.firsts !== undefined && this.firsts.has(key);
    if (!command && code === undefined && !begins) return false;
    if (isRepeat && !(command && command.repeats)) return true;
    if (command) this.run(command);
    else if (begins) this.openChord(key);
    else this.toggleCode(code);
    return true;
  }

  run({ name }) {
    if (this.chord) this.leaveChord();
    const state = this.readable();
    if (this.leftAt !== null && OPENING.includes(name)) return; // nowhere to open
    if (name === "next") this.goOn(state);
    else if (name === "pass") this.move(1);
    else if (name === "back") this.move(-1);
    else if (name === "undo" || name === "redo") this.step(name);
    else if (name === "help") this.openHelp();
    else if (name === "go") this.openGo();
    else if (state === null) return;
    else if (name === "alike") this.codeAlike();
    else if (name === "no_code") this.toggleMark("no_code", !state.noCode);
    else if (name === "unsure") this.toggleMark("unsure", !state.unsure);
    else if (name === "discuss") this.toggleMark("discuss", !state.discuss);
    else if (name === "quote") this.toggleMark("quote", !state.quote);
    else if (name === "memo") this.openMemo();
    else if (name === "find") this.find.open();
    else if (name === "in_vivo") this.openInVivo();
    else if (name === "sentence" || name === "word") this.selectBy(name === "word" ? "W" : "S", false);
  }

  // Enter follows a look at the whole answer.
  goOn(state) {
    this.isGoingOn = true;
    if (state !== null && isInPart(state)) this.decide({ kind: "done", on: true });
    this.isGoingOn = false;
    this.move(1);
  }

  // The list itself takes the focus: Enter is not to press what happens to stand first in it.
  openHelp() {
    this.parts.help.showModal();
    this.parts.help.focus();
  }

  openMemo() {
    const state = this.readable();
    if (state === null) return;
    const draft = this.outbox.drafts.has(this.current) ? this.outbox.draft(this.current) : "";
    this.memo.open(this.current, state.memo, draft);
  }

  focus() {
    const elsewhere = isTyping(document.activeElement) && !this.parts.desk.contains(document.activeElement);
    if (!elsewhere) this.parts.desk.focus({ preventScroll: true });
  }

  // Said and shown, until the next decision.
  tell(words) {
    this.once("told", words, () => {
      this.parts.told.textContent = words;
    });
    if (words) this.say(words);
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
