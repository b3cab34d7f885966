// Passages that carry codes: a line in the code's colour under their words, one line below another where they overlap,
// and a chip each. Lines differ in kind too, so that they can be told apart without colour.

const LINES = 5; // kinds of line; build them with lineOf
const LANE_PX = 4;

const passages = {
  // Passages of the state that have a code to show, in reading order, each with its lane below the words.
  passagesOf(state) {
    const found = state.codings
      .filter((coding) => !isWhole(state, coding) && this.codes.has(coding.code))
      .sort((a, b) => a.start - b.start || b.end - a.end);
    const ends = []; // where the last passage of each lane ends
    return found.map((coding) => {
      const free = ends.findIndex((end) => end <= coding.start);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = coding.end;
      return { ...coding, lane };
    });
  },

  paintPassages(state, found) {
    const { text } = this.parts;
    this.once("passages", [this.current, found], () => {
      if (found.length === 0 && text.firstElementChild === null) return;
      text.setAttribute("aria-live", "off"); // an answer is read out when it comes, not when it is coded
      text.replaceChildren(...this.pieces(found));
      const lanes = Math.max(0, ...found.map(({ lane }) => lane + 1));
      text.style.setProperty("--vbd-lanes", String(lanes));
      this.selection.highlight();
    });
  },

  // The answer cut where passages begin and end.
  pieces(found) {
    const { text, offsets } = this.selection;
    const placed = found.map((one) => ({ ...one, from: offsets.units(one.start), to: offsets.units(one.end) }));
    const cuts = [...new Set([0, text.length, ...placed.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((from, n) => {
      const words = text.slice(from, cuts[n + 1]);
      const over = placed.filter((one) => one.from <= from && one.to > from);
      return over.length ? this.piece(words, over) : words;
    });
  },

  piece(words, over) {
    const names = over.map(({ code }) => this.codes.get(code).name);
    const node = el("span", "vbd-passage", { text: words, title: names.join(" · ") });
    node.dataset.codings = over.map(codingName).join(" ");
    const lines = over.map(({ code, lane }) => ({ ...this.lineOf(code), lane }));
    node.style.backgroundImage = lines.map(({ image }) => image).join(",");
    node.style.backgroundSize = lines.map(() => "100% 3px").join(",");
    node.style.backgroundPosition = lines.map(({ lane }) => `0 calc(100% - (var(--vbd-lanes) - ${lane + 1}) * ${LANE_PX}px)`).join(",");
    return node;
  },

  // The line of a code: its colour, and by its place in the codebook one of five kinds.
  lineOf(id) {
    const { colour } = this.codes.get(id);
    const drawn = `color-mix(in srgb, ${COLOUR.test(colour) ? colour : "currentColor"} 82%, var(--st-text-color))`;
    const along = (...stops) => `repeating-linear-gradient(90deg, ${stops.join(", ")})`;
    const kinds = [
      `linear-gradient(${drawn}, ${drawn})`,
      along(`${drawn} 0 9px`, "transparent 9px 13px"),
      along(`${drawn} 0 3px`, "transparent 3px 6px"),
      along(`${drawn} 0 12px`, "transparent 12px 15px", `${drawn} 15px 18px`, "transparent 18px 21px"),
      `linear-gradient(${drawn} 0 1px, transparent 1px 2px, ${drawn} 2px 3px)`,
    ];
    return { image: kinds[[...this.codes.keys()].indexOf(id) % LINES] };
  },

  passageChip(state, passage) {
    const code = this.codes.get(passage.code);
    const { offsets } = this.selection;
    const place = { start: offsets.units(passage.start), end: offsets.units(passage.end) };
    const words = this.selection.quote(place);
    const line = el("span", "vbd-line-sample", { "aria-hidden": "true" });
    line.style.backgroundImage = this.lineOf(passage.code).image;
    return button(
      "vbd-chip vbd-passage-chip",
      {
        "aria-label": `Take off ${code.name} from: ${words}`,
        title: "Take off",
        onpointerenter: () => this.pointAt(passage),
        onpointerleave: () => this.pointAt(null),
        onfocus: () => this.pointAt(passage),
        onblur: () => this.pointAt(null),
      },
      () => this.takeOff(passage),
      line,
      el("span", "", { text: code.name }),
      el("span", "vbd-quote", { text: `“${words}”`, dir: "auto" }),
      el("span", "vbd-cross", { text: "×", "aria-hidden": "true" }),
    );
  },

  // What a code's key would go on, where that is not simply the whole answer.
  paintSelected(state) {
    const { range, refusal, offer } = this.selection;
    const place = this.selection.place();
    this.once("selected", [this.current, place, range, refusal, offer, state.codings.length], () => {
      this.parts.selected.replaceChildren(...this.selectedWords(state, place));
    });
  },

  selectedWords(state, place) {
    const { range, refusal, offer, sentences, text } = this.selection;
    if (refusal) return [refusal];
    if (offer && state.codes.includes(offer)) return this.offerActs(offer);
    if (range) {
      const words = wordNumbers(text, range);
      const drop = this.actInWords("Select nothing", () => this.selection.drop());
      return [`Selected: ${words}. A code goes on ${words.startsWith("words") ? "them" : "it"}.`, drop];
    }
    if (!place) return [];
    const number = sentences.findIndex(({ start }) => start === place.start) + 1;
    return [`Sentence ${number} of ${sentences.length}. A code goes on it; S goes on to the next.`];
  },

  offerWords(id) {
    const count = this.stateNow(this.current).codings.filter(({ code }) => code === id).length;
    const where = count === 1 ? "1 passage" : `${count} passages`;
    return `${this.codes.get(id).name} is on ${where}, not on the whole answer.`;
  },

  offerActs(id) {
    const whole = () => this.putOn(id, {});
    const off = () => this.takeOff({ code: id, start: null, end: null });
    return [
      this.offerWords(id),
      this.actInWords("Put it on the whole answer", whole),
      el("span", "vbd-label", { text: "(its key again)" }),
      this.actInWords("Take it off", off),
    ];
  },

  actInWords(words, run) {
    return button("vbd-link", {}, run, el("span", "", { text: words }));
  },

  // Show which words a chip is about.
  pointAt(passage) {
    for (const node of this.parts.text.querySelectorAll(".vbd-passage")) {
      const isOf = passage !== null && node.dataset.codings.split(" ").includes(codingName(passage));
      node.classList.toggle("vbd-pointed", isOf);
    }
  },
};

function codingName({ code, start, end }) {
  return `${code}/${start}-${end}`;
}

Object.assign(Desk.prototype, spanKeys, passages);
