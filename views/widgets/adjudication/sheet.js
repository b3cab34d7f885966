// One answer with what each coder gave it beside it, and what is to hold of it below.

const LONG = 260; // characters; a longer definition is cut to three lines

function el(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

function key(text) {
  return el("kbd", "vba-key", text);
}

function button(name, act, ...inside) {
  const node = el("button", name);
  node.type = "button";
  node.append(...inside);
  node.addEventListener("click", (event) => {
    act();
    if (event.detail) node.blur(); // by mouse: the next Enter is meant for the answer, not for this button
  });
  return node;
}

// A code's colour as everywhere: hue, and a pattern mark where hues repeat.
function swatch(code) {
  const node = el("span", `vba-swatch vba-mark-${code.pattern}`);
  node.style.backgroundColor = code.hue;
  node.setAttribute("aria-hidden", "true");
  return node;
}

class Sheet {
  constructor(page, item) {
    this.page = page;
    this.item = item;
    this.draft = { codes: new Set(this.firstCodes()), none: false, reason: "", note: "", taken: "" };
    const { agreed } = item;
    if (agreed) Object.assign(this.draft, { reason: agreed.reason, note: agreed.note, none: !agreed.codes.length });
    else if (item.alike_codes && !item.alike_codes.length) this.draft.none = true;
    this.added = [];
    this.open = new Set(); // codes whose definitions are shown whole
  }

  // What holds already, else what all coders gave: that is not in question.
  firstCodes() {
    return this.item.agreed ? this.item.agreed.codes : this.item.common;
  }

  // The codes that may hold: all that anybody gave, and those chosen here.
  get candidates() {
    const given = this.item.given.flatMap((one) => one.codes.map((code) => code.code));
    const agreed = this.item.agreed ? this.item.agreed.codes : [];
    const open = [...new Set([...this.item.split, ...given, ...agreed, ...this.added])];
    return open.filter((code) => this.page.codes.has(code));
  }

  get isTheirs() {
    const theirs = this.item.alike_codes;
    return Boolean(theirs) && theirs.length === this.draft.codes.size && theirs.every((code) => this.draft.codes.has(code));
  }

  draw() {
    const { item } = this;
    const root = el("article", "vba-sheet");
    const question = el("h3", "vba-question", item.question);
    question.dir = "auto";
    const middle = el("div", "vba-middle");
    const text = el("div", "vba-text", item.text);
    text.dir = "auto";
    middle.append(text, el("p", "vba-quiet", item.about));
    for (const note of item.notes) {
      const line = el("p", "vba-note");
      line.append(el("b", "", `${note.coder}: `), note.words);
      middle.append(line);
    }
    const half = Math.ceil(item.given.length / 2);
    const left = el("div", "vba-side");
    left.append(...item.given.slice(0, half).map((one, at) => this.coder(one, at)));
    const right = el("div", "vba-side");
    right.append(...item.given.slice(half).map((one, at) => this.coder(one, half + at)));
    const sides = el("div", "vba-sides");
    sides.append(left, middle, right);
    root.append(question, sides, ...this.told(), this.board());
    return root;
  }

  told() {
    const { item } = this;
    const said = [];
    if (item.agreed) said.push(`Decided: ${item.agreed.how}. Deciding again replaces it; the record keeps both.`);
    if (item.redefined.length) {
      said.push(`Coded before ${this.names(item.redefined)} got its present definition. Look at it again; Enter keeps what holds.`);
    }
    if (item.gone.length) said.push(`${this.names(item.gone)} is retired and cannot be given any more.`);
    if (!item.split.length && item.elsewhere.length) said.push("The same codes, on other words.");
    return said.map((words) => el("p", "vba-told", words));
  }

  names(codes) {
    return codes.map((code) => `‘${this.page.codes.get(code)?.name ?? "a code"}’`).join(", ");
  }

  coder(one, at) {
    const card = el("section", "vba-coder");
    const head = el("h4", "vba-name", one.name);
    card.append(head);
    const list = el("ul", "vba-codes");
    for (const given of one.codes) {
      const code = this.page.codes.get(given.code) ?? { name: "a retired code", hue: "#6E6E6E", pattern: 0 };
      const line = el("li", this.item.split.includes(given.code) ? "vba-split" : "");
      line.append(swatch(code), el("span", "", code.name));
      for (const words of given.words) {
        const quote = el("q", "vba-words", words);
        quote.dir = "auto";
        line.append(quote);
      }
      list.append(line);
    }
    if (one.codes.length) card.append(list);
    if (!one.codes.length) card.append(el("p", "", one.unsure ? "unsure, no code" : "no code applies"));
    else if (one.unsure) card.append(el("p", "vba-quiet", "unsure"));
    if (this.page.data.may_decide && (one.codes.length || !one.unsure)) {
      const letter = CODER_KEYS[at];
      const take = button("vba-take", () => this.take(one), ...(letter ? [key(letter), " "] : []), "Take this");
      take.setAttribute("aria-label", `Take the coding of ${one.name}`);
      take.setAttribute("aria-pressed", String(this.draft.taken === one.name));
      card.append(take);
    }
    return card;
  }

  board() {
    const board = el("div", "vba-board");
    if (!this.page.data.may_decide) {
      board.append(el("p", "vba-quiet", "The lead and adjudicators decide. You can read along."));
      return board;
    }
    board.append(el("h4", "vba-name", "What holds"));
    const list = el("div", "vba-choices");
    this.candidates.forEach((id, at) => list.append(this.choice(this.page.codes.get(id), at)));
    const none = button("vba-choice", () => this.none(), key("0"), el("span", "vba-choice-name", "No code applies"));
    none.setAttribute("aria-pressed", String(this.draft.none));
    const noneRow = el("div", "vba-row");
    noneRow.append(none);
    list.append(noneRow, this.finder());
    board.append(list, this.reasons(), this.note(), this.act());
    return board;
  }

  choice(code, at) {
    const row = el("div", "vba-row");
    const digit = at < 9 ? [key(String(at + 1))] : [];
    const pick = button("vba-choice", () => this.toggle(code.id), ...digit, swatch(code), el("span", "vba-choice-name", code.name));
    pick.setAttribute("aria-pressed", String(this.draft.codes.has(code.id)));
    pick.disabled = !code.live;
    row.append(pick);
    row.append(this.meaning(code));
    return row;
  }

  // What a code means; a long definition opens on its own, so that the reasons stay in sight.
  meaning(code) {
    const about = el("div", "vba-about");
    const words = el("p", "", code.definition || "No definition yet.");
    if (code.include) words.append(" ", el("b", "", "Use: "), code.include);
    if (code.exclude) words.append(" ", el("b", "", "Not: "), code.exclude);
    const links = el("p", "vba-links");
    if (words.textContent.length > LONG) {
      words.classList.toggle("vba-cut", !this.open.has(code.id));
      const more = button("vba-link", () => this.unfold(code.id), this.open.has(code.id) ? "Less" : "All of it");
      more.setAttribute("aria-expanded", String(this.open.has(code.id)));
      more.setAttribute("aria-label", `The whole definition of ${code.name}`);
      links.append(more);
    }
    const edit = button("vba-link", () => this.page.wish("edit", code.id), "Edit the definition");
    edit.setAttribute("aria-label", `Edit the definition of ${code.name}`);
    links.append(edit);
    about.append(words, links);
    return about;
  }

  unfold(code) {
    if (!this.open.delete(code)) this.open.add(code);
    this.page.redraw();
  }

  finder() {
    const row = el("div", "vba-row vba-find");
    const field = el("input", "vba-field");
    field.placeholder = "/ another code";
    field.setAttribute("aria-label", "Find another code");
    const found = el("div", "vba-found");
    const shown = () => {
      const wanted = field.value.trim().toLowerCase();
      const there = new Set(this.candidates);
      const fits = [...this.page.codes.values()].filter(
        (code) => wanted && code.live && !there.has(code.id) && this.page.applies(code, this.item) && code.name.toLowerCase().includes(wanted),
      );
      return fits.slice(0, 6);
    };
    field.addEventListener("input", () => {
      const fits = shown().map((code) => button("vba-choice", () => this.add(code.id), swatch(code), code.name));
      const none = field.value.trim() ? [el("span", "vba-quiet", "No other code for this question has that in its name.")] : [];
      found.replaceChildren(...(fits.length ? fits : none));
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.blur();
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      const [first] = shown();
      if (first) this.add(first.id);
    });
    this.find = field;
    row.append(field, found);
    return row;
  }

  reasons() {
    const group = el("div", "vba-reasons");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Why the coders differed");
    group.append(el("span", "vba-quiet", this.isTheirs ? "Why they differed, if you wish" : "Why they differed"));
    for (const [letter, id, label] of this.page.data.reasons) {
      const pick = button("vba-reason", () => this.because(id), key(letter), label);
      pick.setAttribute("aria-pressed", String(this.draft.reason === id));
      group.append(pick);
    }
    return group;
  }

  note() {
    const field = el("textarea", "vba-field");
    field.rows = 1;
    field.value = this.draft.note;
    field.dir = "auto";
    field.placeholder = "N note on this decision";
    field.setAttribute("aria-label", "Note on this decision");
    field.addEventListener("input", () => {
      this.draft.note = field.value;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.blur();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation();
        this.page.decide();
      }
    });
    this.noteField = field;
    return field;
  }

  act() {
    const row = el("div", "vba-act");
    const go = button("vba-main", () => this.page.decide(), key("Enter"), " Decide and go on");
    row.append(go);
    this.missing = el("p", "vba-missing");
    this.missing.setAttribute("role", "alert");
    row.append(this.missing);
    return row;
  }

  take(one) {
    this.draft.codes = new Set(one.codes.map((code) => code.code).filter((code) => this.page.codes.get(code)?.live));
    this.draft.none = !one.codes.length;
    this.draft.taken = one.name;
    this.page.redraw();
  }

  toggle(code) {
    if (!this.page.codes.get(code).live) return;
    if (!this.draft.codes.delete(code)) this.draft.codes.add(code);
    this.draft.none = false;
    this.page.redraw();
  }

  add(code) {
    this.added.push(code);
    this.draft.codes.add(code);
    this.draft.none = false;
    this.page.redraw();
  }

  none() {
    this.draft.none = !this.draft.none;
    if (this.draft.none) this.draft.codes.clear();
    this.page.redraw();
  }

  because(reason) {
    this.draft.reason = this.draft.reason === reason ? "" : reason;
    this.page.redraw();
  }

  // What is missing before this can be decided, '' for nothing.
  lacks() {
    if (!this.draft.codes.size && !this.draft.none) return "Choose codes by their numbers, take a coder’s by letter, or press 0: no code applies.";
    if (!this.draft.reason && !this.isTheirs) {
      return `Say why they differed: ${this.page.data.reasons.map(([letter, , label]) => `${letter} ${label}`).join(", ")}.`;
    }
    return "";
  }
}
