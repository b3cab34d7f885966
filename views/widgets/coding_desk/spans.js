// Selecting by key: S by sentence, W by word, arrows while something is selected. Where a project codes sentences, S goes
// on to the next one and every step is a sentence.

const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

const spanKeys = {
  // True where the press was the selection's.
  pressSpan(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.parts.help.open || this.chord) return false;
    const letter = event.key.length === 1 ? event.key.toUpperCase() : "";
    const key = ARROWS[event.key] || letter || event.key;
    const selection = this.selection;
    const isOurs = key === "S" || key === "W" || (selection.isLive() && (key === "Escape" || ARROWS[event.key]));
    if (!isOurs || this.readable() === null || isForOthers(event, key)) return false;
    if (key === "Escape") selection.drop();
    else this.selectBy(key, event.shiftKey);
    this.saySelection();
    return true;
  },

  selectBy(key, isShifted) {
    const { unit, text } = this.selection;
    if (unit === "response" || !text) this.refuseSelection();
    else this.stepSelection(this.onward(key, isShifted));
  },

  refuseSelection() {
    this.selection.refusal = WHOLE_ONLY;
    this.selection.draw();
  },

  // What a key wants: which step, and which way. In a right-to-left answer the arrows point the other way.
  onward(key, isShifted) {
    const isMirrored = getComputedStyle(this.parts.text).direction === "rtl";
    const forward = key === "→" ? !isMirrored : key === "←" ? isMirrored : !isShifted;
    const bySentence = this.selection.unit === "sentence";
    if (key === "↓" || key === "↑") return { step: "move", forward: key === "↓" };
    if (key === "S") return { step: bySentence ? "move" : "end", forward, bySentence: true };
    return { step: isShifted && key !== "W" ? "start" : "end", forward, bySentence };
  },

  stepSelection({ step, forward, bySentence }) {
    const selection = this.selection;
    const { text, caret, sentences } = selection;
    const now = selection.place();
    selection.release();
    if (step === "move") this.moveSelection(now, forward);
    else if (now === null) {
      const piece = bySentence
        ? (forward ? sentences.find(({ end }) => end > caret) : selection.sentenceBefore(caret)) || sentences[0]
        : (forward ? wordFrom(text, caret) : wordBefore(text, caret)) || wordFrom(text, 0);
      if (piece) selection.select(piece.start, piece.end);
    } else if (step === "end") {
      const end = endBeside(selection, now, forward, bySentence);
      if (end !== null) selection.select(now.start, end);
    } else {
      const start = startBeside(selection, now, forward, bySentence);
      if (start !== null) selection.select(start, now.end);
    }
  },

  moveSelection(now, forward) {
    const selection = this.selection;
    const next = forward
      ? selection.sentences.find(({ start }) => now === null || start >= now.end)
      : selection.sentenceBefore(now ? now.start : selection.caret);
    if (next) selection.select(next.start, next.end);
  },

  saySelection() {
    const { range, refusal } = this.selection;
    if (range) this.say(`Selected: ${this.selection.quote(range)}`);
    else this.say(refusal || "Nothing selected");
  },
};

// The end one word or sentence on or back; null where there is none that leaves something selected.
function endBeside({ text, sentences }, { start, end }, forward, bySentence) {
  if (bySentence) {
    const ends = sentences.map((sentence) => sentence.end);
    return (forward ? ends.find((one) => one > end) : ends.findLast((one) => one < end && one > start)) ?? null;
  }
  if (forward) {
    let word = wordFrom(text, end);
    if (word && word.end <= end) word = wordFrom(text, word.end);
    return word && word.end;
  }
  const last = wordBefore(text, end); // goes with the stop behind it
  const before = last && wordBefore(text, last.start);
  return before && before.start >= start ? before.end : null;
}

function startBeside({ text, sentences }, { start, end }, forward, bySentence) {
  if (bySentence) {
    const starts = sentences.map((sentence) => sentence.start);
    return (forward ? starts.find((one) => one > start && one < end) : starts.findLast((one) => one < start)) ?? null;
  }
  if (!forward) {
    const before = wordBefore(text, start);
    return before && before.start;
  }
  const first = wordFrom(text, start);
  const next = first && (first.start > start ? first : wordFrom(text, first.end));
  return next && next.start < end ? next.start : null;
}

document.addEventListener("keydown", (event) => {
  if (active === null || !active.listens() || event.defaultPrevented || event.isComposing) return;
  if (active.leftAt === null && active.pressSpan(event)) event.preventDefault();
});
