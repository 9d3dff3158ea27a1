// Zip files (APPNOTE.TXT of PKWARE), stored without compression: what a .docx and an .xlsx are made of.

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});
// 1 January 1980, the first day that the format knows: the same content gives the same bytes.
const DAY = 0x21;
const IN_UTF8 = 0x0800;

/** CRC-32 of bytes, as ISO 3309 has it. */
function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/**
 * A zip file.
 * @param {Map<string, string | Uint8Array>} files each file's path and content; text becomes UTF-8
 * @param {string} type the media type of the whole
 * @returns {Blob}
 */
export function zip(files, type = "application/zip") {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = new TextEncoder().encode(path);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const shared = [20, 2, IN_UTF8, 2, 0, 2, 0, 2, DAY, 2, crc32(bytes), 4, bytes.length, 4, bytes.length, 4, name.length, 2, 0, 2];
    const head = record([0x04034b50, 4, ...shared]);
    directory.push(record([0x02014b50, 4, 20, 2, ...shared, 0, 2, 0, 2, 0, 2, 0, 4, offset, 4]), name);
    parts.push(head, name, bytes);
    offset += head.length + name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([0x06054b50, 4, 0, 2, 0, 2, files.size, 2, files.size, 2, size, 4, offset, 4, 0, 2]);
  return new Blob([...parts, ...directory, end], { type });
}

/** The files of a zip file that was stored without compression, in its order. Throws Error for any other. */
export function unzip(buffer) {
  const view = new DataView(buffer);
  const files = new Map();
  let at = 0;
  while (at + 4 <= view.byteLength && view.getUint32(at, true) === 0x04034b50) {
    if (view.getUint16(at + 8, true) !== 0 || view.getUint16(at + 6, true) & 8) throw new Error("the zip file is compressed");
    const size = view.getUint32(at + 18, true);
    const start = at + 30 + view.getUint16(at + 26, true);
    const name = new TextDecoder().decode(new Uint8Array(buffer, at + 30, view.getUint16(at + 26, true)));
    const first = start + view.getUint16(at + 28, true);
    files.set(name, new Uint8Array(buffer, first, size));
    at = first + size;
  }
  return files;
}

/** Numbers, each followed by its size in bytes, in little-endian order. */
function record(pairs) {
  const length = pairs.filter((_, place) => place % 2).reduce((sum, size) => sum + size, 0);
  const view = new DataView(new ArrayBuffer(length));
  let at = 0;
  for (let place = 0; place < pairs.length; place += 2) {
    if (pairs[place + 1] === 2) view.setUint16(at, pairs[place], true);
    else view.setUint32(at, pairs[place], true);
    at += pairs[place + 1];
  }
  return new Uint8Array(view.buffer);
}

/** A text that is safe in XML 1.0: escaped, and without the control characters that XML forbids. */
export function xml(text) {
  const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // eslint-disable-next-line no-control-regex
  return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "").replace(/[&<>"]/g, (sign) => signs[sign]);
}
