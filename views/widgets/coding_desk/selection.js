// What is selected in the answer on the desk, and what a code's key would go on. By mouse and touch it is the browser's
// own selection, cut to the answer; by key it is made in spans.js. It stays when a button takes the browser's away.

const SELECTED = "vbd-selected"; // the highlight; desk.css draws it
const LONGEST_QUOTE = 48; // characters of a passage beside its code

class Selection {
  constructor(desk) {
    this.desk = desk;
    this.response = null;
    this.text = "";
    this.begin();
    const { text } = desk.parts;
    text.addEventListener("click", () => this.clicked());
  }

  begin() {
    this.range = null; // { start, end } in UTF-16 units: what the coder selected
    this.refusal = ""; // why what was selected cannot take a code
    this.offer = null; // a code that is on passages only, while it is asked what its key means
    this.caret = 0; // where a selection by key begins
  }

  // Another answer is on the desk, or none.
  shows(item) {
    const response = item ? item.response_id : null;
    if (response === this.response && (!item || item.text === this.text)) return;
    this.response = response;
    this.text = item ? item.text : "";
    this.offsets = new Offsets(this.text);
    const spans = item ? item.sentences : [];
    this.sentences = spans.map(([start, end]) => ({ start: this.offsets.units(start), end: this.offsets.units(end) }));
    this.begin();
    this.highlight();
  }

  get unit() {
    return this.desk.data ? this.desk.data.unit : "";
  }

  // The place a code would go on, in UTF-16 units; null for the whole answer.
  place() {
    if (this.unit === "response") return null;
    return this.range || (this.unit === "sentence" ? this.sentenceFrom(this.caret) : null);
  }

  // The same in code points, as the record has it.
  span(state) {
    const place = this.place();
    if (place === null || this.isAll(place)) return { start: 0, end: state.length };
    return { start: this.offsets.points(place.start), end: this.offsets.points(place.end) };
  }

  isAll({ start, end }) {
    const all = trimmed(this.text, 0, this.text.length);
    return all !== null && start <= all.start && end >= all.end;
  }

  sentenceFrom(unit) {
    return this.sentences.find(({ end }) => end > unit) || this.sentences.at(-1) || null;
  }

  sentenceBefore(unit) {
    return this.sentences.findLast(({ start }) => start < unit) || null;
  }

  // Select from one place to another, whatever lies between: no character is cut, no white space counts.
  select(start, end) {
    const cut = snapped(this.text, start, end);
    const range = trimmed(this.text, cut.start, cut.end);
    this.offer = null;
    this.refusal = "";
    if (this.unit === "response") this.refusal = WHOLE_ONLY;
    else if (range === null) this.refusal = NO_WORDS;
    this.range = range && this.unit !== "response" ? this.atBorders(range) : null;
    if (range) this.caret = this.range ? this.range.start : range.start;
    this.draw();
  }

  atBorders(range) {
    if (this.unit !== "sentence") return range;
    const touched = this.sentences.filter(({ start, end }) => end > range.start && start < range.end);
    return touched.length ? { start: touched[0].start, end: touched.at(-1).end } : null;
  }

  // Nothing is selected any more; a selection by key begins behind what was, and the sentence that is marked stays.
  drop(caret = this.range && this.unit !== "sentence" ? this.range.end : this.caret) {
    this.range = null;
    this.refusal = "";
    this.offer = null;
    this.caret = caret;
    this.release();
    this.draw();
  }

  // Take back the browser's own selection of the answer: it is no longer what is selected here.
  release() {
    const chosen = document.getSelection();
    const isHere = chosen !== null && !chosen.isCollapsed && chosen.getRangeAt(0).intersectsNode(this.desk.parts.text);
    if (isHere) chosen.removeAllRanges();
  }

  isLive() {
    return this.range !== null || this.refusal !== "" || this.offer !== null;
  }

  // The browser's selection, where one end of it is in the answer: the rest of it is cut off.
  follow() {
    const chosen = document.getSelection();
    if (!this.text || chosen === null || chosen.isCollapsed || this.desk.readable() === null) return;
    const { startContainer, startOffset, endContainer, endOffset } = chosen.getRangeAt(0);
    const { text } = this.desk.parts;
    const [startsHere, endsHere] = [text.contains(startContainer), text.contains(endContainer)];
    if (!startsHere && !endsHere) return;
    const start = startsHere ? unitAt(text, startContainer, startOffset) : 0;
    const end = endsHere ? unitAt(text, endContainer, endOffset) : this.text.length;
    this.select(start, end);
  }

  // A click in the answer drops the selection, and says where one by key begins.
  clicked() {
    const chosen = document.getSelection();
    const { text } = this.desk.parts;
    if (!this.text || chosen === null || !chosen.isCollapsed || !text.contains(chosen.anchorNode)) return;
    this.drop(unitAt(text, chosen.anchorNode, chosen.anchorOffset));
  }

  draw() {
    this.highlight();
    this.desk.paint();
  }

  highlight() {
    const place = this.place();
    if (CSS.highlights) {
      CSS.highlights.delete(SELECTED);
      if (place) CSS.highlights.set(SELECTED, new Highlight(rangeOf(this.desk.parts.text, place)));
    } else if (this.range) {
      const { startContainer, startOffset, endContainer, endOffset } = rangeOf(this.desk.parts.text, this.range);
      document.getSelection().setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
    }
  }

  quote({ start, end }) {
    return shortened(this.text.slice(start, end));
  }

}

// Which words a passage touches, as people count them: what white space parts.
function wordNumbers(text, { start, end }) {
  const within = text.slice(start, end).match(/\S+/gu) || [];
  const before = text.slice(0, start).match(/\S+/gu) || [];
  const first = before.length + Number(start === 0 || SPACE.test(text[start - 1]));
  const last = first + Math.max(within.length, 1) - 1;
  return first === last ? `word ${first}` : `words ${first} to ${last}`;
}

const WHOLE_ONLY = "In this project codes go on whole answers, so a selection does not matter to them.";
const NO_WORDS = "Only white space is selected: there are no words to put a code on.";

function shortened(words) {
  const line = words.replace(/\s+/gu, " ");
  const characters = Array.from(line.slice(0, 4 * LONGEST_QUOTE));
  return characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE - 1).join("").trimEnd()}…` : line;
}

// Where a place of the page lies in the answer, in UTF-16 units.
function unitAt(text, container, offset) {
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(container, offset);
  return before.toString().length;
}

// The page's range for a place in the answer, which is cut into pieces where passages begin and end.
function rangeOf(text, { start, end }) {
  const range = document.createRange();
  const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    const after = before + node.length;
    if (start >= before && start < after) range.setStart(node, start - before);
    if (end > before && end <= after) range.setEnd(node, end - before);
    before = after;
  }
  return range;
}

document.addEventListener("selectionchange", () => {
  if (active !== null && active.leftAt === null) active.selection.follow();
});
