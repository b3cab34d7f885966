// The codes beside the answer, and their keys. A key may be a chord of two presses: after the first, only the codes it
// leads to are shown, with the key that is left to press. A chord half typed decides nothing.

const WIDE_FROM = 30; // codes from which only those with a key of one press stand open, the others behind their theme
const KEYLESS = "·";

// Where a code is found: its first key if that is one press, the letter that begins its chord, or among the keyless.
function placeOf(keys) {
  const single = keys.find((key) => key.length === 1) || "";
  const chord = keys.find((key) => key.length > 1) || "";
  return { single, chord, behind: chord ? chord[0] : single ? "" : KEYLESS };
}

function buildPalette(desk, entries, isWide) {
  const rows = [];
  const heads = new Set(entries.map(([id]) => desk.codes.get(id)).filter(({ heads }) => heads).map(({ name }) => name));
  let group = "";
  for (const [id, keys] of entries) {
    const code = desk.codes.get(id);
    const place = placeOf(keys);
    const isUnder = heads.has(code.parent);
    if (code.parent !== group && code.parent && !isUnder && !isWide) {
      rows.push(el("div", "vbd-group", { text: code.parent }));
    }
    group = code.parent;
    const row = codeButton(desk, code, place);
    row.classList.toggle("vbd-head-code", code.heads);
    row.classList.toggle("vbd-under", isUnder && !isWide);
    rows.push(row);
  }
  if (!isWide) return rows;
  const open = rows.filter((row) => row.dataset.single);
  open.sort((a, b) => a.dataset.single.localeCompare(b.dataset.single));
  return [...open, ...buildThemes(desk, entries), ...rows.filter((row) => !row.dataset.single)];
}

// One row for each letter that begins chords: the themes behind it, and how many codes.
function buildThemes(desk, entries) {
  const behind = new Map();
  for (const [id, keys] of entries) {
    const first = placeOf(keys).behind;
    if (first) behind.set(first, [...(behind.get(first) || []), desk.codes.get(id)]);
  }
  return Array.from(behind, ([first, codes]) =>
    button(
      "vbd-theme",
      { "data-opens": first, "aria-keyshortcuts": first === KEYLESS ? null : first, "aria-expanded": "false" },
      () => desk.openChord(first),
      keyCap(first),
      el("span", "vbd-code-name", { text: themeNames(first, codes) }),
      el("span", "vbd-hint vbd-count", { text: String(codes.length), "aria-label": `${codes.length} codes` }),
    ),
  );
}

function themeNames(first, codes) {
  if (first === KEYLESS) return "Codes without a key";
  const names = Array.from(new Set(codes.map(({ theme }) => theme).filter(Boolean)));
  const alone = codes.some(({ theme }) => !theme) ? ["codes without a theme"] : [];
  if (names.length) return [...names, ...alone].join(" · ");
  return `${codes[0].name} to ${codes[codes.length - 1].name}`;
}

function codeButton(desk, code, { single, chord, behind }) {
  return button(
    "vbd-code",
    {
      "aria-pressed": "false",
      "aria-keyshortcuts": single || null,
      "aria-description": code.definition || null,
      "data-code": code.code_id,
      "data-single": single || null,
      "data-chord": chord || null,
      "data-behind": behind || null,
      onpointerenter: () => desk.describe(code.code_id),
      onfocus: () => desk.describe(code.code_id),
    },
    () => desk.chooseCode(code.code_id),
    keyCap(single || chord || KEYLESS),
    swatch(code),
    el("span", "vbd-code-name", { text: code.name }),
    el("span", "vbd-tick", { "aria-hidden": "true" }),
  );
}

const choosing = {
  paintPalette() {
    const question = this.questionNow();
    if (!question) return;
    this.once("palette", [question, this.paletteDigest], () => {
      const entries = (this.data.palettes[question] || []).filter(([id]) => this.codes.has(id));
      this.codeOfKey = new Map(entries.flatMap(([id, keys]) => keys.map((key) => [key, id])));
      this.firsts = new Set(Array.from(this.codeOfKey.keys(), (key) => (key.length > 1 ? key[0] : "")));
      this.isWide = entries.length >= WIDE_FROM;
      this.parts.palette.classList.toggle("vbd-wide", this.isWide);
      this.parts.palette.replaceChildren(...buildPalette(this, entries, this.isWide));
      this.codeRows = new Map(Array.from(this.parts.palette.querySelectorAll(".vbd-code"), (row) => [row.dataset.code, row]));
      this.pressed = new Map();
      this.shown.state = this.shown.chord = this.shown.passages = undefined;
      if (!this.codes.has(this.described)) this.described = null;
      this.describe(this.described);
    });
    this.paintChord();
  },

  // Only the codes behind the first key while a chord is open; otherwise all, or where they are many those with a key
  // of one press and a row for each theme.
  paintChord() {
    if (this.chordAt !== this.current || this.ending) this.chord = "";
    this.once("chord", [this.chord], () => {
      const { palette, opened } = this.parts;
      for (const row of palette.children) {
        const { behind, single, chord } = row.dataset;
        const isClosed = this.isWide ? !single && !row.dataset.opens : false;
        row.hidden = this.chord ? behind !== this.chord : isClosed;
        const cap = row.querySelector(".vbd-key");
        if (cap && chord) cap.textContent = this.chord ? chord[1] : single || chord;
      }
      opened.hidden = !this.chord;
      const theme = palette.querySelector(`[data-opens="${this.chord}"] .vbd-code-name`);
      this.parts.openedName.textContent = theme ? theme.textContent : "";
      this.parts.openedKey.textContent = this.chord;
      palette.scrollTop = 0;
    });
  },

  openChord(first) {
    if (this.readable() === null) return;
    this.chord = first;
    this.chordAt = this.current;
    this.paintChord();
    const name = this.parts.openedName.textContent;
    this.say(`${name || first}: ${this.parts.palette.querySelectorAll(".vbd-code:not([hidden])").length} codes`);
  },

  leaveChord() {
    this.chord = "";
    this.paintChord();
  },

  chooseCode(code) {
    this.leaveChord();
    this.toggleCode(code);
  },

  // The second press of a chord. True where it was the desk's: nothing else of the desk hears keys meanwhile.
  pressSecond(key, isRepeat) {
    if (isRepeat) return true;
    const code = this.codeOfKey.get(this.chord + key);
    if (code !== undefined) this.chooseCode(code);
    else if (key === "Escape" || key === "Backspace") this.leaveChord();
    else if (key.length > 1 && !COMMAND_OF_KEY.has(key)) return false;
    else this.say(`No code has the key ${this.chord} ${key}. Esc goes back to all codes.`);
    return true;
  },
};

Object.assign(Desk.prototype, choosing);
