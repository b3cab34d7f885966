// Where the desk stands in the order of answers, and how it gets elsewhere.

let reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";

const moving = {
  // After new data: where the coder is, unless the answers are others now or another place was asked for.
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
  },

  // A link of another page led here.
  enter({ door }) {
    if (!door || door.number === this.entered) return;
    this.entered = door.number;
    this.show(door.response);
  },

  rememberPlace() {
    this.memo.keep();
    this.keepMet(this.current);
    try {
      sessionStorage.setItem(`${this.outbox.prefix}at`, (!this.ending && this.current) || "");
    } catch {
      // Without storage a reload opens at the first answer that waits for a code.
    }
  },

  // Where the coder was before the page was reloaded, '' otherwise.
  placeBefore() {
    if (!reloaded) return "";
    reloaded = false;
    try {
      return sessionStorage.getItem(`${this.outbox.prefix}at`) || "";
    } catch {
      return "";
    }
  },

  goBackTo(response) {
    if (this.items.has(response)) this.current = response;
    else if (response) this.awaited = { at: response };
    if (response) this.ending = false;
  },

  show(response) {
    this.memo.close();
    this.ending = false;
    this.awaited = this.items.has(response) ? null : { at: response };
    if (this.awaited === null) this.current = response;
    this.paint();
    this.sendSoon();
  },

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
  },

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
  },

  resume() {
    this.ending = false;
    this.awaited = { resume: true };
    this.paint();
    this.sendSoon();
  },

  // Another page counts what the store holds, so the last decisions go there first.
  goWhenSaved(page) {
    this.going = this.outbox.pending.length > 0 ? page : null;
    if (this.going === null) this.component.setTriggerValue("go", page);
  },

  openGo() {
    const held = this.items.get(this.current);
    this.go.open(held ? held.item.number : 1);
  },
};

Object.assign(Desk.prototype, moving);
