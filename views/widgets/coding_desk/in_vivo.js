// A code in the answer's own words: the words that are selected, or how the answer begins, become its name.

const WORDS_AT_FIRST = 6; // of an answer in which nothing is selected
const LONGEST_NAME = 120; // as in codebooks/decide.py

// What two names of codes may not share (codebooks/model.py, name_key).
function nameKey(name) {
  return name.split(/\s+/u).filter(Boolean).join(" ").normalize("NFC").toLowerCase();
}

class InVivoPanel {
  constructor(desk, place) {
    this.desk = desk;
    this.field = el("input", "vbd-field", {
      type: "text",
      "aria-label": "Name of the new code",
      "aria-describedby": "vbd-in-vivo-hint",
      autocomplete: "off",
      maxlength: String(LONGEST_NAME),
      oninput: () => this.name(),
      onkeydown: (event) => this.key(event),
    });
    this.every = el("input", "", { type: "checkbox", onkeydown: (event) => this.key(event) });
    this.choice = el("label", "vbd-choice", {}, this.every, el("span", "", { text: "for every question" }));
    this.hint = el("p", "vbd-hint", { id: "vbd-in-vivo-hint" });
    const make = button("vbd-command vbd-main-action", {}, () => this.make(), keyCap("Enter"), el("span", "", { text: "make it" }));
    const leave = button("vbd-command", {}, () => this.leave(), keyCap("Esc"), el("span", "", { text: "leave" }));
    const acts = el("div", "vbd-in-vivo-acts", {}, this.choice, make, leave);
    const title = el("span", "vbd-label", { text: "New code" });
    this.box = el("div", "vbd-in-vivo-box", { hidden: true, role: "group", "aria-label": "New code" }, title, this.field, this.hint, acts);
    this.box.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.box.contains(relatedTarget)) this.close();
    });
    place.append(this.box);
  }

  open(span) {
    const { desk } = this;
    this.span = span;
    this.response = desk.current;
    this.field.value = this.wordsOf(span);
    this.choice.hidden = desk.data.questions < 2;
    const palette = desk.codesInOrder();
    this.every.checked = palette.length > 0 && palette.every(({ questions }) => questions.length === 0);
    this.box.hidden = false;
    this.name();
    this.field.focus();
    this.field.select();
  }

  isOpen() {
    return !this.box.hidden;
  }

  wordsOf(span) {
    const { text } = this.desk.items.get(this.response).item;
    const words = (span ? Array.from(text).slice(span.start, span.end).join("") : text).split(/\s+/u).filter(Boolean);
    const all = words.join(" ");
    return span || all.length <= LONGEST_NAME / 2 ? all.slice(0, LONGEST_NAME) : words.slice(0, WORDS_AT_FIRST).join(" ");
  }

  known() {
    const wanted = nameKey(this.field.value);
    return Array.from(this.desk.codes.values()).find(({ name }) => nameKey(name) === wanted);
  }

  name() {
    const code = this.known();
    const where = this.span ? "the selected words" : "this answer";
    this.hint.textContent = code
      ? `‘${code.name}’ is there already. Enter gives it to ${where}.`
      : `Enter makes the code and gives it to ${where}.`;
  }

  make() {
    const name = this.field.value.split(/\s+/u).filter(Boolean).join(" ");
    if (!name) return;
    const { desk, span, response } = this;
    const code = this.known();
    const on = this.choice.hidden || this.every.checked;
    const at = span ? { start: span.start, end: span.end } : {};
    this.leave();
    if (code) desk.decide({ kind: "apply", code: code.code_id, response, ...at });
    else desk.decide({ kind: "in_vivo", text: name, on, response, ...at });
  }

  close() {
    this.box.hidden = true;
  }

  leave() {
    this.close();
    this.desk.focus();
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.leave();
    else if (event.key === "Enter") this.make();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

const naming = {
  openInVivo() {
    const state = this.readable();
    if (state === null) return;
    if (this.data.makes_codes) {
      this.inVivo.open(this.selection.place() && this.selection.span(state));
      return;
    }
    if (this.data.round) {
      this.tell("The codebook waits while the round is coded. Press M to write down what you would name, D to mark the answer to discuss.");
      return;
    }
    const who = this.data.code_makers.join(" or ") || "the project’s lead";
    this.tell(`New codes are made by ${who}. Press M to write down what you would name, D to mark the answer to discuss.`);
  },

  // Codes that wait in the queue stand in the palette before the store has them; their keys come with its answer.
  addOwnCodes() {
    for (const { entry } of this.outbox.pending) {
      const id = madeCode(entry);
      const held = this.items.get(entry.response);
      if (entry.kind !== "in_vivo" || this.codes.has(id) || !held) continue;
      const texts = { definition: "", include: "", exclude: "", examples: "", parent: "", theme: "" };
      const code = { code_id: id, name: entry.text, colour: "", pattern: 0, ...texts, questions: [], heads: false, used: 0 };
      this.codes.set(id, code);
      const palette = this.data.palettes[held.item.question_id];
      if (palette) palette.push([id, []]);
      this.paletteDigest += id;
    }
  },
};

Object.assign(Desk.prototype, naming);
