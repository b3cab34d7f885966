// What opens inside the desk: the memo, finding a code by typing, going to a number.

const DRAFT_AFTER_MS = 250;
const FOUND_AT_MOST = 8;

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// Codes with words beginning with what was typed: in the name, then in what the code means, then in what it does not;
// the codes used most come first in each. Nothing typed gives the codes used most.
function foundCodes(codes, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const starts = (text) => {
    const parts = plain(text).split(/[^\p{L}\p{N}]+/u);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  };
  const where = (code) => {
    if (starts(code.name)) return 0;
    if (starts(`${code.name} ${code.definition} ${code.include}`)) return 1;
    return starts(`${code.name} ${code.definition} ${code.include} ${code.examples} ${code.exclude}`) ? 2 : 3;
  };
  return codes
    .map((code) => ({ code, rank: where(code) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || b.code.used - a.code.used)
    .slice(0, FOUND_AT_MOST)
    .map(({ code }) => code);
}

class MemoPanel {
  constructor(desk, place) {
    this.desk = desk;
    this.field = el("textarea", "vbd-memo-field", {
      rows: "3",
      "aria-label": "Memo on this answer",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.close(),
    });
    this.hint = el("p", "vbd-hint");
    this.editor = el("div", "vbd-memo-editor", { hidden: true }, this.field, this.hint);
    this.note = button("vbd-memo-note", { title: "Change the memo" }, () => desk.openMemo());
    this.note.hidden = true;
    this.response = null;
    this.timer = null;
    place.append(this.note, this.editor);
  }

  open(response, memo, draft) {
    this.response = response;
    this.before = memo;
    this.field.value = draft || memo;
    const kept = draft && draft !== memo ? "Not saved before: these words were kept in this browser. " : "";
    this.hint.textContent = `${kept}Esc or Ctrl+Enter saves and returns to the codes.`;
    this.editor.hidden = false;
    this.note.hidden = true;
    this.field.focus();
  }

  isOpen() {
    return this.response !== null;
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), DRAFT_AFTER_MS);
  }

  keep() {
    if (this.response !== null) this.desk.outbox.keepDraft(this.response, this.field.value.trim());
  }

  key(event) {
    if (event.isComposing) return;
    const done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
    this.desk.focus();
  }

  close() {
    if (this.response === null) return;
    clearTimeout(this.timer);
    const response = this.response;
    const text = this.field.value.trim();
    this.response = null;
    this.editor.hidden = true;
    if (text === this.before) {
      this.desk.outbox.dropDraft(response, this.desk.outbox.draft(response));
      this.desk.paint();
      return;
    }
    this.desk.outbox.keepDraft(response, text);
    this.desk.decide({ kind: "memo", response, text });
  }

  paint(memo, hasDraft) {
    if (this.response !== null) return;
    const words = hasDraft ? "Memo not saved yet: its words were kept in this browser. M opens it." : memo;
    this.note.hidden = !words;
    this.note.replaceChildren(
      el("span", "vbd-label", { text: "Memo" }),
      el("span", "vbd-memo-words", { text: words, dir: "auto" }),
    );
  }
}

class FindPanel {
  constructor(desk, place) {
    this.desk = desk;
    this.field = el("input", "vbd-field", {
      type: "text",
      role: "combobox",
      "aria-label": "Find a code by name or definition",
      "aria-expanded": "false",
      "aria-controls": "vbd-found",
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: "Type a word of its name or definition",
      oninput: () => this.search(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.close(),
    });
    this.list = el("ul", "vbd-found", { role: "listbox", id: "vbd-found", "aria-label": "Codes found" });
    this.box = el("div", "vbd-find-box", { hidden: true }, this.field, this.list);
    this.opener = button(
      "vbd-find-open",
      { "aria-keyshortcuts": "/ F" },
      () => this.open(),
      keyCap("/"),
      el("span", "", { text: "Find a code" }),
    );
    this.maker = button(
      "vbd-find-open",
      { "aria-keyshortcuts": "I" },
      () => desk.openInVivo(),
      keyCap("I"),
      el("span", "", { text: "New code" }),
    );
    this.openers = el("div", "vbd-find-openers", {}, this.opener, this.maker);
    place.append(this.openers, this.box);
  }

  open() {
    this.box.hidden = false;
    this.openers.hidden = true;
    this.field.value = "";
    this.search();
    this.field.focus();
  }

  close() {
    this.box.hidden = true;
    this.openers.hidden = false;
    this.field.setAttribute("aria-expanded", "false");
  }

  search() {
    this.found = foundCodes(this.desk.codesInOrder(), this.field.value);
    this.chosen = 0;
    this.field.setAttribute("aria-expanded", String(this.found.length > 0));
    const none = el("li", "vbd-none", { text: "No code has such a word." });
    this.list.replaceChildren(...(this.found.length ? this.found.map((code, n) => this.row(code, n)) : [none]));
    this.mark();
  }

  row(code, n) {
    const choose = (event) => {
      event.preventDefault(); // keeps the focus in the field until the code is on
      this.choose(n);
    };
    return el(
      "li",
      "vbd-found-code",
      { role: "option", id: `vbd-found-${n}`, onpointerdown: choose },
      swatch(code),
      el("span", "", { text: code.name }),
      el("span", "vbd-hint", { text: this.desk.isOn(code.code_id) === true ? "on, Enter takes it off" : "" }),
    );
  }

  mark() {
    Array.from(this.list.children).forEach((row, n) => {
      if (row.getAttribute("role") === "option") row.setAttribute("aria-selected", String(n === this.chosen));
    });
    if (this.found.length) this.field.setAttribute("aria-activedescendant", `vbd-found-${this.chosen}`);
    else this.field.removeAttribute("aria-activedescendant");
    if (this.found.length) this.desk.describe(this.found[this.chosen].code_id);
  }

  choose(n) {
    const code = this.found[n];
    if (code) this.desk.toggleCode(code.code_id);
    this.leave();
  }

  leave() {
    this.close();
    this.desk.focus();
  }

  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      this.chosen = (this.chosen + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter") this.choose(this.chosen);
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

class GoPanel {
  constructor(desk, place) {
    this.desk = desk;
    this.field = el("input", "vbd-field vbd-number-field", {
      type: "text",
      inputmode: "numeric",
      "aria-label": "Number of the answer to go to",
      onkeydown: (event) => this.key(event),
      onblur: () => this.close(),
    });
    this.box = el("span", "vbd-go", { hidden: true }, this.field);
    place.after(this.box);
    this.place = place;
  }

  open(number) {
    this.field.value = String(number);
    this.box.hidden = false;
    this.place.hidden = true;
    this.field.focus();
    this.field.select();
  }

  close() {
    this.box.hidden = true;
    this.place.hidden = false;
  }

  key(event) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const number = Number.parseInt(this.field.value, 10);
    this.close();
    this.desk.focus();
    if (event.key === "Enter" && Number.isFinite(number)) this.desk.goTo(number);
  }
}
