/** The name that was probably meant: for messages about unknown keys, symbols, venues. */

/** More edits than this, or than a third of the length, is another word. */
const MAX_EDITS = 3;

/** The candidate with the fewest edits to `name`, letter case aside; undefined where none is near. */
export function nearMatch(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.min(MAX_EDITS, Math.max(1, Math.floor(name.length / 3))) + 1;
  for (const candidate of candidates) {
    const count = edits(name.toLowerCase(), candidate.toLowerCase(), fewest);
    if (count < fewest) [best, fewest] = [candidate, count];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours from `a` to `b`; `limit` or more is `limit`. */
function edits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let count = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) count = Math.min(count, before[j - 2]! + 1);
      row.push(count);
    }
    [before, last] = [last, row];
  }
  return Math.min(limit, last[b.length]!);
}
