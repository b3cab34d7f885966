// Draws lines of agreement: texts, and values with their intervals on one scale.

const ROW = 20, TOP = 10, TICK = 15; // pixels; across, a drawing is as wide as its column, in per cent
const NARROW = 88, BLOCK = 280, LETTER = 6.6; // pixels: least width of a scale, on a telephone; what a letter takes
const DISAGREEMENTS = "Disagreements";
const SVG = "http://www.w3.org/2000/svg";

function shape(parent, name, attributes, kind) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.setAttribute("class", kind);
  parent.append(made);
  return made;
}

// What lies below 0 is drawn at the left end of the scale, an interval that goes on with an arrow.
const place = (value) => `${Math.min(Math.max(value, 0), 1) * 100}%`;

function canvas(height) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("height", height);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

function levels(svg, data, height) {
  for (const level of data.levels) {
    const x = place(level.at);
    shape(svg, "line", { x1: x, x2: x, y1: 0, y2: height }, level.own ? "vba-level vba-own" : "vba-level");
  }
}

function drawing(line, data) {
  const height = ROW * Math.max(line.marks.length, 1);
  const svg = canvas(height);
  levels(svg, data, height);
  line.marks.forEach((mark, row) => {
    const y = row * ROW + TOP;
    shape(svg, "line", { x1: 0, x2: "100%", y1: y, y2: y }, "vba-axis");
    if (mark.value === null) return;
    const before = line.marks[row - 1];
    if (mark.joined && before && before.value !== null) {
      shape(svg, "line", { x1: place(before.value), x2: place(mark.value), y1: y - ROW, y2: y }, "vba-join");
    }
    if (mark.low === null) return;
    shape(svg, "line", { x1: place(mark.low), x2: place(mark.high), y1: y, y2: y }, "vba-ends");
    if (mark.low < 0) shape(svg, "path", { d: `M 5 ${y - 4} L 0 ${y} L 5 ${y + 4}`, fill: "none" }, "vba-ends");
  });
  line.marks.forEach((mark, row) => {
    if (mark.value === null) return;
    const short = mark.value < data.short;
    shape(svg, "circle", { cx: place(mark.value), cy: row * ROW + TOP, r: 4.5 }, short ? "vba-point vba-short" : "vba-point");
  });
  return svg;
}

function cell(tag, kind, head) {
  const made = document.createElement(tag);
  made.dir = "auto";
  if (kind) made.className = kind;
  if (head) made.dataset.head = head;
  return made;
}

function button(text, act, title) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "vba-door";
  made.textContent = text;
  if (title) made.title = title;
  made.addEventListener("click", act);
  return made;
}

function words(parent, text, kind) {
  const made = document.createElement("span");
  made.className = kind;
  made.textContent = text;
  parent.append(made);
}

function values(line, data) {
  const made = cell("td", "vba-value", line.marks.length > 1 ? "" : data.heads.scale);
  line.marks.forEach((mark, row) => {
    const one = document.createElement("div");
    if (mark.label) words(one, mark.label, "vba-label");
    words(one, mark.text, "");
    if (row === line.marks.length - 1 && line.word) words(one, ` ${line.word}`, "vba-word");
    made.append(one);
    if (mark.why && line.marks.length > 1) words(one, ` ${mark.why}`, "vba-why"); // beside it, so that lines meet their marks
    else if (mark.why) {
      const why = document.createElement("div");
      why.className = "vba-why";
      why.textContent = mark.why;
      made.append(why);
    }
  });
  return made;
}

function body(line, data, send) {
  const row = document.createElement("tr");
  const name = cell("th");
  name.scope = "row";
  if (data.heads.opens) name.append(button(line.name, () => send("open", line.key), "Look closer"));
  else name.textContent = line.name;
  row.append(name);
  const numbers = (texts, heads) => texts.forEach((text, number) => {
    const made = cell("td", "vba-num", heads[number]);
    made.textContent = text;
    row.append(made);
  });
  numbers(line.before, data.heads.before);
  row.append(values(line, data));
  const scale = cell("td", "vba-scale");
  const own = ticks(data, BLOCK); // seen on a telephone alone, where the headings are not
  own.classList.add("vba-own-ticks");
  scale.append(drawing(line, data), own);
  row.append(scale);
  numbers(line.after, data.heads.after);
  if (data.lines.some((one) => one.door)) {
    const door = cell("td", "vba-read");
    const what = line.door === 1 ? "Read the disagreement" : `Read the ${line.door} disagreements`;
    if (line.door) {
      door.dataset.head = DISAGREEMENTS;
      const read = button(`read ${line.door}`, () => send("read", line.key), what);
      read.setAttribute("aria-label", `${what} on ${line.name}`);
      door.append(read);
    }
    row.append(door);
  }
  return row;
}

// Levels lie close together: a tick that would touch its neighbour on the narrowest scale stands a line higher.
function ticks(data, width) {
  const ends = []; // of each line from below, how far it is taken
  const placed = [{ at: 0, text: "0" }, ...data.levels, { at: 1, text: "1" }].map((tick) => {
    const half = (tick.text.length * LETTER) / 2, middle = tick.at * width;
    const free = ends.findIndex((end) => middle - half > end);
    const line = free < 0 ? ends.length : free;
    ends[line] = middle + half;
    return { ...tick, line };
  });
  const svg = canvas(TICK * ends.length + 2);
  for (const one of placed) {
    const y = TICK * (ends.length - one.line) - 2;
    shape(svg, "text", { x: place(one.at), y, "text-anchor": "middle" }, "vba-tick").textContent = one.text;
  }
  return svg;
}

function head(data) {
  const row = document.createElement("tr");
  const add = (text, kind) => {
    const made = cell("th", kind);
    made.scope = "col";
    made.textContent = text;
    row.append(made);
    return made;
  };
  add(data.heads.name);
  for (const text of data.heads.before) add(text, "vba-num");
  add(data.heads.scale);
  const scale = add("", "vba-scale");
  const svg = ticks(data, NARROW);
  svg.removeAttribute("aria-hidden");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "Scale from 0 to 1");
  scale.append(svg);
  for (const text of data.heads.after) add(text, "vba-num");
  if (data.lines.some((line) => line.door)) add(DISAGREEMENTS);
  return row;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".vba-host");
  const table = document.createElement("table");
  table.className = "vba";
  table.createTHead().append(head(data));
  const rows = table.createTBody();
  const send = (wanted, key) => setTriggerValue(wanted, key);
  for (const line of data.lines) rows.append(body(line, data, send));
  host.replaceChildren(table);
}
