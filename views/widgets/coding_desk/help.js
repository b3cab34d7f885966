// The list of all keys, in groups. A command names its group in keys.js; one that names none stands at the end.

const GROUPS = [
  ["codes", "Codes"],
  ["spans", "Words and sentences"],
  ["suggestions"], // named by its words, which come with them
  ["marks", "Marks and memo"],
  ["moving", "Moving"],
  ["undo", "Undo"],
  [undefined, "More"],
];
const CODE_HELP = [
  { keys: ["1", "2", "A", "…"], help: "Give the code that has this key, or take it off again" },
  { keys: ["T 4", "…"], help: "A theme’s letter, then the key of its code; after the letter only those codes are shown, Esc goes back" },
];

function fillHelp(desk, dialog) {
  const close = button("vbd-command", {}, () => dialog.close(), keyCap("Esc"), el("span", "", { text: "close" }));
  dialog.replaceChildren(
    el("h2", "vbd-help-title", { text: "All keys" }),
    el("p", "vbd-hint", {
      text: "An answer can have several codes: press the key of each, then Enter. Everything is saved as you go.",
    }),
    ...GROUPS.flatMap(([group, title]) => helpGroup(desk, dialog, group, title)),
    close,
  );
}

// A command's words are also its button, so that every act is within reach of a finger.
function helpGroup(desk, dialog, group, title) {
  const given = desk.suggestWords; // none where the project does not show them: what is not shown has no keys
  const helped = COMMANDS.map((command) => ({ ...command, help: command.help || given[command.name] }));
  const own = helped.filter((command) => command.help && command.group === group);
  const commands = group === "codes" ? [...CODE_HELP, ...own] : own;
  if (commands.length === 0) return [];
  const rows = commands.map((command) => {
    const run = () => {
      dialog.close();
      desk.run(command);
    };
    const words = command.name && command.name !== "help" ? button("vbd-help-act", {}, run, command.help) : command.help;
    const caps = (command.keys || [command.key]).map(keyCap);
    return el("div", "vbd-help-row", {}, el("dt", "", {}, ...caps), el("dd", "", {}, words));
  });
  return [el("h3", "vbd-help-group", { text: title || given.title }), el("dl", "vbd-help-list", {}, ...rows)];
}
