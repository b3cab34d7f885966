// Decisions on their way to the store. Each waits here and in the browser's own storage until the store has answered
// for it: saved, or refused with a reason. Ids are made once, so a decision sent twice counts once.

const TAB = randomId();
const COMMAND_ID = /^[0-9a-f]{32}$/;
const ADOPT_AFTER_MS = 300; // ample for another tab of this browser to answer
const liveTabs = new Set();
const shelf = openShelf();
const voices = openVoices();

function randomId() {
  // randomUUID is absent on plain-http networks; this is not.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function openShelf() {
  try {
    return window.localStorage;
  } catch {
    return null; // storage denied by the browser's settings: decisions are kept in memory only, and the desk says so
  }
}

// Tabs of one browser answer each other here, so that none sends what another still holds.
function openVoices() {
  if (typeof BroadcastChannel === "undefined") return null;
  const channel = new BroadcastChannel("verbatim-desk");
  channel.onmessage = (event) => {
    if (event.data.ask && event.data.ask !== TAB) channel.postMessage({ here: TAB });
    if (event.data.here) liveTabs.add(event.data.here);
  };
  return channel;
}

function shelved(prefix) {
  const found = [];
  if (!shelf) return found;
  for (let n = 0; n < shelf.length; n += 1) {
    const key = shelf.key(n);
    if (key.startsWith(prefix)) found.push(key.slice(prefix.length));
  }
  return found;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // written by something else under our name
  }
}

class Outbox {
  static sharedPrefix({ store, project }) {
    return `verbatim/${encodeURIComponent(store)}/${encodeURIComponent(project)}/`;
  }

  static prefix(place) {
    return `${Outbox.sharedPrefix(place)}${encodeURIComponent(place.coder)}/`;
  }

  constructor(place) {
    this.place = place;
    this.shared = Outbox.sharedPrefix(place);
    this.prefix = Outbox.prefix(place);
    this.pending = [];
    this.count = 0;
    this.keeps = shelf !== null; // whether this browser keeps a copy
    this.refused = this.readRefused();
    this.drafts = new Set(shelved(`${this.prefix}draft/`));
    this.adopting = 0; // while it is not known whether strays are ours nothing is sent: they were decided first
  }

  add(fields) {
    this.count += 1;
    const entry = {
      id: randomId(),
      kind: "",
      response: null,
      code: null,
      on: null,
      text: null,
      target: null,
      at: new Date().toISOString(),
      start: null,
      end: null,
      ...fields,
    };
    const record = { entry, n: this.count, tab: TAB, name: this.place.coder_name };
    this.pending.push(record);
    if (entry.kind !== "memo" || this.place.keep_drafts) this.shelve(entry.id, record);
    return entry;
  }

  shelve(name, value) {
    if (!shelf) return;
    try {
      shelf.setItem(this.prefix + name, JSON.stringify(value));
      this.keeps = true;
    } catch {
      this.keeps = false; // full, or switched off meanwhile: kept in memory, and the desk says so
    }
  }

  unshelve(name) {
    if (shelf) shelf.removeItem(this.prefix + name);
  }

  entriesOf(response) {
    return this.pending.filter(({ entry }) => entry.response === response).map(({ entry }) => entry);
  }

  // Take the store's answers; give back what was saved and what was refused.
  settle(answers) {
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    const settled = [];
    this.pending = this.pending.filter(({ entry }) => {
      const answer = byId.get(entry.id);
      if (!answer) return true;
      settled.push({ entry, answer });
      this.unshelve(entry.id);
      if (entry.kind === "memo" && answer.ok) this.dropDraft(entry.response, entry.text);
      return false;
    });
    return settled;
  }

  // Decisions of this coder that this page does not hold: left by a closed tab or a page that was reloaded.
  strays() {
    const held = new Set(this.pending.map(({ entry }) => entry.id));
    return shelved(this.prefix)
      .filter((name) => COMMAND_ID.test(name) && !held.has(name))
      .map((name) => parsed(shelf.getItem(this.prefix + name)))
      .filter((record) => record && record.entry && COMMAND_ID.test(record.entry.id));
  }

  // Own those whose tab does not answer. Were one only asleep, both would send: harmless, for an id counts once.
  adopt(done) {
    if (this.strays().length === 0) return;
    this.adopting += 1;
    liveTabs.clear();
    if (voices) voices.postMessage({ ask: TAB });
    setTimeout(() => {
      const orphans = this.strays().filter((record) => record.tab === TAB || !liveTabs.has(record.tab));
      this.pending.push(...orphans);
      this.pending.sort((a, b) => a.entry.at.localeCompare(b.entry.at) || a.n - b.n);
      this.adopting -= 1;
      done(orphans.map(({ entry }) => entry));
    }, ADOPT_AFTER_MS);
  }

  // Other coders' waiting decisions, by name. They are never sent from here.
  others() {
    const counts = new Map();
    for (const rest of shelved(this.shared)) {
      const [coder, name] = rest.split("/");
      if (!COMMAND_ID.test(name) || decodeURIComponent(coder) === this.place.coder) continue;
      const record = parsed(shelf.getItem(this.shared + rest));
      const who = (record && record.name) || "another coder";
      counts.set(who, (counts.get(who) || 0) + 1);
    }
    return counts;
  }

  draft(response) {
    return (shelf && shelf.getItem(`${this.prefix}draft/${response}`)) || "";
  }

  keepDraft(response, text) {
    if (!shelf || !this.place.keep_drafts) return;
    try {
      shelf.setItem(`${this.prefix}draft/${response}`, text);
      this.drafts.add(response);
    } catch {
      this.keeps = false;
    }
  }

  // Only the draft that was saved goes; words typed since stay.
  dropDraft(response, text) {
    if (!this.drafts.has(response) || this.draft(response) !== text) return;
    this.unshelve(`draft/${response}`);
    this.drafts.delete(response);
  }

  refuse(entry, reason, what) {
    const record = { id: entry.id, response: entry.response, reason, what };
    this.refused.push(record);
    this.shelve(`refused/${entry.id}`, record);
  }

  readRefused() {
    return shelved(`${this.prefix}refused/`)
      .map((id) => parsed(shelf.getItem(`${this.prefix}refused/${id}`)))
      .filter(Boolean);
  }

  dismiss(id) {
    this.refused = this.refused.filter((record) => record.id !== id);
    this.unshelve(`refused/${id}`);
  }
}
