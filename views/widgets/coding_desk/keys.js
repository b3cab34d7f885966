// The desk's own keys, and which presses are meant for it. Code keys come with the data (coding/keymap.py), which
// never gives a code one of these.

const COMMANDS = [
  { name: "no_code", key: "0", label: "no code applies", toggles: true, group: "codes", help: "No code applies; takes all codes off" },
  { name: "find", keys: ["/", "F"], group: "codes", help: "Find a code by typing a word of its name or definition" },
  { name: "in_vivo", key: "I", group: "codes", help: "Make a new code in the answer’s own words" },
  { name: "unsure", key: "?", keys: ["?", "X"], label: "unsure", toggles: true, group: "marks", help: "I am unsure about this answer" },
  { name: "discuss", key: "D", label: "discuss", toggles: true, group: "marks", help: "To discuss with the others" },
  { name: "quote", key: "Q", label: "quote", toggles: true, group: "marks", help: "Worth quoting" },
  { name: "memo", key: "M", label: "memo", group: "marks", help: "Write a memo; Esc or Ctrl+Enter saves it" },
  { name: "undo", key: "U", keys: ["U", "Ctrl+Z"], label: "undo", moves: true, group: "undo", help: "Undo my last decision, wherever and whenever it was" },
  { name: "redo", keys: ["Shift+U", "Ctrl+Shift+Z"], group: "undo", help: "Redo what was undone" },
  { name: "suggested", keys: ["Space"], group: "suggestions" }, // in words only where the machine's part is on
  { name: "why", keys: ["Shift+Space"], group: "suggestions" },
  { name: "sentence", keys: ["S", "Shift+S"], group: "spans", help: "Select a sentence, and the next one with it; with Shift one less" },
  { name: "word", keys: ["W", "Shift+W"], group: "spans", help: "Select a word, and the next one with it; with Shift one less" },
  {
    keys: ["←", "→", "↑", "↓", "Esc"],
    group: "spans",
    help: "While words are selected: the end, with Shift the start, by a word; another sentence; select nothing",
    selects: true,
  },
  { name: "alike", keys: ["="], group: "codes", help: "Code identical answers alike, where that is offered" },
  { name: "go", keys: ["G"], group: "moving", help: "Go to an answer by its number" },
  {
    name: "back",
    key: "P",
    keys: ["P", "K", "←"],
    shortcut: "P K ArrowLeft",
    label: "back",
    moves: true,
    repeats: true,
    group: "moving",
    help: "Previous answer",
  },
  {
    name: "next",
    key: "Enter",
    label: "next",
    moves: true,
    main: true,
    group: "moving",
    help: "Next answer; where all codes come from confirmed passages, also: no other code applies",
  },
  { name: "pass", keys: ["N", "J", "→"], repeats: true, group: "moving", help: "Next answer, saying nothing of this one" },
  { name: "help", key: "H", keys: ["H"], label: "all keys", moves: true, group: "moving", help: "This list" },
];

const OPENING = ["memo", "find", "in_vivo", "go", "help"]; // commands that open something on the page
const COMMAND_OF_KEY = new Map(
  COMMANDS.filter(({ selects }) => !selects).flatMap((command) => (command.keys || [command.key]).map((key) => [key, command])),
);
const DIALOG = '[data-testid="stDialog"]';
const CHOICE_FIELD = '[data-testid="stSelectbox"] input';
const NAMED_KEYS = { ArrowLeft: "←", ArrowRight: "→" };
const MOVES_BY_ARROW = '[role="radio"],[role="tab"],[role="slider"],[role="option"],[role="menuitem"],[role="grid"]';

function pressedKey(event) {
  const held = event.ctrlKey || event.metaKey;
  if (event.altKey) return "";
  if (held) {
    if (event.key.toLowerCase() !== "z") return "";
    return event.shiftKey ? "Ctrl+Shift+Z" : "Ctrl+Z";
  }
  if (event.key === " " && event.shiftKey) return "Shift+Space";
  if (NAMED_KEYS[event.key]) return NAMED_KEYS[event.key];
  if (event.key.length > 1) return event.key;
  // On keyboards whose digits need Shift (AZERTY), the unshifted digit row still means the digits.
  const digit = /^Digit(\d)$/.exec(event.code);
  if (digit && !event.shiftKey && !/[\p{L}\p{N}?/]/u.test(event.key)) return digit[1];
  const key = event.key.toUpperCase();
  return key === "U" && event.shiftKey ? "Shift+U" : key;
}

// Presses that belong to something else: a field, a button in focus, an open dialog of the page.
function isForOthers(event, key) {
  const target = event.composedPath()[0];
  const dialog = document.querySelector(DIALOG);
  if (!(target instanceof Element) || (dialog && tellsOfLostConnection(dialog))) return false;
  if (target.closest("input:not([type=checkbox]):not([type=radio]),textarea,select") || target.isContentEditable) {
    return true;
  }
  if ((key === "Enter" || key === " ") && target.closest("a,button,summary,input,[role=button]")) return true;
  if ((key === "←" || key === "→") && target.closest(MOVES_BY_ARROW)) return true;
  return dialog !== null;
}

// Streamlit lays a dialog over the page when the server does not answer. The desk goes on without the server, and says
// so in its own place; the dialog would swallow the keys of a coder who looks at the answer.
function tellsOfLostConnection(dialog) {
  const title = dialog.querySelector("h2");
  return title !== null && title.textContent.trim() === "Connection error";
}

const OTHER_PAGE = '[data-testid="stSidebar"] a';
let active = null; // the desk on screen; one page shows at most one

// Bound once, when the module is read: the component's function runs again at every answer of the server.
document.addEventListener("keydown", (event) => {
  if (active === null || !active.listens() || event.defaultPrevented || event.isComposing) return;
  const key = pressedKey(event);
  if (key === "" || isForOthers(event, key)) return;
  if (active.press(key, event.repeat)) event.preventDefault();
});

// A field of the page that lets something be chosen keeps the focus when it closes, and every key with it.
function returnFromChoice() {
  const field = document.activeElement;
  if (active === null || !(field instanceof Element) || !field.matches(CHOICE_FIELD)) return;
  if (field.getAttribute("aria-expanded") !== "true") active.parts.desk.focus({ preventScroll: true });
}
document.addEventListener("keyup", ({ key }) => {
  if (key === "Enter" || key === "Escape") setTimeout(returnFromChoice);
});
document.addEventListener("click", () => setTimeout(returnFromChoice));

// A message that meets the page that was asked for would leave it empty: Streamlit drops the page for the desk's part of
// the one before, which is no more. What was decided is sent all the same.
document.addEventListener("click", ({ target }) => {
  if (active !== null && target instanceof Element && target.closest(OTHER_PAGE)) active.goingAt = performance.now();
}, true);

new MutationObserver(() => {
  if (active === null) return;
  const dialog = document.querySelector(`body > ${DIALOG}`);
  if (!dialog || !tellsOfLostConnection(dialog)) return;
  dialog.querySelector('button[aria-label="Close"]').click();
  active.loseConnection();
}).observe(document.body, { childList: true });

window.addEventListener("beforeunload", (event) => {
  if (someoneWaits()) event.preventDefault();
});

window.addEventListener("pagehide", () => {
  if (active !== null) active.rememberPlace();
});

document.addEventListener("visibilitychange", () => {
  if (active === null) return;
  if (document.visibilityState === "visible") active.adopt();
  else active.rememberPlace();
});
