// What waits for the store: answers read and notes written. All of it is posted as one value, again and again, until
// the store has answered for each by its id; so that nothing is lost while a page is being drawn or a line is down.

const AGAIN_MS = 6000;

function newId() {
  // randomUUID is absent on plain http networks.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Queue {
  constructor() {
    this.tab = newId();
    this.posts = 0;
    this.entries = [];
    this.reads = new Set(); // read since the last post
    window.setInterval(() => this.entries.length && Date.now() - this.posted > AGAIN_MS && this.post(), 1000);
  }

  read(response) {
    this.reads.add(response);
    this.gather ??= window.setTimeout(() => this.post(), 1500);
  }

  note(response, text) {
    // The newest words of a note are the note: an older one that still waits need not be stored.
    this.entries = this.entries.filter((entry) => entry.response !== response);
    this.entries.push({ id: newId(), kind: "note", response, text });
    this.post();
  }

  waiting(response) {
    return this.entries.find((entry) => entry.response === response);
  }

  post() {
    window.clearTimeout(this.gather);
    this.gather = undefined;
    if (this.reads.size) this.entries.push({ id: newId(), kind: "read", responses: [...this.reads] });
    this.reads.clear();
    this.posts += 1;
    this.posted = Date.now();
    const { store, project, coder } = this.place;
    const entries = this.entries;
    this.component.setStateValue("queue", { store, project, coder, tab: this.tab, post: this.posts, entries });
  }

  // Give what was refused among the entries that have been answered, and forget them all.
  settle(component) {
    this.component = component;
    this.place = component.data.place;
    const { tab, answers = [] } = component.data.answered;
    if (tab !== this.tab) return [];
    const told = new Map(answers.map((answer) => [answer.id, answer]));
    const done = this.entries.filter((entry) => told.has(entry.id));
    this.entries = this.entries.filter((entry) => !told.has(entry.id));
    return done.filter((entry) => !told.get(entry.id).ok).map((entry) => ({ entry, reason: told.get(entry.id).reason }));
  }
}
