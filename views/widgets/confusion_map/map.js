// Draws the lower half of a table of counts; the darker a cell, the more often two codes stand in each other's place.

const DARKEST = 34; // per cent of the accent behind a number, so that the number stays readable

function cellOf(data, row, column, most, open) {
  const cell = document.createElement("td");
  const count = data.counts[row][column];
  if (!count) {
    cell.className = "vbm-none";
    cell.textContent = "·";
    return cell;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = row === column ? "vbm-cell vbm-same" : "vbm-cell";
  button.style.setProperty("--vbm-share", `${Math.round(6 + (DARKEST - 6) * (count / most))}%`);
  button.textContent = String(count);
  const last = data.names.length - 1;
  const [a, b] = [data.names[column], data.names[row]];
  const words = row !== column ? `${a}, another coder: ${b}` : row === last ? "No code by both" : `${a} by both`;
  button.title = `${words}: ${count}`;
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", () => open(`${row} ${column}`));
  cell.append(button);
  return cell;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".vbm-host");
  const table = document.createElement("table");
  table.className = "vbm";
  const head = table.createTHead().insertRow();
  head.append(document.createElement("td"));
  data.names.forEach((name, place) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = place === data.names.length - 1 ? "–" : String(place + 1);
    cell.title = name;
    cell.setAttribute("aria-label", name);
    head.append(cell);
  });
  const apart = data.counts.flatMap((row, a) => row.filter((_, b) => b < a));
  const most = Math.max(1, ...apart);
  const open = (cell) => setTriggerValue("open", cell);
  const body = table.createTBody();
  data.names.forEach((name, row) => {
    const line = body.insertRow();
    const label = document.createElement("th");
    label.scope = "row";
    label.dir = "auto";
    label.textContent = row === data.names.length - 1 ? `– ${name}` : `${row + 1} ${name}`;
    line.append(label);
    for (let column = 0; column <= row; column += 1) line.append(cellOf(data, row, column, most, open));
  });
  const scroll = document.createElement("div");
  scroll.className = "vbm-scroll";
  scroll.tabIndex = 0;
  scroll.append(table);
  host.replaceChildren(scroll);
}
