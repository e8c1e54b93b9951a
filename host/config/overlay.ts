/** Flags and environment laid over what a configuration file says, before either is checked as a whole. */
import { SIMULATED } from './schema.js';

/** What `tickwire start` takes on the command line, each value checked by itself already. */
export interface StartFlags {
  /** Run this venue alone. */
  readonly venue?: string;
  /* Of that venue, or of the only one. */
  readonly symbols?: readonly string[];
  readonly depth?: number;
  readonly wsUrl?: string;
  readonly restUrl?: string;
  readonly instruments?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tokenSecretFile?: string;
  readonly tokenPublicKeyFile?: string;
  readonly core?: string;
  readonly threads?: number;
  readonly threadWait?: string;
  readonly flightFolder?: string;
  readonly seed?: number;
  readonly rate?: number;
  readonly misbehave?: Readonly<Record<string, number>>;
  readonly logLevel?: string;
  readonly logFormat?: string;
}

export type Overlaid =
  | { readonly ok: true; readonly raw: unknown }
  | { readonly ok: false; readonly problems: readonly string[] };

type Mapping = Record<string, unknown>;

const VENUE_FLAGS = ['symbols', 'depth', 'wsUrl', 'restUrl', 'instruments'] as const;

/** @param file what the file holds; undefined where there is none */
export function overlay(file: unknown, flags: StartFlags): Overlaid {
  const base = file ?? {};
  // What is no mapping at all is for the schema to refuse.
  if (!isMapping(base)) return { ok: true, raw: base };
  const raw: Mapping = { ...base };
  merge(raw, 'gateway', { host: flags.host, port: flags.port });
  mergeWithin(raw, 'gateway', 'tls', { certFile: flags.tlsCert, keyFile: flags.tlsKey });
  const keyFiles = { secretFile: flags.tokenSecretFile, publicKeyFile: flags.tokenPublicKeyFile };
  mergeWithin(raw, 'gateway', 'auth', keyFiles);
  merge(raw, 'core', { build: flags.core });
  // `threads: 2` is short for `threads: { count: 2 }`.
  if (typeof raw['threads'] === 'number') raw['threads'] = { count: raw['threads'] };
  merge(raw, 'threads', { count: flags.threads, wait: flags.threadWait });
  merge(raw, 'flight', { folder: flags.flightFolder });
  merge(raw, 'simulated', { seed: flags.seed, rate: flags.rate, misbehave: flags.misbehave });
  merge(raw, 'log', { level: flags.logLevel, format: flags.logFormat });
  const venues = raw['venues'] ?? {};
  if (!isMapping(venues)) return { ok: true, raw };
  const given = VENUE_FLAGS.filter((name) => flags[name] !== undefined);
  if (flags.venue === undefined && given.length === 0) return { ok: true, raw };
  const named = Object.keys(venues);
  if (flags.venue === undefined && named.length > 1) {
    const text = `--${kebab(given[0]!)} needs --venue: the file has ${named.join(', ')}`;
    return { ok: false, problems: [text] };
  }
  const id = flags.venue ?? named[0] ?? SIMULATED;
  const chosen: Mapping = { [id]: venues[id] ?? {} };
  merge(chosen, id, { ...Object.fromEntries(given.map((name) => [name, flags[name]])), symbols: ownNames(id, flags) });
  raw['venues'] = chosen;
  return { ok: true, raw };
}

/** A symbol may be written as clients write it, its venue in front. */
function ownNames(id: string, { symbols }: StartFlags): string[] | undefined {
  return symbols?.map((name) => (name.startsWith(`${id}:`) ? name.slice(id.length + 1) : name));
}

/** Lays values over a section; one that is no mapping is left for the schema to refuse. */
function merge(raw: Mapping, key: string, values: Mapping): void {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  const section = raw[key] ?? {};
  if (present.length > 0 && isMapping(section)) raw[key] = { ...section, ...Object.fromEntries(present) };
}

/** As `merge`, for a section of a section. */
function mergeWithin(raw: Mapping, key: string, inner: string, values: Mapping): void {
  const section = raw[key] ?? {};
  if (!isMapping(section) || Object.values(values).every((value) => value === undefined)) return;
  const copy = { ...section };
  merge(copy, inner, values);
  raw[key] = copy;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
