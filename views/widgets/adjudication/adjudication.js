// Adjudication: answer by answer, everything by key. A decision moves on at once and is posted until it is answered.

const CODER_KEYS = ["Q", "W", "E", "Y", "O", "P"]; // C and R belong to the page around
const KEYS = "Q W … take a coder’s · 1–9 codes · 0 no code · / another code · letters why · N note · Enter decide · J K go · U undo · Shift+U redo";
const hosts = new WeakMap();

class Adjudication {
  constructor(host) {
    this.host = host;
    this.queue = new Queue();
    this.sheets = new Map(); // response id -> Sheet
    this.order = [];
    this.decided = new Map(); // response id -> id of the command that decided it here
    this.status = el("p", "vba-status");
    this.status.setAttribute("role", "status");
    this.earlier = button("vba-link", () => this.step(-1), "Earlier");
    this.onward = button("vba-link", () => this.step(1), "Next");
    this.undo = button("vba-link", () => this.turn("undo"), "Undo");
    this.body = el("div", "vba-body");
    this.keysLine = el("p", "vba-keys", KEYS);
    const root = el("div", "vba");
    const top = el("div", "vba-top");
    top.append(this.status, this.earlier, this.onward, this.undo);
    root.append(top, this.body, this.keysLine);
    host.replaceChildren(root);
    this.keys = (event) => this.onKey(event);
    document.addEventListener("keydown", this.keys);
  }

  leave() {
    document.removeEventListener("keydown", this.keys);
    this.queue.leave();
  }

  receive(component) {
    const { data } = component;
    const another = this.name !== data.name;
    const answers = this.queue.settle(component);
    this.data = data;
    this.component = component;
    const codes = JSON.stringify(data.codes);
    if (codes !== this.codesSaid) this.shown = undefined; // a definition has changed
    this.codesSaid = codes;
    this.codes = new Map(data.codes.map((code) => [code.id, code]));
    if (another) {
      this.name = data.name;
      this.sheets = new Map();
      this.order = [];
      this.decided = new Map();
      this.current = undefined;
      this.said = "";
      // The list was chosen: from here on the keys are for its answers.
      if (document.activeElement?.closest("[data-testid=stSelectbox]")) document.activeElement.blur();
    }
    const turned = answers.filter((answer) => this.take(answer)).length > 0;
    this.renew(turned);
    if (another) this.current = this.sheets.has(data.at) ? data.at : this.order[0];
    if (!this.sheets.has(this.current)) this.current = this.next() ?? this.order[0];
    // What is being typed stays: an answer of the store draws nothing anew that it has not changed.
    if (this.shown && this.shown === this.sheets.get(this.current) && !this.isDone()) this.tell();
    else this.redraw();
  }

  // Whether the last answer of the list is decided, and nobody has gone back to one.
  isDone() {
    return !this.sheets.has(this.current) || (this.decided.has(this.current) && !this.next() && !this.back);
  }

  // Take one answer of the store; whether it changed which answers are open.
  take({ entry, ok, reason, response, said }) {
    if (entry.kind === "decide") {
      if (!ok) {
        this.decided.delete(entry.response);
        this.current = entry.response;
        this.said = `Not saved. ${reason}`;
      }
      return false;
    }
    this.said = ok ? (said ? `${entry.kind === "undo" ? "Taken back" : "Done again"}: ${said}` : "There is nothing to take back.") : reason;
    if (ok && entry.kind === "undo") this.decided.delete(response);
    if (ok && response) this.goTo = response;
    return ok;
  }

  // Follow the store's list; what was decided here stays where it was, so that one can go back to it.
  renew(turned) {
    const there = new Set(this.data.items.map((item) => item.id));
    for (const item of this.data.items) {
      const known = this.sheets.get(item.id);
      const same = known && JSON.stringify(known.item) === JSON.stringify(item);
      if (!same) {
        const sheet = new Sheet(this, item);
        if (known && !turned) Object.assign(sheet, { draft: known.draft, added: known.added });
        this.sheets.set(item.id, sheet);
      }
      if (!known) this.order.push(item.id);
    }
    const waits = new Set(this.queue.entries.filter((entry) => entry.kind === "decide").map((entry) => entry.response));
    this.order = this.order.filter((id) => there.has(id) || this.decided.has(id) || waits.has(id));
    if (turned) this.order = [...this.data.items.map((item) => item.id), ...this.order.filter((id) => !there.has(id))];
    if (this.goTo && this.sheets.has(this.goTo)) this.current = this.goTo;
    this.goTo = undefined;
    for (const id of [...this.sheets.keys()]) if (!this.order.includes(id)) this.sheets.delete(id);
  }

  applies(code, item) {
    return !code.questions.length || code.questions.includes(item.question_id);
  }

  next(from = this.current) {
    const at = this.order.indexOf(from);
    const onward = [...this.order.slice(at + 1), ...this.order.slice(0, at + 1)];
    return onward.find((id) => !this.decided.has(id));
  }

