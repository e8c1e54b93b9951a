/** Names that someone may have meant. */

/** Names offered at most. */
const OFFERED = 3;

/**
 * The names nearest to one that does not exist, nearest first: those that hold it whatever the case,
 * and those at most a third of its letters away.
 */
export function nearMatches(wanted: string, names: Iterable<string>): string[] {
  const needle = wanted.toLowerCase();
  const near: { name: string; distance: number }[] = [];
  for (const name of names) {
    const hay = name.toLowerCase();
    const distance = needle !== '' && hay.includes(needle) ? 0 : editDistance(needle, hay);
    if (distance <= Math.ceil(needle.length / 3)) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, OFFERED).map(({ name }) => name);
}

/** Letters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, above[j]! + 1, row[j - 1]! + 1));
    }
  }
  return row[b.length]!;
}
