// Draws the table from texts. Every number that has answers behind it is a button; long sentences unfold on demand.

const LONG = 150; // characters; the files hold every sentence whole

function lines(parent, texts, around = null) {
  texts.forEach((text, place) => {
    if (place) parent.append(document.createElement("br"));
    const words = document.createTextNode(text);
    if (around && !place) {
      around.append(words);
      parent.append(around);
    } else parent.append(words);
  });
  return parent;
}

function cellOf(tag, column) {
  const cell = document.createElement(tag);
  cell.dir = "auto";
  if (column.numeric) cell.className = "vbf-num";
  else cell.className = column.wide ? "vbf-wide" : "vbf-words";
  return cell;
}

function cutAtWord(text) {
  const cut = Array.from(text).slice(0, LONG).join("");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONG / 2))} … `;
}

function prose(cell, texts) {
  const whole = texts.join("\n");
  if (whole.length <= LONG * 1.2) return lines(cell, texts);
  const words = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "vbf-more";
  const fold = (folded) => {
    words.replaceChildren();
    lines(words, folded ? [cutAtWord(whole)] : texts);
    button.textContent = folded ? "more" : " less";
    button.setAttribute("aria-expanded", String(!folded));
  };
  button.addEventListener("click", () => fold(button.getAttribute("aria-expanded") === "true"));
  fold(true);
  cell.append(words, button);
  return cell;
}

function door(row, open) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "vbf-door";
  button.title = row.door === 1 ? "Read the answer" : `Read the ${row.door} answers`;
  button.addEventListener("click", () => open(row.key));
  return button;
}

function bodyRow(row, columns, open) {
  const line = document.createElement("tr");
  row.cells.forEach((texts, place) => {
    const cell = cellOf(place ? "td" : "th", columns[place]);
    if (!place) {
      cell.scope = "row";
      cell.style.paddingLeft = `${row.level}rem`;
      if (row.strong) cell.classList.add("vbf-strong");
    }
    if (place === 1 && row.door) lines(cell, texts, door(row, open));
    else if (columns[place].wide) prose(cell, texts);
    else lines(cell, texts);
    line.append(cell);
  });
  return line;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".vbf-host");
  const table = document.createElement("table");
  table.className = "vbf";
  const caption = table.createCaption();
  caption.textContent = data.title;
  const head = table.createTHead().insertRow();
  for (const column of data.columns) {
    const cell = cellOf("th", column);
    cell.scope = "col";
    head.append(lines(cell, column.lines.map((line) => line.replaceAll(" = ", "\u00a0=\u00a0"))));
  }
  const body = table.createTBody();
  const open = (key) => setTriggerValue("open", key);
  for (const row of data.rows) body.append(bodyRow(row, data.columns, open));
  const scroll = document.createElement("div");
  scroll.className = "vbf-scroll";
  scroll.tabIndex = 0;
  scroll.append(table);
  const note = document.createElement("p");
  note.className = "vbf-note";
  const word = document.createElement("i");
  word.textContent = "Note. ";
  note.append(word, data.note);
  const hint = document.createElement("p");
  hint.className = "vbf-hint";
  hint.textContent = "Wider than the page: scroll the table sideways.";
  host.replaceChildren(hint, scroll, note);
  const fit = () => { hint.hidden = scroll.scrollWidth <= scroll.clientWidth + 1; };
  fit();
  const watch = new ResizeObserver(fit);
  watch.observe(scroll);
  return () => watch.disconnect();
}
