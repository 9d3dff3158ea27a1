// Things that a person keeps on this device, by name, and what this tab holds until it is closed. Nothing is written to
// the device before the person agrees, nothing is sent. No page in here: storage-panel.js has the buttons.

const PREFIX = "partnership-library:";
const AGREED = `${PREFIX}agreed`;
const FORMAT = "partnership-library";
const DEVICE = "localStorage";
const TAB = "sessionStorage";
export const LARGEST_FILE = 2_000_000; // characters
const LONGEST_NAME = 80;

/** What went wrong, as a plain sentence. `code` is forbidden, full, name, damaged, foreign, newer or large. */
export class StorageError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "StorageError";
    this.code = code;
  }
}

/** One kind of thing that is kept, such as action plans. */
export class Shelf {
  /**
   * @param {object} options
   * @param {string} options.kind lowercase words with hyphens; it stands in every file
   * @param {string} options.noun what people call one of them: "action plan"
   * @param {number} options.version of the content's shape; a file with a higher one is refused
   * @param {(content: unknown) => string[]} options.check what is wrong with a content; empty when it is right
   * @param {(content: any, version: number) => any} [options.upgrade] an older content in today's shape
   */
  constructor({ kind, noun, version, check, upgrade = (content) => content }) {
    Object.assign(this, { kind, noun, version, check, upgrade });
  }

  /** Whether the person has agreed that this device keeps what is typed. One answer holds for the whole library. */
  agreed() {
    return read(AGREED) === "yes";
  }

  /** Keeps the person's answer. Throws StorageError (forbidden, full). */
  agree() {
    write(AGREED, "yes");
  }

  /** The names that are kept, in alphabetical order. */
  names() {
    return keys(this.prefix).map((key) => key.slice(this.prefix.length)).sort((a, b) => a.localeCompare(b));
  }

  /** What is kept under a name, or null. Throws StorageError when it is damaged or newer than this page. */
  read(name) {
    const text = read(this.prefix + name);
    return text === null ? null : fromFile(this, text);
  }

  /** Keeps a content under a name. Throws StorageError (name, forbidden, full); then the earlier one is still there. */
  write(name, content) {
    const wanted = name.trim();
    if (!wanted) throw new StorageError("name", `Give the ${this.noun} a name.`);
    if (wanted.length > LONGEST_NAME) throw new StorageError("name", `The name can have at most ${LONGEST_NAME} characters.`);
    if (!this.agreed()) throw new StorageError("forbidden", "Nothing is kept on this device until you agree.");
    write(this.prefix + wanted, toFile(this, wanted, content).text);
  }

  /** Deletes one. */
  remove(name) {
    remove(this.prefix + name);
  }

