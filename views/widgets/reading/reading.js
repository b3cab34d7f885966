// Answers as continuous text. J and K go from answer to answer, M writes a note in the margin. An answer counts as
// read once it has been on screen for as long as reading it takes; time goes to one answer at a time, from the top.

const TICK_MS = 200;
const TURNING_MS = 5000;
const hosts = new WeakMap();

class Reading {
  constructor(host) {
    this.host = host;
    this.queue = new ReadingQueue();
    this.items = new Map(); // id → { item, node, text, margin, read, spent }
    this.onScreen = new Set();
    this.progress = el("p", "vbr-progress");
    this.body = el("div", "vbr-body");
    this.foot = el("div", "vbr-foot");
    const root = el("div", "vbr");
    root.append(this.progress, this.body, this.foot);
    host.replaceChildren(root);
    this.watch = new IntersectionObserver((seen) => {
      for (const entry of seen) this.onScreen[entry.isIntersecting ? "add" : "delete"](entry.target.dataset.id);
    });
    this.last = Date.now();
    this.timer = window.setInterval(() => this.tick(), TICK_MS);
    this.keys = (event) => this.onKey(event);
    document.addEventListener("keydown", this.keys);
  }

  leave() {
    window.clearInterval(this.timer);
    this.watch.disconnect();
    document.removeEventListener("keydown", this.keys);
    this.queue.leave();
  }

  receive(component) {
    this.data = component.data;
    const refused = this.queue.settle(component).filter((answer) => !answer.ok);
    this.component = component;
    const another = this.name !== this.data.name;
    if (another) this.build();
    for (const item of this.data.items) {
      const known = this.items.get(item.id);
      known.item = known.margin.item = item;
      known.read ||= item.read;
      known.node.classList.toggle("vbr-read", known.read);
      known.margin.draw();
    }
    for (const { entry, reason } of refused) {
      if (entry.kind === "note" && this.items.has(entry.response)) this.items.get(entry.response).margin.refuse(entry, reason);
      else this.said = reason;
    }
    this.tell();
    if (another) this.begin();
  }

  build() {
    this.name = this.data.name;
    this.turned = 0;
    this.watch.disconnect();
    this.onScreen.clear();
    this.items = new Map();
    this.body.replaceChildren(...this.data.items.flatMap((item) => this.article(item)));
    const { number, stretches, may_write: mayWrite } = this.data;
    this.byHand = button("vbr-button", "I have read all of these", () => this.readAll());
    this.foot.replaceChildren(
      ...(number > 1 ? [button("vbr-button", "Earlier answers", () => this.wish("earlier", ""))] : []),
      ...(mayWrite ? [this.byHand] : []),
      ...(number < stretches ? [button("vbr-button vbr-main", "Go on reading", () => this.wish("next", ""))] : []),
    );
  }

  article(item) {
    const before = [];
    if (item.person) before.push(el("h3", "vbr-person", item.person));
    if (item.closed.length) before.push(this.closed(item));
    const byPerson = this.data.by === "person";
    if (item.question) before.push(el(byPerson ? "h4" : "h3", byPerson ? "vbr-asked" : "vbr-question", item.question));
    const node = el("article", "vbr-item");
    node.tabIndex = -1;
    node.dataset.id = item.id;
    const text = el("div", "vbr-text", item.text);
    text.dir = "auto";
    text.dataset.id = item.id;
    const about = el("p", "vbr-about");
    about.append(...(byPerson ? [] : [el("span", "", item.label)]), el("span", "vbr-done", "read"));
    const answer = el("div", "vbr-answer");
    answer.append(text, about);
    const margin = new Margin(this, item);
    node.append(answer, margin.root);
    node.addEventListener("pointerdown", () => this.mark(item.id));
    this.items.set(item.id, { item, node, text, margin, read: item.read, spent: 0 });
    this.watch.observe(text);
    return [...before, node];
  }

  closed(item) {
    const shown = item.closed.slice(0, item.closed_shown).join(" · ");
    if (item.closed.length <= item.closed_shown) return el("p", "vbr-closed", shown);
    const fold = el("details", "vbr-closed");
    fold.append(el("summary", "", shown), el("p", "", item.closed.slice(item.closed_shown).join(" · ")));
    return fold;
  }

