// What one answer holds for this coder, and how a decision changes it. No page, no storage.
// The rules are those of coding/decide.py, so that what is shown at once agrees with what is saved later.

function stateOf(item) {
  const codings = item.codings.map(({ code, start, end, by_hand }) => ({ code, start, end, byHand: by_hand }));
  return {
    length: item.length,
    ...codedWith(codings),
    done: item.done,
    noCode: item.no_code,
    unsure: item.unsure,
    discuss: item.discuss,
    quote: item.quote,
    memo: item.memo,
  };
}

// The id of a code made at the desk follows from that of the decision (workbench/in_vivo.py).
function madeCode(entry) {
  return `k${entry.id}`;
}

// The codings of an answer, and of them the codes on it, and those given by hand, each once.
function codedWith(codings) {
  const codesOf = (some) => [...new Set(some.map(({ code }) => code))];
  return { codings, codes: codesOf(codings), byHand: codesOf(codings.filter(({ byHand }) => byHand)) };
}

// The span that an entry names, in code points; without one it means the whole answer.
function spanOf(state, entry) {
  return entry.start === null ? { start: 0, end: state.length } : { start: entry.start, end: entry.end };
}

function isWhole(state, { start, end }) {
  return start === 0 && end === state.length;
}

function codingAt(state, code, { start, end }) {
  return state.codings.find((one) => one.code === code && one.start === start && one.end === end);
}

function changed(state, entry) {
  switch (entry.kind) {
    case "apply": {
      const span = spanOf(state, entry);
      if (codingAt(state, entry.code, span)) return state;
      return { ...state, noCode: false, ...codedWith([...state.codings, { code: entry.code, ...span, byHand: true }]) };
    }
    case "in_vivo":
      return changed(state, { ...entry, kind: "apply", code: madeCode(entry) });
    case "remove": {
      const goes = ({ code, start, end }) =>
        code === entry.code && (entry.start === null || (start === entry.start && end === entry.end));
      const codings = state.codings.filter((coding) => !goes(coding));
      return { ...state, ...codedWith(codings), done: state.done && codings.length > 0 };
    }
    case "no_code":
      return entry.on ? { ...state, noCode: true, ...codedWith([]), done: false } : { ...state, noCode: false };
    case "done":
      return { ...state, done: entry.on };
    case "unsure":
      return { ...state, unsure: entry.on };
    case "discuss":
      return { ...state, discuss: entry.on };
    case "quote":
      return { ...state, quote: entry.on };
    case "memo":
      return { ...state, memo: entry.text };
    default:
      return state;
  }
}

// The saved state of one answer with the coder's waiting decisions laid over it, in their order. `past` knows how the
// answer stood before and after decisions that have left the queue, for an undo that still waits.
function overlaid(state, entries, past) {
  const here = new Map();
  let now = state;
  for (const entry of entries) {
    const target = here.get(entry.target) || past.get(entry.target);
    if (entry.kind === "undo") {
      now = (target && target.before) || now;
    } else if (entry.kind === "redo") {
      now = (target && target.after) || now;
    } else {
      const after = changed(now, entry);
      here.set(entry.id, { before: now, after });
      now = after;
    }
  }
  return now;
}

// Weighed as a whole: a code that was only confirmed on a passage says nothing of the others.
function isDecided(state) {
  return state.noCode || state.done || state.byHand.length > 0;
}

function isInPart(state) {
  return state.codes.length > 0 && !isDecided(state);
}

// What can be undone and redone from this page, newest last. `null` stands for a decision from before the page was
// loaded, which only the store can name.
class History {
  constructor() {
    this.past = new Map();
    this.done = [];
    this.undone = [];
  }

  decided(id, step) {
    this.past.set(id, step);
    this.done.push(id);
    this.undone = [];
  }

  // The decision an undo would take back: null when this page does not know and the store must say.
  undo() {
    return this.turn(this.done, this.undone);
  }

  redo() {
    return this.turn(this.undone, this.done);
  }

  turn(from, to) {
    const id = from.pop() ?? null;
    to.push(id);
    return id === null ? null : { id, ...this.past.get(id) };
  }

  // A refused decision never happened; a refused undo leaves its decision standing.
  forget(entry) {
    if (entry.kind === "undo" || entry.kind === "redo") this.turnBack(entry, true);
    else {
      this.past.delete(entry.id);
      this.done = this.done.filter((id) => id !== entry.id);
      this.undone = this.undone.filter((id) => id !== entry.id);
    }
  }

  // The store took nothing back, or nothing more: the stacks stand as they did before. A named decision whose undo was
  // refused can be tried again; one that could not be done again is gone.
  turnBack({ kind, target }, wasRefused) {
    const [from, to] = kind === "undo" ? [this.done, this.undone] : [this.undone, this.done];
    const at = to.lastIndexOf(target);
    if (at >= 0) to.splice(at, 1);
    if (wasRefused && kind === "undo" && this.past.has(target)) from.push(target);
  }
}
