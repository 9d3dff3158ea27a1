// Things that a person keeps on this device, by name. Nothing is written before the person agrees, nothing is sent.
// No page in here: storage-panel.js has the buttons.

const PREFIX = "partnership-library:";
const AGREED = `${PREFIX}agreed`;
const FORMAT = "partnership-library";
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

/** Deletes all that the library keeps on this device, of every kind, and the agreement with it. */
export function clearAll() {
  for (const key of keys(PREFIX)) remove(key);
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

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // a browser that is set to keep nothing
  }
}

function read(key) {
  try {
    return storage()?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function write(key, text) {
  const place = storage();
  if (!place) throw new StorageError("forbidden", "This browser does not let the page keep anything. Save your work as a file.");
  try {
    place.setItem(key, text);
  } catch (error) {
    if (error.name === "QuotaExceededError" || error.code === 22) {
      throw new StorageError("full", "There is no room left on this device. Save your work as a file, or delete something.");
    }
    throw new StorageError("forbidden", "This browser does not let the page keep anything. Save your work as a file.");
  }
}

function remove(key) {
  try {
    storage()?.removeItem(key);
  } catch {
    // nothing was kept
  }
}

function keys(prefix) {
  try {
    return Object.keys(storage() ?? {}).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