  /** A name that is not taken yet: the wanted one, or one with a number behind it. */
  freeName(wanted) {
    const base = wanted.trim().slice(0, LONGEST_NAME - 5) || this.noun;
    const taken = new Set(this.names());
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base} (${number})`;
    return name;
  }

  get prefix() {
    return `${PREFIX}${this.kind}:`;
  }
}

/**
 * What this tab holds of one kind until it is closed, so that Back, a reload or a link to another tool loses nothing.
 * Pages with another query in their address (`search`) begin with something else, and have a place of their own.
 */
export class Tab {
  /** @param {Shelf} shelf the kind of thing @param {string} search the query of the page's address */
  constructor(shelf, search = "") {
    Object.assign(this, { shelf, key: `${PREFIX}${shelf.kind}:${search}` });
  }

  /** What the tab holds, or null: `content`, or with `isKept` only the name under which the shelf has it. */
  read() {
    try {
      const { name, isKept, text } = JSON.parse(read(this.key, TAB));
      return isKept ? { name, isKept } : { name, isKept, content: fromFile(this.shelf, text) };
    } catch {
      return null; // nothing is there, or an older page wrote it
    }
  }

  /** Holds a content. Throws StorageError (forbidden, full). */
  write(name, content) {
    write(this.key, JSON.stringify({ name, isKept: false, text: toFile(this.shelf, name, content).text }), TAB);
  }

  /** Says which of the kept things is open: the shelf has its content. */
  point(name) {
    try {
      write(this.key, JSON.stringify({ name, isKept: true }), TAB);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error; // it is kept all the same
    }
  }

  clear() {
    remove(this.key, TAB);
  }
}

/** Deletes all that the library keeps on this device and in this tab, of every kind, and the agreement with it. */
export function clearAll() {
  for (const place of [DEVICE, TAB]) {
    for (const key of keys(PREFIX, place)) remove(key, place);
  }
}

/** How many things the library keeps on this device. */
export function howMany() {
  return keys(PREFIX).filter((key) => key !== AGREED).length;
}

/**
 * A content as a file that can be opened again, here or on another device.
 * @returns {{name: string, text: string}} the file's name and its text, JSON
 */
export function toFile(shelf, name, content) {
  const envelope = {
    format: FORMAT, kind: shelf.kind, version: shelf.version, name, saved: new Date().toISOString(), content,
  };
  return { name: `${fileName(name || shelf.noun)}.${shelf.kind}.json`, text: `${JSON.stringify(envelope, null, 1)}\n` };
}

/** The content of a file's text. Throws StorageError: large, damaged, foreign or newer. */
export function fromFile(shelf, text) {
  return opened(shelf, text).content;
}

/** The content of a file's text, and the name that it had. Throws StorageError as fromFile does. */
export function opened(shelf, text) {
  if (text.length > LARGEST_FILE) throw new StorageError("large", `The file is too large for one ${shelf.noun}. Choose another file.`);
  const envelope = parsed(shelf, text);
  if (!isObject(envelope) || envelope.format !== FORMAT || typeof envelope.kind !== "string") {
    throw new StorageError("foreign", `The file was not saved by this library. Choose a file whose name ends in .${shelf.kind}.json.`);
  }
  if (envelope.kind !== shelf.kind) {
    const other = envelope.kind.replaceAll("-", " ").slice(0, 40);
    throw new StorageError("foreign", `The file holds something else (${other}), not ${article(shelf.noun)} ${shelf.noun}. Choose a file whose name ends in .${shelf.kind}.json.`);
  }
  if (!Number.isInteger(envelope.version) || envelope.version < 1) throw damaged(shelf, ["its version is missing"]);
  if (envelope.version > shelf.version) {
    throw new StorageError("newer", `The file was saved by a newer version of this page. Reload the page, then open the file again.`);
  }
  const content = envelope.version < shelf.version ? shelf.upgrade(envelope.content, envelope.version) : envelope.content;
  const problems = shelf.check(content);
  if (problems.length) throw damaged(shelf, problems);
  return { name: typeof envelope.name === "string" ? envelope.name.slice(0, LONGEST_NAME) : "", content };
}

/** A text as part of a file's name: lowercase letters, digits and hyphens. */
export function fileName(text) {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "file";
}

/** Whether a value is a plain object: for the checks of contents. */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(shelf, text) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""), (key, value) => (key === "__proto__" ? undefined : value));
  } catch {
    throw damaged(shelf, ["it is not whole, or not JSON"]);
  }
}

function damaged(shelf, problems) {
  const more = problems.length > 3 ? `, and ${problems.length - 3} more` : "";
  return new StorageError("damaged", `The ${shelf.noun} can't be read: ${problems.slice(0, 3).join("; ")}${more}. What is on this page stays as it was.`);
}

function article(noun) {
  return /^[aeiou]/.test(noun) ? "an" : "a";
}

// --- the browser's storage, which may be full, forbidden or not there at all ---

function storage(place) {
  try {
    return window[place];
  } catch {
    return null; // a browser that is set to keep nothing
  }
}

function read(key, place = DEVICE) {
  try {
    return storage(place)?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function write(key, text, place = DEVICE) {
  const kept = storage(place);
  if (!kept) throw new StorageError("forbidden", "This browser does not let the page keep anything. Save your work as a file.");
  try {
    kept.setItem(key, text);
  } catch (error) {
    if (error.name === "QuotaExceededError" || error.code === 22) {
      throw new StorageError("full", "There is no room left in this browser. Save your work as a file, or delete something.");
    }
    throw new StorageError("forbidden", "This browser does not let the page keep anything. Save your work as a file.");
  }
}

function remove(key, place = DEVICE) {
  try {
    storage(place)?.removeItem(key);
  } catch {
    // nothing was kept
  }
}

function keys(prefix, place = DEVICE) {
  try {
    return Object.keys(storage(place) ?? {}).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
