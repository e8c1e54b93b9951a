/** What differs between two configurations: symbols, which a running host can follow, and the rest, which it cannot. */
import type { Config } from './schema.js';
import type { SecurityRenewal } from './security-renewal.js';

export interface SymbolChange {
  readonly venue: string;
  /** As the venue spells them. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface ConfigChanges {
  /** Of venues that both have; `undefined` symbols, all of an embedded exchange, are never changed. */
  readonly symbols: readonly SymbolChange[];
  /** What of keys and the certificate is another now, one line each. */
  readonly security: readonly string[];
  /** Paths of keys that take effect after a restart. */
  readonly others: readonly string[];
}

/** @param security what of its files is another, and which of its keys are followed by that */
export function configChanges(
  before: Config,
  after: Config,
  security: Pick<SecurityRenewal, 'changes' | 'followed'>,
): ConfigChanges {
  const symbols: SymbolChange[] = [];
  for (const [venue, wanted] of Object.entries(after.venues)) {
    const [now, had] = [wanted?.symbols, before.venues[venue]?.symbols];
    if (now === undefined || had === undefined) continue;
    const added = now.filter((name) => !had.includes(name));
    const removed = had.filter((name) => !now.includes(name));
    if (added.length + removed.length > 0) symbols.push({ venue, added, removed });
  }
  const followed = new Set([...symbols.map(({ venue }) => `venues.${venue}.symbols`), ...security.followed]);
  const others = differences('', before, after).filter((path) => !followed.has(path));
  return { symbols, security: security.changes, others };
}

/** Paths of what is not the same; a list counts as one value. */
function differences(path: string, before: unknown, after: unknown): string[] {
  if (isMapping(before) && isMapping(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      differences(path === '' ? key : `${path}.${nameOf(key)}`, before[key], after[key]),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
}

/** A limit in ms is without its unit in the file. */
function nameOf(key: string): string {
  return key.replace(/Ms$/, '');
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
