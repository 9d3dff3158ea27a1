// Chooses and counts records by facets and words. Pure: no page, no network.
// The same rules as macros/directory.py, which a test compares.

/**
 * Prepares the directory's index for choosing.
 * @param {object} data directory.json, column by column
 * @returns {object} the index with each option's facet and each record's searchable text
 */
export function prepare(data) {
  const facetIds = [];
  const facetOf = data.options.map((option) => {
    const facet = option.slice(0, option.indexOf("="));
    if (!facetIds.includes(facet)) facetIds.push(facet);
    return facetIds.indexOf(facet);
  });
  const number = new Map(data.options.map((option, at) => [option, at]));
  const text = data.title.map((title, at) => plain(`${title} ${data.summary[at]} ${data.words[at]}`));
  // All records' options one after another: 10,000 small arrays would take longer to walk through.
  const starts = new Uint32Array(data.has.length + 1);
  for (const [at, has] of data.has.entries()) starts[at + 1] = starts[at] + has.length;
  const flat = Uint16Array.from(data.has.flat());
  return { ...data, facetIds, facetOf, number, text, starts, flat };
}

/** Text as it is compared: lower case, without accents. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * The records that pass, and for each option how many records it would leave.
 * A record that fails one facet alone still counts for that facet's options.
 * @param {object} index what prepare() gave
 * @param {Set<number>} chosen numbers of options
 * @param {string} words every one of which must occur
 * @returns {{found: number[], counts: Uint32Array}}
 */
export function narrow(index, chosen, words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const isChosen = new Uint8Array(index.options.length);
  const active = new Set();
  for (const option of chosen) {
    isChosen[option] = 1;
    active.add(index.facetOf[option]);
  }
  const hit = new Int32Array(index.facetIds.length).fill(-1);
  const counts = new Uint32Array(index.options.length);
  const found = [];
  const { facetOf, flat, starts } = index;
  for (let record = 0; record < index.has.length; record += 1) {
    if (wanted.length && !wanted.every((word) => index.text[record].includes(word))) continue;
    const end = starts[record + 1];
    for (let at = starts[record]; at < end; at += 1) if (isChosen[flat[at]]) hit[facetOf[flat[at]]] = record;
    let missed = -1;
    let misses = 0;
    for (const facet of active) {
      if (hit[facet] !== record) {
        missed = facet;
        misses += 1;
      }
    }
    if (misses === 0) found.push(record);
    if (misses > 1) continue;
    for (let at = starts[record]; at < end; at += 1) if (misses === 0 || facetOf[flat[at]] === missed) counts[flat[at]] += 1;
  }
  return { found, counts };
}

/** The records in another order; equal ones stay in the order of names. */
export function order(index, found, by) {
  if (by === "stage") return [...found].sort((a, b) => index.stage[b] - index.stage[a] || a - b);
  if (by === "reviewed") {
    return [...found].sort((a, b) => (index.reviewed[a] < index.reviewed[b] ? 1 : index.reviewed[a] > index.reviewed[b] ? -1 : a - b));
  }
  return found;
}
