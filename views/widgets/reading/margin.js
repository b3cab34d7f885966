// The margin beside one answer: one's own note, others' notes, and where the answer is mentioned.

function el(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(name, text, act) {
  const node = el("button", name, text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

function anchor(text, act) {
  const node = el("a", "vbr-link", text);
  node.href = "#"; // so that the keyboard reaches it
  node.addEventListener("click", (event) => {
    event.preventDefault();
    act();
  });
  return node;
}

class Margin {
  constructor(page, item) {
    this.page = page;
    this.item = item;
    this.root = el("div", "vbr-margin");
    this.refused = "";
  }

  // A draft outlives a reload in this tab, and no longer than the tab.
  get draftKey() {
    const { store, project, coder } = this.page.queue.place;
    return `verbatim-note/${store}/${project}/${coder}/${this.item.id}`;
  }

  get words() {
    return this.page.queue.waiting(this.item.id)?.text ?? this.item.note;
  }

  draw() {
    if (this.field) return;
    const draft = sessionStorage.getItem(this.draftKey);
    if (draft !== null && draft === this.words) sessionStorage.removeItem(this.draftKey);
    else if (draft !== null && !this.page.queue.waiting(this.item.id)) return this.write(draft);
    const parts = [this.note()];
    if (this.refused) parts.push(el("p", "vbr-refused", this.refused));
    for (const other of this.item.others) {
      const line = el("p", "vbr-other");
      line.append(el("b", "", `${other.coder}: `), ...this.linked(other.parts));
      parts.push(line);
    }
    if (this.item.mentions.length) {
      const line = el("p", "vbr-quiet", "Mentioned in ");
      this.item.mentions.forEach((words, number) => {
        if (number) line.append("; ");
        line.append(anchor(words, () => this.page.wish("memos", "")));
      });
      parts.push(line);
    }
    this.root.replaceChildren(...parts);
  }

  note() {
    if (!this.words) {
      if (!this.page.data.may_write) return el("span");
      return button("vbr-add", "Write a note", () => this.write());
    }
    const box = el("div", "vbr-note");
    box.dir = "auto";
    const waits = this.page.queue.waiting(this.item.id);
    box.append(...(waits ? [document.createTextNode(waits.text)] : this.linked(this.item.parts)));
    const lacking = waits ? [] : this.item.parts.filter((part) => part.missing).map((part) => `‘${part.words}’`);
    const foot = el("p", "vbr-quiet");
    if (lacking.length) foot.append(`Not linked: no code or answer is called ${lacking.join(" or ")}. `);
    if (this.page.data.may_write) foot.append(button("vbr-link", "Change the note", () => this.write()));
    if (waits) foot.append(" saving");
    const whole = el("div");
    whole.append(box, foot);
    return whole;
  }

  linked(parts) {
    return parts.map((part) => {
      if (!part.link) return document.createTextNode(part.words);
      return anchor(part.words, () => this.page.wish("open", part.link));
    });
  }

  write(draft) {
    if (!this.page.data.may_write) return;
    this.field = el("textarea", "vbr-field");
    this.field.value = draft ?? this.words;
    this.field.dir = "auto";
    this.field.setAttribute("aria-label", `Note on the answer of ${this.item.label}`);
    this.field.addEventListener("input", () => {
      sessionStorage.setItem(this.draftKey, this.field.value);
      this.grow();
    });
    this.field.addEventListener("blur", () => this.save());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
        event.preventDefault();
        this.page.stand(this.item.id, false);
      }
    });
    const help = "Leaving the field saves. [[Name]] links to a code, or to somebody’s answers.";
    this.root.replaceChildren(this.field, el("p", "vbr-quiet", help));
    this.grow();
    if (draft === undefined) this.field.focus();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  save() {
    const text = this.field.value.trim();
    this.field = null;
    this.refused = "";
    if (text !== this.words) this.page.queue.note(this.item.id, text);
    else sessionStorage.removeItem(this.draftKey);
    this.draw();
  }

  refuse(entry, reason) {
    this.refused = reason;
    sessionStorage.setItem(this.draftKey, entry.text);
    if (!this.field) this.write(entry.text);
    this.root.append(el("p", "vbr-refused", `Not saved. ${reason}`));
  }
}
