// The codebook as a tree: arrows go from code to code, Enter or a click opens one beside it; above it a field that
// takes name after name. What is typed waits in a queue until the store has answered, so that none is lost while the
// page is being drawn.

const hosts = new WeakMap();

function el(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

function newId() {
  // randomUUID is absent on plain http networks.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function counted(name, count) {
  return el("span", `vbt-count ${name}${count ? "" : " vbt-none"}`, count.toLocaleString("en-GB"));
}

function codeCell(row) {
  const cell = el("span", "vbt-code");
  const swatch = el("span", `vbt-swatch vbt-pattern-${row.pattern}`);
  swatch.style.setProperty("--vbt-colour", row.hue);
  swatch.setAttribute("aria-hidden", "true");
  const key = el("span", "vbt-key", row.key);
  if (row.key) key.title = `key ${row.key} at the desk`;
  const name = el("span", "vbt-name", row.name);
  if (row.asked) name.append(" ", el("span", "vbt-asked", `· ${row.asked}`));
  cell.append(key, swatch, name);
  if (row.definition) cell.append(el("span", "vbt-definition", row.definition));
  return cell;
}

function showBelow() {
  // On a narrow screen the form stands under the tree, out of sight.
  if (window.innerWidth <= 640) document.querySelector(".st-key-code_form")?.scrollIntoView({ block: "start" });
}

class Tree {
  constructor(host) {
    this.host = host;
    this.queue = [];
    this.posts = 0;
    this.tab = newId();
    this.adding = this.buildAdding();
    this.body = el("div");
    const root = el("div", "vbt");
    root.append(this.adding, this.body);
    host.replaceChildren(root);
  }

  buildAdding() {
    const form = el("form", "vbt-adding");
    this.name = el("input", "vbt-field");
    this.name.placeholder = "New code, then Enter";
    this.name.maxLength = 400;
    this.name.autocomplete = "off";
    this.name.setAttribute("aria-label", "New code");
    this.under = el("select", "vbt-field");
    this.under.setAttribute("aria-label", "New codes stand under");
    const add = el("button", "vbt-add", "Add");
    this.waits = el("p", "vbt-saving");
    this.waits.setAttribute("aria-live", "polite");
    form.append(this.name, this.under, add);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(this.name.value);
    });
    return form;
  }

  add(name) {
    if (!name.trim()) return;
    this.name.value = "";
    this.queue.push({ id: newId(), name, parent: this.under.value });
    this.post();
  }

  post() {
    this.posts += 1;
    this.component.setStateValue("adding", { tab: this.tab, post: this.posts, entries: this.queue });
    this.showWaiting();
  }

  tell(what, code) {
    this.mark(code);
    // A state, not a trigger: a trigger that comes while the page is being drawn can be lost.
    this.component.setStateValue("told", { what, code, at: Date.now() });
    if (what === "choose") window.setTimeout(showBelow, 400);
  }

  receive(component) {
    this.component = component;
    const { rows, chosen, answered, may_add: mayAdd } = component.data;
    if (answered?.tab === this.tab) {
      const done = new Set(answered.ids);
      const left = this.queue.filter((entry) => !done.has(entry.id));
      const posted = answered.post === this.posts;
      this.queue = left;
      if (left.length && posted) this.post();
    }
    this.adding.hidden = !mayAdd;
    this.showPlaces(rows);
    this.showWaiting();
    this.showRows(rows, chosen);
  }

  showPlaces(rows) {
    const kept = this.under.value;
    const places = [new Option("top level", "")];
    for (const row of rows) places.push(new Option(`under ${"\u2003".repeat(row.depth)}${row.name}`, row.id));
    this.under.replaceChildren(...places);
    this.under.value = rows.some((row) => row.id === kept) ? kept : "";
    this.under.hidden = !rows.length;
  }

  showWaiting() {
    this.waits.textContent = this.queue.length ? `saving ${this.queue.map((entry) => entry.name).join(", ")}` : "";
  }

  showRows(rows, chosen) {
    const focused = document.activeElement?.closest?.(".vbt-row")?.dataset.code;
    const head = el("div", "vbt-head");
    head.append(this.waits, el("span", "vbt-count", "people"), el("span", "vbt-count vbt-codings", "codings"));
    const list = el("ul");
    list.setAttribute("role", "tree");
    list.setAttribute("aria-label", "Codebook");
    list.append(...rows.map((row) => this.item(row)));
    list.addEventListener("keydown", (event) => this.walk(list, event));
    this.body.replaceChildren(...(rows.length ? [head, list] : [this.waits]));
    this.mark(chosen);
    if (focused) this.body.querySelector(`[data-code="${CSS.escape(focused)}"]`)?.focus();
  }

  item(row) {
    const li = el("li", `vbt-item${row.theme ? " vbt-theme" : ""}`);
    li.setAttribute("role", "none");
    li.style.setProperty("--vbt-depth", row.depth);
    const button = el("button", "vbt-row");
    button.type = "button";
    button.dataset.code = row.id;
    button.setAttribute("role", "treeitem");
    button.setAttribute("aria-level", String(row.depth + 1));
    button.append(codeCell(row), counted("vbt-people", row.people), counted("vbt-codings", row.codings));
    button.addEventListener("click", () => this.tell("choose", row.id));
    li.append(button);
    if (row.waits) {
      const waits = el("button", "vbt-waits", row.waits);
      waits.type = "button";
      waits.title = "Read them, and confirm or remove each";
      waits.addEventListener("click", () => this.tell("confirm", row.id));
      li.append(waits);
    }
    return li;
  }

  mark(code) {
    for (const row of this.body.querySelectorAll(".vbt-row")) {
      row.setAttribute("aria-selected", String(row.dataset.code === code));
    }
  }

  walk(list, event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...list.querySelectorAll(".vbt-row")];
    const next = rows[rows.indexOf(document.activeElement.closest(".vbt-row")) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".vbt-host");
  if (!hosts.has(host)) hosts.set(host, new Tree(host));
  hosts.get(host).receive(component);
}
