// What waits for the store. All of it is posted as one value, again and again, until the store has answered for each
// entry by its id; so that nothing is lost while a page is being drawn or a line is down.

const AGAIN_MS = 6000;
const left = new Map(); // whose queue it is -> entries that had no answer yet when the page was left

function newId() {
  // randomUUID is absent on plain http networks.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Queue {
  constructor() {
    this.tab = newId();
    this.posts = 0;
    this.entries = [];
    this.posted = 0;
    this.again = window.setInterval(() => this.entries.length && Date.now() - this.posted > AGAIN_MS && this.post(), 1000);
  }

  // The next page stores what comes now and answers nobody: whoever goes on here asks again.
  leave() {
    if (this.entries.length) this.post();
    window.clearInterval(this.again);
    if (this.entries.length) left.set(this.whose, this.entries);
  }

  get whose() {
    const { store, project, coder } = this.place;
    return JSON.stringify([store, project, coder]);
  }

  takeOver() {
    this.entries.push(...(left.get(this.whose) ?? []));
    left.delete(this.whose);
  }

  add(entry) {
    const whole = { id: newId(), ...entry };
    this.entries.push(whole);
    this.post();
    return whole;
  }

  post() {
    this.posts += 1;
    this.posted = Date.now();
    const { store, project, coder } = this.place;
    const entries = this.entries;
    this.component.setStateValue("queue", { store, project, coder, tab: this.tab, post: this.posts, entries });
  }

  // Give the entries that have been answered, each with its answer, and forget them.
  settle(component) {
    this.component = component;
    this.place = component.data.place;
    this.takeOver();
    const { tab, answers = [] } = component.data.answered;
    if (tab !== this.tab) return [];
    const told = new Map(answers.map((answer) => [answer.id, answer]));
    const done = this.entries.filter((entry) => told.has(entry.id));
    this.entries = this.entries.filter((entry) => !told.has(entry.id));
    return done.map((entry) => ({ entry, ...told.get(entry.id) }));
  }
}