  // Where one stopped; at the very beginning the page stays as it is.
  begin() {
    this.mark(this.data.at);
    const isFirst = this.data.items[0]?.id === this.data.at;
    if (!isFirst) this.items.get(this.data.at)?.node.scrollIntoView({ block: "center" });
    else if (this.data.number > 1) this.body.firstElementChild.scrollIntoView({ block: "start" });
  }

  tell() {
    const read = [...this.items.values()].filter((known) => known.read && !known.item.read).length + this.data.read;
    const { first, total, items } = this.data;
    const here = `answers ${first.toLocaleString("en-GB")} to ${(first + items.length - 1).toLocaleString("en-GB")}`;
    const done = `read ${read.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")}`;
    this.progress.textContent = [this.data.may_write ? done : "", here, this.said].filter(Boolean).join(" · ");
    if (this.byHand) this.byHand.disabled = [...this.items.values()].every((known) => known.read);
  }

  tick() {
    const spent = Math.min(Date.now() - this.last, 2 * TICK_MS); // a sleeping computer reads nothing
    this.last = Date.now();
    if (document.visibilityState !== "visible" || !this.data?.may_write || !this.host.isConnected) return;
    for (const [id, known] of this.items) {
      if (known.read || !this.onScreen.has(id) || !this.fills(known.text)) continue;
      known.spent += spent;
      const { characters_a_second: pace, least_ms: least } = this.data.pace;
      if (known.spent >= Math.max(least, (known.item.text.length / pace) * 1000)) this.count(id, known);
      return; // the next answer waits its turn
    }
  }

  // Whether a text is on screen whole, or takes up most of it.
  fills(text) {
    const box = text.getBoundingClientRect();
    const seen = Math.min(box.bottom, window.innerHeight) - Math.max(box.top, 0);
    return seen >= box.height - 2 || seen >= window.innerHeight * 0.6;
  }

  count(id, known) {
    known.read = true;
    known.node.classList.add("vbr-read");
    this.queue.read(id);
    this.tell();
  }

  readAll() {
    for (const [id, known] of this.items) if (!known.read) this.count(id, known);
    this.queue.post();
  }

  mark(id) {
    this.items.get(this.current)?.node.classList.remove("vbr-current");
    this.current = id;
    this.items.get(id)?.node.classList.add("vbr-current");
  }

  stand(id, scroll = true) {
    this.mark(id);
    const { node } = this.items.get(id);
    node.focus({ preventScroll: true });
    const fits = node.getBoundingClientRect().height < window.innerHeight * 0.8;
    if (scroll) node.scrollIntoView({ block: fits ? "center" : "start" });
  }

  step(by) {
    const ids = [...this.items.keys()];
    const next = ids.indexOf(this.current) + by;
    if (ids[next]) this.stand(ids[next]);
    else if (next > 0 && this.data.number < this.data.stretches) this.wish("next", "");
    else if (next < 0 && this.data.number > 1) this.wish("earlier", "");
  }

  onKey(event) {
    const typing = event.composedPath()[0]?.closest?.("input, textarea, select, [contenteditable=true]");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !this.host.isConnected) return;
    const act = {
      j: () => this.step(1),
      ArrowRight: () => this.step(1),
      k: () => this.step(-1),
      ArrowLeft: () => this.step(-1),
      m: () => !event.repeat && this.items.get(this.current)?.margin.write(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.composedPath()[0]?.closest?.("[role=radiogroup], [role=tablist]")) return;
    event.preventDefault();
    act();
  }

  wish(what, link) {
    if (what === "next" || what === "earlier") {
      if (Date.now() - this.turned < TURNING_MS) return; // a key held down turns one stretch
      this.turned = Date.now();
    }
    // A state, not a trigger: a trigger that comes while the page is being drawn can be lost.
    this.component.setStateValue("wish", { what, link, at: `${this.queue.tab}-${Date.now()}` });
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".vbr-host");
  if (!hosts.has(host)) hosts.set(host, new Reading(host));
  hosts.get(host).receive(component);
  return () => {
    hosts.get(host)?.leave();
    hosts.delete(host);
  };
}
