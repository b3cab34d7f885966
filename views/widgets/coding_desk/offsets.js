// Offsets: the record counts Unicode code points, the browser UTF-16 units. Nothing else on the page counts either.

const PAIR = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const WORDS = new Intl.Segmenter(undefined, { granularity: "word" }); // of languages without spaces too
const SPACE = /\s/u;

// One text's offsets. A surrogate without its other half counts as a code point of its own, as it does in the store.
class Offsets {
  constructor(text) {
    this.text = text;
    this.pairs = Array.from(text.matchAll(PAIR), ({ index }) => index); // none in most answers
    this.length = text.length - this.pairs.length;
  }

  // UTF-16 units to code points; within a pair, the place before it.
  points(unit) {
    return unit - countBelow(this.pairs.length, (n) => this.pairs[n] < unit);
  }

  // Code points to UTF-16 units.
  units(point) {
    return point + countBelow(this.pairs.length, (n) => this.pairs[n] - n < point);
  }
}

// How many of the first `length` numbers are below the mark; they are in order, so those below come first.
function countBelow(length, isBelow) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// What a reader sees as one character is never cut: emoji with their joiners and skin tones, letters with their marks,
// the two characters of a line's end. The start moves back and the end on.
function snapped(text, start, end) {
  const first = pieceAt(GRAPHEMES, text, start);
  const last = pieceAt(GRAPHEMES, text, end);
  return { start: first ? first.start : start, end: last && last.start < end ? last.end : end };
}

// The character or word around a place; null behind the last.
function pieceAt(segmenter, text, unit) {
  const piece = segmenter.segment(text).containing(unit);
  return piece ? { start: piece.index, end: piece.index + piece.segment.length, isWord: piece.isWordLike } : null;
}

// Without the white space around it; null where nothing else is in it.
function trimmed(text, start, end) {
  let [left, right] = [start, end];
  while (left < right && SPACE.test(text[left])) left += 1;
  while (right > left && SPACE.test(text[right - 1])) right -= 1;
  return left < right ? { start: left, end: right } : null;
}

// The word at a place or the first one after it; null behind the last.
function wordFrom(text, unit) {
  let piece = pieceAt(WORDS, text, unit);
  while (piece && !piece.isWord) piece = pieceAt(WORDS, text, piece.end);
  return piece;
}

// The last word that begins before a place; null before the first.
function wordBefore(text, unit) {
  let piece = unit > 0 ? pieceAt(WORDS, text, unit - 1) : null;
  while (piece && !piece.isWord) piece = piece.start > 0 ? pieceAt(WORDS, text, piece.start - 1) : null;
  return piece;
}