  tell() {
    const sheet = this.sheets.get(this.current);
    const waiting = this.queue.entries.filter((entry) => entry.kind === "decide").length;
    const left = Math.max(this.data.left - waiting, 0).toLocaleString("en-GB");
    const counted = this.data.left === null ? "" : `${left} left of ${this.data.total.toLocaleString("en-GB")}`;
    const place = sheet && this.order.length > 1 && this.next() ? `${this.order.indexOf(this.current) + 1} of ${this.order.length} here` : "";
    const state = this.queue.entries.length ? `${this.queue.entries.length} waiting` : this.decided.size ? "saved" : "";
    this.status.textContent = [counted, place, state, this.said].filter(Boolean).join(" · ");
    this.undo.hidden = !this.data.may_decide;
    this.earlier.disabled = this.order.indexOf(this.current) < 1;
    this.onward.disabled = this.order.indexOf(this.current) >= this.order.length - 1;
    this.keysLine.hidden = !sheet || !this.data.may_decide;
  }

  redraw() {
    this.tell();
    this.shown = this.isDone() ? undefined : this.sheets.get(this.current);
    const focus = this.focused();
    this.body.replaceChildren(this.shown ? this.shown.draw() : el("p", "vba-done", this.data.empty));
    this.refocus(focus);
  }

  // Drawing anew must not take the place from whoever walks through the page by Tab.
  focused() {
    const all = [...this.body.querySelectorAll("button, input, textarea")];
    return all.indexOf(this.body.getRootNode().activeElement);
  }

  refocus(at) {
    if (at >= 0) [...this.body.querySelectorAll("button, input, textarea")][at]?.focus({ preventScroll: true });
  }

  decide() {
    const sheet = this.sheets.get(this.current);
    if (!sheet || !this.data.may_decide) return;
    const lacks = sheet.lacks();
    if (lacks) {
      sheet.missing.textContent = lacks;
      return;
    }
    const { codes, reason, note, taken } = sheet.draft;
    const entry = this.queue.add({
      kind: "decide", round: this.data.round, response: this.current, codes: [...codes], reason, note: note.trim(), taken,
    });
    this.decided.set(this.current, entry.id);
    this.said = "";
    this.back = false;
    document.activeElement?.blur?.();
    this.current = this.next() ?? this.current;
    this.redraw();
    this.host.scrollIntoView({ block: "nearest" });
  }

  turn(kind) {
    const last = [...this.decided.values()].at(-1);
    const target = kind === "undo" ? (last ?? "") : "";
    this.queue.add({ kind, round: this.data.round, target });
    this.said = "";
    this.redraw();
  }

  step(by) {
    const at = this.order[this.order.indexOf(this.current) + by];
    if (!at) return;
    this.current = at;
    this.back = this.decided.has(at);
    this.said = "";
    this.redraw();
  }

  onKey(event) {
    const target = event.composedPath()[0];
    if (target?.closest?.("input, textarea, select, [contenteditable=true]")) return;
    if (event.ctrlKey || event.altKey || event.metaKey || !this.host.isConnected || !this.data) return;
    if (target?.closest?.("[role=dialog], [role=listbox]")) return;
    const isOwn = event.key.startsWith("Arrow") || event.key === "Enter" || event.key === " ";
    if (isOwn && target?.closest?.("button, a, summary, [role=radiogroup], [role=tablist]")) return;
    const act = this.actOf(event);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat || event.key === "j" || event.key === "k") act();
  }

  actOf(event) {
    const name = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const sheet = this.sheets.get(this.current);
    if (name === "J" || name === "ArrowRight") return () => this.step(1);
    if (name === "K" || name === "ArrowLeft") return () => this.step(-1);
    if (!this.data.may_decide) return undefined;
    if (name === "U") return () => this.turn(event.shiftKey ? "redo" : "undo");
    if (!sheet || !this.body.querySelector(".vba-board")) return undefined;
    if (name === "Enter") return () => this.decide();
    if (name === "0") return () => sheet.none();
    if (name === "/") return () => sheet.find.focus();
    if (name === "N") return () => sheet.noteField.focus();
    const reason = this.data.reasons.find(([letter]) => letter === name);
    if (reason) return () => sheet.because(reason[1]);
    const coder = sheet.item.given[CODER_KEYS.indexOf(name)];
    if (coder && (coder.codes.length || !coder.unsure)) return () => sheet.take(coder);
    const code = /^[1-9]$/.test(name) ? sheet.candidates[Number(name) - 1] : undefined;
    return code ? () => sheet.toggle(code) : undefined;
  }

  wish(what, code) {
    // A state, not a trigger: a trigger that comes while the page is being drawn can be lost.
    this.component.setStateValue("wish", { what, code, response: this.current, at: `${this.queue.tab}-${Date.now()}` });
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".vba-host");
  if (!hosts.has(host)) hosts.set(host, new Adjudication(host));
  hosts.get(host).receive(component);
  return () => {
    hosts.get(host)?.leave();
    hosts.delete(host);
  };
}
