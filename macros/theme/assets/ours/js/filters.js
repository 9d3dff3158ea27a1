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
  return { ...data, facetIds, facetOf, number, text };
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
  for (let record = 0; record < index.has.length; record += 1) {
    if (!wanted.every((word) => index.text[record].includes(word))) continue;
    const has = index.has[record];
    for (const option of has) if (isChosen[option]) hit[index.facetOf[option]] = record;
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
    for (const option of has) if (misses === 0 || index.facetOf[option] === missed) counts[option] += 1;
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
