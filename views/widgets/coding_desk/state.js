// What one answer holds for this coder, and how a decision changes it. No page, no storage.
// The rules are those of coding/decide.py, so that what is shown at once agrees with what is saved later.

function stateOf(item) {
  return {
    codes: [...item.codes],
    byHand: [...item.by_hand],
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

function changed(state, entry) {
  switch (entry.kind) {
    case "apply":
      return state.codes.includes(entry.code)
        ? state
        : { ...state, noCode: false, codes: [...state.codes, entry.code], byHand: [...state.byHand, entry.code] };
    case "in_vivo":
      return changed(state, { ...entry, kind: "apply", code: madeCode(entry) });
    case "remove": {
      const without = (codes) => codes.filter((code) => code !== entry.code);
      const codes = without(state.codes);
      return { ...state, codes, byHand: without(state.byHand), done: state.done && codes.length > 0 };
    }
    case "no_code":
      return entry.on ? { ...state, noCode: true, codes: [], byHand: [], done: false } : { ...state, noCode: false };
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
