// What was read and written: answers read are gathered for a moment, the newest words of a note are the note.

class ReadingQueue extends Queue {
  constructor() {
    super();
    this.reads = new Set(); // read since the last post
  }

  leave() {
    if (this.reads.size) this.post();
    super.leave();
  }

  read(response) {
    this.reads.add(response);
    this.gather ??= window.setTimeout(() => this.post(), 1500);
  }

  note(response, text) {
    // An older note that still waits need not be stored.
    this.entries = this.entries.filter((entry) => entry.response !== response);
    this.add({ kind: "note", response, text });
  }

  waiting(response) {
    return this.entries.find((entry) => entry.response === response);
  }

  post() {
    window.clearTimeout(this.gather);
    this.gather = undefined;
    if (this.reads.size) this.entries.push({ id: newId(), kind: "read", responses: [...this.reads] });
    this.reads.clear();
    super.post();
  }
}
