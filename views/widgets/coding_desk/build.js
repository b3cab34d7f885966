// The parts of the page, made once per mount. Words reach it by textContent only: answers are other people's text.

const COLOUR = /^#[0-9a-fA-F]{6}$/;
const PATTERNS = 5; // marks drawn over a hue that stands for more than one code; desk.css draws them

function el(tag, className, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

function keyCap(key) {
  return el("kbd", "vbd-key", { text: key, "aria-hidden": "true" });
}

// A real button that the mouse leaves at once, so that Enter goes on to the next answer and not to this button again;
// who came to it by keyboard stays on it.
function button(className, attributes, run, ...children) {
  const press = (event) => {
    run();
    if (event.detail > 0 && document.activeElement === node) node.blur();
  };
  const node = el("button", className, { type: "button", ...attributes, onclick: press }, ...children);
  return node;
}

function swatch(code) {
  const node = el("span", `vbd-swatch vbd-pattern-${code.pattern % PATTERNS}`, { "aria-hidden": "true" });
  if (COLOUR.test(code.colour)) node.style.setProperty("--vbd-colour", code.colour);
  return node;
}

function commandButton(command, run) {
  return button(
    `vbd-command${command.main ? " vbd-main-action" : ""}`,
    {
      "aria-keyshortcuts": command.shortcut || command.key,
      "aria-pressed": command.toggles ? "false" : null,
      "data-command": command.name,
    },
    run,
    keyCap(command.cap || command.key),
    el("span", "", { text: command.label }),
  );
}

function buildParts(desk) {
  const parts = {
    question: el("h2", "vbd-question"),
    number: button("vbd-link vbd-number", { title: "Go to another answer", "aria-keyshortcuts": "G" }, () => desk.openGo()),
    about: el("span", "vbd-about"),
    onward: button("vbd-link", {}, () => desk.resume(), el("span", "", { text: "continue where I stopped" })),
    saved: el("span", "vbd-saved", { "aria-hidden": "true" }),
    live: el("span", "vbd-unseen", { "aria-live": "polite" }),
    bar: el("i", ""),
    notices: el("div", "vbd-notices"),
    text: el("p", "vbd-text", { dir: "auto", "aria-live": "polite", "data-part": "answer" }),
    selected: el("p", "vbd-selected"),
    marked: el("div", "vbd-marked"),
    alike: el("p", "vbd-alike", { role: "status" }),
    memo: el("div", "vbd-memo"),
    inVivo: el("div", "vbd-in-vivo"),
    told: el("p", "vbd-told"),
    round: el("p", "vbd-round", { hidden: true }),
    ending: el("div", "vbd-ending", { hidden: true }),
    palette: el("div", "vbd-palette", { role: "group", "aria-label": "Codes" }),
    openedKey: keyCap(""),
    openedName: el("strong", ""),
    find: el("div", "vbd-find"),
    definition: el("p", "vbd-definition"),
    marks: el("div", "vbd-marks", { role: "group", "aria-label": "Marks" }),
    moves: el("div", "vbd-moves", { role: "group", "aria-label": "Moving" }),
    others: el("p", "vbd-others"),
    help: el("dialog", "vbd-help", { "aria-label": "All keys", tabindex: "-1" }),
  };
  parts.progress = el(
    "div",
    "vbd-progress",
    { role: "progressbar", "aria-label": "Answers coded", "aria-valuemin": "0" },
    parts.bar,
  );
  parts.head = el(
    "header",
    "vbd-head",
    {},
    parts.question,
    el("div", "vbd-where", {}, parts.number, parts.about, parts.onward),
    parts.saved,
  );
  const { text, selected, marked, alike, inVivo, memo } = parts;
  parts.reading = el("article", "vbd-reading", {}, text, selected, marked, alike, inVivo, memo);
  parts.opened = el(
    "div",
    "vbd-opened",
    { hidden: true },
    parts.openedKey,
    parts.openedName,
    button("vbd-link", { "aria-keyshortcuts": "Escape" }, () => desk.leaveChord(), el("span", "", { text: "all codes" })),
  );
  const aside = { "aria-label": "Codes and their meaning" };
  parts.codes = el("aside", "vbd-codes", aside, parts.opened, parts.palette, parts.find, parts.definition);
  parts.work = el("div", "vbd-work", {}, parts.reading, parts.codes);
  for (const command of COMMANDS.filter((one) => one.label)) {
    const row = command.moves ? parts.moves : parts.marks;
    row.append(commandButton(command, () => desk.run(command)));
  }
  parts.commands = el("div", "vbd-commands", {}, parts.marks, parts.moves);
  parts.desk = el(
    "section",
    "vbd",
    { tabindex: "-1", "aria-label": "Coding desk" },
    parts.head,
    parts.progress,
    parts.round,
    parts.notices,
    parts.told,
    parts.ending,
    parts.work,
    parts.commands,
    parts.others,
    parts.live,
    parts.help,
  );
  new IntersectionObserver(([seen]) => {
    desk.topIsHidden = !seen.isIntersecting;
  }).observe(parts.head);
  return parts;
}

function markedChip(desk, code, span) {
  return button(
    "vbd-chip",
    { "aria-label": `Take off ${code.name}`, title: "Take off" },
    () => desk.takeOff({ code: code.code_id, ...span }),
    swatch(code),
    el("span", "", { text: code.name }),
    el("span", "vbd-cross", { text: "×", "aria-hidden": "true" }),
  );
}
